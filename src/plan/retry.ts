/** When a failed task runs again. */

import { InvalidOptionError, ParallelError } from '../core/errors.ts';

/** What `retry` takes. */
export interface RetryOptions {
  /** How often a task may run again after its first try. */
  readonly times: number;
  /** Wait before the first retry, in milliseconds, default 50; or the wait after each attempt (from 1). */
  readonly delay?: number | ((attempt: number, error: unknown) => number);
  /** Each wait is this many times the one before; default 2. */
  readonly factor?: number;
  /** Longest wait, in milliseconds; default 30,000. */
  readonly maxDelay?: number;
  /** Varies each wait at random between 80 % and 120 %, so that retries do not come together; default true. */
  readonly jitter?: boolean;
  /** Whether this error is worth another try; default: every error. */
  readonly on?: (error: unknown, attempt: number) => boolean;
}

/** The waits of one task. */
export interface RetryPolicy {
  readonly times: number;
  /** Whether the task may run again after its attempt number `attempt` (from 1) failed. */
  again(error: unknown, attempt: number): boolean;
  /** Milliseconds to wait after attempt number `attempt`. */
  delayMs(attempt: number, error: unknown): number;
}

const nonNegative = (name: string, value: unknown, fallback: number): number => {
  if (value === undefined) return fallback;
  if (typeof value === 'number' && value >= 0) return value;
  throw new InvalidOptionError(`retry.${name} must be a number of at least 0, got ${String(value)}`);
};

const keys = new Set(['times', 'delay', 'factor', 'maxDelay', 'jitter', 'on']);

function checkTimes(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new InvalidOptionError(
    `retry takes a number of retries or { times, delay, factor, maxDelay, jitter, on }, got ${String(value)}`,
  );
}

function checkOn(on: unknown): (error: unknown, attempt: number) => boolean {
  if (on === undefined) return () => true;
  if (typeof on === 'function') return on as (error: unknown, attempt: number) => boolean;
  throw new InvalidOptionError(`retry.on must be a function, got ${String(on)}`);
}

/** Errors of the library that a second try cannot change. */
const HOPELESS = new Set([
  'ERR_NOT_CLONEABLE',
  'ERR_CLOSURE',
  'ERR_TASK_MODULE',
  'ERR_INITIALIZER',
  'ERR_CANCELLED',
  'ERR_POOL_CLOSED',
]);
const isHopeless = (error: unknown): boolean => error instanceof ParallelError && HOPELESS.has(error.code);

/** Checks the option `retry`; undefined when there is nothing to retry. */
export function checkRetry(value: unknown): RetryPolicy | undefined {
  if (value === undefined || value === 0) return undefined;
  const options = (typeof value === 'object' && value !== null ? value : { times: value }) as RetryOptions;
  for (const key of Object.keys(options)) {
    if (!keys.has(key)) throw new InvalidOptionError(`retry has no option "${key}"; it takes ${[...keys].join(', ')}`);
  }
  const times = checkTimes(options.times);
  const on = checkOn(options.on);
  if (options.jitter !== undefined && typeof options.jitter !== 'boolean') {
    throw new InvalidOptionError(`retry.jitter must be true or false, got ${String(options.jitter)}`);
  }
  return {
    times,
    again: (error, attempt) => attempt <= times && !isHopeless(error) && on(error, attempt),
    delayMs: typeof options.delay === 'function' ? options.delay : backoff(options, options.delay),
  };
}

/** Exponential backoff. */
function backoff(options: RetryOptions, first: number | undefined): (attempt: number) => number {
  const delay = nonNegative('delay', first, 50);
  const factor = nonNegative('factor', options.factor, 2);
  const longest = nonNegative('maxDelay', options.maxDelay, 30_000);
  const spread = options.jitter === false ? () => 1 : () => 0.8 + 0.4 * Math.random();
  return (attempt) => Math.min(longest, delay * factor ** (attempt - 1) * spread());
}
