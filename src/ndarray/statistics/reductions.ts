/** Reductions: sums, extremes, means and truth of arrays along axes. */

import { NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { leaveBehind, writeTo } from '../math/call.ts';
import * as reduce from '../reduce/reduce.ts';
import { castNode } from '../elementwise/operands.ts';
import { applyUfunc } from '../elementwise/ufunc.ts';
import * as ufuncs from '../elementwise/ufuncs.ts';
import { positionNode } from '../reduce/positions.ts';
import {
  type ArgOptions,
  argSettings,
  type CountOptions,
  deliver,
  type ExtremeOptions,
  type MeanOptions,
  type PtpOptions,
  type ReduceOptions,
  settingsOf,
  type TruthOptions,
  type VarianceOptions,
  varianceSettings,
} from './settings.ts';

/**
 * The sum of elements.
 *
 * Over all elements, or along `axis`: one axis or several, which stay with length 1 when `keepdims` is set. bool and signed integers
 * are added up as int64, unsigned ones as uint64, which wrap; floats as they are, in a tree of fixed shape, so that the result
 * depends neither on the number of threads nor on the machine. Of no elements: 0.
 *
 * @throws AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.sum([[1, 2], [3, 4]]).item(), np.sum([[1, 2], [3, 4]], { axis: 0 }).toArray()); // 10 [ 4, 6 ]
 * ```
 */
export function sum(x: InputOf, options?: ReduceOptions): NDArray {
  const node = nodeOf(x);
  return deliver('sum', reduce.sumNode(node, settingsOf('sum', node, options)), options);
}

/**
 * The product of elements.
 *
 * Over all elements, or along `axis`: one axis or several, which stay with length 1 when `keepdims` is set. Dtypes as for `sum`. Of
 * no elements: 1.
 *
 * @throws AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.prod([[1, 2], [3, 4]], { axis: 1 }).toArray()); // [ 2, 12 ]
 * ```
 */
export function prod(x: InputOf, options?: ReduceOptions): NDArray {
  const node = nodeOf(x);
  return deliver('prod', reduce.prodNode(node, settingsOf('prod', node, options)), options);
}

/**
 * The smallest element; NaN when there is one.
 *
 * Over all elements, or along `axis`: one axis or several, which stay with length 1 when `keepdims` is set.
 *
 * @throws AxisError (`ERR_AXIS`); ArrayValueError (`ERR_ARRAY_VALUE`) of no elements without an initial value.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.min([[1, 5], [7, 3]]).item(), np.min([[1, 5], [7, 3]], { axis: 1 }).toArray()); // 1 [ 1, 3 ]
 * ```
 */
export function min(x: InputOf, options?: ExtremeOptions): NDArray {
  const node = nodeOf(x);
  return deliver('min', reduce.extremeNode('min', node, settingsOf('min', node, options)), options);
}

/** Another name of {@link min}. */
export const amin = min;

/**
 * The largest element; NaN when there is one.
 *
 * Over all elements, or along `axis`: one axis or several, which stay with length 1 when `keepdims` is set.
 *
 * @throws AxisError (`ERR_AXIS`); ArrayValueError (`ERR_ARRAY_VALUE`) of no elements without an initial value.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.max([[1, 5], [7, 3]]).item(), np.max([[1, 5], [7, 3]], { axis: 1 }).toArray()); // 7 [ 5, 7 ]
 * ```
 */
export function max(x: InputOf, options?: ExtremeOptions): NDArray {
  const node = nodeOf(x);
  return deliver('max', reduce.extremeNode('max', node, settingsOf('max', node, options)), options);
}

/** Another name of {@link max}. */
export const amax = max;

/**
 * The largest less the smallest element (peak to peak).
 *
 * Over all elements, or along `axis`: one axis or several, which stay with length 1 when `keepdims` is set.
 *
 * @throws AxisError (`ERR_AXIS`); ArrayValueError (`ERR_ARRAY_VALUE`) of no elements.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.ptp([3, 9, 4]).item()); // 6
 * ```
 */
export function ptp(x: InputOf, options?: PtpOptions): NDArray {
  const node = nodeOf(x);
  const settings = settingsOf('ptp', node, options);
  const [high, low] = [reduce.extremeNode('max', node, settings), reduce.extremeNode('min', node, settings)];
  // The largest elements are in out when the smallest are taken off them.
  const from = options?.out instanceof NDArray ? castNode(high, options.out.dtype) : high;
  const range = applyUfunc(ufuncs.subtract, [from, low]);
  return options?.out === undefined ? wrap(range) : writeTo('ptp', options.out, range);
}

/**
 * The arithmetic mean.
 *
 * Over all elements, or along `axis`: one axis or several, which stay with length 1 when `keepdims` is set. Integers give float64.
 * Of no elements: NaN.
 *
 * @throws AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.mean([[1, 2], [3, 6]]).item(), np.mean([[1, 2], [3, 6]], { axis: 0 }).toArray()); // 3 [ 2, 4 ]
 * ```
 */
export function mean(x: InputOf, options?: MeanOptions): NDArray {
  const node = nodeOf(x);
  return deliver('mean', reduce.meanNode(node, settingsOf('mean', node, options)), options);
}

/**
 * The variance: the mean of the squared distances from the mean.
 *
 * Over all elements, or along `axis`: one axis or several, which stay with length 1 when `keepdims` is set. The sum is divided by
 * the number of elements less `ddof` (or `correction`), 0 unless given. Integers give float64; complex numbers a real result. Of no
 * elements: NaN. A `mean` that is known is not computed again; it has to broadcast to the elements, as one with `keepdims` does.
 *
 * @throws AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.var([1, 2, 3, 4]).item(), Number(np.var([1, 2, 3, 4], { ddof: 1 })) > 1.66); // 1.25 true
 * ```
 */
function variance(x: InputOf, options?: VarianceOptions): NDArray {
  const node = nodeOf(x);
  return deliver('var', reduce.varianceNode(node, varianceSettings('var', node, options)), options);
}
export { variance as var };

/**
 * The standard deviation: the square root of the variance.
 *
 * Over all elements, or along `axis`: one axis or several, which stay with length 1 when `keepdims` is set. Options and dtypes as
 * for `var`.
 *
 * @throws AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.std([2, 4, 4, 4, 5, 5, 7, 9]).item()); // 2
 * ```
 */
export function std(x: InputOf, options?: VarianceOptions): NDArray {
  const node = nodeOf(x);
  return deliver('std', reduce.deviationNode(node, varianceSettings('std', node, options)), options);
}

/**
 * Whether all elements are true: not 0. Of no elements: true.
 *
 * Over all elements, or along `axis`: one axis or several, which stay with length 1 when `keepdims` is set.
 *
 * @throws AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.all([[1, 0], [2, 3]]).item(), np.all([[1, 0], [2, 3]], { axis: 1 }).toArray()); // false [ false, true ]
 * ```
 */
export function all(x: InputOf, options?: TruthOptions): NDArray<'bool'> {
  const node = nodeOf(x);
  return deliver('all', reduce.truthNode('all', node, settingsOf('all', node, options)), options) as NDArray<'bool'>;
}

/**
 * Whether any element is true: not 0. Of no elements: false.
 *
 * Over all elements, or along `axis`: one axis or several, which stay with length 1 when `keepdims` is set.
 *
 * @throws AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.any([[1, 0], [2, 3]]).item(), np.any([[1, 0], [2, 3]], { axis: 1 }).toArray()); // true [ true, true ]
 * ```
 */
export function any(x: InputOf, options?: TruthOptions): NDArray<'bool'> {
  const node = nodeOf(x);
  return deliver('any', reduce.truthNode('any', node, settingsOf('any', node, options)), options) as NDArray<'bool'>;
}

/**
 * How many elements are not 0: int64.
 *
 * Over all elements, or along `axis`: one axis or several, which stay with length 1 when `keepdims` is set.
 *
 * @throws AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.countNonzero([[1, 0], [2, 3]]).item()); // 3
 * ```
 */
export function countNonzero(x: InputOf, options?: CountOptions): NDArray<'int64'> {
  const node = nodeOf(x);
  return wrap(reduce.countNonzeroNode(node, settingsOf('countNonzero', node, options)));
}

/**
 * Where the smallest element is: its position along `axis`, or in row-major order over all elements. The first one of several; the
 * first NaN when there is one.
 *
 * @throws AxisError (`ERR_AXIS`); ArrayValueError (`ERR_ARRAY_VALUE`) of no elements.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.argmin([3, 1, 9, 1]).item(), np.argmin([[3, 1], [4, 8]], { axis: 0 }).toArray()); // 1 [ 0, 0 ]
 * ```
 */
export function argmin(x: InputOf, options?: ArgOptions): NDArray<'int64'> {
  const node = nodeOf(x);
  const places = positionNode('min', node, argSettings('argmin', node, options));
  return leaveBehind('argmin', options?.out, places) as NDArray<'int64'>;
}

/**
 * Where the largest element is: its position along `axis`, or in row-major order over all elements. The first one of several; the
 * first NaN when there is one.
 *
 * @throws AxisError (`ERR_AXIS`); ArrayValueError (`ERR_ARRAY_VALUE`) of no elements.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.argmax([3, 1, 9, 1]).item(), np.argmax([[3, 1], [4, 8]], { axis: 0 }).toArray()); // 2 [ 1, 1 ]
 * ```
 */
export function argmax(x: InputOf, options?: ArgOptions): NDArray<'int64'> {
  const node = nodeOf(x);
  const places = positionNode('max', node, argSettings('argmax', node, options));
  return leaveBehind('argmax', options?.out, places) as NDArray<'int64'>;
}
