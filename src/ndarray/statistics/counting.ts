/** Counting of integers, and the bins of single elements. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { firstPlace } from '../array/binary-search.ts';
import { numbersNode, numbersOf } from '../array/numbers.ts';
import { checkOptions } from '../array/options.ts';
import { placesNode } from '../array/rows.ts';
import { isInteger } from '../dtype/dtype.ts';
import { castNode } from '../elementwise/operands.ts';
import { ArrayValueError, DTypeError, ShapeError } from '../errors.ts';
import { checkElements } from './histogram.ts';

/** Options of {@link bincount}. */
export interface BincountOptions {
  /** What each element counts. */
  readonly weights?: InputOf;
  /** The least length of the result. Default: 0. */
  readonly minlength?: number;
}

/**
 * How often each number from 0 on is among whole numbers.
 *
 * @returns int64; float64 with weights.
 * @throws DTypeError (`ERR_DTYPE`) unless they are integers; ArrayValueError (`ERR_ARRAY_VALUE`) for negative ones; ShapeError
 *   (`ERR_SHAPE`) unless they are a row.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.bincount([1, 3, 1]).toArray(), np.bincount([1, 3, 1], { weights: [0.5, 1, 2] }).toArray()); // [ 0, 2, 0, 1 ] [ 0, 2.5, 0, 1 ]
 * ```
 */
export function bincount(x: InputOf, options: BincountOptions = {}): NDArray {
  checkOptions('bincount', options, ['weights', 'minlength']);
  const { minlength = 0 } = options;
  if (!Number.isInteger(minlength) || minlength < 0) {
    throw new ArrayValueError(`bincount: minlength must be a whole number from 0 on, got ${minlength}`);
  }
  const node = nodeOf(x);
  if (node.shape.length !== 1)
    throw new ShapeError(`bincount: needs a row of numbers, got shape [${node.shape.join()}]`);
  if (node.size > 0 && !isInteger(node.dtype) && node.dtype !== 'bool') {
    throw new DTypeError(`bincount: counts integers, got ${node.dtype}; convert them with astype`);
  }
  const values = numbersOf(node);
  const least = values.find((value) => value < 0);
  if (least !== undefined) throw new ArrayValueError(`bincount: there are no bins for negative numbers, got ${least}`);
  const weights = options.weights === undefined ? undefined : numbersOf(nodeOf(options.weights));
  if (weights !== undefined && weights.length !== values.length) {
    throw new ShapeError(`bincount: ${values.length} numbers need as many weights, got ${weights.length}`);
  }
  const length = values.reduce((most, value) => Math.max(most, value + 1), minlength);
  const sums = new Float64Array(length);
  for (const [at, value] of values.entries()) sums[value]! += weights?.[at] ?? 1;
  return wrap(castNode(numbersNode(sums), weights === undefined || values.length === 0 ? 'int64' : 'float64'));
}

/**
 * For each element the number of the bin in which it is: `i` when `bins[i - 1] <= x < bins[i]`, or with `right` when
 * `bins[i - 1] < x <= bins[i]`. For falling bins it is `bins[i - 1] > x >= bins[i]`, with `right` `bins[i - 1] >= x > bins[i]`.
 *
 * @returns int64, in the shape of `x`; 0 before the first edge, the number of edges behind the last.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) when the edges neither rise nor fall.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.digitize([0.2, 6.4, 3], [0, 1, 2.5, 4]).toArray()); // [ 1, 4, 3 ]
 * ```
 */
export function digitize(x: InputOf, bins: InputOf, options: { readonly right?: boolean } = {}): NDArray<'int64'> {
  checkOptions('digitize', options, ['right']);
  const [node, list] = [nodeOf(x), nodeOf(bins)];
  checkElements('digitize', node);
  if (list.shape.length !== 1) throw new ShapeError(`digitize: bins are a row, got shape [${list.shape.join()}]`);
  const edges = numbersOf(list);
  const isRising = edges.every((edge, at) => at === 0 || edge >= edges[at - 1]!);
  if (!isRising && edges.some((edge, at) => at > 0 && edge > edges[at - 1]!)) {
    throw new ArrayValueError('digitize: bins must rise or fall all the way; sort them');
  }
  const sorted = isRising ? edges : edges.toReversed();
  const isRight = options.right === true;
  // An edge equal to a value counts as below it where the value belongs to the bin behind it; all edges lie below NaN.
  const isBelow = (edge: number, value: number): boolean =>
    Number.isNaN(value) || (isRight ? edge < value : edge <= value);
  const found = Uint32Array.from(numbersOf(node), (value) => {
    const below = firstPlace(sorted.length, (place) => !isBelow(sorted[place]!, value));
    return isRising ? below : sorted.length - below;
  });
  return wrap(placesNode(found, node.shape));
}
