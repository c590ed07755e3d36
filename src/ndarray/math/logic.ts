/** Logic and bits of arrays. */

import type { NDArray } from '../array/array.ts';
import type { InputOf } from '../array/as-array.ts';
import { type UfuncOptions, call } from './call.ts';
import * as ufuncs from '../elementwise/ufuncs.ts';
import { binaryUfunc, type BinaryUfunc, type UnaryUfunc, unaryUfunc } from './ufunc-methods.ts';

/**
 * Whether both elements are true: not 0.
 *
 * Shapes broadcast. The result is bool.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.logicalAnd([1, 0, 2], [1, 1, 0]).toArray()); // [ true, false, false ]
 * ```
 */
export const logicalAnd: BinaryUfunc<'bool'> = binaryUfunc(
  ufuncs.logicalAnd,
  (x1: InputOf, x2: InputOf, options?: UfuncOptions) => call(ufuncs.logicalAnd, [x1, x2], options) as NDArray<'bool'>,
);

/**
 * Whether either element is true: not 0.
 *
 * Shapes broadcast. The result is bool.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.logicalOr([1, 0, 0], [1, 1, 0]).toArray()); // [ true, true, false ]
 * ```
 */
export const logicalOr: BinaryUfunc<'bool'> = binaryUfunc(
  ufuncs.logicalOr,
  (x1: InputOf, x2: InputOf, options?: UfuncOptions) => call(ufuncs.logicalOr, [x1, x2], options) as NDArray<'bool'>,
);

/**
 * Whether exactly one element is true: not 0.
 *
 * Shapes broadcast. The result is bool.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.logicalXor([1, 0, 2], [1, 1, 0]).toArray()); // [ false, true, true ]
 * ```
 */
export const logicalXor: BinaryUfunc<'bool'> = binaryUfunc(
  ufuncs.logicalXor,
  (x1: InputOf, x2: InputOf, options?: UfuncOptions) => call(ufuncs.logicalXor, [x1, x2], options) as NDArray<'bool'>,
);

/**
 * Whether each element is 0.
 *
 * The shape stays. The result is bool.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.logicalNot([1, 0, NaN]).toArray()); // [ false, true, false ]
 * ```
 */
export const logicalNot: UnaryUfunc<'bool'> = unaryUfunc(
  ufuncs.logicalNot,
  (x: InputOf, options?: UfuncOptions) => call(ufuncs.logicalNot, [x], options) as NDArray<'bool'>,
);

/**
 * The bits that two integers both have. Of bools: and.
 *
 * Shapes broadcast. The result has the dtype that the inputs have together.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast; DTypeError (`ERR_DTYPE`) for floats.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.bitwiseAnd(12, [10, 6]).toArray()); // [ 8, 4 ]
 * ```
 */
export const bitwiseAnd: BinaryUfunc = binaryUfunc(
  ufuncs.bitwiseAnd,
  (x1: InputOf, x2: InputOf, options?: UfuncOptions) => call(ufuncs.bitwiseAnd, [x1, x2], options),
);

/**
 * The bits that either of two integers has. Of bools: or.
 *
 * Shapes broadcast. The result has the dtype that the inputs have together.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast; DTypeError (`ERR_DTYPE`) for floats.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.bitwiseOr(12, [10, 1]).toArray()); // [ 14, 13 ]
 * ```
 */
export const bitwiseOr: BinaryUfunc = binaryUfunc(
  ufuncs.bitwiseOr,
  (x1: InputOf, x2: InputOf, options?: UfuncOptions) => call(ufuncs.bitwiseOr, [x1, x2], options),
);

/**
 * The bits that exactly one of two integers has. Of bools: whether they differ.
 *
 * Shapes broadcast. The result has the dtype that the inputs have together.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast; DTypeError (`ERR_DTYPE`) for floats.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.bitwiseXor(12, [10, 12]).toArray()); // [ 6, 0 ]
 * ```
 */
export const bitwiseXor: BinaryUfunc = binaryUfunc(
  ufuncs.bitwiseXor,
  (x1: InputOf, x2: InputOf, options?: UfuncOptions) => call(ufuncs.bitwiseXor, [x1, x2], options),
);

/**
 * All bits of each integer turned round. Of bools: not.
 *
 * The shape stays. The result has the dtype that the inputs have together.
 *
 * @throws DTypeError (`ERR_DTYPE`) for floats.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.bitwiseInvert([0, 5]).toArray()); // [ -1, -6 ]
 * ```
 */
export const bitwiseInvert: UnaryUfunc = unaryUfunc(ufuncs.invert, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.invert, [x], options),
);

/** Another name of {@link bitwiseInvert}. */
export const invert = bitwiseInvert;

/** Another name of {@link bitwiseInvert}. */
export const bitwiseNot = bitwiseInvert;

/**
 * The bits of the first moved to the left: times a power of two. By the width or more, or a negative count: 0.
 *
 * Shapes broadcast. The result has the dtype that the inputs have together.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast; DTypeError (`ERR_DTYPE`) for floats.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.bitwiseLeftShift(1, [0, 3, 64]).toArray()); // [ 1, 8, 0 ]
 * ```
 */
export const bitwiseLeftShift: BinaryUfunc = binaryUfunc(
  ufuncs.leftShift,
  (x1: InputOf, x2: InputOf, options?: UfuncOptions) => call(ufuncs.leftShift, [x1, x2], options),
);

/** Another name of {@link bitwiseLeftShift}. */
export const leftShift = bitwiseLeftShift;

/**
 * The bits of the first moved to the right; the sign stays. By the width or more, or a negative count: 0 or -1.
 *
 * Shapes broadcast. The result has the dtype that the inputs have together.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast; DTypeError (`ERR_DTYPE`) for floats.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.bitwiseRightShift([-8, 8], 1).toArray()); // [ -4, 4 ]
 * ```
 */
export const bitwiseRightShift: BinaryUfunc = binaryUfunc(
  ufuncs.rightShift,
  (x1: InputOf, x2: InputOf, options?: UfuncOptions) => call(ufuncs.rightShift, [x1, x2], options),
);

/** Another name of {@link bitwiseRightShift}. */
export const rightShift = bitwiseRightShift;

/**
 * How many bits of the magnitude of each integer are set: uint8.
 *
 * The shape stays.
 *
 * @throws DTypeError (`ERR_DTYPE`) for floats.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.bitwiseCount([7, -7, 256]).toArray()); // [ 3, 3, 1 ]
 * ```
 */
export const bitwiseCount: UnaryUfunc = unaryUfunc(ufuncs.bitwiseCount, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.bitwiseCount, [x], options),
);
