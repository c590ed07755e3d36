/** Whole numbers: geometric, negative binomial, Zipf, logarithmic series. Order of draws as in NumPy 2.4. */

import type { BitGenerator } from './bit-generator.ts';
import { standardGamma } from './gamma.ts';
import { poisson } from './poisson.ts';
import { standardExponential } from './ziggurat.ts';

/** The greatest int64 as a double: 2^63. Results are cut there. */
const INT64_LIMIT = 2 ** 63;

function geometricBySearch(bits: BitGenerator, p: number): number {
  const q = 1 - p;
  const u = bits.nextDouble();
  let count = 1;
  let chance = p;
  let sum = p;
  while (u > sum) {
    chance *= q;
    sum += chance;
    count++;
  }
  return count;
}

/** Trials up to the first success: at least 1, at most 2^63 (which stands for 2^63 - 1). */
export function geometric(bits: BitGenerator, p: number): number {
  if (p >= 1 / 3) return geometricBySearch(bits, p);
  return Math.min(Math.ceil(-standardExponential(bits) / Math.log1p(-p)), INT64_LIMIT);
}

/** Failures before `n` successes: a Poisson number whose mean is a gamma number. */
export function negativeBinomial(bits: BitGenerator, n: number, p: number): number {
  return poisson(bits, ((1 - p) / p) * standardGamma(bits, n));
}

/**
 * Zipf: chance proportional to k^-a, k from 1 to 2^63 - 1.
 *
 * *Source*: L. Devroye, "Non-Uniform Random Variate Generation" (1986), chapter X.6.
 */
export function zipf(bits: BitGenerator, a: number): number {
  // Beyond, 2^(a - 1) overflows, and anything but 1 has a chance below 3e-309.
  if (a >= 1025) return 1;
  const exponent = a - 1;
  const b = Math.pow(2, exponent);
  const least = Math.pow(INT64_LIMIT, -exponent);
  for (;;) {
    const unit = bits.nextDouble();
    const u = unit * least + (1 - unit);
    const v = bits.nextDouble();
    const x = Math.floor(Math.pow(u, -1 / exponent));
    if (x > INT64_LIMIT || x < 1) continue;
    const t = Math.pow(1 + 1 / x, exponent);
    if ((v * x * (t - 1)) / (b - 1) <= t / b) return x;
  }
}

/** Logarithmic series: chance proportional to p^k / k. */
export function logseries(bits: BitGenerator, p: number): number {
  const r = Math.log1p(-p);
  for (;;) {
    const v = bits.nextDouble();
    if (v >= p) return 1;
    const q = -Math.expm1(r * bits.nextDouble());
    if (v <= q * q) {
      const result = Math.floor(1 + Math.log(v) / Math.log(q));
      if (result >= 1 && v !== 0) return result;
    } else {
      return v >= q ? 1 : 2;
    }
  }
}
