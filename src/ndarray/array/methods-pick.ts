/** Methods of arrays that pick and place elements, and look at their bytes, as types. */

import type { DType } from '../dtype/dtype.ts';
import type { ArrayInput } from './input.ts';

/** What becomes of places that are out of bounds. */
export type PlaceMode = 'raise' | 'wrap' | 'clip';

/** Options of methods that pick elements. */
export interface PickOptions<Out> {
  /** Along which axis; all elements as one without it. */
  readonly axis?: number | null;
  /** 'raise' unless it is given. */
  readonly mode?: PlaceMode;
  /** Takes the result. */
  readonly out?: Out;
}

/** Picking, placing and bytes. See the function of the same name for each that has one. */
export interface PickMethods<Self, Any> {
  /** The places of an axis that are given. */
  take(places: ArrayInput, options?: PickOptions<Self>): Self;
  /** The places of an axis where a condition is true. */
  compress(condition: ArrayInput, options?: Omit<PickOptions<Self>, 'mode'>): Self;
  /** Each element so many times in a row. */
  repeat(repeats: ArrayInput, options?: { readonly axis?: number }): Self;
  /** The diagonals of matrices: a view. */
  diagonal(options?: { readonly offset?: number; readonly axis1?: number; readonly axis2?: number }): Self;
  /** For each element of this array of numbers, the element of the choice with that number. */
  choose(choices: readonly ArrayInput[], options?: Omit<PickOptions<Any>, 'axis'>): Any;
  /** Writes values at places that are counted in row-major order. */
  put(places: ArrayInput, values: ArrayInput, options?: { readonly mode?: PlaceMode }): void;
  /** Writes a value everywhere. */
  fill(value: ArrayInput): void;
  /** The same bytes as elements of another dtype: a view. */
  view(dtype?: DType): Any;
  /** A copy of the bytes of all elements, in row-major order unless 'F' is given. */
  tobytes(order?: 'C' | 'F'): Uint8Array<ArrayBuffer>;
}
