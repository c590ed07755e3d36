/**
 * Uniform integers.
 *
 * *Source*: D. Lemire, "Fast Random Integer Generation in an Interval" (ACM TOMACS 29(1), 2019, https://arxiv.org/abs/1805.10941) for
 * {@link fillIntegers} and {@link drawBelow}; rejection under a mask for {@link drawInterval}, which NumPy keeps for shuffling. Bit-equal to NumPy 2.4.
 */

import type { BitGenerator } from './bit-generator.ts';
import { multiplyHigh, multiplyWide } from './multiply.ts';

const WORD = 2 ** 32;
const MAX_WORD = WORD - 1;
const MASK_64 = (1n << 64n) - 1n;

/** Integers of a typed array, or truth values as bytes. */
export type IntegerDType = 'bool' | 'int8' | 'int16' | 'int32' | 'int64' | 'uint8' | 'uint16' | 'uint32' | 'uint64';

/** Typed arrays that {@link fillIntegers} fills. */
export type IntegerArray =
  Int8Array | Int16Array | Int32Array | BigInt64Array | Uint8Array | Uint16Array | Uint32Array | BigUint64Array;

/** A number of 0 to `max` (below 2^32) by rejection under the smallest mask. */
export function drawInterval(bits: BitGenerator, max: number): number {
  if (max === 0) return 0;
  const mask = MAX_WORD >>> Math.clz32(max);
  let value: number;
  do value = (bits.next32() & mask) >>> 0;
  while (value > max);
  return value;
}

/** A number of 0 to `range` (below 2^32 - 1) by Lemire's product. */
function drawWord(bits: BitGenerator, range: number): number {
  const size = range + 1;
  let word = bits.next32();
  if (Math.imul(word, size) >>> 0 < size) {
    const threshold = (MAX_WORD - range) % size;
    while (Math.imul(word, size) >>> 0 < threshold) word = bits.next32();
  }
  return multiplyHigh(word, size);
}

const drawn = new Uint32Array(2);
const product = new Uint32Array(4);

/** The same for 64 bits: the result stays in words 2 and 3 of `product`. */
function drawDouble(bits: BitGenerator, range: bigint): void {
  const size = range + 1n;
  const factor = { low: Number(size & 0xffffffffn), high: Number(size >> 32n) };
  let threshold: bigint | undefined;
  for (;;) {
    drawn[0] = bits.next64();
    drawn[1] = bits.high;
    multiplyWide(drawn, factor, product);
    // Compare the high words first: the bigint is hardly ever needed.
    if (product[1]! > factor.high) return;
    const left = (BigInt(product[1]!) << 32n) | BigInt(product[0]!);
    if (left >= size) return;
    threshold ??= (MASK_64 - range) % size;
    if (left >= threshold) return;
  }
}

/**
 * One integer of 0 to `range`, both included.
 *
 * @param range - An integer of 0 to 2^53 - 1.
 */
export function drawBelow(bits: BitGenerator, range: number): number {
  if (range === 0) return 0;
  if (range < MAX_WORD) return drawWord(bits, range);
  if (range === MAX_WORD) return bits.next32();
  drawDouble(bits, BigInt(range));
  return product[3]! * WORD + product[2]!;
}

/** Hands out a 32-bit word in pieces of 1, 8 or 16 bits, lowest first. */
class Pieces {
  readonly #bits: BitGenerator;
  readonly #width: number;
  readonly #mask: number;
  #word = 0;
  #left = 0;

  constructor(bits: BitGenerator, width: number) {
    this.#bits = bits;
    this.#width = width;
    this.#mask = 2 ** width - 1;
  }

  next(): number {
    if (this.#left === 0) {
      this.#word = this.#bits.next32();
      this.#left = 32 / this.#width - 1;
    } else {
      this.#word >>>= this.#width;
      this.#left--;
    }
    return this.#word & this.#mask;
  }

