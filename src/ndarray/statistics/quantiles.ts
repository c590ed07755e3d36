/** Quantiles and percentiles. */

import type { NDArray } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { normalAxes } from '../array/axes.ts';
import { checkOptions } from '../array/options.ts';
import { numbersOf } from '../array/numbers.ts';
import { isScalar } from '../array/input.ts';
import { type DType, inexactTypeOf, isComplex, isFloat } from '../dtype/dtype.ts';
import { promoteTypes } from '../dtype/promote.ts';
import { ArrayValueError, DTypeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import type { Node } from '../graph/node.ts';
import { meanNode, reducedShape } from '../reduce/reduce.ts';
import {
  exactMethods,
  interpolate,
  mixOf,
  type QuantileMethod,
  quantileMethods,
  type Round,
} from './quantile-methods.ts';
import { deliver } from './settings.ts';
import { weightedQuantiles } from './weighted-quantiles.ts';
import { weightsAlong } from './weights-along.ts';
import { floatsOf, lookAt, type MedianOptions, sortedAlong } from './sorted-rows.ts';

/** Options of quantiles. */
export interface QuantileOptions extends MedianOptions {
  /** How a quantile between two elements is found. Default: linear. */
  readonly method?: QuantileMethod;
  /** How much each element counts, in the shape of the array or of its axes that are named; with the method 'inverted_cdf' only. */
  readonly weights?: InputOf | null;
}

/** What quantiles are asked for. */
interface Request {
  readonly what: string;
  readonly q: Float64Array;
  /** Shape of `q`, which comes first in the result. */
  readonly qShape: readonly number[];
  readonly method: QuantileMethod;
  /** In which is computed and what comes out. */
  readonly dtype: DType;
  readonly skipsNaN: boolean;
  /** Rounds to the floats of `q`, in which places are counted. */
  readonly place: Round;
}

function quantilesOf(node: Node, request: Request, options: MedianOptions): Node {
  const { q, dtype, method, skipsNaN } = request;
  const { data, rows, length, shape } = sortedAlong(node, options);
  if (length === 0 && !skipsNaN && rows * q.length > 0) {
    throw new ArrayValueError(`${request.what}: there are no elements along the axis; leave such arrays out`);
  }
  const result = newArray(dtype, [...request.qShape, ...shape]);
  const [from, to] = [floatsOf(node.dtype), floatsOf(dtype)];
  for (let row = 0; row < rows; row++) {
    const { sorted, count, isNaN } = lookAt(node.dtype, data.subarray(row * length, (row + 1) * length), skipsNaN);
    for (let at = 0; at < q.length; at++) {
      const place = at * rows + row;
      if (isNaN || count === 0) {
        checkNotEmpty(request, dtype);
        to.write(result.data, place, Number.NaN);
        continue;
      }
      const { low, high, gamma } = mixOf(method, count, q[at]!, request.place);
      if (node.dtype === dtype && exactMethods.has(method)) {
        result.data[place] = sorted[low]!;
        continue;
      }
      const pair = [to.round(from.read(sorted, low)), to.round(from.read(sorted, high))] as const;
      to.write(result.data, place, interpolate(pair, gamma, { own: from.round, result: to.round }));
    }
  }
  return result.node;
}

function checkNotEmpty({ what }: Request, dtype: DType): void {
  if (!['float16', 'float32', 'float64'].includes(dtype)) {
    throw new ArrayValueError(`${what}: there are no elements, and ${dtype} has no NaN to say so`);
  }
}

/** In which places are counted: the floats of `q`, float64 for plain numbers. */
const placeType = (q: InputOf): DType => (isScalar(q) ? 'float64' : inexactTypeOf(nodeOf(q).dtype));

/** The dtype of results: elements stay what they are where one is picked. */
function resultType(dtype: DType, q: InputOf, method: QuantileMethod): DType {
  if (exactMethods.has(method)) return dtype;
  // A plain number is weak: it takes the dtype of floats.
  return isScalar(q) && isFloat(dtype) ? dtype : promoteTypes(dtype, placeType(q));
}

function checkDType(what: string, dtype: DType, method: QuantileMethod): void {
  if (isComplex(dtype)) throw new DTypeError(`${what}: ${dtype} has no order; take the real part, or abs`);
  if (dtype === 'bool' && !exactMethods.has(method)) {
    throw new DTypeError(`${what}: nothing lies between false and true; use astype, or a method such as 'nearest'`);
  }
}

/** The quantiles `q / scale`, checked. */
function fractions(what: string, q: InputOf, { scale, place }: { scale: number; place: Round }): Float64Array {
  const values = numbersOf(nodeOf(q));
  return values.map((value) => {
    const fraction = place(place(value) / scale);
    if (fraction >= 0 && fraction <= 1) return fraction;
    throw new ArrayValueError(`${what}: q must be between 0 and ${scale}, got ${value}`);
  });
}

const optionNames = ['axis', 'keepdims', 'method', 'weights', 'out', 'overwriteInput'];

interface Kind {
  readonly what: string;
  /** 100 for percentiles. */
  readonly scale: number;
  readonly skipsNaN: boolean;
}

function quantileBy(
  { what, scale, skipsNaN }: Kind,
  [x, q]: readonly [InputOf, InputOf],
  options: QuantileOptions,
): NDArray {
  checkOptions(what, options, optionNames);
  const { method = 'linear' } = options;
  if (!Object.hasOwn(quantileMethods, method)) {
    throw new ArrayValueError(
      `${what}: there is no method ${JSON.stringify(method)}; there are ${Object.keys(quantileMethods).join(', ')}`,
    );
  }
  const node = nodeOf(x);
  if (skipsNaN && node.size === 0 && !isComplex(node.dtype)) return nanmeanOfNothing(what, node, options);
  checkDType(what, node.dtype, method);
  const dtype = resultType(node.dtype, q, method);
  const qShape = isScalar(q) ? [] : nodeOf(q).shape;
  const place = floatsOf(placeType(q)).round;
  const request = { what, q: fractions(what, q, { scale, place }), qShape, method, dtype, skipsNaN, place };
  const { weights } = options;
  const found =
    weights === undefined || weights === null
      ? quantilesOf(node, request, options)
      : weightedBy(node, nodeOf(weights), { ...request, options });
  return deliver(what, found, options);
}

/** What NumPy gives for arrays without elements: the mean of nothing, whatever the quantiles are. */
function nanmeanOfNothing(what: string, node: Node, { axis, keepdims, out }: MedianOptions): NDArray {
  const axes = normalAxes(axis, node.shape.length).toSorted((a, b) => a - b);
  return deliver(what, meanNode(node, { axes, keepdims }), out === undefined ? {} : { out });
}

function weightedBy(node: Node, weights: Node, task: Request & { readonly options: MedianOptions }): Node {
  const { what, method, options } = task;
  if (method !== 'inverted_cdf') {
    throw new ArrayValueError(
      `${what}: weights work with the method 'inverted_cdf' only, got ${JSON.stringify(method)}`,
    );
  }
  const { axis, keepdims } = options;
  const given = axis === undefined || axis === null ? null : normalAxes(axis, node.shape.length);
  const axes = (given ?? node.shape.map((_, at) => at)).toSorted((a, b) => a - b);
  return weightedQuantiles({
    ...task,
    node,
    axes,
    weights: weightsAlong(what, [node, weights], given),
    shape: reducedShape(node.shape, axes, keepdims),
    round: task.place,
  });
}

/**
 * The element below which a fraction `q` of the elements lies, or a value between two of them; over all elements or along `axis`.
 *
 * @param q - Between 0 and 1: a number, or an array, whose shape comes first in that of the result.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for `q` out of its range and unknown methods; DTypeError (`ERR_DTYPE`) for complex numbers.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.quantile([4, 1, 2, 3], 0.5).item(), np.quantile([4, 1, 2, 3], [0, 1]).toArray()); // 2.5 [ 1, 4 ]
 * ```
 */
export const quantile = (x: InputOf, q: InputOf, options: QuantileOptions = {}): NDArray =>
  quantileBy({ what: 'quantile', scale: 1, skipsNaN: false }, [x, q], options);

/**
 * As {@link quantile}, with `q` between 0 and 100.
 *
 * @throws As quantile does.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.percentile([10, 20, 30, 40], 25).item(), np.percentile([10, 20, 30], 40, { method: 'lower' }).item()); // 17.5 10
 * ```
 */
export const percentile = (x: InputOf, q: InputOf, options: QuantileOptions = {}): NDArray =>
  quantileBy({ what: 'percentile', scale: 100, skipsNaN: false }, [x, q], options);

/**
 * As {@link quantile}, of the elements that are not NaN; NaN where there is none.
 *
 * @throws As quantile does.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.nanquantile([4, NaN, 2], 0.5).item()); // 3
 * ```
 */
export const nanquantile = (x: InputOf, q: InputOf, options: QuantileOptions = {}): NDArray =>
  quantileBy({ what: 'nanquantile', scale: 1, skipsNaN: true }, [x, q], options);

/**
 * As {@link percentile}, of the elements that are not NaN; NaN where there is none.
 *
 * @throws As quantile does.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.nanpercentile([4, NaN, 2], 100).item()); // 4
 * ```
 */
export const nanpercentile = (x: InputOf, q: InputOf, options: QuantileOptions = {}): NDArray =>
  quantileBy({ what: 'nanpercentile', scale: 100, skipsNaN: true }, [x, q], options);
