/** Arguments of kernels that are arrays: typed arrays, views of them, and arrays of other modules. */

import type { ElementType } from '../../core/kernel.ts';
import { type ElementUse, kernelElements, offersElements } from '../../core/kernel-elements.ts';
import { ArrayView } from './array-view.ts';
import { elementOf } from './element-of.ts';

/** An array with its axes. */
export interface ArrayArgument {
  readonly element: ElementType;
  /** Stores keep values within the range of a byte. */
  readonly clamped: boolean;
  readonly shape: readonly number[];
  /** In elements. */
  readonly strides: readonly number[];
}

/** Whether an array may have several axes. */
export const hasAxes = (value: unknown): boolean => value instanceof ArrayView || offersElements(value);

/** What an array is to functions that follow its strides; undefined for anything else. */
export function arrayArgument(value: unknown, use: ElementUse = 'type'): ArrayArgument | undefined {
  if (offersElements(value)) return { clamped: false, ...value[kernelElements](use, 'strided') };
  const data = value instanceof ArrayView ? value.data : value;
  const found = elementOf(data);
  if (found === undefined) return undefined;
  const { shape, strides } =
    value instanceof ArrayView ? value : { shape: [(data as Uint8Array).length], strides: [1] };
  return { element: found.element, clamped: found.clamped === true, shape, strides };
}
