import { InvalidOptionError } from '../core/errors.ts';
import type { AsyncWaitOptions } from './waiting.ts';

/** What every object of this folder may be told. */
export interface SyncOptions {
  /** Stands in error messages. */
  readonly name?: string | undefined;
}

const show = (value: unknown): string => (typeof value === 'string' ? JSON.stringify(value) : String(value));

/** @throws InvalidOptionError that names an option which does not exist. */
export function checkKeys(what: string, options: unknown, allowed: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidOptionError(`${what}: options must be an object, got ${show(options)}`);
  }
  for (const name of Object.keys(options)) {
    if (!allowed.includes(name)) {
      throw new InvalidOptionError(`${what}: there is no option "${name}"; there are ${allowed.join(', ')}`);
    }
  }
}

/** @throws InvalidOptionError when the name is no string, or there are other options. */
export function checkSyncOptions(what: string, options: SyncOptions, more: readonly string[] = []): void {
  checkKeys(what, options, ['name', ...more]);
  if (options.name !== undefined && typeof options.name !== 'string') {
    throw new InvalidOptionError(`${what}: name must be a string, got ${show(options.name)}`);
  }
}

/** @throws InvalidOptionError for a wrong timeout or signal. */
export function checkWait(what: string, options: AsyncWaitOptions, allowed: readonly string[]): void {
  checkKeys(what, options, allowed);
  const { timeout, signal } = options;
  if (timeout !== undefined && !(typeof timeout === 'number' && timeout >= 0)) {
    throw new InvalidOptionError(`${what}: timeout must be a number of milliseconds from 0, got ${show(timeout)}`);
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new InvalidOptionError(`${what}: signal must be an AbortSignal, got ${show(signal)}`);
  }
}

/** @throws InvalidOptionError when the number is no integer from `least` to `most`. */
export function checkCount(what: string, value: unknown, [least, most]: readonly [number, number]): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return;
  throw new InvalidOptionError(`${what} must be an integer from ${least} to ${most}, got ${show(value)}`);
}
