/** Trigonometric and hyperbolic functions of arrays. */

import type { InputOf } from '../array/as-array.ts';
import { type UfuncOptions, call } from './call.ts';
import * as ufuncs from '../elementwise/ufuncs.ts';
import { binaryUfunc, type BinaryUfunc, type UnaryUfunc, unaryUfunc } from './ufunc-methods.ts';

/**
 * The sine of angles in radians.
 *
 * The shape stays. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.sin([0, -0]).toArray()); // [ 0, -0 ]
 * ```
 */
export const sin: UnaryUfunc = unaryUfunc(ufuncs.sin, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.sin, [x], options),
);

/**
 * The cosine of angles in radians.
 *
 * The shape stays. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.cos([0]).toArray()); // [ 1 ]
 * ```
 */
export const cos: UnaryUfunc = unaryUfunc(ufuncs.cos, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.cos, [x], options),
);

/**
 * The tangent of angles in radians.
 *
 * The shape stays. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.tan([0]).toArray()); // [ 0 ]
 * ```
 */
export const tan: UnaryUfunc = unaryUfunc(ufuncs.tan, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.tan, [x], options),
);

/**
 * The angle in radians, from -pi/2 to pi/2, whose sine this is. NaN beyond -1 to 1.
 *
 * The shape stays. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.asin([0, 2]).toArray()); // [ 0, NaN ]
 * ```
 */
export const asin: UnaryUfunc = unaryUfunc(ufuncs.arcsin, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.arcsin, [x], options),
);

/** Another name of {@link asin}. */
export const arcsin = asin;

/**
 * The angle in radians, from 0 to pi, whose cosine this is. NaN beyond -1 to 1.
 *
 * The shape stays. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.acos([1, 2]).toArray()); // [ 0, NaN ]
 * ```
 */
export const acos: UnaryUfunc = unaryUfunc(ufuncs.arccos, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.arccos, [x], options),
);

/** Another name of {@link acos}. */
export const arccos = acos;

/**
 * The angle in radians, from -pi/2 to pi/2, whose tangent this is.
 *
 * The shape stays. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.atan([0]).toArray()); // [ 0 ]
 * ```
 */
export const atan: UnaryUfunc = unaryUfunc(ufuncs.arctan, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.arctan, [x], options),
);

/** Another name of {@link atan}. */
export const arctan = atan;

/**
 * The hyperbolic sine.
 *
 * The shape stays. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.sinh([0, Infinity]).toArray()); // [ 0, Infinity ]
 * ```
 */
export const sinh: UnaryUfunc = unaryUfunc(ufuncs.sinh, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.sinh, [x], options),
);

/**
 * The hyperbolic cosine.
 *
 * The shape stays. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.cosh([0, Infinity]).toArray()); // [ 1, Infinity ]
 * ```
 */
export const cosh: UnaryUfunc = unaryUfunc(ufuncs.cosh, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.cosh, [x], options),
);

/**
 * The hyperbolic tangent.
 *
 * The shape stays. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.tanh([0, Infinity]).toArray()); // [ 0, 1 ]
 * ```
 */
export const tanh: UnaryUfunc = unaryUfunc(ufuncs.tanh, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.tanh, [x], options),
);

/**
 * The number whose hyperbolic sine this is.
 *
 * The shape stays. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.asinh([0]).toArray()); // [ 0 ]
 * ```
 */
export const asinh: UnaryUfunc = unaryUfunc(ufuncs.arcsinh, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.arcsinh, [x], options),
);

/** Another name of {@link asinh}. */
export const arcsinh = asinh;

/**
 * The number from 0 whose hyperbolic cosine this is. NaN below 1.
 *
 * The shape stays. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.acosh([1, 0]).toArray()); // [ 0, NaN ]
 * ```
 */
export const acosh: UnaryUfunc = unaryUfunc(ufuncs.arccosh, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.arccosh, [x], options),
);

/** Another name of {@link acosh}. */
export const arccosh = acosh;

/**
 * The number whose hyperbolic tangent this is. NaN beyond -1 to 1.
 *
 * The shape stays. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.atanh([0, 1]).toArray()); // [ 0, Infinity ]
 * ```
 */
export const atanh: UnaryUfunc = unaryUfunc(ufuncs.arctanh, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.arctanh, [x], options),
);

/** Another name of {@link atanh}. */
export const arctanh = atanh;

/**
 * The angle in radians, from -pi to pi, of the point (x2, x1).
 *
 * Shapes broadcast. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.atan2([0, 0], [1, 0]).toArray()); // [ 0, 0 ]
 * ```
 */
export const atan2: BinaryUfunc = binaryUfunc(ufuncs.arctan2, (x1: InputOf, x2: InputOf, options?: UfuncOptions) =>
  call(ufuncs.arctan2, [x1, x2], options),
);

/** Another name of {@link atan2}. */
export const arctan2 = atan2;

/**
 * The length of the hypotenuse: sqrt(x1^2 + x2^2), without overflow on the way.
 *
 * Shapes broadcast. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.hypot([3, 5], [4, 12]).toArray()); // [ 5, 13 ]
 * ```
 */
export const hypot: BinaryUfunc = binaryUfunc(ufuncs.hypot, (x1: InputOf, x2: InputOf, options?: UfuncOptions) =>
  call(ufuncs.hypot, [x1, x2], options),
);

/**
 * Degrees as radians.
 *
 * The shape stays. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.deg2rad([0, 180]).toArray()); // [ 0, 3.141592653589793 ]
 * ```
 */
export const deg2rad: UnaryUfunc = unaryUfunc(ufuncs.deg2rad, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.deg2rad, [x], options),
);

/** Another name of {@link deg2rad}. */
export const radians = deg2rad;

/**
 * Radians as degrees.
 *
 * The shape stays. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.rad2deg([0, Math.PI]).toArray()); // [ 0, 180 ]
 * ```
 */
export const rad2deg: UnaryUfunc = unaryUfunc(ufuncs.rad2deg, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.rad2deg, [x], options),
);

/** Another name of {@link rad2deg}. */
export const degrees = rad2deg;
