/**
 * SFC64: a small fast chaotic generator.
 *
 * *Source*: Chris Doty-Humphrey, PractRand (https://pracrand.sourceforge.net/RNG_engines.txt), with NumPy's seeding. Agrees with NumPy 2.4.
 */

import { InvalidOptionError } from '../../core/errors.ts';
import { BitGenerator } from './bit-generator.ts';
import type { Seed, SeedSequence } from './seed-sequence.ts';

/** State of {@link SFC64}, as NumPy's `state`. */
export interface SFC64State {
  /** Name of the generator. */
  readonly bitGenerator: 'SFC64';
  /** Three words of 64 bits, and the counter. */
  readonly state: { readonly state: readonly bigint[] };
  /** Whether half of a draw was not used yet. */
  readonly hasUint32: 0 | 1;
  /** The half of a draw that was not used yet. */
  readonly uinteger: number;
}

const ROUNDS_OF_SEED = 12;

/** One step on a, b, c and the counter, each low word first. The output is in `sum`. */
function step(state: Uint32Array, sum: Uint32Array): void {
  const [a0, a1, b0, b1, c0, c1, w0, w1] = state as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const low = a0 + b0 + w0;
  const t0 = low >>> 0;
  const t1 = (a1 + b1 + w1 + Math.floor(low / 2 ** 32)) >>> 0;
  state[6] = w0 + 1;
  if (w0 === 0xffffffff) state[7] = w1 + 1;
  state[0] = b0 ^ ((b0 >>> 11) | (b1 << 21));
  state[1] = b1 ^ (b1 >>> 11);
  const times8 = c0 + ((c0 << 3) >>> 0);
  state[2] = times8;
  state[3] = c1 + (((c1 << 3) | (c0 >>> 29)) >>> 0) + (times8 > 0xffffffff ? 1 : 0);
  const r0 = ((c0 << 24) | (c1 >>> 8)) >>> 0;
  const r1 = ((c1 << 24) | (c0 >>> 8)) >>> 0;
  const turned = r0 + t0;
  state[4] = turned;
  state[5] = r1 + t1 + (turned > 0xffffffff ? 1 : 0);
  sum[0] = t0;
  sum[1] = t1;
}

/**
 * 256 bits of state, 64 bits of output; the period is 2^64 at least and 2^255 on average. There are no jumps: independent streams come from
 * `spawn`.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const rng = new np.random.Generator(new np.random.SFC64(42));
 * console.log(rng.integers(0, 100, 3).toArray()); // [ 24, 52, 42 ]
 * ```
 */
export class SFC64 extends BitGenerator {
  readonly #after = new Uint32Array(8);
  readonly #before = new Uint32Array(8);
  readonly #sum = new Uint32Array(2);

  /**
   * @param seed - A non-negative integer, a list of them, or a {@link SeedSequence}; fresh entropy when left out.
   * @throws InvalidOptionError for a seed that is no non-negative integer.
   */
  constructor(seed?: Seed | SeedSequence | null) {
    super(seed);
    this.#after.set(this.seedSequence.generateState(6));
    this.#after[6] = 1;
    for (let round = 0; round < ROUNDS_OF_SEED; round++) step(this.#after, this.#sum);
  }

  protected override sibling(seed: SeedSequence): SFC64 {
    return new SFC64(seed);
  }

  protected override fill(): void {
    this.#before.set(this.#after);
    for (let at = 0; at < this.block.length; at += 2) {
      step(this.#after, this.#sum);
      this.block.set(this.#sum, at);
    }
  }

  /** The state that the next output comes from. Setting it continues exactly there. */
  get state(): SFC64State {
    const spent = this.position === this.block.length;
    const words = (spent ? this.#after : this.#before).slice();
    for (let at = 0; !spent && at < this.position; at += 2) step(words, this.#sum);
    return {
      bitGenerator: 'SFC64',
      /** The state itself. */
      state: { state: [...new BigUint64Array(words.buffer)] },
      hasUint32: this.hasUint32 ? 1 : 0,
      uinteger: this.uinteger,
    };
  }

  /** Goes on from a state. */
  set state(value: SFC64State) {
    if (value?.bitGenerator !== 'SFC64') {
      throw new InvalidOptionError(`state must be that of an SFC64, got ${String(value?.bitGenerator)}`);
    }
    this.reset();
    this.#after.set(new Uint32Array(BigUint64Array.from(value.state.state).buffer));
    this.hasUint32 = value.hasUint32 === 1;
    this.uinteger = value.uinteger;
  }

  /**
   * There are no jumps in this generator.
   *
   * @throws InvalidOptionError always: `spawn` gives independent streams.
   */
  override jumped(): never {
    throw new InvalidOptionError('SFC64 has no jumps; spawn(count) gives independent streams');
  }
}
