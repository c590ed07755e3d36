/** Exponentials, logarithms and roots of arrays. */

import type { InputOf } from '../array/as-array.ts';
import { type UfuncOptions, call } from './call.ts';
import * as ufuncs from '../elementwise/ufuncs.ts';
import { binaryUfunc, type BinaryUfunc, type UnaryUfunc, unaryUfunc } from './ufunc-methods.ts';

/**
 * e to the power of each element.
 *
 * The shape stays. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.exp([0, -Infinity]).toArray()); // [ 1, 0 ]
 * ```
 */
export const exp: UnaryUfunc = unaryUfunc(ufuncs.exp, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.exp, [x], options),
);

/**
 * 2 to the power of each element.
 *
 * The shape stays. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.exp2([0, 3, -1]).toArray()); // [ 1, 8, 0.5 ]
 * ```
 */
export const exp2: UnaryUfunc = unaryUfunc(ufuncs.exp2, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.exp2, [x], options),
);

/**
 * e to the power of each element, less 1; exact near 0.
 *
 * The shape stays. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.expm1([0, 1e-10]).toArray()); // [ 0, 1.00000000005e-10 ]
 * ```
 */
export const expm1: UnaryUfunc = unaryUfunc(ufuncs.expm1, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.expm1, [x], options),
);

/**
 * The natural logarithm. -Infinity of 0, NaN of negative numbers.
 *
 * The shape stays. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.log([1, 0]).toArray()); // [ 0, -Infinity ]
 * ```
 */
export const log: UnaryUfunc = unaryUfunc(ufuncs.log, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.log, [x], options),
);

/**
 * The logarithm to base 2.
 *
 * The shape stays. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.log2([1, 8, 0.5]).toArray()); // [ 0, 3, -1 ]
 * ```
 */
export const log2: UnaryUfunc = unaryUfunc(ufuncs.log2, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.log2, [x], options),
);

/**
 * The logarithm to base 10.
 *
 * The shape stays. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.log10([1, 1000]).toArray()); // [ 0, 3 ]
 * ```
 */
export const log10: UnaryUfunc = unaryUfunc(ufuncs.log10, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.log10, [x], options),
);

/**
 * The natural logarithm of 1 + x; exact near 0.
 *
 * The shape stays. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.log1p([0, 1e-10]).toArray()); // [ 0, 9.999999999500001e-11 ]
 * ```
 */
export const log1p: UnaryUfunc = unaryUfunc(ufuncs.log1p, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.log1p, [x], options),
);

/**
 * The square root. NaN of negative numbers.
 *
 * The shape stays. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.sqrt([1, 4, 2.25]).toArray()); // [ 1, 2, 1.5 ]
 * ```
 */
export const sqrt: UnaryUfunc = unaryUfunc(ufuncs.sqrt, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.sqrt, [x], options),
);

/**
 * The cube root.
 *
 * The shape stays. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.cbrt([8, -27]).toArray()); // [ 2, -3 ]
 * ```
 */
export const cbrt: UnaryUfunc = unaryUfunc(ufuncs.cbrt, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.cbrt, [x], options),
);

/**
 * log(exp(x1) + exp(x2)), without overflow on the way.
 *
 * Shapes broadcast. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.logaddexp(0, [-Infinity, -1000]).toArray()); // [ 0, 0 ]
 * ```
 */
export const logaddexp: BinaryUfunc = binaryUfunc(
  ufuncs.logaddexp,
  (x1: InputOf, x2: InputOf, options?: UfuncOptions) => call(ufuncs.logaddexp, [x1, x2], options),
);

/**
 * log2(2^x1 + 2^x2), without overflow on the way.
 *
 * Shapes broadcast. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.logaddexp2(3, 3).item()); // 4
 * ```
 */
export const logaddexp2: BinaryUfunc = binaryUfunc(
  ufuncs.logaddexp2,
  (x1: InputOf, x2: InputOf, options?: UfuncOptions) => call(ufuncs.logaddexp2, [x1, x2], options),
);
