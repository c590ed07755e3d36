/** Quantiles of weighted elements: the first one whose weight and those before it reach the fraction. */

import { packedElements } from '../array/elements.ts';
import { rowsAlong } from '../array/rows.ts';
import type { DType } from '../dtype/dtype.ts';
import type { DataArray } from '../dtype/typed-array.ts';
import { castNode } from '../elementwise/operands.ts';
import { ArrayValueError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import type { Node } from '../graph/node.ts';
import { orderOfElements } from '../sorting/sort-elements.ts';

/** What is asked for. */
export interface WeightedTask {
  readonly what: string;
  readonly node: Node;
  /** In the shape of the elements. */
  readonly weights: Node;
  readonly axes: readonly number[];
  readonly q: Float64Array;
  /** Shape of the result without that of `q`. */
  readonly shape: readonly number[];
  readonly qShape: readonly number[];
  readonly skipsNaN: boolean;
  /** Rounds shares of the weights as the fractions are rounded. */
  readonly round: (value: number) => number;
}

/** Shares of the weights up to each place, in sorted order; leading ones of 0 are never reached. */
function sharesOf(what: string, weights: readonly number[], round: (value: number) => number): Float64Array {
  let total = 0;
  const sums = Float64Array.from(weights, (weight) => (total += weight));
  if (!(total > 0) || !Number.isFinite(total)) {
    throw new ArrayValueError(`${what}: the weights include NaN or an infinity, or all are 0`);
  }
  const shares = sums.map((sum) => round(sum / total));
  return shares[0] === 0 ? shares.map((share) => (share === 0 ? -1 : share)) : shares;
}

const isNaNAt = (dtype: DType, data: DataArray, at: number): boolean =>
  dtype === 'float16' ? (Number(data[at]) & 0x7fff) > 0x7c00 : Number.isNaN(Number(data[at]));

const NAN_BITS = 0x7e00;

/** The quantiles of each row. @throws ArrayValueError (`ERR_ARRAY_VALUE`) for weights that are negative, or no numbers, or all 0. */
export function weightedQuantiles(task: WeightedTask): Node {
  const { what, node, axes, q, round } = task;
  const rows = rowsAlong(node, axes);
  const [count, length] = rows.shape as readonly [number, number];
  const elements = packedElements(rows);
  const weights = packedElements(rowsAlong(castNode(task.weights, 'float64'), axes)) as Float64Array;
  if (length === 0 && count * q.length > 0 && !task.skipsNaN) {
    throw new ArrayValueError(`${what}: there are no elements along the axis; leave such arrays out`);
  }
  if (weights.some((weight) => weight < 0)) throw new ArrayValueError(`${what}: weights are not negative`);
  const { node: result, data } = newArray(node.dtype, [...task.qShape, ...task.shape]);
  const nan = node.dtype === 'float16' ? NAN_BITS : Number.NaN;
  for (let row = 0; row < count; row++) {
    const part = elements.subarray(row * length, (row + 1) * length);
    const order = [...orderOfElements(node.dtype, part)];
    // NaN is behind all numbers.
    let known = length;
    while (known > 0 && isNaNAt(node.dtype, part, order[known - 1]!)) known--;
    const places = order.slice(0, task.skipsNaN ? known : length);
    const isNaN = places.length === 0 || (!task.skipsNaN && known < length);
    const shares =
      places.length === 0
        ? null
        : sharesOf(
            what,
            places.map((at) => weights[row * length + at]!),
            round,
          );
    for (let at = 0; at < q.length; at++) {
      const found = shares === null || isNaN ? 0 : shares.findIndex((share) => share >= q[at]!);
      const place = places[found < 0 ? places.length - 1 : found]!;
      (data as Float64Array)[at * count + row] = isNaN ? nan : (part[place] as number);
    }
  }
  return result;
}
