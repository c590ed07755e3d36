import { valueBytes } from '../byte-size.ts';
import type { Work } from './predict.ts';

/** Values looked at to learn how many bytes a task has: the others are taken to be like them. */
const MOST_VALUES = 64;
/** A first task that took so long tells enough by itself, in milliseconds. */
const ENOUGH_FOR_ONE_MS = 30;

/** What the tasks of a call are like: those that have run, and so, it is hoped, those to come. */
export type Known = Omit<Work, 'tasks'>;

const isBuffer = (value: unknown): boolean => ArrayBuffer.isView(value) || value instanceof ArrayBuffer;

/** Mean bytes of the first values that pass. */
class MeanBytes {
  #count = 0;
  #values = 0;
  #buffers = 0;

  get isFull(): boolean {
    return this.#count >= MOST_VALUES;
  }

  get values(): number {
    return this.#count === 0 ? 0 : this.#values / this.#count;
  }

  get buffers(): number {
    return this.#count === 0 ? 0 : this.#buffers / this.#count;
  }

  add(values: ArrayLike<unknown>): void {
    for (let i = 0; i < values.length && !this.isFull; i++) {
      const value = values[i];
      this.#count++;
      if (typeof value === 'number') continue; // what numbers cost on their way is part of what any task costs
      if (isBuffer(value)) this.#buffers += valueBytes(value);
      else this.#values += valueBytes(value);
    }
  }
}

/** Learns from the first tasks of a call how long they take and how many bytes they bring and give. */
export class Sample {
  readonly #arguments = new MeanBytes();
  readonly #results = new MeanBytes();
  #first = 0;
  /** Tasks that have run. */
  count = 0;
  /** How long all of them took, in milliseconds. */
  totalMs = 0;
  /** The same of the later ones, each batch counting half as much as the next: code gets faster as it is compiled. */
  #lateCount = 0;
  #lateMs = 0;

  /** Tasks ran. */
  ran(count: number, elapsedMs: number): void {
    if (this.count === 0) this.#first = elapsedMs / Math.max(1, count);
    this.count += count;
    this.totalMs += elapsedMs;
    this.#lateCount = this.#lateCount / 2 + count;
    this.#lateMs = this.#lateMs / 2 + elapsedMs;
  }

  took(values: ArrayLike<unknown>): void {
    if (!this.#arguments.isFull) this.#arguments.add(values);
  }

  gave(values: ArrayLike<unknown>): void {
    if (!this.#results.isFull) this.#results.add(values);
  }

  /**
   * Enough has run to go by.
   *
   * @param leastMs - Of more tasks than the first, which may have compiled and loaded things for those after it.
   */
  isEnough(leastMs: number): boolean {
    return this.totalMs >= ENOUGH_FOR_ONE_MS || (this.count >= 2 && this.totalMs - this.#first >= leastMs);
  }

  /** What is known so far. */
  known(): Known {
    return {
      taskMs: this.#lateCount === 0 ? 0 : this.#lateMs / this.#lateCount,
      argumentBytes: this.#arguments.values,
      resultBytes: this.#results.values,
      bufferBytes: this.#arguments.buffers + this.#results.buffers,
    };
  }
}
