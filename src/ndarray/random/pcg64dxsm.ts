/**
 * PCG64DXSM: PCG64 with a cheaper multiplier and a stronger output function, NumPy's choice for very many parallel streams.
 *
 * *Source*: M. E. O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random Number Generation"
 * (HMC-CS-2014-0905), and the DXSM variant that NumPy documents. Agrees with NumPy 2.4.
 */

import { CongruentialGenerator, PCG64_MULTIPLIER, type CongruentialState } from './congruential.ts';
import { multiplyHigh } from './multiply.ts';
import type { Seed, SeedSequence } from './seed-sequence.ts';

/** State of {@link PCG64DXSM}, as NumPy's `state`. */
export type PCG64DXSMState = CongruentialState<'PCG64DXSM'>;

const MULTIPLIER = 0xda942042e4dd58b5n;
const M0 = 0xe4dd58b5;
const M1 = 0xda942042;
const TO_CARRY = 2 ** -32;

/** Upper word of a product of two numbers of 64 bits, modulo 2^64. */
const highOf = (low: number, high: number, [b0, b1]: readonly [number, number]): number =>
  (multiplyHigh(low, b0) + (Math.imul(low, b1) >>> 0) + (Math.imul(high, b0) >>> 0)) >>> 0;

/**
 * Permuted congruential generator with 128 bits of state, 64 bits of output, period 2^128, 2^127 streams.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const rng = new np.random.Generator(new np.random.PCG64DXSM(42));
 * console.log(rng.integers(0, 100, 3).toArray()); // [ 55, 66, 33 ]
 * ```
 */
export class PCG64DXSM extends CongruentialGenerator<'PCG64DXSM'> {
  /**
   * @param seed - A non-negative integer, a list of them, or a {@link SeedSequence}; fresh entropy when left out.
   * @throws InvalidOptionError for a seed that is no non-negative integer.
   */
  constructor(seed?: Seed | SeedSequence | null) {
    super(seed, { name: 'PCG64DXSM', multiplier: MULTIPLIER, seedMultiplier: PCG64_MULTIPLIER });
  }

  protected override sibling(seed: SeedSequence): this {
    return new PCG64DXSM(seed) as this;
  }

  protected override fill(): void {
    this.before.set(this.after);
    for (let at = 0; at < this.block.length; at += 2) {
      this.#write(at);
      this.#step();
    }
  }

  /** The output of the state: its upper half, mixed with the odd lower half. */
  #write(at: number): void {
    const [s0, s1, s2, s3] = this.after as unknown as [number, number, number, number];
    const first = (s2 ^ s3) >>> 0;
    let high = highOf(first, s3, [M0, M1]);
    let low = Math.imul(first, M0) >>> 0;
    low = (low ^ (high >>> 16)) >>> 0;
    const odd = (s0 | 1) >>> 0;
    high = highOf(low, high, [odd, s1]);
    this.block[at] = Math.imul(low, odd);
    this.block[at + 1] = high;
  }

  /** The next state: a product of 128 by 64 bits, and the increment. */
  #step(): void {
    const state = this.after;
    const [s0, s1, s2, s3] = state as unknown as [number, number, number, number];
    const [i0, i1, i2, i3] = this.increment as unknown as [number, number, number, number];
    const sum0 = (Math.imul(s0, M0) >>> 0) + i0;
    const sum1 =
      multiplyHigh(s0, M0) + (Math.imul(s0, M1) >>> 0) + (Math.imul(s1, M0) >>> 0) + i1 + (sum0 > 0xffffffff ? 1 : 0);
    const r1 = sum1 >>> 0;
    const sum2 =
      multiplyHigh(s0, M1) +
      multiplyHigh(s1, M0) +
      (Math.imul(s1, M1) >>> 0) +
      (Math.imul(s2, M0) >>> 0) +
      i2 +
      (sum1 - r1) * TO_CARRY;
    const r2 = sum2 >>> 0;
    const sum3 =
      multiplyHigh(s1, M1) +
      multiplyHigh(s2, M0) +
      (Math.imul(s2, M1) >>> 0) +
      (Math.imul(s3, M0) >>> 0) +
      i3 +
      (sum2 - r2) * TO_CARRY;
    state[0] = sum0 >>> 0;
    state[1] = r1;
    state[2] = r2;
    state[3] = sum3 >>> 0;
  }
}
