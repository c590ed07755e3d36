/**
 * Philox4x64-10: a counter, encrypted. Any place of the stream is reached at once.
 *
 * *Source*: Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3" (SC11, 2011,
 * https://doi.org/10.1145/2063384.2063405). Agrees with NumPy 2.4.
 */

import { InvalidOptionError } from '../../core/errors.ts';
import { BitGenerator } from './bit-generator.ts';
import { multiplyWide } from './multiply.ts';
import type { Seed, SeedSequence } from './seed-sequence.ts';

/** State of {@link Philox}, as NumPy's `state`. */
export interface PhiloxState {
  /** Name of the generator. */
  readonly bitGenerator: 'Philox';
  /** Words of 64 bits, lowest first: four of the counter, two of the key. */
  readonly state: { readonly counter: readonly bigint[]; readonly key: readonly bigint[] };
  /** The block of four outputs that is being given out, and how many of it are gone. */
  readonly buffer: readonly bigint[];
  /** How many numbers of the buffer were drawn. */
  readonly bufferPos: number;
  /** Whether half of a draw was not used yet. */
  readonly hasUint32: 0 | 1;
  /** The half of a draw that was not used yet. */
  readonly uinteger: number;
}

/** Options of {@link Philox}. */
export interface PhiloxOptions {
  /** Where the 256-bit counter starts; 0 unless given. */
  readonly counter?: number | bigint;
  /** The 128-bit key, in place of a seed. */
  readonly key?: number | bigint;
}

const ROUNDS = 10;
const MASK_64 = (1n << 64n) - 1n;
const MASK_256 = (1n << 256n) - 1n;
// Multipliers 0xd2e7470ee14c6c93 and 0xca5a826395121157, and the steps of the key, low word and high word each.
const A_LOW = 0xe14c6c93;
const A_HIGH = 0xd2e7470e;
const B_LOW = 0x95121157;
const B_HIGH = 0xca5a8263;
const STEP_A = 0x9e3779b97f4a7c15n;
const STEP_B = 0xbb67ae8584caa73bn;

const words64 = (value: bigint, count: number): bigint[] =>
  Array.from({ length: count }, (_, at) => (value >> BigInt(64 * at)) & MASK_64);
const joined = (words: readonly bigint[]): bigint => words.reduceRight((value, word) => (value << 64n) | word, 0n);

/** The keys of all rounds in 32-bit words: of `a` low, high, of `b` low, high, and so on. */
function roundKeys(key: readonly bigint[]): Uint32Array {
  const out = new Uint32Array(4 * ROUNDS);
  for (let round = 0; round < ROUNDS; round++) {
    const a = key[0]! + STEP_A * BigInt(round);
    const b = key[1]! + STEP_B * BigInt(round);
    out.set(
      [a, a >> 32n, b, b >> 32n].map((word) => Number(word & 0xffffffffn)),
      4 * round,
    );
  }
  return out;
}

const FACTOR_A = { low: A_LOW, high: A_HIGH };
const FACTOR_B = { low: B_LOW, high: B_HIGH };

const a = new Uint32Array(4);
const b = new Uint32Array(4);

/** Encrypts a counter of eight 32-bit words in place. */
function encrypt(words: Uint32Array, keys: Uint32Array): void {
  const third = words.subarray(4);
  for (let at = 0; at < keys.length; at += 4) {
    multiplyWide(words, FACTOR_A, a);
    multiplyWide(third, FACTOR_B, b);
    const second = words[2]! ^ keys[at]!;
    const secondHigh = words[3]! ^ keys[at + 1]!;
    const fourth = words[6]! ^ keys[at + 2]!;
    const fourthHigh = words[7]! ^ keys[at + 3]!;
    words[0] = b[2]! ^ second;
    words[1] = b[3]! ^ secondHigh;
    words[2] = b[0]!;
    words[3] = b[1]!;
    words[4] = a[2]! ^ fourth;
    words[5] = a[3]! ^ fourthHigh;
    words[6] = a[0]!;
    words[7] = a[1]!;
  }
}

const counterWords = (counter: bigint): Uint32Array => new Uint32Array(BigUint64Array.from(words64(counter, 4)).buffer);

