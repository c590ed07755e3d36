/**
 * MT19937, the Mersenne Twister: for streams that have to be those of programs that use it.
 *
 * *Source*: M. Matsumoto, T. Nishimura, "Mersenne Twister" (ACM TOMACS 8, 1998, https://doi.org/10.1145/272991.272995), with NumPy's seeding. Agrees
 * with NumPy 2.4.
 */

import { InvalidOptionError } from '../../core/errors.ts';
import { BitGenerator, type BlockDraw } from './bit-generator.ts';
import { jumpCoefficients } from './mt19937-jump.ts';
import type { Seed, SeedSequence } from './seed-sequence.ts';

/** State of {@link MT19937}, as NumPy's `state`. */
export interface MT19937State {
  /** Name of the generator. */
  readonly bitGenerator: 'MT19937';
  /** 624 words of 32 bits, and which of them comes next. */
  readonly state: { readonly key: readonly number[]; readonly pos: number };
}

const LENGTH = 624;
const MIDDLE = 397;
const MATRIX = 0x9908b0df;
const TO_UNIT = 2 ** -53;
const TO_UNIT_32 = 2 ** -24;

/** The last 624 words as a ring, and where the oldest of them is. */
interface Ring {
  readonly key: Uint32Array<ArrayBuffer>;
  place: number;
}

/** The next word in the place of the oldest. */
function step(ring: Ring): void {
  const { key, place } = ring;
  const next = place + 1 === LENGTH ? 0 : place + 1;
  const mixed = (key[place]! & 0x80000000) | (key[next]! & 0x7fffffff);
  key[place] = key[(place + MIDDLE) % LENGTH]! ^ (mixed >>> 1) ^ ((mixed & 1) === 1 ? MATRIX : 0);
  ring.place = next;
}

/** Adds words over GF(2), the oldest to the oldest. */
function addRing(to: Ring, from: Ring): void {
  for (let at = 0; at < LENGTH; at++) to.key[(to.place + at) % LENGTH]! ^= from.key[(from.place + at) % LENGTH]!;
}

/** The polynomial of a jump applied to words by Horner's rule, as NumPy does it, so that the place is the same, too. */
function jump({ key, place }: Ring): Ring {
  const coefficients = Uint8Array.from(atob(jumpCoefficients), (char) => char.charCodeAt(0));
  const isSet = (at: number): boolean => ((coefficients[at >> 3]! >> (at & 7)) & 1) === 1;
  const own: Ring = { key, place: place >= LENGTH ? 0 : place };
  let top = coefficients.length * 8 - 1;
  while (!isSet(top)) top--;
  const result: Ring = { key: key.slice(), place: own.place };
  step(result);
  for (let at = top - 1; at > 0; at--) {
    if (isSet(at)) addRing(result, own);
    step(result);
  }
  if (isSet(0)) addRing(result, own);
  return result;
}

/** The words after these, in place. */
function twist(key: Uint32Array): void {
  for (let at = 0; at < LENGTH; at++) {
    const mixed = (key[at]! & 0x80000000) | (key[(at + 1) % LENGTH]! & 0x7fffffff);
    key[at] = key[(at + MIDDLE) % LENGTH]! ^ (mixed >>> 1) ^ ((mixed & 1) === 1 ? MATRIX : 0);
  }
}

/**
 * The Mersenne Twister with 19937 bits of state and 32 bits of output. It is slower than PCG64, and known tests of randomness find it out: take it
 * where its streams are asked for.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const rng = new np.random.Generator(new np.random.MT19937(42));
 * console.log(rng.integers(0, 100, 3).toArray()); // [ 54, 90, 61 ]
 * ```
 */
export class MT19937 extends BitGenerator {
  readonly #key = new Uint32Array(LENGTH);
  #place = LENGTH - 1;

  /**
   * @param seed - A non-negative integer, a list of them, or a {@link SeedSequence}; fresh entropy when left out.
   * @throws InvalidOptionError for a seed that is no non-negative integer.
   */
  constructor(seed?: Seed | SeedSequence | null) {
    super(seed);
    this.#key.set(this.seedSequence.generateState(LENGTH));
    // Not all words are 0, whatever the seed was.
    this.#key[0] = 0x80000000;
  }

  protected override sibling(seed: SeedSequence): MT19937 {
    return new MT19937(seed);
  }

  override next32(): number {
    if (this.#place === LENGTH) {
      twist(this.#key);
      this.#place = 0;
    }
    let word = this.#key[this.#place++]!;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  override next64(): number {
    this.high = this.next32();
    return this.next32();
  }

  override nextDouble(): number {
    const upper = this.next32() >>> 5;
    return (upper * 0x4000000 + (this.next32() >>> 6)) * TO_UNIT;
  }

  override nextFloat(): number {
    return (this.next32() >>> 8) * TO_UNIT_32;
  }

  /**
   * One by one: it counts outputs of 32 bits, and keeps no block of them.
   *
   * @internal
   */
  override fillBy(out: Float64Array, { next }: BlockDraw): void {
    for (let at = 0; at < out.length; at++) out[at] = next(this);
  }

  /** Raw outputs, as many as asked for: of 32 bits each. */
  override randomRaw(count: number): BigUint64Array {
    return BigUint64Array.from({ length: count }, () => BigInt(this.next32()));
  }

  /** Two outputs for each word of 64 bits. */
  protected override fill(): void {
    for (let at = 0; at < this.block.length; at += 2) {
      this.block[at] = this.next64();
      this.block[at + 1] = this.high;
    }
  }

  /** The state that the next output comes from. Setting it continues exactly there. */
  get state(): MT19937State {
    return { bitGenerator: 'MT19937', state: { key: [...this.#key], pos: this.#place } };
  }

  /** Goes on from a state. */
  set state(value: MT19937State) {
    const { key, pos } = value?.state ?? {};
    if (value?.bitGenerator !== 'MT19937' || key?.length !== LENGTH || !(pos! >= 0 && pos! <= LENGTH)) {
      throw new InvalidOptionError(
        `state must be that of an MT19937 with a key of ${LENGTH} words and a pos up to ${LENGTH}, got ${String(value?.bitGenerator)}`,
      );
    }
    this.#key.set(key);
    this.#place = pos!;
  }

  /**
   * A generator as if so many times 2^128 numbers had been drawn from this one. One jump takes about 20 ms.
   *
   * @throws InvalidOptionError unless jumps is a whole number from 0 on.
   */
  override jumped(jumps: number | bigint = 1): MT19937 {
    const count = Number(jumps);
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new InvalidOptionError(
        `jumped: the number of jumps must be a whole number from 0 on, got ${String(jumps)}`,
      );
    }
    const ahead = new MT19937(this.seedSequence);
    let ring = { key: this.#key.slice(), place: this.#place };
    for (let at = 0; at < count; at++) ring = jump(ring);
    ahead.#key.set(ring.key);
    ahead.#place = ring.place;
    return ahead;
  }
}
