/** How arrays of other modules offer their elements to kernels. */

import type { ElementType } from './kernel.ts';

/** Name of the method: a registered symbol, so that two copies of the library in one program know each other's arrays. */
export const kernelElements: unique symbol = Symbol.for('manycore.kernelElements') as never;

/** What a kernel will do with the elements. */
export type ElementUse = 'type' | 'read' | 'write';

/** An array as a kernel sees it. */
export interface KernelElements {
  readonly element: ElementType;
  /** Length of each axis; at least one. */
  readonly shape: readonly number[];
  /** From one element to the next along each axis, in elements; not negative. */
  readonly strides: readonly number[];
  /** From the first element on; not there when only the type was asked for. */
  readonly bytes?: Uint8Array;
}

/** An array that kernels can use. */
export interface OffersElements {
  /**
   * @param use - With `write`, whoever still needs the old elements has to have taken them when this returns.
   * @throws ParallelError for elements that kernels do not have, and for `write` where the array cannot be written.
   */
  [kernelElements](use: ElementUse): KernelElements;
}

/** Whether a value is an array of another module. */
export const offersElements = (value: unknown): value is OffersElements =>
  typeof value === 'object' && value !== null && kernelElements in value;
