/** Functions about the floats themselves. */

import type { NDArray } from '../array/array.ts';
import type { InputOf } from '../array/as-array.ts';
import { type UfuncOptions, call } from './call.ts';
import * as ufuncs from '../elementwise/ufuncs.ts';
import { binaryUfunc, type BinaryUfunc, type UnaryUfunc, unaryUfunc } from './ufunc-methods.ts';

/**
 * The magnitude of the first with the sign of the second.
 *
 * Shapes broadcast. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.copysign([1, 2], [-0, 3]).toArray()); // [ -1, 2 ]
 * ```
 */
export const copysign: BinaryUfunc = binaryUfunc(ufuncs.copysign, (x1: InputOf, x2: InputOf, options?: UfuncOptions) =>
  call(ufuncs.copysign, [x1, x2], options),
);

/**
 * The next float from the first towards the second.
 *
 * Shapes broadcast. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.nextafter(1, 2).item()); // 1.0000000000000002
 * ```
 */
export const nextafter: BinaryUfunc = binaryUfunc(
  ufuncs.nextafter,
  (x1: InputOf, x2: InputOf, options?: UfuncOptions) => call(ufuncs.nextafter, [x1, x2], options),
);

/**
 * The distance from each element to the next float away from zero.
 *
 * The shape stays. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.spacing([1, 1024]).toArray()); // [ 2.220446049250313e-16, 2.2737367544323206e-13 ]
 * ```
 */
export const spacing: UnaryUfunc = unaryUfunc(ufuncs.spacing, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.spacing, [x], options),
);

/**
 * Whether each element is NaN.
 *
 * The shape stays. The result is bool.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.isnan([1, NaN]).toArray()); // [ false, true ]
 * ```
 */
export const isnan: UnaryUfunc<'bool'> = unaryUfunc(
  ufuncs.isnan,
  (x: InputOf, options?: UfuncOptions) => call(ufuncs.isnan, [x], options) as NDArray<'bool'>,
);

/**
 * Whether each element is infinite.
 *
 * The shape stays. The result is bool.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.isinf([1, -Infinity]).toArray()); // [ false, true ]
 * ```
 */
export const isinf: UnaryUfunc<'bool'> = unaryUfunc(
  ufuncs.isinf,
  (x: InputOf, options?: UfuncOptions) => call(ufuncs.isinf, [x], options) as NDArray<'bool'>,
);

/**
 * Whether each element is neither infinite nor NaN.
 *
 * The shape stays. The result is bool.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.isfinite([1, Infinity, NaN]).toArray()); // [ true, false, false ]
 * ```
 */
export const isfinite: UnaryUfunc<'bool'> = unaryUfunc(
  ufuncs.isfinite,
  (x: InputOf, options?: UfuncOptions) => call(ufuncs.isfinite, [x], options) as NDArray<'bool'>,
);

/**
 * Whether the sign bit of each element is set: of -0 it is.
 *
 * The shape stays. The result is bool.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.signbit([-0, 0, -1]).toArray()); // [ true, false, true ]
 * ```
 */
export const signbit: UnaryUfunc<'bool'> = unaryUfunc(
  ufuncs.signbit,
  (x: InputOf, options?: UfuncOptions) => call(ufuncs.signbit, [x], options) as NDArray<'bool'>,
);
