/** Rounding of arrays. */

import type { InputOf } from '../array/as-array.ts';
import { type UfuncOptions, call } from './call.ts';
import * as ufuncs from '../elementwise/ufuncs.ts';
import { type UnaryUfunc, unaryUfunc } from './ufunc-methods.ts';

/**
 * The largest integer that is not above each element, as a float of its dtype. Integers stay as they are.
 *
 * The shape stays.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.floor([1.7, -1.2]).toArray()); // [ 1, -2 ]
 * ```
 */
export const floor: UnaryUfunc = unaryUfunc(ufuncs.floor, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.floor, [x], options),
);

/**
 * The smallest integer that is not below each element, as a float of its dtype. Integers stay as they are.
 *
 * The shape stays.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.ceil([1.2, -1.7]).toArray()); // [ 2, -1 ]
 * ```
 */
export const ceil: UnaryUfunc = unaryUfunc(ufuncs.ceil, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.ceil, [x], options),
);

/**
 * Each element without its fraction, as a float of its dtype. Integers stay as they are.
 *
 * The shape stays.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.trunc([1.7, -1.7]).toArray()); // [ 1, -1 ]
 * ```
 */
export const trunc: UnaryUfunc = unaryUfunc(ufuncs.trunc, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.trunc, [x], options),
);

/**
 * Each element without its fraction: rounded towards zero.
 *
 * The shape stays.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.fix([1.7, -1.7]).toArray()); // [ 1, -1 ]
 * ```
 */
export const fix: UnaryUfunc = unaryUfunc(ufuncs.trunc, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.trunc, [x], options),
);

/**
 * The nearest integer as a float; halves go to the even one.
 *
 * The shape stays. Integers give the smallest float that holds them roughly: float16 for 8 bits, float32 for 16, else float64.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.rint([0.5, 1.5, 2.4]).toArray()); // [ 0, 2, 2 ]
 * ```
 */
export const rint: UnaryUfunc = unaryUfunc(ufuncs.rint, (x: InputOf, options?: UfuncOptions) =>
  call(ufuncs.rint, [x], options),
);
