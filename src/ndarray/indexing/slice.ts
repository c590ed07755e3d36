/** Slices: a start, a stop and a step along one axis, as Python counts them. */

import { IndexError } from '../errors.ts';

/** Part of an axis: `null` is what a slice leaves out. */
export class Slice {
  /** The first place. */
  readonly start: number | null;
  /** The first place that does not belong to it. */
  readonly stop: number | null;
  /** From one place to the next. */
  readonly step: number | null;

  constructor(start: number | null, stop: number | null, step: number | null) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }

  /** As it is written in an index. */
  toString(): string {
    const step = this.step === null ? '' : `:${this.step}`;
    return `${this.start ?? ''}:${this.stop ?? ''}${step}`;
  }
}

function checkBound(value: number | null | undefined, name: string): number | null {
  if (value === null || value === undefined) return null;
  if (!Number.isSafeInteger(value)) throw new IndexError(`${name} of a slice must be an integer or null, got ${value}`);
  return value;
}

/**
 * A slice for an index: `slice(stop)`, `slice(start, stop)` or `slice(start, stop, step)`, as in Python; null leaves a bound out.
 *
 * @throws IndexError (`ERR_INDEX`) for bounds that are no integers, and a step of 0.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.arange(10);
 * console.log(String(x.at(np.slice(8, 2, -2))), String(x.at('8:2:-2'))); // [8 6 4] [8 6 4]
 * ```
 */
export function slice(...bounds: readonly (number | null | undefined)[]): Slice {
  if (bounds.length > 3) throw new IndexError(`slice takes a start, a stop and a step, got ${bounds.length} values`);
  const [start, stop, step] = bounds.length === 1 ? [null, bounds[0], null] : bounds;
  if (step === 0) throw new IndexError('the step of a slice cannot be 0');
  return new Slice(checkBound(start, 'the start'), checkBound(stop, 'the stop'), checkBound(step, 'the step'));
}

const pattern = /^\s*(-?\d+)?\s*:\s*(-?\d+)?\s*(?::\s*(-?\d+)?\s*)?$/;

/**
 * The slice that a text means, such as `1:`, `:-1` or `::2`.
 *
 * @throws IndexError for other texts.
 */
export function parseSlice(text: string): Slice {
  const match = pattern.exec(text);
  if (match === null) {
    throw new IndexError(
      `${JSON.stringify(text)} is no index; write 'start:stop:step' with whole numbers, or '...' for the axes in between`,
    );
  }
  const [start, stop, step] = [1, 2, 3].map((group) => (match[group] === undefined ? null : Number(match[group])));
  return slice(start, stop, step);
}

/** Where a slice begins on an axis, how many places it has, and how far apart they are. */
export interface Places {
  readonly start: number;
  readonly count: number;
  readonly step: number;
}

/** What a slice means on an axis of some length, by Python's rules. */
export function placesOfSlice({ start, stop, step: given }: Slice, length: number): Places {
  const step = given ?? 1;
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const bound = (value: number | null, missing: number): number =>
    value === null ? missing : value < 0 ? Math.max(value + length, low) : Math.min(value, high);
  const first = bound(start, step > 0 ? low : high);
  const last = bound(stop, step > 0 ? high : low);
  const count = Math.max(0, Math.ceil((last - first) / step));
  return { start: count === 0 ? 0 : first, count, step };
}
