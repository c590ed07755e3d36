/** Results that are arrays of the kind of the arguments. */

import type { ElementType } from '../../core/kernel.ts';
import { type KernelElements, kernelElements, offersElements, resultBeside } from '../../core/kernel-elements.ts';
import { ArrayView, rowMajor } from './array-view.ts';
import { arrayFrom } from './result-array.ts';

/** Where a result goes. */
export interface ResultTarget {
  /** The elements that a kernel fills, where they exist already. */
  readonly elements: KernelElements | undefined;
  /** The array. @param bytes - What the kernel filled, where it was for the kernel to say where. */
  readonly value: (bytes: Uint8Array | undefined) => unknown;
}

/**
 * A result of a shape beside these arguments: an array of another module where one of them is, a view where one has several axes, else
 * a typed array.
 */
export function resultLike(
  args: readonly unknown[],
  {
    element,
    shape,
    content = 'any',
  }: { readonly element: ElementType; readonly shape: readonly number[]; readonly content?: 'zeros' | 'any' },
): ResultTarget {
  const owner = args.find(offersElements);
  if (owner === undefined) {
    const isFlat = shape.length === 1;
    const value = (bytes: Uint8Array | undefined): unknown => {
      const data = arrayFrom(bytes!, element);
      return isFlat ? data : new ArrayView(data, shape, rowMajor(shape));
    };
    return { elements: undefined, value };
  }
  const array = resultBeside(owner, { element, shape, content });
  return { elements: array[kernelElements]('write', 'packed'), value: () => array };
}
