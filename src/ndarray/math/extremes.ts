/** The larger and the smaller of two arrays, element by element. */

import type { InputOf } from '../array/as-array.ts';
import * as ufuncs from '../elementwise/ufuncs.ts';
import { call, type UfuncOptions } from './call.ts';
import { binaryUfunc, type BinaryUfunc } from './ufunc-methods.ts';

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
