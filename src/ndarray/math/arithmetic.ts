/** Arithmetic on arrays. */

import type { InputOf } from '../array/as-array.ts';
import { callFloatPower, callPower } from './power.ts';
import { type UfuncOptions, call } from './call.ts';
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
 * The negative of each element. Of unsigned integers: modulo 2^n.
 *
 * The shape stays. The result has the dtype that the inputs have together.
 *
 * @throws DTypeError (`ERR_DTYPE`) for bools.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.negative([1, -2]).toArray()); // [ -1, 2 ]
 * ```
 */
export const negative: UnaryUfunc = unaryUfunc(ufuncs.negative, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.negative, [x], options),
);

/**
 * A copy of each element.
 *
 * The shape stays. The result has the dtype that the inputs have together.
 *
 * @throws DTypeError (`ERR_DTYPE`) for bools.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.positive([1, -2]).toArray()); // [ 1, -2 ]
 * ```
 */
export const positive: UnaryUfunc = unaryUfunc(ufuncs.positive, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.positive, [x], options),
);

/**
 * The absolute value of each element: of complex numbers their magnitude, a real float.
 *
 * The shape stays. The result has the dtype that the inputs have together.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.absolute([-1.5, 2]).toArray(), np.absolute(np.complex(3, 4)).item()); // [ 1.5, 2 ] 5
 * ```
 */
export const absolute: UnaryUfunc = unaryUfunc(ufuncs.absolute, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.absolute, [x], options),
);

/** Another name of {@link absolute}. */
export const abs = absolute;

/**
 * The absolute value of each element as a float.
 *
 * The shape stays. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.fabs([-1, 2]).toArray()); // [ 1, 2 ]
 * ```
 */
export const fabs: UnaryUfunc = unaryUfunc(ufuncs.fabs, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.fabs, [x], options),
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

/**
 * -1, 0 or 1 by the sign of each element; NaN for NaN; complex numbers are divided by their magnitude.
 *
 * The shape stays. The result has the dtype that the inputs have together.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.sign([-2.5, 0, 3]).toArray()); // [ -1, 0, 1 ]
 * ```
 */
export const sign: UnaryUfunc = unaryUfunc(ufuncs.sign, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.sign, [x], options),
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
 * The larger of two elements; NaN when either is.
 *
 * Shapes broadcast. The result has the dtype that the inputs have together.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.maximum([1, 5, NaN], 3).toArray()); // [ 3, 5, NaN ]
 * ```
 */
export const maximum: BinaryUfunc = binaryUfunc(ufuncs.maximum, (x1: InputOf, x2: InputOf, options?: UfuncOptions) =>
  call(ufuncs.maximum, [x1, x2], options),
);

/**
 * The smaller of two elements; NaN when either is.
 *
 * Shapes broadcast. The result has the dtype that the inputs have together.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.minimum([1, 5, NaN], 3).toArray()); // [ 1, 3, NaN ]
 * ```
 */
export const minimum: BinaryUfunc = binaryUfunc(ufuncs.minimum, (x1: InputOf, x2: InputOf, options?: UfuncOptions) =>
  call(ufuncs.minimum, [x1, x2], options),
);

/**
 * The larger of two elements; a NaN does not count.
 *
 * Shapes broadcast. The result has the dtype that the inputs have together.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.fmax([1, 5, NaN], 3).toArray()); // [ 3, 5, 3 ]
 * ```
 */
export const fmax: BinaryUfunc = binaryUfunc(ufuncs.fmax, (x1: InputOf, x2: InputOf, options?: UfuncOptions) =>
  call(ufuncs.fmax, [x1, x2], options),
);

/**
 * The smaller of two elements; a NaN does not count.
 *
 * Shapes broadcast. The result has the dtype that the inputs have together.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.fmin([1, 5, NaN], 3).toArray()); // [ 1, 3, 3 ]
 * ```
 */
export const fmin: BinaryUfunc = binaryUfunc(ufuncs.fmin, (x1: InputOf, x2: InputOf, options?: UfuncOptions) =>
  call(ufuncs.fmin, [x1, x2], options),
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

/**
 * 0 for negative elements, 1 for positive ones, the second where the first is 0.
 *
 * Shapes broadcast. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.heaviside([-1.5, 0, 2], 0.5).toArray()); // [ 0, 0.5, 1 ]
 * ```
 */
export const heaviside: BinaryUfunc = binaryUfunc(
  ufuncs.heaviside,
  (x1: InputOf, x2: InputOf, options?: UfuncOptions) => call(ufuncs.heaviside, [x1, x2], options),
);
