/** The distributions of a generator: names and bounds of their parameters, and how one number is drawn. */

import type { BinomialSampler } from './binomial.ts';
import type { BitGenerator } from './bit-generator.ts';
import * as continuous from './continuous.ts';
import * as discrete from './discrete.ts';
import * as gamma from './gamma.ts';
import { hypergeometric } from './hypergeometric.ts';
import { poisson } from './poisson.ts';
import * as ziggurat from './ziggurat.ts';

/** Where numbers come from. */
export interface Source {
  readonly bits: BitGenerator;
  readonly binomial: BinomialSampler;
}

/** What a parameter may be. */
export interface Bound {
  readonly text: string;
  readonly holds: (value: number) => boolean;
}

/** A parameter of a distribution. */
export interface Parameter {
  readonly name: string;
  readonly bound: Bound;
  /** It has to be given when there is no default. */
  readonly fallback?: number;
  readonly whole?: boolean;
}

/** A distribution. */
export interface Distribution {
  readonly parameters: readonly Parameter[];
  readonly dtype: 'float64' | 'int64';
  /** Draws one number; parameters beyond the first two come in the list. */
  readonly draw: (source: Source, a: number, rest: readonly number[]) => number;
  /** Where a draw is `offset + factor * standard`: how many standard numbers are drawn, in the same order. */
  readonly line?: {
    readonly fill: (bits: BitGenerator, out: Float64Array) => void;
    readonly of: (a: number, b: number) => { readonly offset: number; readonly factor: number };
  };
}

const any: Bound = { text: 'a number', holds: () => true };
const notNegative: Bound = {
  text: 'at least 0',
  holds: (value) => Number.isNaN(value) || !(value < 0 || Object.is(value, -0)),
};
const positive: Bound = { text: 'above 0', holds: (value) => !(value <= 0) };
const positiveNumber: Bound = { text: 'above 0', holds: (value) => value > 0 };
const probability: Bound = { text: 'a chance of 0 to 1', holds: (value) => value >= 0 && value <= 1 };
const chanceAboveZero: Bound = { text: 'above 0 and at most 1', holds: (value) => value > 0 && value <= 1 };
const chanceBelowOne: Bound = { text: 'at least 0 and below 1', holds: (value) => value >= 0 && value < 1 };
const aboveOne: Bound = { text: 'above 1', holds: (value) => value > 1 };
const count: Bound = {
  text: 'a whole number of 0 to 2^53 - 1',
  holds: (value) => Number.isSafeInteger(value) && value >= 0,
};
/** The most that leaves ten standard deviations within int64. */
const MAX_POISSON = 9.223372006484771e18;
const poissonMean: Bound = { text: `0 to ${MAX_POISSON}`, holds: (value) => value >= 0 && value <= MAX_POISSON };
const urnCount: Bound = {
  text: 'a whole number of 0 to 1e9 - 1',
  holds: (value) => Number.isSafeInteger(value) && value >= 0 && value < 1e9,
};

const parameter = (name: string, bound: Bound, fallback?: number): Parameter => ({
  name,
  bound,
  ...(fallback === undefined ? {} : { fallback }),
});
const place = parameter('loc', any, 0);
const width = parameter('scale', notNegative, 1);

const real = (
  parameters: readonly Parameter[],
  draw: Distribution['draw'],
  line?: Distribution['line'],
): Distribution => ({
  parameters,
  dtype: 'float64',
  draw,
  ...(line !== undefined && { line }),
});
const whole = (parameters: readonly Parameter[], draw: Distribution['draw']): Distribution => ({
  parameters,
  dtype: 'int64',
  draw,
});

