/** Comparisons of arrays. */

import type { InputOf } from '../array/as-array.ts';
import { type ComparisonOptions, compare } from './call.ts';
import * as ufuncs from '../elementwise/ufuncs.ts';
import { comparisonUfunc, type ComparisonUfunc } from './ufunc-methods.ts';

/**
 * Whether two elements are equal. Complex numbers compare by their real parts, then by their imaginary ones. int64 and uint64 are
 * compared exactly.
 *
 * Shapes broadcast. The result is bool.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.equal([1, 2, 3], 2).toArray()); // [ false, true, false ]
 * ```
 */
export const equal: ComparisonUfunc = comparisonUfunc((x1: InputOf, x2: InputOf, options?: ComparisonOptions) =>
  compare(ufuncs.equal, [x1, x2], options),
);

/**
 * Whether two elements are not equal. NaN differs from everything. Complex numbers compare by their real parts, then by their
 * imaginary ones. int64 and uint64 are compared exactly.
 *
 * Shapes broadcast. The result is bool.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.notEqual([1, NaN], [1, NaN]).toArray()); // [ false, true ]
 * ```
 */
export const notEqual: ComparisonUfunc = comparisonUfunc((x1: InputOf, x2: InputOf, options?: ComparisonOptions) =>
  compare(ufuncs.notEqual, [x1, x2], options),
);

/**
 * Whether the first element is less than the second. Complex numbers compare by their real parts, then by their imaginary ones.
 * int64 and uint64 are compared exactly.
 *
 * Shapes broadcast. The result is bool.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.less([1, 2, 3], 2).toArray()); // [ true, false, false ]
 * ```
 */
export const less: ComparisonUfunc = comparisonUfunc((x1: InputOf, x2: InputOf, options?: ComparisonOptions) =>
  compare(ufuncs.less, [x1, x2], options),
);

/**
 * Whether the first element is less than the second, or equal. Complex numbers compare by their real parts, then by their imaginary
 * ones. int64 and uint64 are compared exactly.
 *
 * Shapes broadcast. The result is bool.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.lessEqual([1, 2, 3], 2).toArray()); // [ true, true, false ]
 * ```
 */
export const lessEqual: ComparisonUfunc = comparisonUfunc((x1: InputOf, x2: InputOf, options?: ComparisonOptions) =>
  compare(ufuncs.lessEqual, [x1, x2], options),
);

/**
 * Whether the first element is greater than the second. Complex numbers compare by their real parts, then by their imaginary ones.
 * int64 and uint64 are compared exactly.
 *
 * Shapes broadcast. The result is bool.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.greater([1, 2, 3], 2).toArray()); // [ false, false, true ]
 * ```
 */
export const greater: ComparisonUfunc = comparisonUfunc((x1: InputOf, x2: InputOf, options?: ComparisonOptions) =>
  compare(ufuncs.greater, [x1, x2], options),
);

/**
 * Whether the first element is greater than the second, or equal. Complex numbers compare by their real parts, then by their
 * imaginary ones. int64 and uint64 are compared exactly.
 *
 * Shapes broadcast. The result is bool.
 *
 * @throws ShapeError (`ERR_SHAPE`) when shapes do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.greaterEqual([1, 2, 3], 2).toArray()); // [ false, true, true ]
 * ```
 */
export const greaterEqual: ComparisonUfunc = comparisonUfunc((x1: InputOf, x2: InputOf, options?: ComparisonOptions) =>
  compare(ufuncs.greaterEqual, [x1, x2], options),
);
