/** How arrays of other modules are the items of a call, and how its results become such an array. */

import { kernelElements, type OffersElements } from './kernel-elements.ts';
import type { TypedArray } from './payload.ts';

/** Name of the method: a registered symbol, so that two copies of the library in one program know each other's arrays. */
export const arrayItems: unique symbol = Symbol.for('manycore.arrayItems') as never;

/** Name of the number of items: a registered symbol, so that no property of a program's own iterables is taken for it. */
export const itemCount: unique symbol = Symbol.for('manycore.itemCount') as never;

/** Items that are made while they are read, as many as is known. */
export interface CountedItems extends Iterable<unknown> {
  readonly [itemCount]: number;
}

/** Collects the results of a call in an array. */
export interface ArrayCollector {
  /**
   * Results of consecutive tasks.
   *
   * @throws ParallelError for a result that no array can hold.
   */
  take(first: number, values: ArrayLike<unknown>): void;
  /** @throws ParallelError where the results have different shapes. */
  finish(): unknown;
}

/** An array as the items of a call: as it was when this was made. */
export interface ArrayItems {
  /** The elements of an array of one axis; of others the rows. For `tuples` lists of arguments. */
  readonly items: TypedArray | readonly unknown[] | CountedItems;
  /**
   * For as many results as there are items.
   *
   * @param dtype - One of the dtypes of calls; that of the array unless it is given.
   */
  collector(dtype: string | undefined): ArrayCollector;
  /** An array of the items at these places. */
  pick(places: readonly number[]): unknown;
}

/**
 * An array that is the items of a call: one of `manycore/ndarray`.
 *
 * @typeParam Result - The arrays that calls make of it.
 */
export interface OffersItems<Result = unknown> extends OffersElements<Result> {
  /**
   * @hidden
   * @param form - `tuples`: each item is a list of arguments.
   * @throws InvalidOptionError where the array has not the axes for that.
   */
  [arrayItems](form: 'items' | 'tuples'): ArrayItems;
}

/** Whether a value is an array of another module. */
export const offersItems = (value: unknown): value is OffersItems =>
  typeof value === 'object' && value !== null && arrayItems in value && kernelElements in value;

/** Whether it is known how many items there are. */
export const isCounted = (items: unknown): items is CountedItems =>
  typeof items === 'object' && items !== null && itemCount in items;
