/** Sums, products and powers of arrays. */

import type { InputOf } from '../array/as-array.ts';
import { callFloatPower, callPower } from './power.ts';
import { call, type UfuncOptions } from './call.ts';
import * as ufuncs from '../elementwise/ufuncs.ts';
import { binaryUfunc, type BinaryUfunc, type UnaryUfunc, unaryUfunc } from './ufunc-methods.ts';

/**
 * The sum of two arrays, element by element. Of bools: whether either is true.
 *
 * Shapes broadcast. The result has the dtype that the inputs have together.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.add([1, 2, 3], 10).toArray(), np.add([[1], [2]], [10, 20]).toArray()); // [ 11, 12, 13 ] [ [ 11, 21 ], [ 12, 22 ] ]
 * ```
 */
export const add: BinaryUfunc = binaryUfunc(ufuncs.add, (x1: InputOf, x2: InputOf, options?: UfuncOptions) =>
  call(ufuncs.add, [x1, x2], options),
);

/**
 * The difference of two arrays, element by element.
 *
 * Shapes broadcast. The result has the dtype that the inputs have together.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast; DTypeError (`ERR_DTYPE`) for bools.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.subtract([5, 7], [1, 2]).toArray()); // [ 4, 5 ]
 * ```
 */
export const subtract: BinaryUfunc = binaryUfunc(ufuncs.subtract, (x1: InputOf, x2: InputOf, options?: UfuncOptions) =>
  call(ufuncs.subtract, [x1, x2], options),
);

/**
 * The product of two arrays, element by element. Of bools: whether both are true. Integers wrap.
 *
 * Shapes broadcast. The result has the dtype that the inputs have together.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.multiply([1, 2, 3], 0.5).toArray()); // [ 0.5, 1, 1.5 ]
 * ```
 */
export const multiply: BinaryUfunc = binaryUfunc(ufuncs.multiply, (x1: InputOf, x2: InputOf, options?: UfuncOptions) =>
  call(ufuncs.multiply, [x1, x2], options),
);

/**
 * The first to the power of the second, element by element. Integers wrap.
 *
 * Shapes broadcast. The result has the dtype that the inputs have together.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast; ArrayValueError (`ERR_ARRAY_VALUE`) for integers to negative
 * powers.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.power([1, 2, 3], 2).toArray(), np.power(2, [0.5, -1]).toArray()); // [ 1, 4, 9 ] [ 1.414213562373095, 0.5 ]
 * ```
 */
export const power: BinaryUfunc = binaryUfunc(ufuncs.power, (x1: InputOf, x2: InputOf, options?: UfuncOptions) =>
  callPower(x1, x2, options),
);

/** Another name of {@link power}. */
export const pow = power;

/**
 * The first to the power of the second, computed in float64 (complex128 of complex numbers).
 *
 * Shapes broadcast.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.floatPower([2, 4], -1).toArray()); // [ 0.5, 0.25 ]
 * ```
 */
export const floatPower: BinaryUfunc = binaryUfunc(ufuncs.power, (x1: InputOf, x2: InputOf, options?: UfuncOptions) =>
  callFloatPower(x1, x2, options),
);

/**
 * Each element times itself.
 *
 * The shape stays. The result has the dtype that the inputs have together.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.square([1, -2, 3]).toArray()); // [ 1, 4, 9 ]
 * ```
 */
export const square: UnaryUfunc = unaryUfunc(ufuncs.square, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.square, [x], options),
);
