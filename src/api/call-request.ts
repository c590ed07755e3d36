/** What a call is asked to do, and where. */

import { isCounted, itemCount } from '../core/array-items.ts';
import { InvalidOptionError } from '../core/errors.ts';
import type { ResultSink } from '../plan/results.ts';
import { show } from './check-options.ts';
import { isDelayed } from './delayed.ts';
import type { ParallelOptions } from './options.ts';
import type { Resolved } from './resolve.ts';
import { isTypedArray } from './typed-results.ts';
import type { WorkerSet } from './worker-sets.ts';

export type AnyFunction = (...args: never[]) => unknown;

/** Stands for the function of a call whose items are delayed tasks. */
export const DELAYED = Symbol('delayed tasks');

/** What to call and with what. */
export interface CallRequest {
  /** The function of every task, or {@link DELAYED} when the items are delayed tasks with functions of their own. */
  readonly fn: AnyFunction | typeof DELAYED;
  readonly items: Iterable<unknown> | AsyncIterable<unknown>;
  readonly spread: boolean;
  /** Results are not wanted. */
  readonly discard?: boolean;
  /** Where the results go, when not to an array or a stream. */
  readonly sink?: ResultSink;
  /** Joins all results to one, on a backend that runs kernels only. */
  readonly combine?: AnyFunction;
}

/** Where a call runs. */
export interface CallPlace {
  readonly resolved: Resolved;
  /** Where it runs. Workers for `tasks` tasks, as far as that is known, may start at once. */
  readonly workers: (tasks?: number) => Promise<WorkerSet>;
  /** The same call on another backend, which decides itself how it gets there. */
  readonly at?: (backend: string) => CallPlace;
  /** Workers that are up there now. */
  readonly up?: () => number;
}

/** The arguments of one task of `starmap`. */
export function checkTuple(item: unknown): readonly unknown[] {
  if (Array.isArray(item)) return item as unknown[];
  if (typeof item === 'object' && item !== null && Symbol.iterator in item) return [...(item as Iterable<unknown>)];
  throw new InvalidOptionError(`starmap takes tuples of arguments, got ${show(item)}; use map for single arguments`);
}

/** One delayed task. */
export function checkTask(item: unknown): { readonly fn: AnyFunction; readonly args: readonly unknown[] } {
  if (isDelayed(item)) return item;
  throw new InvalidOptionError(`Parallel(...)(tasks) takes tasks made by delayed(fn)(...args), got ${show(item)}`);
}

/** @throws InvalidOptionError when a function or the items are nothing of the kind. */
export function checkRequest({ fn, items }: CallRequest): void {
  if (fn !== DELAYED && typeof fn !== 'function') {
    throw new InvalidOptionError(
      `the first argument is the function, the second the items; got ${show(fn)} for the function`,
    );
  }
  const isIterable = typeof items === 'string' || (typeof items === 'object' && items !== null && hasIterator(items));
  if (!isIterable) throw new InvalidOptionError(`items must be an iterable or an async iterable, got ${show(items)}`);
}

const hasIterator = (items: object): boolean => Symbol.iterator in items || Symbol.asyncIterator in items;

/** With `preDispatch: 'all'` a lazy input is read before the first task starts. */
export function pulledAtOnce(items: CallRequest['items'], options: ParallelOptions): CallRequest['items'] {
  const isLazy = !Array.isArray(items) && !isTypedArray(items) && !(Symbol.asyncIterator in Object(items));
  return options.preDispatch === 'all' && isLazy ? [...(items as Iterable<unknown>)] : items;
}

/** How many items there are, where that is known without reading them. */
export function totalOf(items: Iterable<unknown> | AsyncIterable<unknown>): number | undefined {
  if (Array.isArray(items) || isTypedArray(items)) return items.length;
  if (isCounted(items)) return items[itemCount];
  return items instanceof Set || items instanceof Map ? items.size : undefined;
}
