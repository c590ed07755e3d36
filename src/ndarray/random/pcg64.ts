/**
 * PCG64, NumPy's default generator.
 *
 * *Source*: M. E. O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random Number
 * Generation" (HMC-CS-2014-0905): a 128-bit linear congruence, output XSL-RR. Jumps: F. B. Brown, "Random Number Generation with
 * Arbitrary Stride" (1994). Agrees with NumPy 2.4.
 */

import { CongruentialGenerator, PCG64_MULTIPLIER, type CongruentialState } from './congruential.ts';
import { compilePcg64, type Pcg64Fill } from './pcg64-kernel.ts';
import type { Seed, SeedSequence } from './seed-sequence.ts';

/** State of {@link PCG64}, as NumPy's `state`. */
export type PCG64State = CongruentialState<'PCG64'>;

/** Compiled when the first numbers are drawn. */
let fillBlock: Pcg64Fill | undefined;

/**
 * Permuted congruential generator: 128 bits of state, 64 bits of output, period 2^128, 2^127 streams.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const rng = new np.random.Generator(new np.random.PCG64(42));
 * console.log(rng.random()); // 0.7739560485559633
 * ```
 */
export class PCG64 extends CongruentialGenerator<'PCG64'> {
  /**
   * @param seed - A non-negative integer, a list of them, or a {@link SeedSequence}; fresh entropy when left out.
   * @throws InvalidOptionError for a seed that is no non-negative integer.
   */
  constructor(seed?: Seed | SeedSequence | null) {
    super(seed, { name: 'PCG64', multiplier: PCG64_MULTIPLIER, seedMultiplier: PCG64_MULTIPLIER });
  }

  protected override sibling(seed: SeedSequence): this {
    return new PCG64(seed) as this;
  }

  protected override fill(): void {
    this.before.set(this.after);
    fillBlock ??= compilePcg64(PCG64_MULTIPLIER);
    fillBlock({ state: this.after, increment: this.increment }, this.block);
  }
}
