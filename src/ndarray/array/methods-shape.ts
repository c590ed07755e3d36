/** Methods of arrays about shapes and memory, as types. */

/** Order of elements in memory: row major, column major, column major for arrays that are it already, as they are. */
export type Order = 'C' | 'F' | 'A' | 'K';

/** Views and copies with another shape. */
export interface ViewMethods<Self> {
  /** The same elements in another shape; one length may be -1. A view where that is possible. */
  reshape(...shape: readonly (number | readonly number[])[]): Self;
  /** The elements in one axis; a view where that is possible. */
  ravel(order?: Order): Self;
  /** A copy of the elements in one axis. */
  flatten(order?: Order): Self;
  /** Axes in another order, reversed unless they are given: a view. */
  transpose(...axes: readonly (number | readonly number[])[]): Self;
  /** Two axes in each other's place: a view. */
  swapaxes(axis1: number, axis2: number): Self;
  /** Without axes of length 1, or without those that are given: a view. */
  squeeze(axis?: number | readonly number[]): Self;
  /** Repeated to a shape without a copy: a view that cannot be written. */
  broadcastTo(shape: number | readonly number[]): Self;
  /** A copy. */
  copy(order?: Order): Self;
}