function increment(words: Uint32Array): void {
  for (let at = 0; at < words.length; at++) {
    words[at] = words[at]! + 1;
    if (words[at] !== 0) return;
  }
}

/**
 * Counter-based generator: period 2^256 - 1 for each of 2^128 keys; streams of other keys are independent.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const rng = new np.random.Generator(new np.random.Philox(42));
 * console.log(rng.integers(0, 10, 3).toArray()); // [ 9, 0, 1 ]
 * ```
 */
export class Philox extends BitGenerator {
  #key: readonly bigint[];
  #keys: Uint32Array;
  /** The counter of the last group of four outputs in the block. */
  #counter: bigint;

  /**
   * @param seed - A non-negative integer, a list of them, or a {@link SeedSequence}; fresh entropy when left out.
   * @throws InvalidOptionError for a wrong seed, for both a seed and a key, or an unknown option.
   */
  constructor(seed?: Seed | SeedSequence | null, options: PhiloxOptions = {}) {
    super(seed);
    const unknown = Object.keys(options).find((name) => name !== 'counter' && name !== 'key');
    if (unknown !== undefined) throw new InvalidOptionError(`Philox has no option '${unknown}'`);
    if (options.key !== undefined && seed !== undefined && seed !== null) {
      throw new InvalidOptionError('Philox takes a seed or a key, not both');
    }
    const state = new BigUint64Array(this.seedSequence.generateState(4).buffer);
    this.#key = options.key === undefined ? [...state] : words64(BigInt(options.key), 2);
    this.#keys = roundKeys(this.#key);
    this.#counter = BigInt(options.counter ?? 0) & MASK_256;
  }

  protected override sibling(seed: SeedSequence): Philox {
    return new Philox(seed);
  }

  protected override fill(): void {
    const next = counterWords(this.#counter);
    const words = new Uint32Array(8);
    for (let at = 0; at < this.block.length; at += 8) {
      increment(next);
      words.set(next);
      encrypt(words, this.#keys);
      this.block.set(words, at);
    }
    this.#counter = (this.#counter + BigInt(this.block.length / 8)) & MASK_256;
  }

  /** Counter of the group that the last drawn output belongs to. */
  #drawnCounter(): bigint {
    const groupsAhead = Math.floor((this.block.length - this.position) / 8);
    return (this.#counter - BigInt(groupsAhead)) & MASK_256;
  }

  /** The state that the next output comes from. Setting it continues exactly there. */
  get state(): PhiloxState {
    const counter = this.#drawnCounter();
    const words = counterWords(counter);
    encrypt(words, this.#keys);
    const left = ((this.block.length - this.position) % 8) / 2;
    return {
      bitGenerator: 'Philox',
      /** The state itself. */
      state: { counter: words64(counter, 4), key: this.#key },
      buffer: [...new BigUint64Array(words.buffer)],
      bufferPos: 4 - left,
      hasUint32: this.hasUint32 ? 1 : 0,
      uinteger: this.uinteger,
    };
  }

  /** Goes on from a state. */
  set state(value: PhiloxState) {
    if (value?.bitGenerator !== 'Philox') {
      throw new InvalidOptionError(`state must be that of a Philox, got ${String(value?.bitGenerator)}`);
    }
    this.reset();
    this.#key = [...value.state.key];
    this.#keys = roundKeys(this.#key);
    this.#counter = joined(value.state.counter);
    const left = 4 - value.bufferPos;
    // The rest of a group goes to the end of the block.
    const words = new Uint32Array(BigUint64Array.from(value.buffer).buffer);
    this.position = this.block.length - 2 * left;
    this.block.set(words.subarray(8 - 2 * left), this.position);
    this.hasUint32 = value.hasUint32 === 1;
    this.uinteger = value.uinteger;
  }

  /** Moves the counter on by `delta` groups of four outputs, and drops the rest of the group that was begun. */
  advance(delta: number | bigint): this {
    const counter = this.#drawnCounter();
    this.reset();
    this.#counter = (counter + BigInt(delta)) & MASK_256;
    return this;
  }

  /** A copy whose counter is `jumps` times 2^128 ahead. */
  override jumped(jumps: number | bigint = 1): Philox {
    const copy = new Philox(this.seedSequence);
    copy.state = this.state;
    return copy.advance(BigInt(jumps) << 128n);
  }
}
