/** Functions that give the same elements another shape. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { type Axes, normalAxes } from '../array/axes.ts';
import { broadcastShapesFor, shapeText } from '../array/broadcast.ts';
import { copyNode, packedElements } from '../array/elements.ts';
import type { Order } from '../array/methods-shape.ts';
import { checkOptions } from '../array/options.ts';
import { copyInOrder } from '../array/ordered.ts';
import { completeShape, type ShapeInput, shapeOf } from '../array/shape-argument.ts';
import { sizeOf } from '../array/strided.ts';
import { type DType, partsOf } from '../dtype/dtype.ts';
import { ArrayValueError, ShapeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import { stored } from '../graph/evaluate.ts';
import { isRowMajor } from '../graph/layout.ts';
import { type Node, placeOf } from '../graph/node.ts';
import { broadcastNode, dropAxes, expandNode, ravelNode, reshapeNode } from './view-nodes.ts';

/** Options of {@link reshape}. */
export interface ReshapeOptions {
  /** In which order elements are read and placed: row major ('C', the default), column major ('F'), or as the array lies ('A'). */
  readonly order?: Order;
  /** True always copies; false never does and throws where a copy is needed. */
  readonly copy?: boolean;
}

/**
 * The elements of an array in another shape: a view where that is possible, else a copy.
 *
 * @param x - Any shape and dtype.
 * @param shape - Lengths whose product is the number of elements; one of them may be -1, for what is left.
 * @throws ShapeError (`ERR_SHAPE`) when the elements do not fit the shape.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.reshape(np.arange(6), [2, -1]).toArray()); // [ [ 0, 1, 2 ], [ 3, 4, 5 ] ]
 * ```
 */
export function reshape<D extends DType = DType>(
  x: InputOf<D>,
  shape: ShapeInput,
  options?: ReshapeOptions,
): NDArray<D> {
  checkOptions('reshape', options, ['order', 'copy']);
  const node = nodeOf(x);
  const to = completeShape(typeof shape === 'number' ? [shape] : shape, node.shape);
  const order = options?.order ?? 'C';
  if (options?.copy === true) return wrap(reshapeNode(copyInOrder(node, order === 'A' ? 'K' : order), to, order));
  const result = reshapeNode(node, to, order);
  if (options?.copy === false && result.storage !== stored(node).storage) {
    throw new ArrayValueError(
      `reshape: [${node.shape.join()}] cannot be seen as ${shapeText(to)} without a copy, which copy: false forbids`,
    );
  }
  return wrap(result);
}

/**
 * The elements in one axis: a view where that is possible, else a copy.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.array([[1, 2], [3, 4]]);
 * console.log(np.ravel(x).toArray(), np.ravel(x, { order: 'F' }).toArray()); // [ 1, 2, 3, 4 ] [ 1, 3, 2, 4 ]
 * ```
 */
export function ravel<D extends DType = DType>(x: InputOf<D>, options?: { readonly order?: Order }): NDArray<D> {
  checkOptions('ravel', options, ['order']);
  return wrap(packedRow(nodeOf(x), options?.order));
}

/** The elements in one axis: a view where they lie without gaps, in the order asked for, and a copy where not, as NumPy has it. */
export function packedRow(node: Node, order?: Order): Node {
  const row = ravelNode(node, order);
  const place = placeOf(row);
  return row.size > 1 && place !== null && !isRowMajor(row.shape, place.strides) ? copyNode(row) : row;
}

/**
 * An array of some shape filled with the elements of another, again and again: a copy. Of an array without elements, zeros.
 *
 * @throws ShapeError (`ERR_SHAPE`) for a shape that is none.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.resize([1, 2, 3], [2, 4]).toArray()); // [ [ 1, 2, 3, 1 ], [ 2, 3, 1, 2 ] ]
 * ```
 */
export function resize<D extends DType = DType>(x: InputOf<D>, shape: ShapeInput): NDArray<D> {
  const node = nodeOf(x);
  return wrap(resizeNode(node, shapeOf('resize', shape)));
}

function resizeNode(node: Node, shape: readonly number[]): Node {
  const flat = copyInOrder(ravelNode(node), 'C');
  const size = sizeOf(shape);
  const target = newArray(node.dtype, [size], 'zeros');
  const parts = partsOf(node.dtype);
  const data = target.data as Float64Array;
  const source = packedElements(flat) as Float64Array;
  for (let at = 0; source.length > 0 && at < size * parts; at += source.length) {
    data.set(source.subarray(0, Math.min(source.length, size * parts - at)), at);
  }
  return reshapeNode(target.node, shape);
}

/**
 * With new axes of length 1 at places of the result: a view.
 *
 * @param axis - One place or several, counted in the result; negative from its end.
 * @throws AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.expandDims([1, 2, 3], 0).shape, np.expandDims([1, 2, 3], [0, -1]).shape); // [ 1, 3 ] [ 1, 3, 1 ]
 * ```
 */
