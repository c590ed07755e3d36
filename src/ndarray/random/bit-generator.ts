/** Source of random bits under {@link Generator}: blocks of 64-bit words, given out one after the other. */

import { SeedSequence, type Seed } from './seed-sequence.ts';

/** Outputs per block: enough to keep the state of the generator in registers while a block is filled. */
const BLOCK_OUTPUTS = 256;
const TO_UNIT = 2 ** -53;
const TO_UNIT_32 = 2 ** -24;

/** Words of a block that are made into doubles. */
export interface BlockRun {
  /** Low word, high word, low word, ... */
  readonly block: Uint32Array;
  /** The next word. */
  at: number;
  readonly out: Float64Array;
  /** The next double. */
  to: number;
}

/** How the doubles of a distribution are drawn in great numbers. */
export interface BlockDraw {
  /** Makes doubles of one output each, up to the end of either, or up to the first output that this is not enough for. */
  readonly fast: (run: BlockRun) => void;
  /** Draws one double, however many outputs it takes. */
  readonly next: (bits: BitGenerator) => number;
}

function takeDoubles(run: BlockRun): void {
  const { block, out } = run;
  let { at, to } = run;
  for (; at < block.length && to < out.length; at += 2)
    out[to++] = (block[at + 1]! * 0x200000 + (block[at]! >>> 11)) * TO_UNIT;
  run.at = at;
  run.to = to;
}

/**
 * A stream of 64-bit words, as NumPy's bit generators give it: the same order of words, the same halves for 32-bit draws.
 *
 * Cost: a double of a large array takes about 6 nanoseconds from PCG64 and 200 from Philox (Node 24, one core of two slow ones, November 2026).
 */
export abstract class BitGenerator {
  /** Where the state came from. */
  readonly seedSequence: SeedSequence;
  /** Outputs not yet given out: low word, high word, low word, ... */
  protected readonly block = new Uint32Array(2 * BLOCK_OUTPUTS);
  /** Next word of the block to give out; at its end when there is none. */
  protected position = 2 * BLOCK_OUTPUTS;
  /** High half of a word whose low half was drawn as 32 bits: the next 32-bit draw takes it. */
  protected hasUint32 = false;
  /** The half of a draw that was not used yet. */
  protected uinteger = 0;
  /** High word of the last {@link next64}. */
  high = 0;

  constructor(seed?: Seed | SeedSequence | null) {
    this.seedSequence = seed instanceof SeedSequence ? seed : new SeedSequence(seed);
  }

  /** Fills the block with the next outputs. */
  protected abstract fill(): void;
  /** A generator of the same kind, `jumps` long leaps ahead: their streams do not meet. */
  abstract jumped(jumps?: number | bigint): BitGenerator;
  /** A generator of the same kind from another seed. */
  protected abstract sibling(seed: SeedSequence): BitGenerator;

  /** Generators of the same kind, independent of this one and of each other. */
  spawn(count: number): BitGenerator[] {
    return this.seedSequence.spawn(count).map((seed) => this.sibling(seed));
  }

  /** Forgets what was prepared. */
  protected reset(): void {
    this.position = this.block.length;
    this.hasUint32 = false;
    this.uinteger = 0;
  }

  #refill(): void {
    this.fill();
    this.position = 0;
  }

  /** Draws 64 bits: the low word is returned, the high one is in {@link high}. */
  next64(): number {
    if (this.position === this.block.length) this.#refill();
    const at = this.position;
    this.position = at + 2;
    this.high = this.block[at + 1]!;
    return this.block[at]!;
  }

  /** Draws 32 bits: the low half of a word, and the high half the next time. */
  next32(): number {
    if (this.hasUint32) {
      this.hasUint32 = false;
      return this.uinteger;
    }
    const low = this.next64();
    this.hasUint32 = true;
    this.uinteger = this.high;
    return low;
  }

  /**
   * Doubles as of {@link nextDouble}, one after the other.
   *
   * @internal
   */
  fillDoubles(out: Float64Array): void {
    this.fillBy(out, { fast: takeDoubles, next: (bits) => bits.nextDouble() });
  }

  /**
   * Doubles of a distribution, one after the other.
   *
   * @internal
   */
  fillBy(out: Float64Array, { fast, next }: BlockDraw): void {
    const { block } = this;
    const run: BlockRun = { block, at: 0, out, to: 0 };
    while (run.to < out.length) {
      if (this.position === block.length) this.#refill();
      run.at = this.position;
      fast(run);
      this.position = run.at;
      if (run.to < out.length && run.at < block.length) out[run.to++] = next(this);
    }
  }

  /** A double in [0, 1): a multiple of 2^-53. */
  nextDouble(): number {
    if (this.position === this.block.length) this.#refill();
    const at = this.position;
    this.position = at + 2;
    return (this.block[at + 1]! * 0x200000 + (this.block[at]! >>> 11)) * TO_UNIT;
  }

  /** A float32 in [0, 1): a multiple of 2^-24. */
  nextFloat(): number {
    return (this.next32() >>> 8) * TO_UNIT_32;
  }

  /** Raw outputs, as many as asked for. */
  randomRaw(count: number): BigUint64Array {
    const out = new BigUint64Array(count);
    const words = new Uint32Array(out.buffer);
    for (let at = 0; at < words.length; at += 2) {
      words[at] = this.next64();
      words[at + 1] = this.high;
    }
    return out;
  }
}
