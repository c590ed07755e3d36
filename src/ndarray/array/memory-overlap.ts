/** Whether views have bytes in common. */

import { eachPlace } from '../complex/complex-node.ts';
import { itemSize } from '../dtype/dtype.ts';
import type { Node } from '../graph/node.ts';

/** The places of all bytes at which elements of a stored node begin. */
function firstBytes({ dtype, shape, strides, offset, size }: Node): Float64Array {
  const bytes = new Float64Array(size);
  eachPlace(shape, [{ offset, strides }], ([place], at) => {
    bytes[at] = place! * itemSize(dtype);
  });
  return bytes.toSorted();
}

/** Whether two stored nodes have bytes in common: two sorted lists of places are walked together. */
export function intersects(a: Node, b: Node): boolean {
  if (a.storage !== b.storage || a.size === 0 || b.size === 0) return false;
  const [first, second] = [firstBytes(a), firstBytes(b)];
  const [sizeA, sizeB] = [itemSize(a.dtype), itemSize(b.dtype)];
  for (let at = 0, other = 0; at < first.length && other < second.length;) {
    const [x, y] = [first[at]!, second[other]!];
    if (x < y + sizeB && y < x + sizeA) return true;
    if (x < y) at++;
    else other++;
  }
  return false;
}
