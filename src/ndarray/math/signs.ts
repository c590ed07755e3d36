/** Signs and magnitudes of arrays. */

import type { InputOf } from '../array/as-array.ts';
import * as ufuncs from '../elementwise/ufuncs.ts';
import { call, type UfuncOptions } from './call.ts';
import { binaryUfunc, type BinaryUfunc, type UnaryUfunc, unaryUfunc } from './ufunc-methods.ts';

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
