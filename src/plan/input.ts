/** The items of a call, pulled only as fast as they are dispatched. */

import { isCounted, itemCount } from '../core/array-items.ts';

/** Where a call takes its items from. */
export interface InputReader {
  /** How many items there are in all, where that is known. */
  readonly total: number | undefined;
  /** No further item will come. */
  readonly exhausted: boolean;
  /** What the input itself threw; it is exhausted then. */
  readonly failure: { readonly error: unknown } | undefined;
  /** Up to `most` items that are there now; an asynchronous input may have none yet and wakes its owner later. */
  take(most: number): readonly unknown[];
  /**
   * Shows the next items, up to `most`, where they lie; they are taken if `use` makes something of them. Only where items lie in an
   * array.
   */
  tryTake?<T>(most: number, use: (items: readonly unknown[], from: number, to: number) => T | undefined): T | undefined;
  /** Ends the input early, so that its iterator can clean up. */
  close(): void;
}

class ArrayReader implements InputReader {
  readonly failure = undefined;
  readonly #items: readonly unknown[];
  /** The fast way to copy a part. It would make one by the constructor of a class of arrays, whatever that wants and does. */
  readonly #isSliced: boolean;
  #next = 0;

  constructor(items: readonly unknown[]) {
    this.#items = items;
    this.#isSliced = Object.getPrototypeOf(items) === Array.prototype && !Object.hasOwn(items, 'constructor');
  }

  get total(): number {
    return this.#items.length;
  }

  get exhausted(): boolean {
    return this.#next >= this.#items.length;
  }

  take(most: number): readonly unknown[] {
    const from = this.#next;
    const to = Math.min(from + most, this.#items.length);
    if (from >= to) return [];
    this.#next = to;
    return this.#isSliced
      ? this.#items.slice(from, to)
      : Array.from({ length: to - from }, (_, at) => this.#items[from + at]);
  }

  tryTake<T>(most: number, use: (items: readonly unknown[], from: number, to: number) => T | undefined): T | undefined {
    const to = Math.min(this.#next + most, this.#items.length);
    const used = use(this.#items, this.#next, to);
    if (used !== undefined) this.#next = to;
    return used;
  }

  close(): void {
    this.#next = Number.POSITIVE_INFINITY;
  }
}

class IterableReader implements InputReader {
  readonly total: number | undefined;
  exhausted = false;
  failure: { readonly error: unknown } | undefined;
  readonly #iterator: Iterator<unknown>;
  #pulling = false;

  constructor(items: Iterable<unknown>, total: number | undefined) {
    this.total = total;
    this.#iterator = items[Symbol.iterator]();
  }

  take(most: number): readonly unknown[] {
    const items: unknown[] = [];
    this.#pulling = true;
    let isOver = false;
    try {
      while (items.length < most && !this.exhausted) {
        const step = this.#iterator.next();
        isOver = step.done === true;
        if (isOver) this.exhausted = true;
        else items.push(step.value);
      }
    } catch (error) {
      isOver = true;
      this.exhausted = true;
      this.failure = { error };
    }
    this.#pulling = false;
    if (this.exhausted && !isOver) this.#leave(); // it was closed by what it did itself
    return items;
  }

  close(): void {
    if (this.exhausted) return;
    this.exhausted = true;
    // A generator that runs cannot be left.
    if (!this.#pulling) this.#leave();
  }

  #leave(): void {
    try {
      this.#iterator.return?.();
    } catch (error) {
      this.failure ??= { error };
    }
  }
}

/** Runs `then` once what is ready now has been done: many items that come at once make one batch. */
const soon = (then: () => void): void => {
  if (typeof setImmediate === 'function') setImmediate(then);
  else setTimeout(then, 0);
};

/** Reads an asynchronous iterable one item ahead of what was asked for, never more than `ahead` items. */
class AsyncReader implements InputReader {
  readonly total = undefined;
  exhausted = false;
  readonly #iterator: AsyncIterator<unknown>;
  readonly #wake: () => void;
  #ready: unknown[] = [];
  #wanted = 0;
  #reading = false;
  #ended = false;
  #wakesSoon = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(items: AsyncIterable<unknown>, wake: () => void) {
    this.#iterator = items[Symbol.asyncIterator]();
    this.#wake = wake;
  }

  /** Known once everything before it was taken, as with a synchronous input. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#ready.length === 0 ? this.#failure : undefined;
  }

  take(most: number): readonly unknown[] {
    const items = this.#ready.splice(0, most);
    this.#wanted = most - items.length;
    if (this.#ended && this.#ready.length === 0) this.exhausted = true;
    if (this.#wanted > 0 && !this.#reading && !this.#ended) void this.#read();
    return items;
  }

  close(): void {
    if (this.exhausted) return;
    this.exhausted = true;
    this.#ready = [];
    if (this.#ended) return;
    this.#ended = true;
    // A generator that awaits something would answer only then: nobody waits for it, and it may fail in peace.
    void (async () => this.#iterator.return?.())().catch(() => undefined);
  }

  async #read(): Promise<void> {
    this.#reading = true;
    try {
      while (this.#wanted > 0 && !this.#ended) await this.#readOne();
    } catch (error) {
      this.#ended = true;
      this.#failure = { error };
    }
    this.#reading = false;
    if (this.#ended && this.#ready.length === 0) this.exhausted = true;
    this.#wake();
  }

  async #readOne(): Promise<void> {
    const step = await this.#iterator.next();
    if (this.#ended) return;
    if (step.done === true) {
      this.#ended = true;
      return;
    }
    this.#ready.push(step.value);
    this.#wanted--;
    this.#wakeSoon();
  }

  /** A slow producer must not hold back what is there: workers may be idle. */
  #wakeSoon(): void {
    if (this.#wakesSoon) return;
    this.#wakesSoon = true;
    soon(() => {
      this.#wakesSoon = false;
      this.#wake();
    });
  }
}

function sizeOf(items: unknown): number | undefined {
  if (isCounted(items)) return items[itemCount];
  return items instanceof Set || items instanceof Map ? items.size : undefined;
}

/**
 * Opens the items of a call.
 *
 * @param wake - Called when an asynchronous input has something new.
 */
export function openInput(items: Iterable<unknown> | AsyncIterable<unknown>, wake: () => void): InputReader {
  if (Array.isArray(items)) return new ArrayReader(items);
  if (Symbol.asyncIterator in Object(items)) return new AsyncReader(items as AsyncIterable<unknown>, wake);
  return new IterableReader(items as Iterable<unknown>, sizeOf(items));
}
