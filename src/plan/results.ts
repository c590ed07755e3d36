/** Where the results of a call go: an array in input order, a typed array, nowhere, or a stream. */

import type { TypedArray } from '../core/payload.ts';

/** Left in the place of a task that was skipped. */
const SKIPPED = Symbol('skipped');

/** Takes results as they come. Each index is given exactly once. */
export interface ResultSink {
  /** Results of consecutive tasks. */
  run(first: number, values: ArrayLike<unknown>): void;
  /** The result of one task. */
  one(index: number, value: unknown): void;
  /** Results of consecutive tasks that nobody wants, or that are in place already. */
  done(first: number, count: number): void;
  skip(index: number): void;
  /** Tasks are on their way: a good moment for what takes long, because their workers run meanwhile. */
  prepare?(): void;
  /** Results that nobody has taken yet. */
  readonly held: number;
  /** Whether somebody takes the results one after the other as they come: an error has to wait for those before it. */
  readonly inOrder?: boolean;
}

function copyInts(results: unknown[], first: number, values: Int32Array): void {
  for (let i = 0, n = values.length; i < n; i++) results[first + i] = values[i];
}

function copyDoubles(results: unknown[], first: number, values: Float64Array): void {
  for (let i = 0, n = values.length; i < n; i++) results[first + i] = values[i];
}

function copyAny(results: unknown[], first: number, values: ArrayLike<unknown>): void {
  for (let i = 0, n = values.length; i < n; i++) results[first + i] = values[i];
}

/**
 * Whether the last list began with packed numbers and had some that are no int32. V8 keeps doubles in memory of their own kind, and
 * for a long list the change from one kind to the other takes as long as all else.
 */
let hadDoubles = false;

/** An array for doubles; its first element is there. */
function makeDoubles(length: number): unknown[] {
  const doubles: unknown[] = [0.5];
  doubles.length = length;
  return doubles;
}

/** The same int32 numbers in an array of V8's kind for these. */
function asInts(numbers: readonly unknown[]): unknown[] {
  const ints = new Array<unknown>(numbers.length);
  for (let i = 0; i < numbers.length; i++) ints[i] = (numbers[i] as number) | 0;
  return ints;
}

/** Collects an array in input order. */
export class ListSink implements ResultSink {
  readonly held = 0;
  readonly #total: number;
  #made: unknown[] | undefined;
  /** It was made for doubles. */
  #isForDoubles = false;
  /** All results so far are int32 numbers. */
  #areInts = true;
  #length = 0;
  #skipped = 0;

  constructor(total: number | undefined) {
    this.#total = total ?? 0;
  }

  prepare(): void {
    this.#results();
  }

