/** Counting points in boxes: histograms of two and more dimensions. */

import { firstPlace } from '../array/binary-search.ts';
import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf, toNDArray } from '../array/as-array.ts';
import { numbersNode, numbersOf } from '../array/numbers.ts';
import { checkOptions } from '../array/options.ts';
import { ArrayValueError, ShapeError } from '../errors.ts';
import type { Node } from '../graph/node.ts';
import { stack } from '../manipulate/join.ts';
import { checkElements, edgesNode } from './histogram.ts';
import { type Bins, equalEdges, givenEdges, limitsOf } from './bins.ts';

/** A number of bins of equal width, or their edges. */
export type GridBins = number | InputOf;

/** Options of {@link histogramdd}. */
export interface HistogramGridOptions {
  /** A number for all dimensions, or for each one a number or edges. Default: 10. */
  readonly bins?: number | readonly GridBins[];
  /** Lowest and highest edge for each dimension; null for those of the points. */
  readonly range?: readonly (readonly [number, number] | null)[] | null;
  /** Whether the volume under the bins is 1, instead of their sum the number of points. Default: false. */
  readonly density?: boolean;
  /** What each point counts. */
  readonly weights?: InputOf;
}

/** Options of {@link histogram2d}. */
export interface Histogram2dOptions extends Omit<HistogramGridOptions, 'bins'> {
  /** A number or edges for both dimensions, or a list of two such. Default: 10. */
  readonly bins?: GridBins | readonly [GridBins, GridBins];
}

const optionNames = ['bins', 'range', 'density', 'weights'] as const;

/** One dimension: its numbers and its bins. */
interface Dimension {
  readonly values: Float64Array;
  readonly bins: Bins;
}

function binsFor(
  what: string,
  node: Node,
  { bins, range }: { bins: GridBins; range: readonly [number, number] | null },
): Dimension {
  const values = numbersOf(node);
  if (typeof bins !== 'number') {
    const given = givenEdges(bins);
    if (given.edges.some((edge, at) => at > 0 && edge === given.edges[at - 1])) {
      throw new ArrayValueError(`${what}: edges must rise; two of them are equal`);
    }
    return { values, bins: given };
  }
  if (!Number.isInteger(bins) || bins < 1) {
    throw new ArrayValueError(`${what}: a number of bins must be a whole number from 1 on, got ${bins}`);
  }
  const isSmall = range === null && (node.dtype === 'float32' || node.dtype === 'float16');
  const dtype = isSmall ? node.dtype : 'float64';
  return { values, bins: equalEdges(bins, limitsOf(values, range), { dtype, isGiven: range !== null }) };
}

/** The bin of a value by its edges alone; the last bin has both its edges. -1 outside. */
function binOf({ edges }: Bins, value: number): number {
  const last = edges.length - 2;
  if (!(value >= edges[0]! && value <= edges[last + 1]!)) return -1;
  return Math.min(firstPlace(edges.length, (place) => edges[place]! > value) - 1, last);
}

/** The columns of points, one for each dimension. */
function columnsOf(what: string, sample: InputOf): Node[] {
  const points = toNDArray(sample);
  checkElements(what, points.node);
  if (points.ndim !== 1 && points.ndim !== 2) {
    throw new ShapeError(`${what}: points are rows of a matrix [n, dimensions], got ${points.ndim} axes`);
  }
  if (points.ndim === 1) return [points.node];
  return Array.from({ length: points.shape[1]! }, (_, at) => points.at(':', at).node);
}

function perDimension<T>(what: string, given: readonly T[], count: number): readonly T[] {
  if (given.length !== count) {
    throw new ArrayValueError(`${what}: ${given.length} entries do not go with ${count} dimensions; give one for each`);
  }
  return given;
}

function countPoints(dimensions: readonly Dimension[], weights: Float64Array | undefined): Float64Array {
  const lengths = dimensions.map(({ bins }) => bins.edges.length - 1);
  const sums = new Float64Array(lengths.reduce((product, length) => product * length, 1));
  const count = dimensions[0]!.values.length;
  for (let at = 0; at < count; at++) {
    let place = 0;
    for (const [axis, { values, bins }] of dimensions.entries()) {
      const bin = binOf(bins, values[at]!);
      place = bin < 0 ? -1 : place * lengths[axis]! + bin;
      if (place < 0) break;
    }
    if (place >= 0) sums[place]! += weights?.[at] ?? 1;
  }
  return sums;
}

