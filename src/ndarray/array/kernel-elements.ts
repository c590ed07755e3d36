/** Arrays in kernels: the elements where they are, without a copy where strides allow that. */

import type { BufferPart, ElementLayout, ElementUse, KernelElements } from '../../core/kernel-elements.ts';
import { elementTypeOf, isComplex, itemSize } from '../dtype/dtype.ts';
import { ArrayValueError, DTypeError } from '../errors.ts';
import { beforeWrite, stored } from '../graph/evaluate.ts';
import { isRowMajor, rowMajorStrides } from '../graph/layout.ts';
import type { Node } from '../graph/node.ts';
import { packedElements } from './elements.ts';

const bytesOf = (data: ArrayBufferView): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** From the first element of a stored node to the last. */
function partOf({ storage, offset, shape, strides, size, dtype }: Node): BufferPart {
  const width = itemSize(dtype);
  const last = shape.reduce((sum, length, axis) => sum + (length - 1) * strides[axis]!, 0);
  const { backend, buffer } = storage!;
  return { backend, buffer, byteOffset: offset * width, byteLength: size === 0 ? 0 : (last + 1) * width };
}

/** Whether a kernel can use the elements where they are. */
function isUsable({ shape, strides }: Pick<Node, 'shape' | 'strides'>, layout: ElementLayout): boolean {
  if (layout === 'packed') return isRowMajor(shape, strides);
  // Kernels take an array of one axis as neighbours.
  if (layout === 'indexed' && shape.length === 1) return strides[0] === 1 || shape[0]! < 2;
  return strides.every((stride) => stride >= 0);
}

/**
 * What a kernel sees of an array. It is computed first if need be.
 *
 * @throws DTypeError for complex arrays; ArrayValueError for 0-d arrays that are to be indexed, and where a kernel would write through strides that it
 *   cannot follow.
 */
export function kernelElementsOf(node: Node, use: ElementUse, layout: ElementLayout = 'indexed'): KernelElements {
  const { shape, dtype } = node;
  if (isComplex(dtype))
    throw new DTypeError(`a kernel cannot compute with ${dtype}; pass the real and imag parts as arrays of their own`);
  if (shape.length === 0 && layout === 'indexed')
    throw new ArrayValueError('a 0-d array is no array to a kernel; pass its item()');
  const { strides } = stored(node);
  const element = elementTypeOf(dtype);
  const isDirect = isUsable({ shape, strides }, layout);
  const described = {
    element,
    shape,
    strides: isDirect && layout !== 'packed' ? [...strides] : rowMajorStrides(shape),
  };
  if (use === 'type') return described;
  if (use === 'read' && !isDirect) {
    // Taken now: what is written later must not be seen.
    const copy = bytesOf(packedElements(node));
    return { ...described, bytes: () => copy };
  }
  if (use === 'write') {
    const isTwice = node.size > 0 && strides.some((stride, axis) => stride === 0 && shape[axis]! > 1);
    if (!isDirect || isTwice)
      throw new ArrayValueError(
        `a kernel cannot write to a view that is ${isTwice ? 'broadcast' : 'reversed or has gaps'}; let it write to a copy: x.copy()`,
      );
    beforeWrite(stored(node).storage!);
  }
  const part = partOf(node);
  const bytes = (): Uint8Array => {
    const all = node.storage!.bytes();
    return new Uint8Array(all.buffer, all.byteOffset + part.byteOffset, part.byteLength);
  };
  return { ...described, bytes, part };
}
