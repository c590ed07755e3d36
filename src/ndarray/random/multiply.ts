/** Products of unsigned 32-bit words, by which the generators count in 64 and 128 bits: bigints would cost ten times as much. */

const TO_HIGH = 2 ** -32;

/**
 * Upper word of the 64-bit product of two unsigned 32-bit numbers.
 *
 * The product as a double is off by less than 2^11, the low word is exact: so is their difference over 2^32, once rounded.
 */
export function multiplyHigh(a: number, b: number): number {
  return ((a * b - (Math.imul(a, b) >>> 0)) * TO_HIGH + 0.5) >>> 0;
}

/** A constant of 64 bits. */
export interface Factor {
  readonly low: number;
  readonly high: number;
}

/**
 * 64 by 64 bits to 128.
 *
 * @param value - Low and high word; further words are ignored.
 * @param factor - The other operand.
 * @param out - Four words, lowest first.
 */
export function multiplyWide(value: Uint32Array, factor: Factor, out: Uint32Array): void {
  const low = value[0]!;
  const high = value[1]!;
  const middle =
    multiplyHigh(low, factor.low) + (Math.imul(high, factor.low) >>> 0) + (Math.imul(low, factor.high) >>> 0);
  const word1 = middle >>> 0;
  const upper =
    multiplyHigh(high, factor.low) +
    multiplyHigh(low, factor.high) +
    (Math.imul(high, factor.high) >>> 0) +
    (middle - word1) * TO_HIGH;
  const word2 = upper >>> 0;
  out[0] = Math.imul(low, factor.low);
  out[1] = word1;
  out[2] = word2;
  out[3] = multiplyHigh(high, factor.high) + (upper - word2) * TO_HIGH;
}
