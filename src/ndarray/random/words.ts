/** Numbers of 128 and 64 bits in words of 32, lowest first. */

const MASK_128 = (1n << 128n) - 1n;

/** The number that words stand for. */
export const joinWords = (words: ArrayLike<number>): bigint =>
  Array.from(words).reduceRight((value, word) => (value << 32n) | BigInt(word), 0n);

/** Writes a number into words. */
export function splitWords(value: bigint, out: Uint32Array): void {
  for (let at = 0; at < out.length; at++) out[at] = Number((value >> BigInt(32 * at)) & 0xffffffffn);
}

/** A congruence modulo 2^128. */
export interface Congruence {
  readonly multiplier: bigint;
  readonly inc: bigint;
}

/** The state after so many steps: about 128 squarings, see F. B. Brown, "Random Number Generation with Arbitrary Stride" (1994). */
export function stepped(state: bigint, { multiplier: given, inc }: Congruence, steps: bigint): bigint {
  let multiplier = given;
  let plus = inc;
  let totalMultiplier = 1n;
  let totalPlus = 0n;
  for (let rest = steps & MASK_128; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) {
      totalMultiplier = (totalMultiplier * multiplier) & MASK_128;
      totalPlus = (totalPlus * multiplier + plus) & MASK_128;
    }
    plus = ((multiplier + 1n) * plus) & MASK_128;
    multiplier = (multiplier * multiplier) & MASK_128;
  }
  return (totalMultiplier * state + totalPlus) & MASK_128;
}
