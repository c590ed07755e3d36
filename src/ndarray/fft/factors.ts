/** How a length is cut into passes. */

/** How much longer an operation of the general butterfly takes, and the chirp's steps around its two transforms. */
const GENERAL_COST = 1.1;
const BLUESTEIN_COST = 3;

/** Radices of the passes: fours, then twos, threes, fives and other primes in rising order. */
export function radices(length: number): number[] {
  const out: number[] = [];
  let rest = length;
  for (const radix of [4, 2]) {
    for (; rest % radix === 0; rest /= radix) out.push(radix);
  }
  for (let prime = 3; prime * prime <= rest; prime += 2) {
    for (; rest % prime === 0; rest /= prime) out.push(prime);
  }
  if (rest > 1) out.push(rest);
  return out;
}

/** The least product of twos, threes and fives that is at least `length`. */
export function goodLength(length: number): number {
  let best = 2 ** Math.ceil(Math.log2(length));
  for (let fives = 1; fives < best; fives *= 5) {
    for (let threes = fives; threes < best; threes *= 3) {
      let candidate = threes;
      while (candidate < length) candidate *= 2;
      best = Math.min(best, candidate);
    }
  }
  return best;
}

/** Operations of a direct transform, roughly: the length times the sum of its radices. */
const costOf = (length: number): number =>
  length * radices(length).reduce((sum, radix) => sum + (radix > 5 ? GENERAL_COST * radix : radix), 0);

/** Whether passes over its factors are cheaper for a length than Bluestein's convolution: not for large prime factors. */
export const isDirect = (length: number): boolean =>
  costOf(length) <= BLUESTEIN_COST * costOf(goodLength(2 * length - 1));
