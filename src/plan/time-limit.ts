/** Waits that end: a limit bounds how long somebody waits, and leaves what is waited for alone. */

import { WaitTimeoutError } from '../core/sync-errors.ts';

/** Longest time that a timer can take; a longer one would fire at once. */
const MAX_TIMER_MS = 0x7fffffff;

/** Calls `late` after this many milliseconds. @returns Undoes it. */
export function alarm(ms: number | undefined, late: () => void): () => void {
  if (ms === undefined || ms === Number.POSITIVE_INFINITY) return () => undefined;
  const timer = setTimeout(late, Math.min(Math.max(ms, 0), MAX_TIMER_MS));
  return () => clearTimeout(timer);
}

/** Says that a wait is over before its time. */
export const lateness = (ms: number): WaitTimeoutError =>
  new WaitTimeoutError(
    `what was waited for was not there within ${ms} ms; it goes on, so wait again or longer, or cancel it`,
  );

/**
 * The same promise, but not longer than this.
 *
 * @param ms - The limit in milliseconds; undefined waits for ever.
 * @throws WaitTimeoutError `ERR_WAIT_TIMEOUT`, as a rejection.
 */
export function within<R>(ms: number | undefined, promise: PromiseLike<R>): Promise<R> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const stop = alarm(ms, () => reject(lateness(ms as number)));
  return Promise.race([promise, late]).finally(stop);
}
