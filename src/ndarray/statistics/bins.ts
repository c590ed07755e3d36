/** Bins: how many there are, and where their edges lie. */

import { type InputOf, nodeOf } from '../array/as-array.ts';
import { firstPlace } from '../array/binary-search.ts';
import { numbersOf } from '../array/numbers.ts';
import { type DType, isInteger } from '../dtype/dtype.ts';
import { halfToNumber, numberToHalf } from '../dtype/float16.ts';
import { ArrayValueError, ShapeError } from '../errors.ts';
import type { Node } from '../graph/node.ts';

/** Rules by which the number of bins is found. */
export type BinRule = 'auto' | 'fd' | 'doane' | 'scott' | 'stone' | 'rice' | 'sturges' | 'sqrt';

/** Options of {@link histogram}. */
export interface HistogramOptions {
  /** A number of bins of equal width, their edges, or a rule. Default: 10. */
  readonly bins?: number | BinRule | InputOf;
  /** Lowest and highest edge; those of the elements unless given. */
  readonly range?: readonly [number, number] | null;
  /** Whether the area under the bins is 1, instead of their sum the number of elements. Default: false. */
  readonly density?: boolean;
  /** What each element counts. */
  readonly weights?: InputOf;
}

/** The finite limits of bins, never equal. */
export function limitsOf(values: Float64Array, range: HistogramOptions['range']): readonly [number, number] {
  let [low, high] = range ?? [values.length === 0 ? 0 : Infinity, values.length === 0 ? 1 : -Infinity];
  if (range === undefined || range === null) {
    for (const value of values) {
      // A NaN stays, as it does in min and max.
      low = value < low || Number.isNaN(value) ? value : low;
      high = value > high || Number.isNaN(value) ? value : high;
    }
  }
  if (!Number.isFinite(low) || !Number.isFinite(high)) {
    throw new ArrayValueError(
      `histogram: the range [${low}, ${high}] is not finite; give a range, or drop what is not`,
    );
  }
  if (low > high) throw new ArrayValueError(`histogram: a range goes from low to high, got [${low}, ${high}]`);
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

function deviation(values: Float64Array): { readonly mean: number; readonly sigma: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, sigma: Math.sqrt(square) };
}

/** The middle half of sorted values: from the first quartile to the third. */
function quartileRange(values: Float64Array): number {
  const sorted = values.toSorted();
  const at = (q: number): number => {
    const place = (sorted.length - 1) * q;
    const low = Math.floor(place);
    const high = Math.min(low + 1, sorted.length - 1);
    return sorted[low]! + (sorted[high]! - sorted[low]!) * (place - low);
  };
  return at(0.75) - at(0.25);
}

/** From the least to the largest. */
const spread = (values: Float64Array): number => {
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  return values.reduce((most, value) => Math.max(most, value), -Infinity) - low;
};

/** Widths of bins by rule, as NumPy has them. */
const rules: {
  readonly [R in BinRule]: (values: Float64Array, range: readonly [number, number]) => number;
} = {
  sqrt: (values) => spread(values) / Math.sqrt(values.length),
  sturges: (values) => spread(values) / (Math.log2(values.length) + 1),
  rice: (values) => spread(values) / (2 * values.length ** (1 / 3)),
  scott: (values) => ((24 * Math.sqrt(Math.PI)) / values.length) ** (1 / 3) * deviation(values).sigma,
  fd: (values) => (2 * quartileRange(values)) / values.length ** (1 / 3),
  doane: (values) => {
    const count = values.length;
    if (count <= 2) return 0;
    const { mean, sigma } = deviation(values);
    if (!(sigma > 0)) return 0;
    const sg = Math.sqrt((6 * (count - 2)) / ((count + 1) * (count + 3)));
    const skew = values.reduce((sum, value) => sum + ((value - mean) / sigma) ** 3, 0) / count;
    return spread(values) / (1 + Math.log2(count) + Math.log2(1 + Math.abs(skew) / sg));
  },
  stone: (values, range) => {
    const count = values.length;
    const width = spread(values);
    if (count <= 1 || width === 0) return 0;
    let [best, least] = [1, Infinity];
    for (let bins = 1; bins <= Math.max(100, Math.floor(Math.sqrt(count))); bins++) {
      const loss = leaveOneOut(countsIn(values, equalEdges(bins, range, { dtype: 'float64', isGiven: true })), {
        count,
        width: width / bins,
      });
      if (loss < least) [best, least] = [bins, loss];
    }
    return width / best;
  },
  auto: (values, range) => {
    const byQuartiles = rules.fd(values, range);
    const bySize = rules.sturges(values, range);
    return byQuartiles > 0 ? Math.min(byQuartiles, bySize) : bySize;
  },
};

