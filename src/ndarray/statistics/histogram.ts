/** Counting: how many elements are in which bin. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { castNode } from '../elementwise/operands.ts';
import { numbersNode, numbersOf } from '../array/numbers.ts';
import { checkOptions } from '../array/options.ts';
import { type DType, isComplex } from '../dtype/dtype.ts';
import { DTypeError, ShapeError } from '../errors.ts';
import type { Node } from '../graph/node.ts';
import { complexOfParts, partNode } from '../complex/cast.ts';
import { applyUfunc } from '../elementwise/ufunc.ts';
import * as ufuncs from '../elementwise/ufuncs.ts';
import { sumNode } from '../reduce/reduce.ts';
import { type Bins, binsOf, countsIn, type HistogramOptions, roundsTo } from './bins.ts';

const optionNames = ['bins', 'range', 'density', 'weights'];

export const edgesNode = ({ edges, dtype }: Bins): Node => castNode(numbersNode(edges), dtype);

export function checkElements(what: string, node: Node): void {
  if (isComplex(node.dtype)) throw new DTypeError(`${what}: ${node.dtype} has no order; take the real part, or abs`);
}

/**
 * How many elements are in each bin, and the edges of the bins. A bin has its lower edge and not its upper one, but the last one has both.
 * What lies outside, and NaN with given edges, is not counted.
 *
 * @returns The counts (int64; float64 with `density`, the dtype of the weights with `weights`) and the edges, one more.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for wrong bins and ranges that are not finite.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const [counts, edges] = np.histogram([1, 2, 1, 4], { bins: 3 });
 * console.log(counts.toArray(), edges.toArray()); // [ 2, 1, 1 ] [ 1, 2, 3, 4 ]
 * ```
 */
export function histogram(x: InputOf, options: HistogramOptions = {}): readonly [counts: NDArray, edges: NDArray] {
  checkOptions('histogram', options, optionNames);
  const node = nodeOf(x);
  checkElements('histogram', node);
  const values = numbersOf(node);
  const bins = binsOf(node, values, options);
  const weights = options.weights === undefined ? undefined : nodeOf(options.weights);
  if (weights !== undefined && weights.size !== node.size) {
    throw new ShapeError(`histogram: ${node.size} elements need as many weights, got ${weights.size}`);
  }
  const result = { bins, density: options.density === true, dtype: weights?.dtype ?? 'int64' };
  if (weights !== undefined && isComplex(weights.dtype)) {
    const [re, im] = ([0, 1] as const).map((part) => countsIn(values, bins, numbersOf(partNode(weights, part))));
    return [wrap(complexCounts([re!, im!], result)), wrap(edgesNode(bins))];
  }
  const given = weights === undefined ? undefined : numbersOf(weights);
  return [wrap(countsNode(countsIn(values, bins, given), result)), wrap(edgesNode(bins))];
}

/** Sums of complex weights; densities are divided by their complex total. */
function complexCounts(
  [re, im]: readonly [Float64Array, Float64Array],
  { bins, density, dtype }: { bins: Bins; density: boolean; dtype: DType },
): Node {
  const sums = complexOfParts('complex128', numbersNode(re), numbersNode(im));
  if (!density) return castNode(sums, dtype);
  const widths = bins.edges.slice(1).map((edge, at) => edge - bins.edges[at]!);
  const total = sumNode(sums, { axes: [0] });
  return applyUfunc(ufuncs.divide, [applyUfunc(ufuncs.divide, [sums, numbersNode(widths)]), total]);
}

function countsNode(
  sums: Float64Array,
  { bins, density, dtype }: { bins: Bins; density: boolean; dtype: DType },
): Node {
  if (!density) return castNode(numbersNode(sums), dtype);
  const total = sums.reduce((sum, value) => sum + value, 0);
  const round = roundsTo(bins.dtype);
  return numbersNode(sums.map((sum, at) => sum / round(bins.edges[at + 1]! - bins.edges[at]!) / total));
}

/**
 * The edges that {@link histogram} would use.
 *
 * @throws As histogram does.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.histogramBinEdges([0, 4], { bins: 4 }).toArray()); // [ 0, 1, 2, 3, 4 ]
 * ```
 */
export function histogramBinEdges(x: InputOf, options: Omit<HistogramOptions, 'density'> = {}): NDArray {
  checkOptions('histogramBinEdges', options, ['bins', 'range', 'weights']);
  const node = nodeOf(x);
  checkElements('histogramBinEdges', node);
  return wrap(edgesNode(binsOf(node, numbersOf(node), options)));
}