/** All distributions whose parameters are broadcast. */
export const distributions = {
  beta: real([parameter('a', positive), parameter('b', positive)], ({ bits }, a, [b]) => gamma.beta(bits, a, b!)),
  binomial: whole([parameter('n', count), parameter('p', probability)], ({ bits, binomial }, n, [p]) =>
    binomial.next(bits, n, p!),
  ),
  chisquare: real([parameter('df', positive)], ({ bits }, df) => gamma.chisquare(bits, df)),
  exponential: real([width], ({ bits }, scale) => scale * ziggurat.standardExponential(bits)),
  f: real([parameter('dfnum', positive), parameter('dfden', positive)], ({ bits }, dfnum, [dfden]) =>
    gamma.f(bits, dfnum, dfden!),
  ),
  gamma: real(
    [parameter('shape', notNegative), width],
    ({ bits }, shape, [scale]) => scale! * gamma.standardGamma(bits, shape),
  ),
  geometric: whole([parameter('p', chanceAboveZero)], ({ bits }, p) => discrete.geometric(bits, p)),
  gumbel: real([place, width], ({ bits }, loc, [scale]) => continuous.gumbel(bits, loc, scale!)),
  hypergeometric: whole(
    [parameter('ngood', urnCount), parameter('nbad', urnCount), parameter('nsample', count)],
    ({ bits }, good, [bad, sample]) => hypergeometric(bits, { good, bad: bad!, sample: sample! }),
  ),
  laplace: real([place, width], ({ bits }, loc, [scale]) => continuous.laplace(bits, loc, scale!)),
  logistic: real([place, width], ({ bits }, loc, [scale]) => continuous.logistic(bits, loc, scale!)),
  lognormal: real([parameter('mean', any, 0), parameter('sigma', notNegative, 1)], ({ bits }, mean, [sigma]) =>
    continuous.lognormal(bits, mean, sigma!),
  ),
  logseries: whole([parameter('p', chanceBelowOne)], ({ bits }, p) => discrete.logseries(bits, p)),
  negativeBinomial: whole([parameter('n', positiveNumber), parameter('p', chanceAboveZero)], ({ bits }, n, [p]) =>
    discrete.negativeBinomial(bits, n, p!),
  ),
  noncentralChisquare: real([parameter('df', positive), parameter('nonc', notNegative)], ({ bits }, df, [nonc]) =>
    gamma.noncentralChisquare(bits, df, nonc!),
  ),
  noncentralF: real(
    [parameter('dfnum', positive), parameter('dfden', positive), parameter('nonc', notNegative)],
    ({ bits }, dfnum, [dfden, nonc]) => gamma.noncentralF(bits, { dfnum, dfden: dfden!, nonc: nonc! }),
  ),
  normal: real([place, width], ({ bits }, loc, [scale]) => loc + scale! * ziggurat.standardNormal(bits), {
    fill: ziggurat.fillStandardNormal,
    of: (offset, factor) => ({ offset, factor }),
  }),
  pareto: real([parameter('a', positive)], ({ bits }, a) => continuous.pareto(bits, a)),
  poisson: whole([parameter('lam', poissonMean, 1)], ({ bits }, lam) => poisson(bits, lam)),
  power: real([parameter('a', positive)], ({ bits }, a) => continuous.power(bits, a)),
  rayleigh: real([width], ({ bits }, scale) => continuous.rayleigh(bits, scale)),
  standardCauchy: real([], ({ bits }) => continuous.standardCauchy(bits)),
  standardT: real([parameter('df', positive)], ({ bits }, df) => gamma.standardT(bits, df)),
  triangular: real(
    [parameter('left', any), parameter('mode', any), parameter('right', any)],
    ({ bits }, left, [mode, right]) => continuous.triangular(bits, { left, mode: mode!, right: right! }),
  ),
  uniform: real(
    [parameter('low', any, 0), parameter('high', any, 1)],
    ({ bits }, low, [high]) => low + (high! - low) * bits.nextDouble(),
    { fill: (bits, out) => bits.fillDoubles(out), of: (low, high) => ({ offset: low, factor: high - low }) },
  ),
  vonmises: real([parameter('mu', any), parameter('kappa', notNegative)], ({ bits }, mu, [kappa]) =>
    continuous.vonmises(bits, mu, kappa!),
  ),
  wald: real([parameter('mean', positive), parameter('scale', positive)], ({ bits }, mean, [scale]) =>
    continuous.wald(bits, mean, scale!),
  ),
  weibull: real([parameter('a', notNegative)], ({ bits }, a) => continuous.weibull(bits, a)),
  zipf: whole([parameter('a', aboveOne)], ({ bits }, a) => discrete.zipf(bits, a)),
} as const satisfies { readonly [name: string]: Distribution };

/** Names of the distributions. */
export type DistributionName = keyof typeof distributions;

/** What is wrong with parameters together; undefined when nothing is. */
export function problemOf(name: string, values: readonly number[]): string | undefined {
  const [a, b, c] = values as [number, number, number];
  if (name === 'uniform') {
    if (!Number.isFinite(b - a)) return `high - low must be finite, got ${a} and ${b}`;
    if (b < a) return `high must not be below low, got ${a} and ${b}`;
  }
  if (name === 'triangular') {
    if (a > b) return `left must not be above mode, got ${a} and ${b}`;
    if (b > c) return `mode must not be above right, got ${b} and ${c}`;
    if (a === c) return `left and right must differ, got ${a}`;
  }
  if (name === 'hypergeometric' && a + b < c) return `nsample must be at most ngood + nbad, got ${c} of ${a} + ${b}`;
  return undefined;
}
