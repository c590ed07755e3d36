/** Cumulative sums and products. */

import { NDArray } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { normalAxis } from '../array/axes.ts';
import { checkOptions } from '../array/options.ts';
import { asDType, type DType } from '../dtype/dtype.ts';
import { promoteTypes } from '../dtype/promote.ts';
import { ArrayValueError } from '../errors.ts';
import { ravelNode } from '../manipulate/view-nodes.ts';
import { type Cumulation, cumulateNode } from '../reduce/cumulate.ts';
import { deliver } from './settings.ts';

/** Options of cumulative functions. */
export interface CumulateOptions {
  /** Over all elements in row-major order when it is left out or null: the result has one axis. */
  readonly axis?: number | null;
  /** The dtype of the result, in which it is computed. */
  readonly dtype?: DType;
  /** Where the result is written. */
  readonly out?: NDArray;
}

/** Options of the functions of the Array API. */
export interface CumulativeOptions extends CumulateOptions {
  /** The result begins with 0, or 1 of products, and is one longer. */
  readonly includeInitial?: boolean;
}

function cumulate(
  what: string,
  kind: Cumulation,
  [x, options]: readonly [InputOf, CumulativeOptions | undefined],
): NDArray {
  const { axis, includeInitial } = options ?? {};
  const own = nodeOf(x);
  // The one element of a 0-d array is seen as a row.
  const isFlat = axis === undefined || axis === null || (own.shape.length === 0 && (axis === 0 || axis === -1));
  const node = isFlat ? ravelNode(own, 'C') : own;
  const result = cumulateNode(kind, node, {
    axis: isFlat ? 0 : normalAxis(axis, node.shape.length),
    dtype: workType(node.dtype, options),
    includeInitial,
  });
  return deliver(what, result, options);
}

/** In what is computed: where no dtype is given, what `out` and the elements have together. */
function workType(own: DType, options: CumulateOptions | undefined): DType | undefined {
  const { dtype, out } = options ?? {};
  if (dtype !== undefined) return asDType(dtype);
  return out instanceof NDArray ? promoteTypes(out.dtype, own) : undefined;
}

/**
 * The sum of each element and those before it. bool and signed integers are added up as int64, unsigned ones as uint64, float32 as
 * float64 that is rounded once for each result. Rows are cut into blocks of 1008 elements: the sum up to a block is added to the sums in it.
 *
 * @throws AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.cumsum([1, 2, 3]).toArray(), np.cumsum([[1, 2], [3, 4]], { axis: 0 }).toArray()); // [ 1, 3, 6 ] [ [ 1, 2 ], [ 4, 6 ] ]
 * ```
 */
export function cumsum(x: InputOf, options?: CumulateOptions): NDArray {
  checkOptions('cumsum', options, ['axis', 'dtype', 'out']);
  return cumulate('cumsum', 'add', [x, options]);
}

/**
 * The product of each element and those before it. Dtypes as for `cumsum`.
 *
 * @throws AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.cumprod([1, 2, 3, 4]).toArray()); // [ 1, 2, 6, 24 ]
 * ```
 */
export function cumprod(x: InputOf, options?: CumulateOptions): NDArray {
  checkOptions('cumprod', options, ['axis', 'dtype', 'out']);
  return cumulate('cumprod', 'multiply', [x, options]);
}

const apiOptions = ['axis', 'dtype', 'includeInitial', 'out'] as const;

function needAxis(what: string, x: InputOf, options: CumulativeOptions | undefined): void {
  checkOptions(what, options, apiOptions);
  if (nodeOf(x).shape.length > 1 && (options?.axis === undefined || options.axis === null)) {
    throw new ArrayValueError(`${what} needs an axis for an array with ${nodeOf(x).shape.length} axes; give { axis }`);
  }
}

/**
 * The Array API's `cumsum`: the axis is needed for more than one axis, and the result may begin with 0.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) without an axis; AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.cumulativeSum([1, 2, 3], { includeInitial: true }).toArray()); // [ 0, 1, 3, 6 ]
 * ```
 */
export function cumulativeSum(x: InputOf, options?: CumulativeOptions): NDArray {
  needAxis('cumulativeSum', x, options);
  return cumulate('cumulativeSum', 'add', [x, options]);
}

/**
 * The Array API's `cumprod`: the axis is needed for more than one axis, and the result may begin with 1.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) without an axis; AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.cumulativeProd([1, 2, 3], { includeInitial: true }).toArray()); // [ 1, 1, 2, 6 ]
 * ```
 */
export function cumulativeProd(x: InputOf, options?: CumulativeOptions): NDArray {
  needAxis('cumulativeProd', x, options);
  return cumulate('cumulativeProd', 'multiply', [x, options]);
}
