/** Differences and integrals of evenly or unevenly spaced values. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf, toNDArray } from '../array/as-array.ts';
import { normalAxis } from '../array/axes.ts';
import { castNode } from '../elementwise/operands.ts';
import { checkOptions } from '../array/options.ts';
import { isCastAllowed } from '../dtype/can-cast.ts';
import type { DType } from '../dtype/dtype.ts';
import { applyUfunc } from '../elementwise/ufunc.ts';
import * as ufuncs from '../elementwise/ufuncs.ts';
import { ArrayValueError, DTypeError, ShapeError } from '../errors.ts';
import type { Node } from '../graph/node.ts';
import { concat } from '../manipulate/join.ts';
import { broadcastNode, partOfAxis, ravelNode, reshapeNode } from '../manipulate/view-nodes.ts';
import { sumNode } from '../reduce/reduce.ts';

/** Options of {@link diff}. */
export interface DiffOptions {
  /** Default: -1. */
  readonly axis?: number;
  /** How often differences are taken. Default: 1. */
  readonly n?: number;
  /** Put before the values along the axis first. */
  readonly prepend?: InputOf;
  /** Put behind the values along the axis first. */
  readonly append?: InputOf;
}

/** What is put before or behind an array: a number is repeated along the other axes. */
function extension(value: InputOf, node: Node, axis: number): Node {
  const added = nodeOf(value);
  return added.shape.length === 0 ? broadcastNode(added, node.shape.with(axis, 1)) : added;
}

/** All places of an axis but the first, and all but the last. */
function neighbours(node: Node, axis: number): readonly [next: Node, own: Node] {
  const count = node.shape[axis]!;
  return [
    partOfAxis(node, axis, { start: Math.min(1, count), stop: count }),
    partOfAxis(node, axis, { start: 0, stop: Math.max(count - 1, 0) }),
  ];
}

/**
 * Differences of neighbours along an axis: `x[i + 1] - x[i]`; of bools whether they differ. With `n`, differences of differences.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for a negative `n`; AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.diff([1, 4, 9]).toArray(), np.diff([1, 4, 9], { n: 2 }).toArray(), np.diff([4], { prepend: 1 }).toArray()); // [ 3, 5 ] [ 2 ] [ 3 ]
 * ```
 */
export function diff(x: InputOf, options: DiffOptions = {}): NDArray {
  checkOptions('diff', options, ['axis', 'n', 'prepend', 'append']);
  const { n = 1, prepend, append } = options;
  if (!Number.isInteger(n) || n < 0) throw new ArrayValueError(`diff: n must be a whole number from 0 on, got ${n}`);
  if (n === 0) return toNDArray(x);
  const source = nodeOf(x);
  if (source.shape.length === 0)
    throw new ShapeError('diff: a 0-d array has no neighbours; it needs at least one axis');
  const axis = normalAxis(options.axis ?? -1, source.shape.length);
  const parts = [
    ...(prepend === undefined ? [] : [extension(prepend, source, axis)]),
    source,
    ...(append === undefined ? [] : [extension(append, source, axis)]),
  ];
  let node =
    parts.length === 1
      ? source
      : concat(
          parts.map((one) => wrap(one)),
          { axis },
        ).node;
  for (let round = 0; round < n; round++) {
    const [next, own] = neighbours(node, axis);
    node =
      node.dtype === 'bool' ? applyUfunc(ufuncs.bitwiseXor, [next, own]) : applyUfunc(ufuncs.subtract, [next, own]);
  }
  return wrap(node);
}

/**
 * Differences of neighbours of all elements in row-major order, with other values before and behind them.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.ediff1d([1, 4, 9], { toBegin: 0, toEnd: [7, 8] }).toArray()); // [ 0, 3, 5, 7, 8 ]
 * ```
 */
export function ediff1d(x: InputOf, options: { readonly toBegin?: InputOf; readonly toEnd?: InputOf } = {}): NDArray {
  checkOptions('ediff1d', options, ['toBegin', 'toEnd']);
  const source = ravelNode(nodeOf(x));
  const middle = applyUfunc(ufuncs.subtract, neighbours(source, 0));
  const ends = [options.toBegin, options.toEnd].map((end) => (end === undefined ? [] : [endOf(end, middle.dtype)]));
  return concat([...ends[0]!, middle, ...ends[1]!].map((one) => wrap(one)));
}

/** What comes before or behind: in the dtype of the array, which has to be of its kind. */
function endOf(end: InputOf, dtype: DType): Node {
  const node = ravelNode(nodeOf(end));
  if (node.size > 0 && !isCastAllowed(node.dtype, dtype, 'same_kind')) {
    throw new DTypeError(
      `ediff1d: ${node.dtype} before or behind does not go with differences of ${dtype}; use astype`,
    );
  }
  return castNode(node, dtype);
}

/** Options of {@link trapezoid}. */
export interface TrapezoidOptions {
  /** Coordinates of the values: a row for the axis, or an array of their shape. */
  readonly x?: InputOf;
  /** The distance of neighbours, where there are no coordinates. Default: 1. */
  readonly dx?: number;
  /** Default: -1. */
  readonly axis?: number;
}

/**
 * The integral along an axis by the trapezoidal rule.
 *
 * @throws AxisError (`ERR_AXIS`); ShapeError (`ERR_SHAPE`) when the coordinates do not fit.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.trapezoid([1, 2, 3]).item(), np.trapezoid([1, 2, 3], { x: [4, 6, 8] }).item()); // 4 8
 * ```
 */
export function trapezoid(y: InputOf, options: TrapezoidOptions = {}): NDArray {
  checkOptions('trapezoid', options, ['x', 'dx', 'axis']);
  const node = nodeOf(y);
  const axis = normalAxis(options.axis ?? -1, node.shape.length);
  const heights = applyUfunc(ufuncs.add, neighbours(node, axis));
  const areas = applyUfunc(ufuncs.multiply, [widthsOf(options, node, axis), heights]);
  const halves = applyUfunc(ufuncs.divide, [areas, 2]);
  return wrap(sumNode(halves, { axes: [axis] }));
}

/** Distances of neighbours along an axis, in a shape that fits to their values. */
function widthsOf({ x, dx = 1 }: TrapezoidOptions, node: Node, axis: number): Node | number {
  if (x === undefined) return dx;
  const places = nodeOf(x);
  if (places.shape.length !== 1) return diff(wrap(places), { axis }).node;
  const widths = diff(wrap(places)).node;
  return reshapeNode(
    widths,
    node.shape.map((_, at) => (at === axis ? widths.size : 1)),
  );
}
