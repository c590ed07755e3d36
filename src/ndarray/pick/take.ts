/** Functions that pick elements by their places: copies. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { normalAxis } from '../array/axes.ts';
import { broadcastShapesFor, shapeText } from '../array/broadcast.ts';
import { copyAs, packedElements } from '../array/elements.ts';
import { checkOptions } from '../array/options.ts';
import { type DType, isInteger } from '../dtype/dtype.ts';
import { castNode } from '../elementwise/operands.ts';
import { ArrayValueError, IndexError, ShapeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import type { Node } from '../graph/node.ts';
import { diagonalNode } from '../create/matrices.ts';
import { selectNode } from '../indexing/select.ts';
import { broadcastNode, ravelNode, reshapeNode } from '../manipulate/view-nodes.ts';
import { leaveBehind } from '../math/call.ts';
import { takePlaces } from './take-node.ts';

/** What becomes of places that are out of bounds: an error, counted around the axis, or the nearest that exists. */
export type BoundsMode = 'raise' | 'wrap' | 'clip';

/** Whole numbers of a node, row major. */
export function integersOf(what: string, node: Node): number[] {
  if (!isInteger(node.dtype) && node.size > 0) {
    throw new IndexError(`${what}: places must be integers, got ${node.dtype}; convert them with astype`);
  }
  return Array.from(packedElements(node) as ArrayLike<number | bigint>, Number);
}

/**
 * A place within an axis.
 *
 * @throws IndexError for mode 'raise', when it is out of bounds.
 */
export function placeWithin(
  what: string,
  place: number,
  { length, mode }: { length: number; mode: BoundsMode },
): number {
  switch (mode) {
    case 'raise':
      if (place < -length || place >= length) {
        throw new IndexError(
          `${what}: index ${place} is out of bounds for size ${length}; mode 'clip' or 'wrap' allows it`,
        );
      }
      return place < 0 ? place + length : place;
    case 'wrap':
      return ((place % length) + length) % length;
    case 'clip':
      return Math.min(Math.max(place, 0), length - 1);
    default:
      mode satisfies never;
      throw new ArrayValueError(`${what}: mode must be 'raise', 'wrap' or 'clip', got ${JSON.stringify(mode)}`);
  }
}

/** Options of {@link take}. */
export interface TakeOptions {
  /** Along which axis; without it, or with null, the array is taken as if it had one axis. */
  readonly axis?: number | null;
  /** 'raise' unless it is given. */
  readonly mode?: BoundsMode;
  /** Takes the result, and is returned: an array of its shape whose dtype it holds. */
  readonly out?: NDArray;
}

/** The array and the axis along which it is picked from. */
function axisOf(given: Node, axis: number | null | undefined): { readonly node: Node; readonly axis: number } {
  // A 0-d array is taken from as a row of one.
  const node = axis === undefined || axis === null || given.shape.length === 0 ? ravelNode(given) : given;
  return { node, axis: normalAxis(axis ?? 0, node.shape.length) };
}

/**
 * The places of an axis that are given, in that order.
 *
 * @param x - Shape `[..., n, ...]`.
 * @param places - Integers of any shape, which stands in place of the axis in the result.
 * @throws IndexError (`ERR_INDEX`) out of bounds; AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.take([10, 20, 30], [2, 0, -1]).toArray(), np.take([[1, 2], [3, 4]], 1, { axis: 1 }).toArray()); // [ 30, 10, 30 ] [ 2, 4 ]
 * ```
 */
export function take<D extends DType = DType>(x: InputOf<D>, places: InputOf, options?: TakeOptions): NDArray<D> {
  checkOptions('take', options, ['axis', 'mode', 'out']);
  const { node, axis } = axisOf(nodeOf(x), options?.axis);
  const at = nodeOf(places);
  const length = node.shape[axis]!;
  const list = integersOf('take', at.dtype === 'bool' ? castNode(at, 'int64') : at);
  if (length === 0 && list.length > 0) throw new IndexError(`take: axis ${axis} is empty, so there is nothing to take`);
  const within = list.map((place) => placeWithin('take', place, { length, mode: options?.mode ?? 'raise' }));
  const taken = takePlaces(node, axis, within);
  const shape = [...node.shape.slice(0, axis), ...at.shape, ...node.shape.slice(axis + 1)];
  return leaveBehind('take', options?.out, reshapeNode(taken, shape)) as NDArray<D>;
}

/** Places for each element of the shape that indices and array have together, but for the axis. */
function alongAxis(
  what: string,
  node: Node,
  { at, axis }: { at: Node; axis: number },
): { shape: number[]; places: number[]; outer: Node } {
  if (at.shape.length !== node.shape.length) {
    throw new ShapeError(
      `${what}: indices of shape ${shapeText(at.shape)} must have as many axes as ${shapeText(node.shape)}`,
    );
  }
  const [a, b] = [node.shape.with(axis, 1), at.shape.with(axis, 1)];
  const shape = broadcastShapesFor(what, [a, b]).with(axis, at.shape[axis]!);
  const list = integersOf(what, broadcastNode(at, shape));
  const length = node.shape[axis]!;
  const places = list.map((place) => placeWithin(what, place, { length, mode: 'raise' }));
  return { shape, places, outer: broadcastNode(node, shape.with(axis, length)) };
}

