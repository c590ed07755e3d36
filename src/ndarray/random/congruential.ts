/**
 * What PCG64 and PCG64DXSM share: a linear congruence of 128 bits, `state = state * multiplier + inc`, that can be stepped over.
 *
 * *Source*: M. E. O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random Number
 * Generation" (HMC-CS-2014-0905). Jumps: F. B. Brown, "Random Number Generation with Arbitrary Stride" (1994).
 */

import { InvalidOptionError } from '../../core/errors.ts';
import { BitGenerator } from './bit-generator.ts';
import type { Seed, SeedSequence } from './seed-sequence.ts';
import { joinWords, splitWords, stepped } from './words.ts';

/** State of a PCG64 or a PCG64DXSM, as NumPy's `state`. */
export interface CongruentialState<Name extends string> {
  /** Name of the generator. */
  readonly bitGenerator: Name;
  /** The state itself. */
  readonly state: {
    /** 128 bits. */
    readonly state: bigint;
    /** What each step adds: 128 bits, odd. */
    readonly inc: bigint;
  };
  /** Whether half of a draw was not used yet. */
  readonly hasUint32: 0 | 1;
  /** The half of a draw that was not used yet. */
  readonly uinteger: number;
}

/** What tells one congruence from another. */
export interface Congruence<Name extends string> {
  /** NumPy's name of the generator. */
  readonly name: Name;
  /** From one state to the next. */
  readonly multiplier: bigint;
  /** From the seed to the first state. */
  readonly seedMultiplier: bigint;
}

/** The multiplier of PCG64; NumPy seeds PCG64DXSM with it, too. */
export const PCG64_MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;
const MASK_128 = (1n << 128n) - 1n;
/** 2^128 over the golden ratio: jumps by it spread evenly. */
const JUMP = 0x9e3779b97f4a7c15f39cc0605cedc835n;

/** A generator of 64-bit words from a linear congruence of 128 bits. */
export abstract class CongruentialGenerator<Name extends string> extends BitGenerator {
  /** State after the outputs of the block: four words, lowest first. */
  protected readonly after = new Uint32Array(4);
  /** State before them. */
  protected readonly before = new Uint32Array(4);
  /** What each step adds: it tells streams apart. */
  protected readonly increment = new Uint32Array(4);
  readonly #congruence: Congruence<Name>;

  constructor(seed: Seed | SeedSequence | null | undefined, congruence: Congruence<Name>) {
    super(seed);
    this.#congruence = congruence;
    const words = this.seedSequence.generateState(8);
    // NumPy reads four 64-bit words: high and low of the state, high and low of the stream.
    const wide = (at: number): bigint =>
      (joinWords(words.subarray(at, at + 2)) << 64n) + joinWords(words.subarray(at + 2, at + 4));
    const inc = ((wide(4) << 1n) | 1n) & MASK_128;
    splitWords(inc, this.increment);
    splitWords(stepped((inc + wide(0)) & MASK_128, { multiplier: congruence.seedMultiplier, inc }, 1n), this.after);
  }

  /** A generator of the same kind from another seed. */
  protected abstract override sibling(seed: SeedSequence): this;

  #stepped(from: bigint, steps: bigint): bigint {
    return stepped(from, { multiplier: this.#congruence.multiplier, inc: joinWords(this.increment) }, steps);
  }

  /** The state that the next output comes from. Setting it continues exactly there. */
  get state(): CongruentialState<Name> {
    const spent = this.position === this.block.length;
    const state = spent ? joinWords(this.after) : this.#stepped(joinWords(this.before), BigInt(this.position / 2));
    return {
      bitGenerator: this.#congruence.name,
      /** The state itself. */
      state: { state, inc: joinWords(this.increment) },
      hasUint32: this.hasUint32 ? 1 : 0,
      uinteger: this.uinteger,
    };
  }

  /** Goes on from a state. */
  set state(value: CongruentialState<Name>) {
    const { name } = this.#congruence;
    if (value?.bitGenerator !== name) {
      throw new InvalidOptionError(`state must be that of a ${name}, got ${String(value?.bitGenerator)}`);
    }
    this.reset();
    splitWords(value.state.state, this.after);
    splitWords(value.state.inc, this.increment);
    this.hasUint32 = value.hasUint32 === 1;
    this.uinteger = value.uinteger;
  }

  /** Moves on as if `delta` 64-bit words had been drawn; a negative `delta` goes back. */
  advance(delta: number | bigint): this {
    const { state } = this.state;
    this.reset();
    splitWords(this.#stepped(state.state, BigInt(delta)), this.after);
    return this;
  }

  override jumped(jumps: number | bigint = 1): this {
    const copy = this.sibling(this.seedSequence);
    copy.state = this.state;
    return copy.advance(JUMP * BigInt(jumps));
  }
}
