/** Copies of arrays in row-major order, for kernels that cannot follow their strides. */

import { type ElementType, elementBytes } from '../../core/kernel.ts';
import { kernelElements, offersElements } from '../../core/kernel-elements.ts';
import { ArrayView } from './array-view.ts';
import { product } from './loop-axes.ts';

type Words = Uint8Array | Uint16Array | Uint32Array | BigUint64Array;

const wordTypes = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array, 8: BigUint64Array } as const;

const wordsOf = (bytes: Uint8Array, width: number): Words =>
  new wordTypes[width as 1 | 2 | 4 | 8](
    bytes.buffer as ArrayBuffer,
    bytes.byteOffset,
    Math.floor(bytes.byteLength / width),
  );

/** The bytes from the first element of an array on. */
function bytesOf(value: unknown): Uint8Array {
  if (offersElements(value)) return value[kernelElements]('read', 'strided').bytes!();
  const { buffer, byteOffset, byteLength } = (value instanceof ArrayView ? value.data : value) as Uint8Array;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The elements that a walk along strides meets, one after the other. */
export function copyAlong(
  value: unknown,
  {
    element,
    shape,
    strides,
  }: { readonly element: ElementType; readonly shape: readonly number[]; readonly strides: readonly number[] },
): Uint8Array<ArrayBuffer> {
  const width = elementBytes[element];
  const from = wordsOf(bytesOf(value), width);
  const bytes = new Uint8Array(product(shape) * width);
  const to = wordsOf(bytes, width);
  let place = 0;
  const walk = (axis: number, start: number): void => {
    if (axis === shape.length) to[place++] = from[start]!;
    else for (let i = 0; i < shape[axis]!; i++) walk(axis + 1, start + i * strides[axis]!);
  };
  walk(0, 0);
  return bytes;
}
