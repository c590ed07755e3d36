/** Functions that put axes in another order. */

import { valueText } from '../array/need.ts';
import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { type Axes, normalAxes, normalAxis } from '../array/axes.ts';
import { shapeText } from '../array/broadcast.ts';
import type { DType } from '../dtype/dtype.ts';
import { AxisError, ShapeError } from '../errors.ts';
import type { Node } from '../graph/node.ts';
import { transposeNode } from './view-nodes.ts';

/** Node of {@link permuteDims}. */
export function permuteNode(node: Node, axes?: readonly number[]): Node {
  const rank = node.shape.length;
  if (axes === undefined) return transposeNode(node, [...node.shape.keys()].toReversed());
  if (!Array.isArray(axes) || axes.length !== rank) {
    throw new AxisError(
      `the order ${valueText(axes)} does not name each axis of shape ${shapeText(node.shape)}; give a list of ${rank}`,
    );
  }
  return transposeNode(node, normalAxes(axes, rank));
}

/**
 * The axes in another order: a view.
 *
 * @param axes - The order: axis `axes[k]` of the array becomes axis `k` of the result. Reversed when it is left out.
 * @throws AxisError (`ERR_AXIS`) when it is no permutation.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.permuteDims(np.zeros([2, 3, 4]), [2, 0, 1]).shape); // [ 4, 2, 3 ]
 * ```
 */
export const permuteDims = <D extends DType = DType>(x: InputOf<D>, axes?: readonly number[]): NDArray<D> =>
  wrap(permuteNode(nodeOf(x), axes));

/**
 * NumPy's name of {@link permuteDims}.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.transpose([[1, 2, 3], [4, 5, 6]]).toArray()); // [ [ 1, 4 ], [ 2, 5 ], [ 3, 6 ] ]
 * ```
 */
export const transpose = permuteDims;

/** Node of {@link matrixTranspose}. */
export function matrixTransposeNode(node: Node): Node {
  const rank = node.shape.length;
  if (rank < 2) {
    throw new ShapeError(
      `matrixTranspose: shape ${shapeText(node.shape)} has less than two axes; add one with expandDims`,
    );
  }
  return swapNode(node, [rank - 2, rank - 1]);
}

/**
 * The last two axes in each other's place, for stacks of matrices: a view.
 *
 * @throws ShapeError (`ERR_SHAPE`) for arrays with less than two axes.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.matrixTranspose(np.zeros([5, 2, 3])).shape); // [ 5, 3, 2 ]
 * ```
 */
export const matrixTranspose = <D extends DType = DType>(x: InputOf<D>): NDArray<D> =>
  wrap(matrixTransposeNode(nodeOf(x)));

/** Node of {@link swapaxes}. */
export function swapNode(node: Node, [axis1, axis2]: readonly [number, number]): Node {
  const rank = node.shape.length;
  const [a, b] = [normalAxis(axis1, rank), normalAxis(axis2, rank)];
  return transposeNode(node, [...node.shape.keys()].with(a, b).with(b, a));
}

/**
 * Two axes in each other's place: a view.
 *
 * @throws AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.swapaxes(np.zeros([2, 3, 4]), 0, 2).shape); // [ 4, 3, 2 ]
 * ```
 */
export const swapaxes = <D extends DType = DType>(x: InputOf<D>, axis1: number, axis2: number): NDArray<D> =>
  wrap(swapNode(nodeOf(x), [axis1, axis2]));

/**
 * Axes moved to other places, the others keeping their order: a view.
 *
 * @throws AxisError (`ERR_AXIS`) for axes that do not exist, or when the two lists have different lengths.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.moveaxis(np.zeros([2, 3, 4]), 0, -1).shape); // [ 3, 4, 2 ]
 * ```
 */
export function moveaxis<D extends DType = DType>(x: InputOf<D>, source: Axes, destination: Axes): NDArray<D> {
  const node = nodeOf(x);
  const rank = node.shape.length;
  const [from, to] = [normalAxes(source, rank), normalAxes(destination, rank)];
  if (from.length !== to.length) {
    throw new AxisError(`moveaxis: ${from.length} axes cannot go to ${to.length} places; give as many of both`);
  }
  const order = [...node.shape.keys()].filter((axis) => !from.includes(axis));
  const pairs = to.map((place, at) => ({ place, axis: from[at]! })).toSorted((a, b) => a.place - b.place);
  for (const { place, axis } of pairs) order.splice(place, 0, axis);
  return wrap(transposeNode(node, order));
}

/**
 * One axis moved backwards until it lies before another: a view. NumPy keeps it for old code; {@link moveaxis} is clearer.
 *
 * @throws AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.rollaxis(np.zeros([3, 4, 5]), 2).shape); // [ 5, 3, 4 ]
 * ```
 */
export function rollaxis<D extends DType = DType>(x: InputOf<D>, axis: number, start = 0): NDArray<D> {
  const node = nodeOf(x);
  const rank = node.shape.length;
  const from = normalAxis(axis, rank);
  const before = start === rank ? rank : normalAxis(start, rank);
  const order = [...node.shape.keys()].filter((one) => one !== from);
  order.splice(from < before ? before - 1 : before, 0, from);
  return wrap(transposeNode(node, order));
}
