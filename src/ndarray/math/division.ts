/** Quotients, remainders and divisors of arrays. */

import type { InputOf } from '../array/as-array.ts';
import * as ufuncs from '../elementwise/ufuncs.ts';
import { call, type UfuncOptions } from './call.ts';
import { binaryUfunc, type BinaryUfunc, type UnaryUfunc, unaryUfunc } from './ufunc-methods.ts';

/**
 * The quotient of two arrays, element by element: always a float or complex, float64 of integers. By zero: infinities and NaN.
 *
 * Shapes broadcast.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.divide([1, 2], [4, 0]).toArray()); // [ 0.25, Infinity ]
 * ```
 */
export const divide: BinaryUfunc = binaryUfunc(ufuncs.divide, (x1: InputOf, x2: InputOf, options?: UfuncOptions) =>
  call(ufuncs.divide, [x1, x2], options),
);

/** Another name of {@link divide}. */
export const trueDivide = divide;

/**
 * The quotient rounded down. Integers by zero are 0.
 *
 * Shapes broadcast. The result has the dtype that the inputs have together.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.floorDivide([7, -7], 2).toArray()); // [ 3, -4 ]
 * ```
 */
export const floorDivide: BinaryUfunc = binaryUfunc(
  ufuncs.floorDivide,
  (x1: InputOf, x2: InputOf, options?: UfuncOptions) => call(ufuncs.floorDivide, [x1, x2], options),
);

/**
 * The remainder of a division rounded down: it has the sign of the divisor, as % in Python. Integers by zero are 0.
 *
 * Shapes broadcast. The result has the dtype that the inputs have together.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.remainder([7, -7], 3).toArray()); // [ 1, 2 ]
 * ```
 */
export const remainder: BinaryUfunc = binaryUfunc(
  ufuncs.remainder,
  (x1: InputOf, x2: InputOf, options?: UfuncOptions) => call(ufuncs.remainder, [x1, x2], options),
);

/** Another name of {@link remainder}. */
export const mod = remainder;

/**
 * The remainder of a division rounded towards zero: it has the sign of the dividend, as % in JavaScript and C.
 *
 * Shapes broadcast. The result has the dtype that the inputs have together.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.fmod([7, -7], 3).toArray()); // [ 1, -1 ]
 * ```
 */
export const fmod: BinaryUfunc = binaryUfunc(ufuncs.fmod, (x1: InputOf, x2: InputOf, options?: UfuncOptions) =>
  call(ufuncs.fmod, [x1, x2], options),
);

/**
 * One divided by each element; of integers rounded towards zero.
 *
 * The shape stays. The result has the dtype that the inputs have together.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.reciprocal([2, 0.25]).toArray()); // [ 0.5, 4 ]
 * ```
 */
export const reciprocal: UnaryUfunc = unaryUfunc(ufuncs.reciprocal, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.reciprocal, [x], options),
);

/**
 * The greatest common divisor of two integers; never negative.
 *
 * Shapes broadcast. The result has the dtype that the inputs have together.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast; DTypeError (`ERR_DTYPE`) for floats.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.gcd([12, -18], 8).toArray()); // [ 4, 2 ]
 * ```
 */
export const gcd: BinaryUfunc = binaryUfunc(ufuncs.gcd, (x1: InputOf, x2: InputOf, options?: UfuncOptions) =>
  call(ufuncs.gcd, [x1, x2], options),
);

/**
 * The least common multiple of two integers; never negative, 0 when either is 0.
 *
 * Shapes broadcast. The result has the dtype that the inputs have together.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast; DTypeError (`ERR_DTYPE`) for floats.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.lcm([4, 6], 10).toArray()); // [ 20, 30 ]
 * ```
 */
export const lcm: BinaryUfunc = binaryUfunc(ufuncs.lcm, (x1: InputOf, x2: InputOf, options?: UfuncOptions) =>
  call(ufuncs.lcm, [x1, x2], options),
);