  run(first: number, values: ArrayLike<unknown>): void {
    // A loop for each kind, so that each stays fast: reading elements of every kind in one place is three times slower.
    if (values instanceof Int32Array) copyInts(this.#results(), first, values);
    else if (values instanceof Float64Array) {
      this.#areInts = false;
      hadDoubles = true;
      copyDoubles(this.#results(), first, values);
    } else {
      this.#noteOther();
      copyAny(this.#results(), first, values);
    }
    this.#length = Math.max(this.#length, first + values.length);
  }

  one(index: number, value: unknown): void {
    this.#noteOther();
    this.#results()[index] = value;
    this.#length = Math.max(this.#length, index + 1);
  }

  done(first: number, count: number): void {
    this.#noteOther();
    const results = this.#results();
    for (let i = 0; i < count; i++) results[first + i] = undefined;
    this.#length = Math.max(this.#length, first + count);
  }

  skip(index: number): void {
    this.one(index, SKIPPED);
    this.#skipped++;
  }

  /** The results, in input order, without what was skipped. */
  finish(): unknown[] {
    const results = this.#results();
    results.length = this.#length; // the input may have shrunk meanwhile
    if (this.#isForDoubles && this.#areInts) {
      hadDoubles = false;
      return asInts(results);
    }
    return this.#skipped === 0 ? results : results.filter((value) => value !== SKIPPED);
  }

  #results(): unknown[] {
    if (this.#made !== undefined) return this.#made;
    this.#isForDoubles = hadDoubles && this.#total > 0;
    return (this.#made = this.#isForDoubles ? makeDoubles(this.#total) : new Array<unknown>(this.#total));
  }

  #noteOther(): void {
    if (this.#made === undefined || (this.#isForDoubles && this.#length === 0))
      this.#made = new Array<unknown>(this.#total);
    this.#isForDoubles = this.#areInts = hadDoubles = false;
  }
}

/** Collects a typed array in input order; values are converted as by an assignment to an element. */
export class TypedSink implements ResultSink {
  readonly held = 0;
  readonly #make: (length: number) => TypedArray;
  readonly #inPlace: boolean;
  #results: TypedArray;
  #length = 0;

  /**
   * @param make - Makes an array of the wanted kind.
   * @param results - The array to fill, where the number of tasks is known.
   * @param inPlace - Workers write to `results` themselves.
   */
  constructor(make: (length: number) => TypedArray, results: TypedArray, inPlace: boolean) {
    this.#make = make;
    this.#results = results;
    this.#inPlace = inPlace;
  }

  run(first: number, values: ArrayLike<unknown>): void {
    this.#reach(first + values.length);
    if (ArrayBuffer.isView(values)) (this.#results as { set(v: unknown, at: number): void }).set(values, first);
    else for (let i = 0, n = values.length; i < n; i++) this.#results[first + i] = values[i] as never;
  }

  one(index: number, value: unknown): void {
    this.#reach(index + 1);
    this.#results[index] = value as never;
  }

  done(first: number, count: number): void {
    this.#reach(first + count);
    // As an assignment of `undefined`: NaN in an array of floats, 0 in one of integers.
    if (!this.#inPlace) this.#results.fill(undefined as never, first, first + count);
  }

  skip(): void {
    // Unreachable: a typed result goes with the policies that give every task a value.
  }

  finish(): TypedArray {
    return this.#results.length === this.#length ? this.#results : (this.#results.slice(0, this.#length) as TypedArray);
  }

  #reach(length: number): void {
    this.#length = Math.max(this.#length, length);
    if (length <= this.#results.length) return;
    const larger = this.#make(Math.max(length, this.#results.length * 2, 1024));
    (larger as { set(v: unknown): void }).set(this.#results);
    this.#results = larger;
  }
}

/** Counts, and keeps nothing. */
export class VoidSink implements ResultSink {
  readonly held = 0;
  run(): void {}
  one(): void {}
  done(): void {}
  skip(): void {}
}

/** Taken results that a stream may remember before it moves the others up. */
const COMPACT_FROM = 4096;

/** Hands results on as they come, in input order or in order of completion. */
export class StreamSink implements ResultSink {
  readonly #ordered: boolean;
  readonly #waiting = new Map<number, unknown>();
  #ready: unknown[] = [];
  #head = 0;
  #next = 0;
  #arrived: (() => void) | undefined;
  #ended: { readonly error?: unknown } | undefined;
  /** Called when somebody took results, so that more can be dispatched. */
  onTaken: () => void = () => undefined;

  constructor(ordered: boolean) {
    this.#ordered = ordered;
  }

  get inOrder(): boolean {
    return this.#ordered;
  }

  get held(): number {
    return this.#ready.length - this.#head + this.#waiting.size;
  }

  run(first: number, values: ArrayLike<unknown>): void {
    for (let i = 0, n = values.length; i < n; i++) this.#put(first + i, values[i]);
    this.#wake();
  }

  one(index: number, value: unknown): void {
    this.#put(index, value);
    this.#wake();
  }

  done(first: number, count: number): void {
    for (let i = 0; i < count; i++) this.#put(first + i, undefined);
    this.#wake();
  }

  skip(index: number): void {
    this.#put(index, SKIPPED);
    this.#wake();
  }

  /** No further result will come. */
  end(failure?: { readonly error: unknown }): void {
    this.#ended ??= failure ?? {};
    this.#wake();
  }

  /** Results that are there, or after waiting for some; undefined at the end. Rejects with the call's error. */
  async take(): Promise<readonly unknown[] | undefined> {
    while (this.#ready.length === this.#head) {
      if (this.#ended !== undefined) {
        if ('error' in this.#ended) throw this.#ended.error;
        return undefined;
      }
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
    return this.#ready.slice(this.#head);
  }

  /** Drops what was taken, one by one, so that back-pressure follows the consumer. */
  drop(): void {
    this.#ready[this.#head++] = undefined;
    // Also where workers are always ahead of the consumer, what was taken must not pile up.
    if (this.#head === this.#ready.length || this.#head >= COMPACT_FROM) {
      this.#ready = this.#ready.slice(this.#head);
      this.#head = 0;
    }
    this.onTaken();
  }

  #put(index: number, value: unknown): void {
    if (!this.#ordered) {
      if (value !== SKIPPED) this.#ready.push(value);
      return;
    }
    if (index !== this.#next) {
      this.#waiting.set(index, value);
      return;
    }
    this.#append(value);
    while (this.#waiting.has(this.#next)) {
      const waiting = this.#waiting.get(this.#next);
      this.#waiting.delete(this.#next);
      this.#append(waiting);
    }
  }

  #append(value: unknown): void {
    this.#next++;
    if (value !== SKIPPED) this.#ready.push(value);
  }

  #wake(): void {
    this.#arrived?.();
    this.#arrived = undefined;
  }
}
