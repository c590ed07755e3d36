/** The same bytes as elements of another dtype. */

import { shapeText } from '../array/broadcast.ts';
import { type DType, itemSize } from '../dtype/dtype.ts';
import { ShapeError } from '../errors.ts';
import { stored } from '../graph/evaluate.ts';
import { type Node, storedNode } from '../graph/node.ts';

/**
 * A view of the bytes of a node as another dtype. With another size of elements the last axis grows or shrinks; it has to lie without
 * gaps then.
 *
 * @throws ShapeError when the bytes do not make whole elements.
 */
export function viewAs(node: Node, dtype: DType): Node {
  const { storage, offset, strides, shape } = stored(node);
  const [from, to] = [itemSize(node.dtype), itemSize(dtype)];
  if (from === to) return storedNode({ storage: storage!, offset, strides }, { dtype, shape });
  const last = shape.length - 1;
  const places = [offset, ...strides.slice(0, -1)].map((place) => (place * from) / to);
  const length = ((shape[last] ?? 0) * from) / to;
  const isPossible =
    last >= 0 && (strides[last] === 1 || shape[last] === 1) && [length, ...places].every(Number.isInteger);
  if (!isPossible) {
    throw new ShapeError(
      `view: the elements of shape ${shapeText(shape)} (${from} bytes each) do not make elements of ${dtype} (${to} bytes); ` +
        'the last axis must lie without gaps and divide; copy() closes gaps',
    );
  }
  return storedNode(
    { storage: storage!, offset: places[0]!, strides: [...places.slice(1), 1] },
    { dtype, shape: shape.with(last, length) },
  );
}