/** Divides by the volumes of the boxes and by the sum. */
function toDensity(sums: Float64Array, dimensions: readonly Dimension[]): Float64Array {
  const total = sums.reduce((sum, value) => sum + value, 0);
  let inner = sums.length;
  const result = sums.slice();
  for (const { bins } of dimensions) {
    const length = bins.edges.length - 1;
    inner /= length;
    for (let at = 0; at < result.length; at++) {
      const bin = Math.floor(at / inner) % length;
      result[at]! /= bins.edges[bin + 1]! - bins.edges[bin]!;
    }
  }
  return result.map((value) => value / total);
}

function grid(what: string, columns: readonly Node[], options: HistogramGridOptions): [NDArray<'float64'>, NDArray[]] {
  checkOptions(what, options, optionNames);
  const { bins = 10, range, density = false } = options;
  const count = columns.length;
  if (count === 0) throw new ShapeError(`${what}: the points have no dimensions; give a matrix [n, dimensions]`);
  const each = typeof bins === 'number' ? columns.map(() => bins) : perDimension(what, bins, count);
  const ranges = range === undefined || range === null ? columns.map(() => null) : perDimension(what, range, count);
  const dimensions = columns.map((node, at) => binsFor(what, node, { bins: each[at]!, range: ranges[at]! }));
  const points = columns[0]!.size;
  const weights = options.weights === undefined ? undefined : numbersOf(nodeOf(options.weights));
  if (weights !== undefined && weights.length !== points) {
    throw new ShapeError(`${what}: ${points} points need as many weights, got ${weights.length}`);
  }
  const sums = countPoints(dimensions, weights);
  const shape = dimensions.map(({ bins: one }) => one.edges.length - 1);
  return [
    wrap(numbersNode(density ? toDensity(sums, dimensions) : sums, shape)),
    dimensions.map(({ bins: one }) => wrap(edgesNode(one))),
  ];
}

/**
 * How many points are in each box of a grid, and the edges of the boxes along each dimension. A box has its lower edges and not its upper ones, but
 * the last ones have both. What lies outside is not counted.
 *
 * @param sample - Points `[n, dimensions]`.
 * @returns The counts (float64) with an axis for each dimension, and a list of edges.
 * @throws ShapeError (`ERR_SHAPE`) for what is no matrix of points; ArrayValueError (`ERR_ARRAY_VALUE`) for wrong bins and ranges that are not finite.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const [counts, edges] = np.histogramdd([[0, 0], [1, 1], [1, 0.9]], { bins: [2, 1] });
 * console.log(counts.toArray(), edges.map(String)); // [ [ 1 ], [ 2 ] ] [ '[0.  0.5 1. ]', '[0. 1.]' ]
 * ```
 */
export const histogramdd = (
  sample: InputOf,
  options: HistogramGridOptions = {},
): readonly [counts: NDArray<'float64'>, edges: NDArray[]] =>
  grid('histogramdd', columnsOf('histogramdd', sample), options);

const isPair = (bins: Histogram2dOptions['bins']): bins is readonly [GridBins, GridBins] =>
  Array.isArray(bins) && bins.length === 2;

/**
 * How many points are in each rectangle of a grid, and the edges along both dimensions.
 *
 * @param x - First coordinates of the points; `y` has as many.
 * @returns The counts (float64), with the bins of `x` along the first axis, and the edges of `x` and of `y`.
 * @throws ShapeError (`ERR_SHAPE`) for coordinates of unequal numbers; ArrayValueError (`ERR_ARRAY_VALUE`) as {@link histogramdd}.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const [counts, xEdges] = np.histogram2d([0, 1, 1], [0, 0, 1], { bins: 2 });
 * console.log(counts.toArray(), xEdges.toArray()); // [ [ 1, 0 ], [ 1, 1 ] ] [ 0, 0.5, 1 ]
 * ```
 */
export function histogram2d(
  x: InputOf,
  y: InputOf,
  options: Histogram2dOptions = {},
): readonly [counts: NDArray<'float64'>, xEdges: NDArray, yEdges: NDArray] {
  checkOptions('histogram2d', options, optionNames);
  const [a, b] = [toNDArray(x), toNDArray(y)];
  if (a.size !== b.size)
    throw new ShapeError(`histogram2d: ${a.size} first coordinates do not go with ${b.size} second ones`);
  const { bins = 10 } = options;
  const pair: readonly GridBins[] = isPair(bins) ? bins : [bins as GridBins, bins as GridBins];
  const { node } = stack([a.ravel(), b.ravel()], { axis: 1 });
  const [counts, edges] = grid('histogram2d', columnsOf('histogram2d', wrap(node)), { ...options, bins: pair });
  return [counts, edges[0]!, edges[1]!];
}
