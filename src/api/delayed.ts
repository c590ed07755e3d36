import { InvalidOptionError } from '../core/errors.ts';
import { show } from './check-options.ts';

/** Marks a record as a task, across copies of the library. */
const TASK = Symbol.for('manycore.task');

/** A call that has not been made: a function and its arguments. Made by {@link delayed}. */
export interface DelayedTask<R> {
  /** The function to call. */
  readonly fn: (...args: never[]) => R;
  /** Its arguments. */
  readonly args: readonly unknown[];
}

/** What a {@link DelayedTask} returns; of tasks of several kinds, any of theirs. */
export type ResultOf<T> = T extends DelayedTask<infer R> ? R : never;

/**
 * Turns a function into one that records a call instead of making it.
 *
 * @param fn - Any function that can travel.
 * @returns A function of the same parameters that returns a task for `Parallel(...)(tasks)`.
 * @throws InvalidOptionError `ERR_INVALID_OPTION` when `fn` is not a function.
 * @example
 * ```ts
 * const power = (base: number, exponent: number) => base ** exponent;
 * const powers = await Parallel(2)([1, 2, 3].map((n) => delayed(power)(n, 2)));
 * console.log(powers); // [ 1, 4, 9 ]
 * ```
 */
export function delayed<A extends readonly unknown[], R>(fn: (...args: A) => R): (...args: A) => DelayedTask<R> {
  if (typeof fn !== 'function') throw new InvalidOptionError(`delayed takes a function, got ${show(fn)}`);
  const record = (...args: A): DelayedTask<R> => {
    const task = { fn: fn as unknown as DelayedTask<R>['fn'], args };
    Object.defineProperty(task, TASK, { value: true });
    return task;
  };
  return Object.defineProperty(record, 'name', { value: fn.name, configurable: true });
}

/** Whether a value was made by {@link delayed}. */
export const isDelayed = (value: unknown): value is DelayedTask<unknown> =>
  typeof value === 'object' && value !== null && TASK in value;
