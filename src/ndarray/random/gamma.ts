/**
 * Gamma numbers and what is made of them.
 *
 * *Source*: G. Marsaglia and W. W. Tsang, "A Simple Method for Generating Gamma Variables" (ACM TOMS 26(3), 2000) for shapes above 1;
 * J. H. Ahrens and U. Dieter (1974) below; M. D. Jöhnk (1964) for beta with both parameters at most 1. Order of draws as in
 * NumPy 2.4. For shapes of at least 1 bit-equal to it; below, results go through `pow`, whose last bit may differ.
 */

import type { BitGenerator } from './bit-generator.ts';
import { poisson } from './poisson.ts';
import { standardExponential, standardExponentialFloat, standardNormal, standardNormalFloat } from './ziggurat.ts';

const { fround } = Math;
/** Below this, a beta number that is neither 0 nor 1 has a chance of 1e-100. */
const TINY_BETA = 3e-103;
const SQUEEZE = 0.0331;

function smallGamma(bits: BitGenerator, shape: number): number {
  for (;;) {
    const u = bits.nextDouble();
    const v = standardExponential(bits);
    if (u <= 1 - shape) {
      const x = Math.pow(u, 1 / shape);
      if (x <= v) return x;
    } else {
      const y = -Math.log((1 - u) / shape);
      const x = Math.pow(1 - shape + shape * y, 1 / shape);
      if (x <= v + y) return x;
    }
  }
}

/** A gamma number of scale 1. */
export function standardGamma(bits: BitGenerator, shape: number): number {
  if (shape === 1) return standardExponential(bits);
  if (shape === 0) return 0;
  if (shape < 1) return smallGamma(bits, shape);
  const b = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * b);
  for (;;) {
    let x: number;
    let v: number;
    do {
      x = standardNormal(bits);
      v = 1 + c * x;
    } while (v <= 0);
    v = v * v * v;
    const u = bits.nextDouble();
    if (u < 1 - SQUEEZE * (x * x) * (x * x)) return b * v;
    if (Math.log(u) < 0.5 * x * x + b * (1 - v + Math.log(v))) return b * v;
  }
}

const powFloat = (x: number, y: number): number => fround(Math.pow(x, y));
const logFloat = (x: number): number => fround(Math.log(x));

function smallGammaFloat(bits: BitGenerator, shape: number): number {
  const inverse = fround(1 / shape);
  const rest = fround(1 - shape);
  for (;;) {
    const u = bits.nextFloat();
    const v = standardExponentialFloat(bits);
    if (u <= rest) {
      const x = powFloat(u, inverse);
      if (x <= v) return x;
    } else {
      const y = -logFloat(fround(fround(1 - u) / shape));
      const x = powFloat(fround(rest + fround(shape * y)), inverse);
      if (x <= fround(v + y)) return x;
    }
  }
}

/** A gamma number of scale 1 in float32: each step is rounded. */
export function standardGammaFloat(bits: BitGenerator, shape: number): number {
  if (shape === 1) return standardExponentialFloat(bits);
  if (shape === 0) return 0;
  if (shape < 1) return smallGammaFloat(bits, shape);
  const b = fround(shape - fround(1 / 3));
  const c = fround(1 / fround(Math.sqrt(fround(9 * b))));
  for (;;) {
    let x: number;
    let v: number;
    do {
      x = standardNormalFloat(bits);
      v = fround(1 + fround(c * x));
    } while (v <= 0);
    v = fround(fround(v * v) * v);
    const u = bits.nextFloat();
    const square = fround(x * x);
    if (u < fround(1 - fround(fround(fround(SQUEEZE) * square) * square))) return fround(b * v);
    const right = fround(fround(fround(0.5 * x) * x) + fround(b * fround(fround(1 - v) + logFloat(v))));
    if (logFloat(u) < right) return fround(b * v);
  }
}

/** Both parameters at most 1: u^(1/a) against v^(1/b). */
function smallBeta(bits: BitGenerator, a: number, b: number): number {
  for (;;) {
    const u = bits.nextDouble();
    const v = bits.nextDouble();
    const x = Math.pow(u, 1 / a);
    const y = Math.pow(v, 1 / b);
    if (x + y > 1 || u + v <= 0) continue;
    if (x > 0 && y > 0) return x / (x + y);
    // One of them is too small for a double: the quotient by logarithms.
    const difference = Math.log(u) / a - Math.log(v) / b;
    if (difference > 0) return Math.exp(-Math.log1p(Math.exp(-difference)));
    return Math.exp(difference - Math.log1p(Math.exp(difference)));
  }
}

/** A beta number; both parameters above 0. */
export function beta(bits: BitGenerator, a: number, b: number): number {
  if (a > 1 || b > 1) {
    const left = standardGamma(bits, a);
    const right = standardGamma(bits, b);
    return left / (left + right);
  }
  if (a < TINY_BETA && b < TINY_BETA) return (a + b) * bits.nextDouble() < a ? 1 : 0;
  return smallBeta(bits, a, b);
}

/** Sum of the squares of `df` standard normal numbers. */
export const chisquare = (bits: BitGenerator, df: number): number => 2 * standardGamma(bits, df / 2);

/** Quotient of two chi-square numbers over their degrees of freedom. */
export function f(bits: BitGenerator, dfnum: number, dfden: number): number {
  const upper = chisquare(bits, dfnum) * dfden;
  return upper / (chisquare(bits, dfden) * dfnum);
}

/** Student's t. */
export function standardT(bits: BitGenerator, df: number): number {
  const upper = standardNormal(bits);
  const lower = standardGamma(bits, df / 2);
  return (Math.sqrt(df / 2) * upper) / Math.sqrt(lower);
}

/** Chi-square of normal numbers whose means are not zero; `nonc` is the sum of the squares of the means. */
export function noncentralChisquare(bits: BitGenerator, df: number, nonc: number): number {
  if (Number.isNaN(nonc)) return Number.NaN;
  if (nonc === 0) return chisquare(bits, df);
  if (df <= 1) return chisquare(bits, df + 2 * poisson(bits, nonc / 2));
  const rest = chisquare(bits, df - 1);
  const shifted = standardNormal(bits) + Math.sqrt(nonc);
  return rest + shifted * shifted;
}

/** F with a non-central upper part. */
export function noncentralF(bits: BitGenerator, parameters: { dfnum: number; dfden: number; nonc: number }): number {
  const { dfnum, dfden, nonc } = parameters;
  const upper = noncentralChisquare(bits, dfnum, nonc) * dfden;
  return upper / (chisquare(bits, dfden) * dfnum);
}