/** Index arrays for all axes: the coordinates of a shape, with given places on one axis. */
export function coordinates(shape: readonly number[], axis: number, places: readonly number[]): NDArray[] {
  return shape.map((length, one) => {
    const { node, data } = newArray('int64', shape);
    const inner = shape.slice(one + 1).reduce((product, n) => product * n, 1);
    const target = data as BigInt64Array;
    for (let at = 0; at < target.length; at++) {
      target[at] = BigInt(one === axis ? places[at]! : Math.floor(at / inner) % length);
    }
    return wrap(node);
  });
}

/**
 * For each place of the other axes, the elements at places of its own along an axis: what `argsort` gives, for example.
 *
 * @param indices - Integers with as many axes as the array; the other axes broadcast.
 * @param options - `axis`: the last one unless it is given; null for the array as one axis.
 * @throws IndexError (`ERR_INDEX`) out of bounds; ShapeError (`ERR_SHAPE`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.takeAlongAxis([[30, 10], [5, 6]], [[1, 0], [0, 0]], { axis: 1 }).toArray()); // [ [ 10, 30 ], [ 5, 5 ] ]
 * ```
 */
export function takeAlongAxis<D extends DType = DType>(
  x: InputOf<D>,
  indices: InputOf,
  options?: { readonly axis?: number | null },
): NDArray<D> {
  checkOptions('takeAlongAxis', options, ['axis']);
  const given = nodeOf(x);
  const node = options?.axis === null ? ravelNode(given) : given;
  const axis = normalAxis(options?.axis ?? -1, node.shape.length);
  const { shape, places, outer } = alongAxis('takeAlongAxis', node, { at: nodeOf(indices), axis });
  return wrap(selectNode(outer, coordinates(shape, axis, places)));
}

/**
 * The places of an axis where a condition is true.
 *
 * @param condition - Booleans for the first places; the others count as false.
 * @param options - `axis`; without it, or with null, the array is taken as if it had one axis. `out` takes the result.
 * @throws IndexError (`ERR_INDEX`) when it is true beyond the end; ShapeError (`ERR_SHAPE`) unless it has one axis.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.compress([false, true], [[1, 2], [3, 4]], { axis: 0 }).toArray()); // [ [ 3, 4 ] ]
 * ```
 */
export function compress<D extends DType = DType>(
  condition: InputOf,
  x: InputOf<D>,
  options?: Omit<TakeOptions, 'mode'>,
): NDArray<D> {
  checkOptions('compress', options, ['axis', 'out']);
  const mask = nodeOf(condition);
  if (mask.shape.length !== 1) {
    throw new ShapeError(
      `compress: the condition must have one axis, got shape ${shapeText(mask.shape)}; a mask as an index takes more`,
    );
  }
  const flags = packedElements(copyAs(mask, 'bool')) as Uint8Array;
  const places = [...flags.keys()].filter((place) => flags[place] !== 0);
  const { node, axis } = axisOf(nodeOf(x), options?.axis);
  const within = places.map((place) => placeWithin('compress', place, { length: node.shape[axis]!, mode: 'raise' }));
  return leaveBehind('compress', options?.out, takePlaces(node, axis, within)) as NDArray<D>;
}

/** Options of {@link diagonal}. */
export interface DiagonalOptions {
  /** Which diagonal: 0 is the main one, positive ones lie above it. */
  readonly offset?: number;
  /** The axes of the matrices: 0 and 1 unless they are given. */
  readonly axis1?: number;
  /** The other axis. */
  readonly axis2?: number;
}

/**
 * The diagonals of matrices, along the last axis of the result: a view, which can be written (NumPy's cannot).
 *
 * @throws AxisError (`ERR_AXIS`); ShapeError (`ERR_SHAPE`) for arrays with less than two axes.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.diagonal([[1, 2], [3, 4]]).toArray(), np.diagonal([[1, 2], [3, 4]], { offset: 1 }).toArray()); // [ 1, 4 ] [ 2 ]
 * ```
 */
export function diagonal<D extends DType = DType>(x: InputOf<D>, options?: DiagonalOptions): NDArray<D> {
  checkOptions('diagonal', options, ['offset', 'axis1', 'axis2']);
  const node = nodeOf(x);
  const rank = node.shape.length;
  if (rank < 2) throw new ShapeError(`diagonal: shape ${shapeText(node.shape)} has less than two axes`);
  const axes = [normalAxis(options?.axis1 ?? 0, rank), normalAxis(options?.axis2 ?? 1, rank)] as const;
  if (axes[0] === axes[1]) throw new ArrayValueError('diagonal: axis1 and axis2 must be different');
  return wrap(diagonalNode(node, axes, options?.offset ?? 0));
}
