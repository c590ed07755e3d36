/** What an index can be in one dispatch: its smallest and largest value, and how it steps with the coordinates. */

import type { GetLocalValue, Value } from '../ir/types.ts';
import type { Counters } from './loop-counters.ts';

/** What is known before a dispatch. */
export interface DispatchFacts {
  /** Length of each axis. */
  readonly size: readonly number[];
  /** Value of a scalar by its name; undefined for one that is no number. */
  readonly scalarOf: (name: string) => number | undefined;
  /** Number of elements of a buffer by its name. */
  readonly lengthOf: (name: string) => number;
}

/** Values from `low` to `high`. */
export interface IndexRange {
  readonly low: number;
  readonly high: number;
  /** `constant + sum(steps[axis] * coordinate[axis])`, where it is that. */
  readonly linear: { readonly constant: number; readonly steps: readonly number[] } | null;
}

const MAX = 2 ** 31;

const fixed = (value: number): IndexRange => ({ low: value, high: value, linear: { constant: value, steps: [] } });

/** Nothing is known of what wraps. */
const checked = (range: IndexRange): IndexRange | null =>
  range.low >= -MAX && range.high < MAX && Number.isInteger(range.low) && Number.isInteger(range.high) ? range : null;

type Linear = NonNullable<IndexRange['linear']>;

const combine = (a: Linear, b: Linear, sign: 1 | -1): Linear => ({
  constant: a.constant + sign * b.constant,
  steps: [0, 1, 2].map((axis) => (a.steps[axis] ?? 0) + sign * (b.steps[axis] ?? 0)),
});

const isFixed = ({ low, high }: IndexRange): boolean => low === high;

const scale = (a: Linear, by: number): Linear => ({
  constant: a.constant * by,
  steps: a.steps.map((step) => step * by),
});

function sum(a: IndexRange, b: IndexRange, sign: 1 | -1): IndexRange {
  const linear = a.linear === null || b.linear === null ? null : combine(a.linear, b.linear, sign);
  return sign === 1
    ? { low: a.low + b.low, high: a.high + b.high, linear }
    : { low: a.low - b.high, high: a.high - b.low, linear };
}

function product(a: IndexRange, b: IndexRange): IndexRange {
  const ends = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
  const linear =
    isFixed(b) && a.linear !== null
      ? scale(a.linear, b.low)
      : isFixed(a) && b.linear !== null
        ? scale(b.linear, a.low)
        : null;
  return { low: Math.min(...ends), high: Math.max(...ends), linear };
}

/** The smallest values of the parts. */
const least = (a: IndexRange, b: IndexRange, pick: (x: number, y: number) => number): IndexRange => ({
  low: pick(a.low, b.low),
  high: pick(a.high, b.high),
  linear: null,
});

const hull = (a: IndexRange, b: IndexRange): IndexRange => ({
  low: Math.min(a.low, b.low),
  high: Math.max(a.high, b.high),
  linear: null,
});

const NO_COUNTERS: Counters = new Map();

/** Ranges of the i32 values of one dispatch; null where nothing is known. */
export class IndexRanges {
  readonly #facts: DispatchFacts;
  readonly #known = new Map<Value, IndexRange | null>();

  readonly #counters: Counters;

  /** @param counters - Counters of loops; without them, nothing is known of variables. */
  constructor(facts: DispatchFacts, counters: Counters = NO_COUNTERS) {
    this.#facts = facts;
    this.#counters = counters;
  }

  of(value: Value): IndexRange | null {
    let range = this.#known.get(value);
    if (range === undefined) {
      // What depends on itself is not known.
      this.#known.set(value, null);
      const found = value.type === 'i32' ? this.#find(value) : null;
      range = found === null ? null : checked(found);
      this.#known.set(value, range);
    }
    return range;
  }

  #find(value: Value): IndexRange | null {
    const { size, scalarOf, lengthOf } = this.#facts;
    switch (value.kind) {
      case 'const':
        return fixed(Number(value.value));
      case 'size':
        return fixed(size[value.axis] ?? 1);
      case 'length':
        return fixed(lengthOf(value.buffer.name));
      case 'scalar': {
        const known = scalarOf(value.scalar.name);
        return known === undefined ? null : fixed(known);
      }
      case 'index': {
        if (value.space !== 'global') return null;
        const steps = [0, 1, 2].map((axis) => Number(axis === value.axis));
        return { low: 0, high: Math.max(0, (size[value.axis] ?? 1) - 1), linear: { constant: 0, steps } };
      }
      case 'select': {
        const [a, b] = [this.of(value.a), this.of(value.b)];
        return a === null || b === null ? null : hull(a, b);
      }
      case 'binary':
        return this.#binary(value.op, this.of(value.a), this.of(value.b));
      case 'getLocal':
        return this.#counter(value);
      default:
        return null;
    }
  }

  /** A counter behind the test of its loop. */
  #counter(value: GetLocalValue): IndexRange | null {
    const counter = this.#counters.get(value);
    if (counter === undefined) return null;
    const starts = counter.starts.map((start) => this.of(start));
    const limit = this.of(counter.limit);
    if (limit === null || starts.length === 0 || starts.includes(null)) return null;
    const low = Math.min(...starts.map((start) => start!.low));
    const high = counter.isInclusive ? limit.high : limit.high - 1;
    // The last step must not wrap around: the counter would go on from below. Where no round is possible, any range is right.
    if (high + counter.step >= MAX) return null;
    return { low, high: Math.max(low, high), linear: null };
  }

  #binary(op: string, a: IndexRange | null, b: IndexRange | null): IndexRange | null {
    if (a === null || b === null) return null;
    switch (op) {
      case 'add':
        return sum(a, b, 1);
      case 'sub':
        return sum(a, b, -1);
      case 'mul':
        return product(a, b);
      case 'shl':
        return isFixed(b) && b.low >= 0 && b.low < 31 ? product(a, fixed(2 ** b.low)) : null;
      case 'and':
        // A bit that one side does not have, the result does not have.
        return isFixed(b) && b.low >= 0 ? { low: 0, high: b.low, linear: null } : null;
      case 'rem':
        return isFixed(b) && b.low > 0
          ? { low: a.low >= 0 ? 0 : 1 - b.low, high: a.high <= 0 ? 0 : b.low - 1, linear: null }
          : null;
      case 'min':
        return least(a, b, Math.min);
      case 'max':
        return least(a, b, Math.max);
      default:
        return null;
    }
  }
}
