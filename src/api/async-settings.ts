/** Options of calls with callbacks, by the results that these get. */

import type { AsyncResult, ResultCallbacks } from './async-result.ts';
import type { ListSettings } from './pool-options.ts';
import type { Settled } from './types.ts';

/** The callback that does not depend on the other options. */
export type OnlyOnError = Pick<ResultCallbacks<unknown>, 'errorCallback'>;
/** Options of a call with a callback that gets the list of results. */
export type ListTo<R> = Omit<ListSettings, 'onError' | 'dtype'> & {
  /** What becomes of the call when a task fails. */
  readonly onError?: 'abort' | 'skip';
} & ResultCallbacks<R[]>;
/** The same, for a call that gives outcomes. */
export type SettledTo<R> = Omit<ListSettings, 'onError' | 'dtype'> & {
  /** Outcomes instead of results. */
  readonly onError: 'settle';
} & ResultCallbacks<Settled<R>[]>;
/** A list of results that comes later. */
export type ListLater<R> = AsyncResult<R[]>;
/** A list of outcomes that comes later. */
export type SettledLater<R> = AsyncResult<Settled<R>[]>;
