/** Weights of the elements along axes. */

import { isSameShape, shapeText } from '../array/broadcast.ts';
import { ShapeError } from '../errors.ts';
import type { Node } from '../graph/node.ts';
import { transposeNode, broadcastNode, reshapeNode } from '../manipulate/view-nodes.ts';

/**
 * Weights in the shape of an array: given in that shape, or in the shape of the axes in the order in which those are named.
 *
 * @param axes - As they were given, counted from 0; null where none were.
 * @throws ShapeError (`ERR_SHAPE`) for any other shape.
 */
export function weightsAlong(
  what: string,
  [node, weights]: readonly [node: Node, weights: Node],
  axes: readonly number[] | null,
): Node {
  if (isSameShape(weights.shape, node.shape)) return weights;
  if (
    axes === null ||
    !isSameShape(
      axes.map((axis) => node.shape[axis]!),
      weights.shape,
    )
  ) {
    throw new ShapeError(
      `${what}: weights of shape ${shapeText(weights.shape)} fit neither the array ${shapeText(node.shape)} nor the axes of it that are named`,
    );
  }
  const order = axes.map((_, at) => at).toSorted((a, b) => axes[a]! - axes[b]!);
  const shape = node.shape.map((length, axis) => (axes.includes(axis) ? length : 1));
  return broadcastNode(reshapeNode(transposeNode(weights, order), shape), node.shape);
}
