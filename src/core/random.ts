/**
 * Random streams by task index: stream `i` of a seed gives the same numbers on any backend, with any batch size, any number
 * of workers, and again when the task is retried.
 *
 * *Source*: Philox4x32-10, from Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3" (SC11, 2011,
 * https://doi.org/10.1145/2063384.2063405). The key is the seed, the counter is (block, block high, index low, index high), so
 * that streams of different tasks cannot overlap.
 */

import { InvalidOptionError } from './errors.ts';

type Words4 = readonly [number, number, number, number];

const ROUNDS = 10;
// Multipliers and key increments of the paper, section 4.3.
const MULTIPLIER_A = 0xd2511f53;
const MULTIPLIER_B = 0xcd9e8d57;
const KEY_STEP_A = 0x9e3779b9;
const KEY_STEP_B = 0xbb67ae85;

const TWO_32 = 2 ** 32;
const TWO_53 = 2 ** 53;

/** Upper 32 bits of the product of two unsigned 32-bit numbers, by 16-bit halves: each partial sum stays below 2^53. */
function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle % 0x10000);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

/**
 * One block of Philox4x32-10.
 *
 * @param counter - Four unsigned 32-bit words.
 * @param key - Two unsigned 32-bit words.
 * @returns Four unsigned 32-bit words.
 */
export function philox(counter: Words4, key: readonly [number, number]): [number, number, number, number] {
  let [a, b, c, d] = counter;
  let [keyA, keyB] = key;
  for (let round = 0; round < ROUNDS; round++) {
    const highA = multiplyHigh(MULTIPLIER_A, a);
    const lowA = Math.imul(MULTIPLIER_A, a) >>> 0;
    const highC = multiplyHigh(MULTIPLIER_B, c);
    const lowC = Math.imul(MULTIPLIER_B, c) >>> 0;
    a = (highC ^ b ^ keyA) >>> 0;
    c = (highA ^ d ^ keyB) >>> 0;
    b = lowC;
    d = lowA;
    keyA = (keyA + KEY_STEP_A) >>> 0;
    keyB = (keyB + KEY_STEP_B) >>> 0;
  }
  return [a, b, c, d];
}

/** A stream of random numbers that depends on seed and task index alone. Not for cryptography. */
export class TaskRandom {
  readonly #key: readonly [number, number];
  readonly #index: number;
  #block = 0;
  #words: readonly number[] = [];
  #used = 4;

  constructor(seed: readonly [number, number], index: number) {
    this.#key = [seed[0] >>> 0, seed[1] >>> 0];
    this.#index = index;
  }

  /** An unsigned 32-bit integer. */
  uint32(): number {
    if (this.#used === 4) this.#refill();
    return this.#words[this.#used++] as number;
  }

  #refill(): void {
    const index = this.#index;
    const block = this.#block++;
    this.#words = philox([block >>> 0, Math.floor(block / TWO_32), index >>> 0, Math.floor(index / TWO_32)], this.#key);
    this.#used = 0;
  }

  /** A 53-bit unsigned integer: 27 bits of one word, 26 of the next. */
  #uint53(): number {
    const high = this.uint32() >>> 5;
    return high * 0x4000000 + (this.uint32() >>> 6);
  }

  /** A number in [0, 1): a multiple of 2^-53, each equally likely. */
  random(): number {
    return this.#uint53() / TWO_53;
  }

  /**
   * An integer in [low, high), each equally likely.
   *
   * @throws InvalidOptionError when the bounds are not safe integers, `high` is not above `low`, or they are 2^53 or more apart.
   */
  int(low: number, high: number): number {
    const range = high - low;
    if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || range <= 0 || range > Number.MAX_SAFE_INTEGER) {
      throw new InvalidOptionError(
        `rng.int(low, high) needs safe integers with low < high less than 2^53 apart, got ${low} and ${high}`,
      );
    }
    return low + this.#below(range);
  }

  /** Draws again above the last whole multiple of the range: taking the remainder of all draws would favour small numbers. */
  #below(range: number): number {
    const wide = range > TWO_32;
    const span = wide ? TWO_53 : TWO_32;
    const limit = span - (span % range);
    for (;;) {
      const value = wide ? this.#uint53() : this.uint32();
      if (value < limit) return value % range;
    }
  }

  /** A number in [low, high). */
  uniform(low: number, high: number): number {
    const value = low + (high - low) * this.random();
    // Rounding can reach `high` when the bounds are large and close together.
    return value < high || high <= low ? value : low;
  }

  /** A normally distributed number (Box and Muller 1958), from two draws. */
  normal(mean = 0, std = 1): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.random()));
    return mean + std * radius * Math.cos(2 * Math.PI * this.random());
  }

  /** An exponentially distributed number: mean `1 / rate`. */
  exponential(rate = 1): number {
    return -Math.log(1 - this.random()) / rate;
  }

  /**
   * One element, each equally likely.
   *
   * @throws InvalidOptionError when the array is empty.
   */
  choice<T>(array: ArrayLike<T>): T {
    if (array.length === 0) throw new InvalidOptionError('rng.choice needs at least one element, got an empty array');
    return array[this.int(0, array.length)] as T;
  }

  /** A new array of the same elements in random order (Fisher and Yates), each order equally likely. */
  shuffle<T>(array: Iterable<T>): T[] {
    const out = [...array];
    for (let last = out.length - 1; last > 0; last--) {
      const other = this.int(0, last + 1);
      [out[last], out[other]] = [out[other] as T, out[last] as T];
    }
    return out;
  }

  /** `length` random bytes. */
  bytes(length: number): Uint8Array<ArrayBuffer> {
    const out = new Uint8Array(length);
    for (let at = 0; at < length; at += 4) {
      const word = this.uint32();
      for (let byte = 0; byte < 4 && at + byte < length; byte++) out[at + byte] = word >>> (8 * byte);
    }
    return out;
  }
}

/**
 * The random stream of one task.
 *
 * @param seed - Two unsigned 32-bit words, see {@link seedWords}.
 * @param index - Index of the task: an integer from 0 to 2^53 - 1.
 */
export const taskRandom = (seed: readonly [number, number], index: number): TaskRandom => new TaskRandom(seed, index);

/** A number and a bigint of the same value are the same seed; a string is another one. */
function seedText(seed: number | bigint | string): string {
  if (typeof seed === 'string') return `s${seed}`;
  if (typeof seed === 'bigint') return `n${seed}`;
  if (typeof seed !== 'number' || !Number.isFinite(seed)) {
    throw new InvalidOptionError(`seed must be a finite number, a bigint or a string, got ${String(seed)}`);
  }
  return Number.isInteger(seed) ? `n${BigInt(seed)}` : `n${seed}`;
}

/**
 * Mixes a seed into two words; similar seeds give unrelated streams.
 *
 * @param seed - Any finite number, bigint or string. `42` and `42n` are the same seed, `'42'` is another one.
 * @returns Two unsigned 32-bit words, always the same for the same seed.
 * @throws InvalidOptionError for NaN, an infinity, or another type.
 */
export function seedWords(seed: number | bigint | string): [number, number] {
  const text = seedText(seed);
  let key: [number, number] = [text.length, 0];
  // Philox is the mixing function too: each four characters are a counter, and the blocks are chained through the key.
  for (let at = 0; at < text.length; at += 4) {
    const unit = (offset: number): number => (at + offset < text.length ? text.charCodeAt(at + offset) : 0);
    const [a, b, c, d] = philox([unit(0), unit(1), unit(2), unit(3)], key);
    key = [(a ^ c) >>> 0, (b ^ d) >>> 0];
  }
  return key;
}
