/** Whole vectors: multinomial, Dirichlet, multivariate hypergeometric. Order of draws as in NumPy 2.4. */

import type { BinomialSampler } from './binomial.ts';
import type { BitGenerator } from './bit-generator.ts';
import { drawInterval } from './bounded.ts';
import { beta, standardGamma } from './gamma.ts';
import { hypergeometric } from './hypergeometric.ts';

/** A generator of bits with the memory of its last binomial. */
export interface Sampler {
  readonly bits: BitGenerator;
  readonly binomial: BinomialSampler;
}

/** Counts of `n` draws over kinds with chances `p`; the last kind takes what is left. `out` starts as zeros. */
export function multinomial(sampler: Sampler, draw: { n: number; p: ArrayLike<number> }, out: Float64Array): void {
  const { p } = draw;
  const last = p.length - 1;
  let left = draw.n;
  let remaining = 1;
  for (let at = 0; at < last; at++) {
    const count = sampler.binomial.next(sampler.bits, left, p[at]! / remaining);
    out[at] = count;
    left -= count;
    if (left <= 0) break;
    remaining -= p[at]!;
  }
  if (left > 0) out[last] = left;
}

/** Small alphas: gamma numbers would all be zero, so the stick is broken piece by piece. */
function dirichletByBeta(bits: BitGenerator, alpha: ArrayLike<number>, out: Float64Array): void {
  const last = alpha.length - 1;
  const sums = new Float64Array(alpha.length);
  let sum = 0;
  for (let at = last; at >= 0; at--) {
    sum += alpha[at]!;
    sums[at] = sum;
  }
  if (sum === 0) return;
  let rest = 1;
  for (let at = 0; at < last; at++) {
    const piece = beta(bits, alpha[at]!, sums[at + 1]!);
    out[at] = rest * piece;
    rest *= 1 - piece;
    if (sums[at + 1] === 0) break;
  }
  out[last] = rest;
}

/** Shares that sum to 1. `out` starts as zeros. */
export function dirichlet(bits: BitGenerator, alpha: ArrayLike<number>, out: Float64Array): void {
  let largest = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < alpha.length; at++) largest = Math.max(largest, alpha[at]!);
  if (alpha.length > 0 && largest < 0.1) {
    dirichletByBeta(bits, alpha, out);
    return;
  }
  let sum = 0;
  for (let at = 0; at < alpha.length; at++) {
    out[at] = standardGamma(bits, alpha[at]!);
    sum += out[at]!;
  }
  const inverse = 1 / sum;
  for (let at = 0; at < alpha.length; at++) out[at] = out[at]! * inverse;
}

/** An urn of several colors, and how many are taken. */
export interface ColorUrn {
  readonly colors: readonly number[];
  readonly total: number;
  readonly sample: number;
}

/** Color after color: each is a hypergeometric number of what is left. */
function takeByMargins(bits: BitGenerator, { colors, total, sample }: ColorUrn, out: Float64Array): void {
  let left = sample;
  let remaining = total;
  for (let at = 0; left > 0 && at + 1 < colors.length; at++) {
    remaining -= colors[at]!;
    const count = hypergeometric(bits, { good: colors[at]!, bad: remaining, sample: left });
    out[at] = count;
    left -= count;
  }
  if (left > 0) out[colors.length - 1] = left;
}

/** A list of all that is in the urn, begun to be shuffled. It stays shuffled from one draw to the next, as NumPy's. */
export class UrnList {
  readonly #places: Float64Array;

  constructor(colors: readonly number[], total: number) {
    this.#places = new Float64Array(total);
    let at = 0;
    for (const [color, count] of colors.entries()) {
      this.#places.fill(color, at, at + count);
      at += count;
    }
  }

  take(bits: BitGenerator, sample: number, out: Float64Array): void {
    const places = this.#places;
    for (let at = 0; at < sample; at++) {
      const other = at + drawInterval(bits, places.length - at - 1);
      const color = places[other]!;
      places[other] = places[at]!;
      places[at] = color;
      out[color]!++;
    }
  }
}

/**
 * Counts per color of `sample` taken from an urn.
 *
 * @param list - Given for the method 'count'; without it, by margins.
 */
export function multivariateHypergeometric(
  bits: BitGenerator,
  draw: { readonly urn: ColorUrn; readonly list?: UrnList | undefined },
  out: Float64Array,
): void {
  const { urn, list } = draw;
  if (urn.total === 0 || urn.sample === 0) return;
  // More than half: what stays is drawn.
  const inverted = urn.sample > Math.floor(urn.total / 2);
  const sample = inverted ? urn.total - urn.sample : urn.sample;
  if (list === undefined) takeByMargins(bits, { ...urn, sample }, out);
  else list.take(bits, sample, out);
  if (!inverted) return;
  for (const [at, count] of urn.colors.entries()) out[at] = count - out[at]!;
}