export function expandDims<D extends DType = DType>(x: InputOf<D>, axis: Axes): NDArray<D> {
  const node = nodeOf(x);
  const count = Array.isArray(axis) ? axis.length : 1;
  return wrap(expandNode(node, normalAxes(axis ?? NaN, node.shape.length + count)));
}

/** Node of {@link squeeze}. */
export function squeezeNode(node: Node, axis?: Axes | null): Node {
  const { shape } = node;
  // NumPy takes the first and the last axis of an array that has none.
  if (shape.length === 0 && (axis === 0 || axis === -1)) return dropAxes(node, []);
  if (axis === undefined || axis === null)
    return dropAxes(
      node,
      [...shape.keys()].filter((one) => shape[one] === 1),
    );
  const axes = normalAxes(axis, shape.length);
  const wrong = axes.find((one) => shape[one] !== 1);
  if (wrong !== undefined) {
    throw new ShapeError(
      `squeeze: axis ${wrong} of shape ${shapeText(shape)} has length ${shape[wrong]}; only axes of length 1 can be left out`,
    );
  }
  return dropAxes(node, axes);
}

/**
 * Without axes of length 1: a view.
 *
 * @param axis - Which ones; all of length 1 when it is left out.
 * @throws ShapeError (`ERR_SHAPE`) for an axis of another length; AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.squeeze(np.zeros([1, 3, 1])).shape, np.squeeze(np.zeros([1, 3, 1]), 0).shape); // [ 3 ] [ 3, 1 ]
 * ```
 */
export const squeeze = <D extends DType = DType>(x: InputOf<D>, axis?: Axes): NDArray<D> =>
  wrap(squeezeNode(nodeOf(x), axis));

function atLeast(what: InputOf, rank: number): Node {
  const node = nodeOf(what);
  const { shape } = node;
  if (shape.length >= rank) return node;
  // As NumPy has it: a vector becomes a row, and its new third axis is the last; a matrix gets its third axis at the end.
  const places =
    rank === 3 && shape.length > 0 ? (shape.length === 1 ? [0, 2] : [2]) : [...new Array(rank - shape.length).keys()];
  return expandNode(node, places);
}

/**
 * With at least one axis: a number becomes an array of length 1.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.atleast1d(5).shape, np.atleast1d([[1]]).shape); // [ 1 ] [ 1, 1 ]
 * ```
 */
export const atleast1d = <D extends DType = DType>(x: InputOf<D>): NDArray<D> => wrap(atLeast(x, 1));

/**
 * With at least two axes: a vector becomes a row.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.atleast2d([1, 2, 3]).shape); // [ 1, 3 ]
 * ```
 */
export const atleast2d = <D extends DType = DType>(x: InputOf<D>): NDArray<D> => wrap(atLeast(x, 2));

/**
 * With at least three axes: a vector of n becomes [1,n,1], a matrix [m,n,1].
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.atleast3d([1, 2, 3]).shape, np.atleast3d(np.ones([2, 3])).shape); // [ 1, 3, 1 ] [ 2, 3, 1 ]
 * ```
 */
export const atleast3d = <D extends DType = DType>(x: InputOf<D>): NDArray<D> => wrap(atLeast(x, 3));

/**
 * The elements repeated to a shape without a copy. The view shows elements in several places, so it cannot be written.
 *
 * @throws ShapeError (`ERR_SHAPE`) when the array does not broadcast to the shape.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.broadcastTo([1, 2], [2, 2]).toArray()); // [ [ 1, 2 ], [ 1, 2 ] ]
 * ```
 */
export const broadcastTo = <D extends DType = DType>(x: InputOf<D>, shape: ShapeInput): NDArray<D> =>
  wrap(broadcastNode(nodeOf(x), shapeOf('broadcastTo', shape)));

/**
 * All arrays repeated to their common shape: views.
 *
 * @throws ShapeError (`ERR_SHAPE`) naming the shapes that do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const [a, b] = np.broadcastArrays([1, 2, 3], [[1], [2]]);
 * console.log(a!.shape, b!.shape); // [ 2, 3 ] [ 2, 3 ]
 * ```
 */
export function broadcastArrays(...arrays: readonly InputOf[]): NDArray[] {
  const nodes = arrays.map(nodeOf);
  const shape = broadcastShapesFor(
    'broadcastArrays',
    nodes.map((node) => node.shape),
  );
  return nodes.map((node) => wrap(broadcastNode(node, shape)));
}

/**
 * The shape to which shapes broadcast.
 *
 * @throws ShapeError (`ERR_SHAPE`) naming them when they do not.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.broadcastShapes([3, 1], [4], [])); // [ 3, 4 ]
 * ```
 */
export const broadcastShapes = (...shapes: readonly ShapeInput[]): readonly number[] =>
  broadcastShapesFor(
    'broadcastShapes',
    shapes.map((shape) => shapeOf('broadcastShapes', shape)),
  );
