/**
 * Continuous distributions made from uniform, normal and exponential numbers, in NumPy 2.4's formulas and order of draws.
 *
 * Those that only multiply, divide and take roots are bit-equal to NumPy's. Those that return a logarithm, power or exponential
 * (pareto, weibull, power, laplace, gumbel, logistic, lognormal, vonmises) may differ in the last bit: JavaScript's `Math` and the C library
 * round some results differently. The streams stay in step in either case.
 */

import type { BitGenerator } from './bit-generator.ts';
import { standardExponential, standardNormal } from './ziggurat.ts';

/** Place and width of a distribution. */
export interface LocationScale {
  readonly loc: number;
  readonly scale: number;
}

/** Quotient of two standard normal numbers. */
export function standardCauchy(bits: BitGenerator): number {
  const upper = standardNormal(bits);
  return upper / standardNormal(bits);
}

export const pareto = (bits: BitGenerator, a: number): number => Math.expm1(standardExponential(bits) / a);

export const weibull = (bits: BitGenerator, a: number): number =>
  a === 0 ? 0 : Math.pow(standardExponential(bits), 1 / a);

export const power = (bits: BitGenerator, a: number): number =>
  Math.pow(-Math.expm1(-standardExponential(bits)), 1 / a);

export const rayleigh = (bits: BitGenerator, scale: number): number => scale * Math.sqrt(2 * standardExponential(bits));

export const lognormal = (bits: BitGenerator, mean: number, sigma: number): number =>
  Math.exp(mean + sigma * standardNormal(bits));

export function laplace(bits: BitGenerator, loc: number, scale: number): number {
  for (;;) {
    const u = bits.nextDouble();
    if (u >= 0.5) return loc - scale * Math.log(2 - u - u);
    if (u > 0) return loc + scale * Math.log(u + u);
  }
}

export function gumbel(bits: BitGenerator, loc: number, scale: number): number {
  for (;;) {
    const u = 1 - bits.nextDouble();
    if (u < 1) return loc - scale * Math.log(-Math.log(u));
  }
}

export function logistic(bits: BitGenerator, loc: number, scale: number): number {
  for (;;) {
    const u = bits.nextDouble();
    if (u > 0) return loc + scale * Math.log(u / (1 - u));
  }
}

/** A triangle over [left, right] with its top at mode. */
export function triangular(bits: BitGenerator, shape: { left: number; mode: number; right: number }): number {
  const { left, mode, right } = shape;
  const base = right - left;
  const leftBase = mode - left;
  const u = bits.nextDouble();
  if (u <= leftBase / base) return left + Math.sqrt(u * (leftBase * base));
  return right - Math.sqrt((1 - u) * ((right - mode) * base));
}

/**
 * Inverse Gaussian.
 *
 * *Source*: J. R. Michael, W. R. Schucany, R. W. Haas, "Generating random variates using transformations with multiple roots"
 * (The American Statistician 30(2), 1976), in the form without cancellation that NumPy uses since 2.4.
 */
export function wald(bits: BitGenerator, mean: number, scale: number): number {
  const normal = standardNormal(bits);
  const y = mean * normal * normal;
  const d = 1 + Math.sqrt(1 + (4 * scale) / y);
  const x = mean * (1 - 2 / d);
  return bits.nextDouble() <= mean / (mean + x) ? x : (mean * mean) / x;
}

/** The parameter of the envelope of von Mises: by a series where rho would lose its digits. */
function vonmisesEnvelope(kappa: number): number {
  if (kappa < 1e-5) return 1 / kappa + kappa;
  const r = 1 + Math.sqrt(1 + 4 * kappa * kappa);
  const rho = (r - Math.sqrt(2 * r)) / (2 * kappa);
  return (1 + rho * rho) / (2 * rho);
}

function vonmisesCosine(bits: BitGenerator, kappa: number): number {
  const s = vonmisesEnvelope(kappa);
  for (;;) {
    const z = Math.cos(Math.PI * bits.nextDouble());
    const w = (1 + s * z) / (s + z);
    const y = kappa * (s - w);
    const v = bits.nextDouble();
    if (y * (2 - y) - v >= 0 || Math.log(y / v) + 1 - y >= 0) return w;
  }
}

/** Concentrated so much that the circle does not matter: a wrapped normal number. */
function narrowVonmises(bits: BitGenerator, mu: number, kappa: number): number {
  let result = mu + Math.sqrt(1 / kappa) * standardNormal(bits);
  if (result < -Math.PI) result += 2 * Math.PI;
  if (result > Math.PI) result -= 2 * Math.PI;
  return result;
}

/**
 * An angle in [-pi, pi], around mu.
 *
 * *Source*: D. J. Best and N. I. Fisher, "Efficient simulation of the von Mises distribution" (Applied Statistics 28(2), 1979).
 */
export function vonmises(bits: BitGenerator, mu: number, kappa: number): number {
  if (Number.isNaN(kappa)) return Number.NaN;
  if (kappa < 1e-8) return Math.PI * (2 * bits.nextDouble() - 1);
  if (kappa > 1e6) return narrowVonmises(bits, mu, kappa);
  const angle = Math.acos(vonmisesCosine(bits, kappa));
  const turned = (bits.nextDouble() < 0.5 ? -angle : angle) + mu;
  const folded = ((Math.abs(turned) + Math.PI) % (2 * Math.PI)) - Math.PI;
  return turned < 0 ? -folded : folded;
}
