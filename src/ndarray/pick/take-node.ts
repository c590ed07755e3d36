/** Picks places along one axis of a node. */

import { elementsOf } from '../array/elements.ts';
import { isComplex } from '../dtype/dtype.ts';
import { newArray } from '../graph/elements.ts';
import type { Node } from '../graph/node.ts';
import { copyElements } from '../array/copy-elements.ts';

/** The places (not negative, in range) of an axis, in order and as often as they are given: a packed copy. */
export function takePlaces(node: Node, axis: number, places: ArrayLike<number>): Node {
  const { node: result, data } = newArray(node.dtype, node.shape.with(axis, places.length));
  const from = elementsOf(node);
  const to = { ...elementsOf(result), data };
  const shape = node.shape.with(axis, 1);
  if (node.shape.length === 1 && !isComplex(node.dtype)) {
    const [source, target] = [from.data as Float64Array, data as Float64Array];
    for (let at = 0; at < places.length; at++) target[at] = source[from.offset + places[at]! * from.strides[0]!]!;
    return result;
  }
  for (let at = 0; at < places.length; at++) {
    copyElements(
      { ...from, shape, offset: from.offset + places[at]! * from.strides[axis]! },
      { ...to, shape, offset: at * to.strides[axis]! },
    );
  }
  return result;
}
