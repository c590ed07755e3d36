/** Types of the generator's distributions. What they draw is in distributions.ts; generator.ts puts them on the class. */

import type { NDArray } from '../array/array.ts';
import type { Param, Size, SizeOption } from './arguments.ts';

/** What is drawn: one number, or an array where there is a size or a parameter is an array. */
export interface Draw0<D extends 'float64' | 'int64'> {
  (): number;
  (size: SizeOption): NDArray<D>;
}

/** A distribution with one parameter. */
export interface Draw1<D extends 'float64' | 'int64', Named> {
  (parameter?: number): number;
  (parameter: Param | undefined, size: SizeOption): NDArray<D>;
  (named: Named & { readonly size: Size }): NDArray<D>;
  (parameter: Param): NDArray<D>;
}

/** A distribution with two parameters. */
export interface Draw2<D extends 'float64' | 'int64', Named> {
  (first?: number, second?: number): number;
  (first: Param | undefined, second: Param | undefined, size: SizeOption): NDArray<D>;
  (named: Named & { readonly size: Size }): NDArray<D>;
  (first: Param, second?: Param): NDArray<D>;
}

/** A distribution with three parameters. */
export interface Draw3<D extends 'float64' | 'int64'> {
  (first: number, second: number, third: number): number;
  (first: Param, second: Param, third: Param, size?: SizeOption): NDArray<D>;
}

/** loc and scale by name. */
export interface LocScale {
  /** The middle. */
  readonly loc?: Param;
  /** The width. */
  readonly scale?: Param;
}

/**
 * Distributions whose parameters are broadcast. Each takes its parameters in NumPy's order, then the size, or both by name in an object.
 * Without a size, and with numbers as parameters, the result is one number; else an array. All throw ArrayValueError
 * (`ERR_ARRAY_VALUE`) for parameters out of their bounds and ShapeError (`ERR_SHAPE`) for a size that they do not broadcast to.
 */
export interface GeneratorDistributions {
  /** Beta over [0, 1]: parameters a and b above 0. */
  beta: Draw2<'float64', { readonly a: Param; readonly b: Param }>;
  /** Successes among n trials of chance p. */
  binomial: Draw2<'int64', { readonly n: Param; readonly p: Param }>;
  /** Sum of the squares of df standard normal numbers. */
  chisquare: Draw1<'float64', { readonly df: Param }>;
  /** Exponential of mean scale. */
  exponential: Draw1<'float64', { readonly scale?: Param }>;
  /** Fisher's F with dfnum and dfden degrees of freedom. */
  f: Draw2<'float64', { readonly dfnum: Param; readonly dfden: Param }>;
  /** Gamma with a shape, times scale. */
  gamma: Draw2<'float64', { readonly shape: Param; readonly scale?: Param }>;
  /** Trials up to the first success of chance p. */
  geometric: Draw1<'int64', { readonly p: Param }>;
  /** Gumbel, the largest of many. */
  gumbel: Draw2<'float64', LocScale>;
  /** Good ones among nsample taken from ngood and nbad. */
  hypergeometric: Draw3<'int64'>;
  /** Laplace, a two-sided exponential. */
  laplace: Draw2<'float64', LocScale>;
  /** Logistic with mean loc and a scale. */
  logistic: Draw2<'float64', LocScale>;
  /** The exponential function of a normal number. */
  lognormal: Draw2<'float64', { readonly mean?: Param; readonly sigma?: Param }>;
  /** Logarithmic series with parameter p. */
  logseries: Draw1<'int64', { readonly p: Param }>;
  /** Failures before n successes of chance p. */
  negativeBinomial: Draw2<'int64', { readonly n: Param; readonly p: Param }>;
  /** Noncentral chi-square with df degrees of freedom and noncentrality nonc. */
  noncentralChisquare: Draw2<'float64', { readonly df: Param; readonly nonc: Param }>;
  /** Noncentral F with dfnum and dfden degrees of freedom and noncentrality nonc. */
  noncentralF: Draw3<'float64'>;
  /** Normal with mean loc and standard deviation scale. Bit-equal to NumPy. */
  normal: Draw2<'float64', LocScale>;
  /** Pareto II (Lomax) with exponent a. */
  pareto: Draw1<'float64', { readonly a: Param }>;
  /** Events of mean lam. */
  poisson: Draw1<'int64', { readonly lam?: Param }>;
  /** Density proportional to x^(a - 1) over [0, 1]. */
  power: Draw1<'float64', { readonly a: Param }>;
  /** Rayleigh with a scale. */
  rayleigh: Draw1<'float64', { readonly scale?: Param }>;
  /** Cauchy: the quotient of two standard normal numbers. */
  standardCauchy: Draw0<'float64'>;
  /** Student's t with df degrees of freedom. */
  standardT: Draw1<'float64', { readonly df: Param }>;
  /** Triangle over left, mode, right. */
  triangular: Draw3<'float64'>;
  /** Uniform over [low, high). Bit-equal to NumPy. */
  uniform: Draw2<'float64', { readonly low?: Param; readonly high?: Param }>;
  /** Angles around mu, concentrated by kappa. */
  vonmises: Draw2<'float64', { readonly mu: Param; readonly kappa: Param }>;
  /** Inverse Gaussian with mean and scale. */
  wald: Draw2<'float64', { readonly mean: Param; readonly scale: Param }>;
  /** Weibull with exponent a and scale 1. */
  weibull: Draw1<'float64', { readonly a: Param }>;
  /** Chance proportional to k^-a. */
  zipf: Draw1<'int64', { readonly a: Param }>;
}
