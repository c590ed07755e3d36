/**
 * Poisson numbers.
 *
 * *Source*: W. Hörmann, "The transformed rejection method for generating Poisson random variables" (Insurance: Mathematics and
 * Economics 12, 1993) for means of at least 10; products of uniform numbers below. Bit-equal to NumPy 2.4 as far as decisions by
 * a logarithm do not fall on its last bit.
 */

import type { BitGenerator } from './bit-generator.ts';

/** Coefficients of the asymptotic series of log gamma: B(2k) / (2k (2k - 1)), as NumPy rounds them. */
const SERIES = [
  8.333333333333333e-2, -2.777777777777778e-3, 7.936507936507937e-4, -5.952380952380952e-4, 8.417508417508418e-4,
  -1.917526917526918e-3, 6.41025641025641e-3, -2.955065359477124e-2, 1.796443723688307e-1, -1.3924322169059,
];
const LOG_2_PI = 1.8378770664093453;

/** Logarithm of the gamma function, by Zhang and Jin, "Computation of Special Functions" (1996): series above 7, recurrence below. */
export function logGamma(x: number): number {
  if (x === 1 || x === 2) return 0;
  const steps = x < 7 ? Math.trunc(7 - x) : 0;
  let at = x + steps;
  const inverseSquare = (1 / at) * (1 / at);
  let sum = SERIES[9]!;
  for (let k = 8; k >= 0; k--) sum = sum * inverseSquare + SERIES[k]!;
  let result = sum / at + 0.5 * LOG_2_PI + (at - 0.5) * Math.log(at) - at;
  for (let k = 1; k <= steps; k++) {
    result -= Math.log(at - 1);
    at -= 1;
  }
  return result;
}

function smallPoisson(bits: BitGenerator, lam: number): number {
  const limit = Math.exp(-lam);
  let product = bits.nextDouble();
  let count = 0;
  while (product > limit) {
    count++;
    product *= bits.nextDouble();
  }
  return count;
}

function largePoisson(bits: BitGenerator, lam: number): number {
  const logLam = Math.log(lam);
  const b = 0.931 + 2.53 * Math.sqrt(lam);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const inside = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = bits.nextDouble() - 0.5;
    const v = bits.nextDouble();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + lam + 0.43);
    if (us >= 0.07 && v <= inside) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    const left = Math.log(v) + Math.log(inverseAlpha) - Math.log(a / (us * us) + b);
    if (left <= -lam + k * logLam - logGamma(k + 1)) return k;
  }
}

/** A Poisson number of mean `lam`, at least 0. */
export function poisson(bits: BitGenerator, lam: number): number {
  if (lam >= 10) return largePoisson(bits, lam);
  return lam === 0 ? 0 : smallPoisson(bits, lam);
}
