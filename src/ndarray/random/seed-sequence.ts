/**
 * Turns seeds of any quality into good initial states, and gives independent children.
 *
 * *Source*: M. E. O'Neill, "Developing a seed_seq Alternative" (2015, https://www.pcg-random.org/posts/developing-a-seed_seq-alternative.html),
 * with the constants and the layout of NumPy's `SeedSequence` (agrees with NumPy 2.4).
 */

import { InvalidOptionError } from '../../core/errors.ts';
import { DTypeError } from '../errors.ts';

/** What a seed may be: one non-negative integer of any size, or several. */
export type Seed = number | bigint | readonly (number | bigint)[] | ArrayLike<number> | ArrayLike<bigint>;

/** Options of {@link SeedSequence}. */
export interface SeedSequenceOptions {
  /** Place in the tree of children; set by {@link SeedSequence.spawn}. */
  readonly spawnKey?: readonly (number | bigint)[];
  /** Words of entropy to keep, at least 4 (the default). */
  readonly poolSize?: number;
  /** Children that were made already. */
  readonly nChildrenSpawned?: number;
}

const DEFAULT_POOL_SIZE = 4;
const INIT_A = 0x43b0d7e5;
const MULTIPLY_A = 0x931e8875;
const INIT_B = 0x8b51f9dd;
const MULTIPLY_B = 0x58f38ded;
const MIX_LEFT = 0xca01f9dd;
const MIX_RIGHT = 0x4973f715;
const OPTION_NAMES = ['spawnKey', 'poolSize', 'nChildrenSpawned'];

function wordsOfInteger(value: number | bigint): number[] {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new InvalidOptionError(`a seed must be a safe integer or a bigint, got ${value}`);
  }
  if (typeof value !== 'number' && typeof value !== 'bigint') {
    throw new InvalidOptionError(`a seed must be an integer or a list of integers, got ${typeof value}`);
  }
  if (value < 0) throw new InvalidOptionError(`a seed must not be negative, got ${value}`);
  const words: number[] = [];
  for (let rest = BigInt(value); rest > 0n; rest >>= 32n) words.push(Number(rest & 0xffffffffn));
  return words.length === 0 ? [0] : words;
}

/** The seed in 32-bit words, lowest first; each integer of a list takes as many as it needs. */
function wordsOfSeed(seed: Seed): number[] {
  if (typeof seed === 'number' || typeof seed === 'bigint') return wordsOfInteger(seed);
  if (typeof seed !== 'object' || seed === null) {
    throw new InvalidOptionError(`a seed must be an integer or a list of integers, got ${typeof seed}`);
  }
  return Array.from<number | bigint>(seed).flatMap(wordsOfInteger);
}

/** A hash whose multiplier changes with each word, so that equal words at other places give other values. */
class WordHash {
  #constant = INIT_A;

