/** Checks of arguments at the call: what is no array, no list or no function is named, with what it should be. */

import { DTypeError } from '../errors.ts';
import { ArrayHandle } from './handle.ts';

/** Any value as messages show it. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'symbol' || typeof value === 'function') return `a ${typeof value}`;
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `an object (${value.constructor?.name ?? 'no class'})`;
}

/** An array of the library, where lists would be of no use: because it is written, or its memory is looked at. */
export function needArray<A extends ArrayHandle>(what: string, value: A): A {
  if (value instanceof ArrayHandle) return value;
  throw new DTypeError(`${what} takes an array, got ${valueText(value)}; make one with np.array`);
}

/** Several things in a list. */
export function needList<T>(what: string, value: Iterable<T>): readonly T[] {
  if (typeof value === 'object' && value !== null && Symbol.iterator in value) return [...value];
  throw new DTypeError(`${what} takes a list, got ${valueText(value)}; write [...]`);
}
