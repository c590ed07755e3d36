/** Results that are arrays of the kind of the arguments. */

import type { ElementType } from '../../core/kernel.ts';
import { kernelElements, offersElements, resultBeside } from '../../core/kernel-elements.ts';
import { ArrayView, rowMajor } from './array-view.ts';
import { arrayFrom } from './result-array.ts';

/** Where a result goes. */
export interface ResultTarget {
  /** The bytes that a kernel fills, where they exist already. */
  readonly bytes: Uint8Array | undefined;
  /** The array. @param bytes - What the kernel filled. */
  readonly value: (bytes: Uint8Array) => unknown;
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
    const value = (bytes: Uint8Array): unknown => {
      const data = arrayFrom(bytes, element);
      return isFlat ? data : new ArrayView(data, shape, rowMajor(shape));
    };
    return { bytes: undefined, value };
  }
  const array = resultBeside(owner, { element, shape, content });
  return { bytes: array[kernelElements]('write', 'packed').bytes, value: () => array };
}