  next(value: number): number {
    const mixed = value ^ this.#constant;
    this.#constant = Math.imul(this.#constant, MULTIPLY_A);
    const product = Math.imul(mixed, this.#constant);
    return (product ^ (product >>> 16)) >>> 0;
  }
}

function mix(left: number, right: number): number {
  const mixed = (Math.imul(MIX_LEFT, left) - Math.imul(MIX_RIGHT, right)) | 0;
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function makePool(entropy: readonly number[], size: number): Uint32Array {
  const pool = new Uint32Array(size);
  const hash = new WordHash();
  for (let at = 0; at < size; at++) pool[at] = hash.next(entropy[at] ?? 0);
  for (let from = 0; from < size; from++) {
    for (let to = 0; to < size; to++) {
      if (from !== to) pool[to] = mix(pool[to]!, hash.next(pool[from]!));
    }
  }
  for (const word of entropy.slice(size)) {
    for (let to = 0; to < size; to++) pool[to] = mix(pool[to]!, hash.next(word));
  }
  return pool;
}

function freshEntropy(words: number): bigint {
  const bytes = globalThis.crypto.getRandomValues(new Uint32Array(words));
  return bytes.reduce((value, word) => (value << 32n) | BigInt(word), 0n);
}

/**
 * Entropy from which generators are seeded. Equal entropy and spawn key give equal states; any other pair gives unrelated ones.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const [first, second] = new np.random.SeedSequence(42).spawn(2);
 * console.log(first !== second); // true
 * ```
 */
export class SeedSequence {
  /** The seed; drawn from the platform's source of randomness when none was given. */
  readonly entropy: Seed;
  /** The place in the tree of those that were spawned. */
  readonly spawnKey: readonly (number | bigint)[];
  /** Words of the pool of entropy. */
  readonly poolSize: number;
  /** The mixed entropy. */
  readonly pool: Uint32Array;
  #children: number;

  /**
   * @throws InvalidOptionError for a negative or fractional seed, a pool of fewer than 4 words, or an unknown option.
   */
  constructor(entropy?: Seed | null, options: SeedSequenceOptions = {}) {
    const unknown = Object.keys(options).find((key) => !OPTION_NAMES.includes(key));
    if (unknown !== undefined) throw new InvalidOptionError(`SeedSequence has no option '${unknown}'`);
    this.poolSize = options.poolSize ?? DEFAULT_POOL_SIZE;
    if (!Number.isSafeInteger(this.poolSize) || this.poolSize < DEFAULT_POOL_SIZE) {
      throw new InvalidOptionError(`poolSize must be an integer of at least 4, got ${this.poolSize}`);
    }
    this.entropy = entropy ?? freshEntropy(this.poolSize);
    this.spawnKey = options.spawnKey ?? [];
    this.#children = options.nChildrenSpawned ?? 0;
    this.pool = makePool(this.#assembled(), this.poolSize);
  }

  /** Children made so far. */
  get nChildrenSpawned(): number {
    return this.#children;
  }

  #assembled(): number[] {
    const own = wordsOfSeed(this.entropy);
    const key = this.spawnKey.flatMap(wordsOfInteger);
    // A child's key comes after a full pool: so a short seed with a key is no longer seed without one.
    while (key.length > 0 && own.length < this.poolSize) own.push(0);
    return [...own, ...key];
  }

  /**
   * Words for a generator's state.
   *
   * @param words - How many.
   * @param dtype - Of 32 bits (default) or of 64, which are two of those, the low one first.
   * @throws DTypeError (`ERR_DTYPE`) for another dtype.
   */
  generateState(words: number, dtype?: 'uint32'): Uint32Array;
  generateState(words: number, dtype: 'uint64'): BigUint64Array;
  generateState(words: number, dtype: 'uint32' | 'uint64' = 'uint32'): Uint32Array | BigUint64Array {
    if (dtype === 'uint64') return new BigUint64Array(this.#words(2 * words).buffer);
    if (dtype === 'uint32') return this.#words(words);
    throw new DTypeError(`generateState gives words of uint32 or uint64, not of ${String(dtype)}`);
  }

  #words(words: number): Uint32Array<ArrayBuffer> {
    const state = new Uint32Array(words);
    let constant = INIT_B;
    for (let at = 0; at < words; at++) {
      const mixed = this.pool[at % this.poolSize]! ^ constant;
      constant = Math.imul(constant, MULTIPLY_B);
      const product = Math.imul(mixed, constant);
      state[at] = product ^ (product >>> 16);
    }
    return state;
  }

  /** New sequences, independent of this one and of all spawned before. */
  spawn(count: number): SeedSequence[] {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new InvalidOptionError(`spawn needs a count of at least 0, got ${count}`);
    }
    const first = this.#children;
    this.#children += count;
    return Array.from(
      { length: count },
      (_, at) => new SeedSequence(this.entropy, { spawnKey: [...this.spawnKey, first + at], poolSize: this.poolSize }),
    );
  }
}
