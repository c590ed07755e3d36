/** Methods of arrays that sort, search, limit and multiply, as types. */

import type { ArrayInput } from './input.ts';

/** Options of methods that work along one axis. */
export interface AxisChoice {
  /** Default: -1, the last; null for all elements in one row where the result is new. */
  readonly axis?: number | null;
}

/** Order, places, limits and products. */
export interface OrderMethods<Self, Any, Places> {
  /** Sorts the array itself along an axis, as NumPy's method does; `np.sort` gives a sorted copy. */
  sort(options?: { readonly axis?: number; readonly descending?: boolean }): Self;
  /** The places that sort it. */
  argsort(options?: AxisChoice & { readonly descending?: boolean }): Places;
  /** Puts the element of a place in order where sorting would put it, in the array itself. */
  partition(kth: number | readonly number[], options?: { readonly axis?: number; readonly kind?: 'introselect' }): Self;
  /** The places that make a partition. */
  argpartition(kth: number | readonly number[], options?: AxisChoice & { readonly kind?: 'introselect' }): Places;
  /** Where values would have to be put into this sorted array. */
  searchsorted(values: ArrayInput, options?: { readonly side?: 'left' | 'right' }): Places;
  /** Where elements are not zero: the coordinates along each axis. */
  nonzero(): Places[];
  /** Limited to a least and a greatest value. */
  clip(min?: ArrayInput | null, max?: ArrayInput | null): Any;
  /** Rounded to a number of decimals. */
  round(decimals?: number): Any;
  /** The complex conjugate. */
  conj(): Any;
  /** The largest less the smallest element. */
  ptp(options?: AxisChoice): Any;
  /** NumPy's `dot` with another array. */
  dot(other: ArrayInput): Any;
  /** The matrix product with another array. */
  matmul(other: ArrayInput): Any;
  /** The sum of the diagonal. */
  trace(options?: { readonly offset?: number }): Any;
}