  /** Lemire's product for narrow words. */
  below(range: number): number {
    const size = range + 1;
    const scale = this.#mask + 1;
    let scaled = this.next() * size;
    if (scaled % scale < size) {
      const threshold = (this.#mask - range) % size;
      while (scaled % scale < threshold) scaled = this.next() * size;
    }
    return Math.floor(scaled / scale);
  }
}

/** Draws integers of a dtype one by one, each from its own interval. */
export class IntegerSampler {
  readonly #bits: BitGenerator;
  readonly #pieces: Pieces | undefined;
  readonly #full: number;

  /**
   * @param dtype - Decides how many bits a draw takes: pieces of a word are shared between neighbours.
   */
  constructor(bits: BitGenerator, dtype: IntegerDType) {
    const width = dtype === 'bool' ? 1 : Number(/\d+/.exec(dtype)![0]);
    this.#bits = bits;
    this.#pieces = width < 32 ? new Pieces(bits, width) : undefined;
    this.#full = 2 ** Math.min(width, 32) - 1;
  }

  /** An offset of 0 to `range`, for dtypes of at most 32 bits. */
  next(range: number): number {
    if (range === 0) return 0;
    const pieces = this.#pieces;
    if (range === this.#full) return pieces === undefined ? this.#bits.next32() : pieces.next();
    return pieces === undefined ? drawWord(this.#bits, range) : pieces.below(range);
  }

  /** Writes low + an offset of 0 to `range` into an element of a 64-bit array, seen as words. */
  write64(words: Uint32Array, at: number, interval: { readonly low: bigint; readonly range: bigint }): void {
    const { low, range } = interval;
    if (range < BigInt(MAX_WORD)) {
      product[2] = range === 0n ? 0 : drawWord(this.#bits, Number(range));
      product[3] = 0;
    } else if (range === BigInt(MAX_WORD)) {
      product[2] = this.#bits.next32();
      product[3] = 0;
    } else if (range === MASK_64) {
      product[2] = this.#bits.next64();
      product[3] = this.#bits.high;
    } else {
      drawDouble(this.#bits, range);
    }
    const sum = product[2]! + Number(low & 0xffffffffn);
    words[at] = sum;
    words[at + 1] = product[3]! + Number((low >> 32n) & 0xffffffffn) + (sum > MAX_WORD ? 1 : 0);
  }
}

/** A closed interval of integers. */
export interface Interval {
  readonly low: bigint;
  readonly high: bigint;
}

function fillWide(sampler: IntegerSampler, interval: Interval, out: BigInt64Array | BigUint64Array): void {
  const words = new Uint32Array(out.buffer, out.byteOffset, 2 * out.length);
  const range = interval.high - interval.low;
  const small = range < BigInt(MAX_WORD) && interval.low >= 0n && interval.high < 2n ** 32n;
  if (!small) {
    const given = { low: interval.low, range };
    for (let at = 0; at < words.length; at += 2) sampler.write64(words, at, given);
    return;
  }
  // The usual case without bigints.
  const low = Number(interval.low);
  const span = Number(range);
  for (let at = 0; at < words.length; at += 2) {
    words[at] = low + sampler.next(span);
    words[at + 1] = 0;
  }
}

/**
 * Fills an array with integers of an interval, as `Generator.integers` does for one pair of bounds.
 *
 * @param dtype - That of the array; truth values are bytes.
 * @param interval - Both ends included, within the dtype.
 */
export function fillIntegers(
  bits: BitGenerator,
  target: { readonly dtype: IntegerDType; readonly out: IntegerArray },
  interval: Interval,
): void {
  const sampler = new IntegerSampler(bits, target.dtype);
  const { out } = target;
  if (out instanceof BigInt64Array || out instanceof BigUint64Array) {
    fillWide(sampler, interval, out);
    return;
  }
  const low = Number(interval.low);
  const range = Number(interval.high - interval.low);
  for (let at = 0; at < out.length; at++) out[at] = low + sampler.next(range);
}
