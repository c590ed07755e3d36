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
  /** Results that nobody has taken yet. */
  readonly held: number;
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

/** Collects an array in input order. */
export class ListSink implements ResultSink {
  readonly held = 0;
  readonly #results: unknown[];
  #length = 0;
  #skipped = 0;

  constructor(total: number | undefined) {
    this.#results = total === undefined ? [] : new Array<unknown>(total);
  }

  run(first: number, values: ArrayLike<unknown>): void {
    // A loop for each kind, so that each stays fast: reading elements of every kind in one place is three times slower.
    if (values instanceof Int32Array) copyInts(this.#results, first, values);
    else if (values instanceof Float64Array) copyDoubles(this.#results, first, values);
    else copyAny(this.#results, first, values);
    this.#length = Math.max(this.#length, first + values.length);
  }

  one(index: number, value: unknown): void {
    this.#results[index] = value;
    this.#length = Math.max(this.#length, index + 1);
  }

  done(first: number, count: number): void {
    for (let i = 0; i < count; i++) this.#results[first + i] = undefined;
    this.#length = Math.max(this.#length, first + count);
  }

  skip(index: number): void {
    this.one(index, SKIPPED);
    this.#skipped++;
  }

  /** The results, in input order, without what was skipped. */
  finish(): unknown[] {
    this.#results.length = this.#length; // the input may have shrunk meanwhile
    return this.#skipped === 0 ? this.#results : this.#results.filter((value) => value !== SKIPPED);
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
