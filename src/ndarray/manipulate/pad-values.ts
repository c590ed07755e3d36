/** What stands beside an axis where it is computed from the elements: ramps, statistics, and mirrors with their signs turned round. */

import { type NDArray, wrap } from '../array/array.ts';
import { linspace } from '../create/linspace.ts';
import { isBig, isInteger } from '../dtype/dtype.ts';
import { elementWriter, type Scalar } from '../dtype/element.ts';
import { castNode } from '../elementwise/operands.ts';
import { ArrayValueError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import type { Node } from '../graph/node.ts';
import { add, multiply } from '../math/arithmetic.ts';
import { rint } from '../math/rounding.ts';
import { takePlaces } from '../pick/take-node.ts';
import { median } from '../statistics/medians.ts';
import { max, mean, min } from '../statistics/reductions.ts';
import { broadcastTo } from './shape.ts';
import { concatNodes } from './join.ts';
import { flipNode, partOfAxis } from './view-nodes.ts';

/** Statistics of the elements near an edge. */
export const statistics: { readonly [M in StatisticMode]: typeof median | typeof mean | typeof max } = {
  maximum: max,
  mean,
  median,
  minimum: min,
};
/** Modes of `pad` that put a statistic of the elements around them. */
export type StatisticMode = 'maximum' | 'mean' | 'median' | 'minimum';

/** Which axis is padded, and how much on each side. */
export interface Side {
  readonly axis: number;
  readonly width: readonly [number, number];
}

const part = (node: Node, axis: number, [start, stop]: readonly [number, number]): Node =>
  partOfAxis(node, axis, { start, stop });

const joined = (parts: readonly Node[], { axis }: Side): Node =>
  concatNodes(
    parts.filter((one) => one.shape[axis]! > 0),
    { axis, what: 'pad', dtype: parts[1]!.dtype, casting: 'unsafe' },
  );

/** One place of an axis seen several times. */
const repeated = (node: Node, axis: number, count: number): Node =>
  broadcastTo(wrap(node), node.shape.with(axis, count)).node;

/** Ramps from the edges to values at the ends. */
export function padRamp(node: Node, side: Side, ends: readonly [Scalar, Scalar]): Node {
  const { axis, width } = side;
  const length = node.shape[axis]!;
  const ramp = (end: Scalar, at: number, count: number): Node => {
    const edge = wrap(part(node, axis, [at, at + 1])).squeeze(axis);
    const options = { endpoint: false, axis, dtype: node.dtype };
    return linspace(end as number, edge, count, options).node;
  };
  const before = ramp(ends[0], 0, width[0]);
  const after = flipNode(ramp(ends[1], length - 1, width[1]), [axis]);
  return joined([before, node, after], side);
}

/** A statistic of so many elements on each side, or of all. */
export function padStatistic(
  node: Node,
  side: Side,
  { mode, lengths }: { readonly mode: StatisticMode; readonly lengths: readonly [number | null, number | null] },
): Node {
  const { axis, width } = side;
  const length = node.shape[axis]!;
  const [left, right] = lengths.map((one) => Math.min(one ?? length, length)) as [number, number];
  if ((left === 0 || right === 0) && (mode === 'maximum' || mode === 'minimum')) {
    throw new ArrayValueError(`pad: a statLength of 0 has no ${mode}; give 1 or more`);
  }
  const value = (from: number, to: number): Node => {
    const found: NDArray = statistics[mode](wrap(part(node, axis, [from, to])), { axis, keepdims: true });
    return castNode(isInteger(node.dtype) && !isInteger(found.dtype) ? rint(found).node : found.node, node.dtype);
  };
  const [before, after] = [value(0, left), value(length - right, length)];
  return joined([repeated(before, axis, width[0]), node, repeated(after, axis, width[1])], side);
}

/** Where an element of a mirror comes from, and how it is computed: `sign * element + first * (first element) + last * (last element)`. */
interface Mirrored {
  readonly place: number;
  readonly sign: number;
  readonly first: number;
  readonly last: number;
}

/** The element at a position outside of an axis whose mirrors turn signs round: a point reflection at each edge. */
function mirrored(at: number, length: number, hasEdge: boolean): Mirrored {
  const half = hasEdge ? length : length - 1;
  const round = Math.floor(at / (2 * half));
  const rest = at - round * 2 * half;
  const isTurned = hasEdge ? rest >= length : rest > half;
  const mirror = hasEdge ? 2 * length - 1 - rest : 2 * half - rest;
  return {
    place: isTurned ? mirror : rest,
    sign: isTurned ? -1 : 1,
    // Each full period adds twice the distance between the edges.
    first: -2 * round,
    last: 2 * round + (isTurned ? 2 : 0),
  };
}

/** Factors along an axis, in the dtype of a node. */
function factors(node: Node, axis: number, values: readonly number[]): NDArray {
  const { node: result, data } = newArray(
    node.dtype,
    node.shape.map((_, at) => (at === axis ? values.length : 1)),
  );
  const write = elementWriter(node.dtype, data);
  for (const [at, value] of values.entries()) write(at, isBig(node.dtype) ? BigInt(value) : value);
  return wrap(result);
}

/** Mirrors at the edges with the other sign: `2 * edge - element`. */
export function padOdd(node: Node, { axis, width }: Side, hasEdge: boolean): Node {
  const length = node.shape[axis]!;
  const places = Array.from({ length: width[0] + length + width[1] }, (_, at) =>
    mirrored(at - width[0], length, hasEdge),
  );
  const edge = (from: number): NDArray => wrap(part(node, axis, [from, from + 1]));
  const times = (array: NDArray, factor: (place: Mirrored) => number): NDArray =>
    multiply(array, factors(node, axis, places.map(factor)));
  const taken = takePlaces(node, axis, places.map(({ place }) => place)); // prettier-ignore
  const terms = [
    times(wrap(taken), ({ sign }) => sign),
    times(edge(0), ({ first }) => first),
    times(edge(length - 1), ({ last }) => last),
  ];
  return terms.reduce((sum, term) => add(sum, term)).node;
}