function countByRule(
  rule: BinRule,
  { values, isWhole }: { readonly values: Float64Array; readonly isWhole: boolean },
  [low, high]: readonly [number, number],
): number {
  const inside = values.filter((value) => value >= low && value <= high);
  if (inside.length === 0) return 1;
  const own = rules[rule](inside, [low, high]);
  // Bins of integers are not narrower than the steps between them.
  const width = isWhole && own > 0 && own < 1 ? 1 : own;
  return width > 0 ? Math.max(Math.ceil((high - low) / width), 1) : 1;
}

/** The edges of bins, and how many of equal width they make (0 for given edges). */
export interface Bins {
  readonly edges: Float64Array;
  readonly equal: number;
  readonly dtype: DType;
}

export function givenEdges(input: InputOf): Bins {
  const node = nodeOf(input);
  if (node.shape.length !== 1) throw new ShapeError(`histogram: edges are a row, got shape [${node.shape.join()}]`);
  const edges = numbersOf(node).slice();
  if (edges.some((edge, at) => at > 0 && edge < edges[at - 1]!)) {
    throw new ArrayValueError('histogram: edges must not fall; sort them');
  }
  return { edges, equal: 0, dtype: node.dtype };
}

/** Equal steps, computed as `linspace` does: in float32 between two elements of that dtype. */
export function equalEdges(count: number, [low, high]: readonly [number, number], { dtype, isGiven }: EdgeType): Bins {
  const round = dtype === 'float32' && !isGiven ? Math.fround : (value: number): number => value;
  const step = round(round(high - low) / count);
  const edges = Float64Array.from({ length: count + 1 }, (_, at) =>
    at === count ? high : round(round(at * step) + low),
  );
  return { edges: edges.map(roundsTo(dtype)), equal: count, dtype };
}

/** Rounds to a float dtype. */
export const roundsTo = (dtype: DType): ((value: number) => number) =>
  dtype === 'float32'
    ? Math.fround
    : dtype === 'float16'
      ? (value) => halfToNumber(numberToHalf(value))
      : (value) => value;

/** The dtype of edges, and whether the range was given. */
export interface EdgeType {
  readonly dtype: DType;
  readonly isGiven: boolean;
}

const isRule = (bins: unknown): bins is BinRule => typeof bins === 'string';

export function binsOf(node: Node, values: Float64Array, { bins = 10, range, weights }: HistogramOptions): Bins {
  const dtype: DType = node.dtype === 'float32' || node.dtype === 'float16' ? node.dtype : 'float64';
  const type = { dtype, isGiven: range !== undefined && range !== null };
  if (isRule(bins)) {
    if (!Object.hasOwn(rules, bins)) {
      throw new ArrayValueError(`histogram: there is no rule "${bins}"; there are ${Object.keys(rules).join(', ')}`);
    }
    if (weights !== undefined) throw new ArrayValueError('histogram: rules take no weights; give a number of bins');
    const limits = limitsOf(values, range);
    const isWhole = isInteger(node.dtype) || node.dtype === 'bool';
    return equalEdges(countByRule(bins, { values, isWhole }, limits), limits, type);
  }
  if (typeof bins !== 'number') return givenEdges(bins);
  if (!Number.isInteger(bins) || bins < 1) {
    throw new ArrayValueError(`histogram: bins must be a whole number from 1 on, got ${bins}`);
  }
  return equalEdges(bins, limitsOf(values, range), type);
}

/** The bin of a value: the last one has both its edges, the others only the lower one. -1 outside. */
function binOf({ edges, equal }: Bins, value: number): number {
  const last = edges.length - 2;
  if (!(value >= edges[0]! && value <= edges[last + 1]!)) return -1;
  if (equal > 0) {
    const guess = Math.min(Math.trunc(((value - edges[0]!) / (edges[last + 1]! - edges[0]!)) * equal), last);
    if (value < edges[guess]!) return guess - 1;
    return value >= edges[guess + 1]! && guess !== last ? guess + 1 : guess;
  }
  return Math.min(firstPlace(edges.length, (place) => edges[place]! > value) - 1, last);
}

/** How often values are in each bin, or the sums of their weights. */
export function countsIn(values: Float64Array, bins: Bins, weights?: Float64Array): Float64Array {
  const sums = new Float64Array(bins.edges.length - 1);
  for (const [at, value] of values.entries()) {
    const bin = binOf(bins, value);
    if (bin >= 0) sums[bin]! += weights === undefined ? 1 : weights[at]!;
  }
  return sums;
}

/** What the rule of Stone keeps small: the error that leaving out one value shows. */
function leaveOneOut(counts: Float64Array, { count, width }: { count: number; width: number }): number {
  const squares = counts.reduce((sum, value) => sum + (value / count) ** 2, 0);
  return (2 - (count + 1) * squares) / width;
}
