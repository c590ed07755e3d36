/** Views of nodes: other shapes, orders and directions of the same elements, without a copy. A node that is not computed yet need not be. */

import { fits, broadcastStrides, shapeText } from '../array/broadcast.ts';
import { viewOf } from '../array/input.ts';
import type { Order } from '../array/methods-shape.ts';
import { copyInOrder, isColumnMajor } from '../array/ordered.ts';
import { ShapeError } from '../errors.ts';
import { stored } from '../graph/evaluate.ts';
import { isRowMajor, orderOf } from '../graph/layout.ts';
import { dropStored, type Node, placeOf, type ViewPlace } from '../graph/node.ts';

/** Where the elements are or will be; what only a function knows is computed. */
const placed = (node: Node): ViewPlace => placeOf(node) ?? stored(node);

/** Axes in a new order. */
export function transposeNode(node: Node, axes: readonly number[]): Node {
  const { shape, strides, offset } = placed(node);
  return viewOf(node, { shape: axes.map((axis) => shape[axis]!), strides: axes.map((axis) => strides[axis]!), offset });
}

/** All axes in the opposite order. */
export const reverseAxes = (node: Node): Node => transposeNode(node, [...node.shape.keys()].toReversed());

/** Repeated to a shape. */
export function broadcastNode(node: Node, shape: readonly number[]): Node {
  if (!fits(node.shape, shape)) {
    throw new ShapeError(
      `broadcastTo: an array of shape ${shapeText(node.shape)} does not broadcast to ${shapeText(shape)}; ` +
        'aligned from the right, each length must be equal or 1',
    );
  }
  const source = placed(node);
  return viewOf(node, { shape, strides: broadcastStrides(source, shape), offset: source.offset });
}

/** With the elements along some axes in the opposite direction. */
export function flipNode(node: Node, axes: readonly number[]): Node {
  const { shape, strides, offset } = placed(node);
  const last = axes.reduce((sum, axis) => sum + Math.max(shape[axis]! - 1, 0) * strides[axis]!, offset);
  return viewOf(node, {
    shape,
    strides: strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride)),
    offset: last,
  });
}

/** With axes of length 1 at these places of the result. */
export function expandNode(node: Node, places: readonly number[]): Node {
  const source = placed(node);
  const rank = source.shape.length + places.length;
  const shape: number[] = [];
  const strides: number[] = [];
  for (let axis = 0, own = 0; axis < rank; axis++) {
    const isNew = places.includes(axis);
    shape.push(isNew ? 1 : source.shape[own]!);
    strides.push(isNew ? 0 : source.strides[own]!);
    if (!isNew) own++;
  }
  return viewOf(node, { shape, strides, offset: source.offset });
}

/** Without some axes, of each of which only one place is kept. */
export function dropAxes(node: Node, axes: readonly number[], at = 0): Node {
  const { shape, strides, offset } = placed(node);
  const isKept = (_: number, axis: number): boolean => !axes.includes(axis);
  return viewOf(node, {
    shape: shape.filter(isKept),
    strides: strides.filter(isKept),
    offset: axes.reduce((sum, axis) => sum + at * strides[axis]!, offset),
  });
}

/** Part of one axis. */
export function partOfAxis(node: Node, axis: number, { start, stop }: { start: number; stop: number }): Node {
  const { shape, strides, offset } = placed(node);
  return viewOf(node, {
    shape: shape.with(axis, Math.max(stop - start, 0)),
    strides,
    offset: offset + (stop > start ? start * strides[axis]! : 0),
  });
}

/**
 * Strides that show row-major elements in another shape; undefined where no strides do. Runs of axes that lie like one axis are cut
 * anew; axes of length 1 do not matter. The sizes are equal and not 0.
 */
export function reshapedStrides(
  { shape, strides }: { readonly shape: readonly number[]; readonly strides: readonly number[] },
  to: readonly number[],
): number[] | undefined {
  const axes = shape.map((length, at) => ({ length, stride: strides[at]! })).filter(({ length }) => length !== 1);
  const result = new Array<number>(to.length);
  let old = 0;
  let at = 0;
  while (old < axes.length && at < to.length) {
    let [oldEnd, end] = [old + 1, at + 1];
    let [oldSize, size] = [axes[old]!.length, to[at]!];
    while (oldSize !== size) {
      if (size < oldSize) size *= to[end++]!;
      else oldSize *= axes[oldEnd++]!.length;
    }
    for (let axis = old; axis < oldEnd - 1; axis++) {
      if (axes[axis]!.stride !== axes[axis + 1]!.length * axes[axis + 1]!.stride) return undefined;
    }
    let stride = axes[oldEnd - 1]!.stride;
    for (let axis = end - 1; axis >= at; axis--) {
      result[axis] = stride;
      stride *= to[axis]!;
    }
    [old, at] = [oldEnd, end];
  }
  // What is left has length 1.
  const last = at > 0 ? result[at - 1]! : 1;
  for (; at < to.length; at++) result[at] = last;
  return result;
}

/** Elements in another shape, read and laid out in an order: a view where that is possible, else a copy. */
export function reshapeNode(node: Node, shape: readonly number[], order: Order = 'C'): Node {
  if (
    order === 'F' ||
    (order === 'A' && isColumnMajor(placed(node)) && !isRowMajor(node.shape, placed(node).strides))
  ) {
    return reverseAxes(reshapeNode(reverseAxes(node), shape.toReversed()));
  }
  const { strides, offset } = placed(node);
  if (node.size === 0 || isRowMajor(node.shape, strides)) {
    return viewOf(node, { shape, strides: rowMajor(shape), offset });
  }
  const found = reshapedStrides({ shape: node.shape, strides }, shape);
  if (found !== undefined) return viewOf(node, { shape, strides: found, offset });
  const copy = copyInOrder(node, 'C');
  const result = viewOf(copy, { shape, strides: rowMajor(shape), offset: 0 });
  // The memory is the result's alone now, and goes with it.
  dropStored(copy);
  return result;
}

function rowMajor(shape: readonly number[]): number[] {
  let step = 1;
  return shape.reduceRight<number[]>((strides, length) => {
    strides.unshift(step);
    step *= Math.max(length, 1);
    return strides;
  }, []);
}

/** The elements in one axis. */
export function ravelNode(node: Node, order: Order = 'C'): Node {
  if (order !== 'K') return reshapeNode(node, [node.size], order);
  const kept = orderOf(node.shape, placed(node).strides);
  return reshapeNode(kept === null ? node : transposeNode(node, kept), [node.size]);
}
