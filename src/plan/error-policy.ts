import { InvalidOptionError } from '../core/errors.ts';

/**
 * What a call does with a task that failed for good.
 *
 * - `'abort'` (default): the call rejects with the error of the failing task that comes first in the input, and stops the rest.
 * - `'settle'`: every task gives `{ status, value }` or `{ status, reason }`, as `Promise.allSettled` does.
 * - `'skip'`: failed tasks are left out of the result.
 * - a function: its return value takes the place of the result.
 */
export type ErrorPolicy<F = unknown> =
  'abort' | 'settle' | 'skip' | ((error: unknown, index: number) => F | Promise<F>);

/** Checks the option `onError`. */
export function checkErrorPolicy(value: unknown): ErrorPolicy {
  if (value === undefined) return 'abort';
  if (value === 'abort' || value === 'settle' || value === 'skip' || typeof value === 'function') {
    return value as ErrorPolicy;
  }
  throw new InvalidOptionError(`onError must be 'abort', 'settle', 'skip' or a function, got ${String(value)}`);
}
