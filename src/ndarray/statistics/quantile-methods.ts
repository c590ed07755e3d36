/**
 * Where in a sorted row a quantile lies, by each of the nine definitions of Hyndman and Fan (Sample Quantiles in Statistical Packages, The
 * American Statistician 50, 1996) and four that only interpolate in other ways. Names as in NumPy.
 */

/** Rounds to the floats in which is computed. */
export type Round = (value: number) => number;

/** A place between two elements: their weights are `1 - gamma` and `gamma`. */
export interface Place {
  /** Counted from 0; may lie outside of the row. */
  readonly index: number;
  readonly gamma: number;
}

/** An element, or a place between two. */
type Method = (n: number, q: number) => number | Place;

const between = (index: number): Place => ({ index, gamma: index - Math.floor(index) });

/** The definitions with two parameters. */
const withParameters =
  (alpha: number, beta: number): Method =>
  (n, q) =>
    between(n * q + (alpha + q * (1 - alpha - beta)) - 1);

/** The element behind a place, or the one at it where `isAt` says so. */
function step(index: number, isAt: (gamma: number, below: number) => boolean): number {
  const below = Math.floor(index);
  return Math.max(isAt(index - below, below) ? below : below + 1, 0);
}

/** Halves go to the even one. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

const last = (n: number, q: number): number => (n - 1) * q;

/** The methods by name. */
export const quantileMethods: { readonly [M in QuantileMethod]: Method } = {
  inverted_cdf: (n, q) => step(n * q - 1, (gamma) => gamma === 0),
  averaged_inverted_cdf: (n, q) => {
    const index = n * q - 1;
    return { index, gamma: index === Math.floor(index) ? 0.5 : 1 };
  },
  closest_observation: (n, q) => step(n * q - 1 - 0.5, (gamma, below) => gamma === 0 && Math.abs(below % 2) === 1),
  interpolated_inverted_cdf: withParameters(0, 1),
  hazen: withParameters(0.5, 0.5),
  weibull: withParameters(0, 0),
  linear: (n, q) => between(last(n, q)),
  median_unbiased: withParameters(1 / 3, 1 / 3),
  normal_unbiased: withParameters(3 / 8, 3 / 8),
  lower: (n, q) => Math.floor(last(n, q)),
  higher: (n, q) => Math.ceil(last(n, q)),
  midpoint: (n, q) => {
    const place = last(n, q);
    const index = 0.5 * (Math.floor(place) + Math.ceil(place));
    return { index, gamma: index === Math.floor(index) ? 0 : 0.5 };
  },
  nearest: (n, q) => roundHalfEven(last(n, q)),
};

/** How a quantile between two elements is found. */
export type QuantileMethod =
  | 'inverted_cdf'
  | 'averaged_inverted_cdf'
  | 'closest_observation'
  | 'interpolated_inverted_cdf'
  | 'hazen'
  | 'weibull'
  | 'linear'
  | 'median_unbiased'
  | 'normal_unbiased'
  | 'lower'
  | 'higher'
  | 'midpoint'
  | 'nearest';

/** The methods whose results are elements. */
export const exactMethods: ReadonlySet<QuantileMethod> = new Set([
  'inverted_cdf',
  'closest_observation',
  'lower',
  'higher',
  'nearest',
]);

/** The element of a row of `n`, or a mix of two, that is the quantile. */
export interface Mix {
  readonly low: number;
  readonly high: number;
  readonly gamma: number;
}

/** Where the quantile `q` of `n` sorted elements is; inside the row. */
// oxlint-disable-next-line eslint/max-params -- the method, its two arguments, and in which floats places are counted
export function mixOf(method: QuantileMethod, n: number, q: number, round: Round = (value) => value): Mix {
  const exact = quantileMethods[method](n, q);
  const found = typeof exact === 'number' || method !== 'linear' ? exact : between(round(exact.index));
  if (typeof found === 'number') {
    const at = Math.min(Math.max(found, 0), n - 1);
    return { low: at, high: at, gamma: 0 };
  }
  const { index, gamma } = found;
  if (index >= n - 1) return { low: n - 1, high: n - 1, gamma };
  if (index < 0) return { low: 0, high: 0, gamma };
  return { low: Math.floor(index), high: Math.floor(index) + 1, gamma };
}

/** How two elements are mixed: `own` rounds to the dtype of the elements, `result` to that of the result. */
export interface Rounding {
  readonly own: Round;
  readonly result: Round;
}

/** Mixes two elements; from the nearer one, so that it is exact at both ends. */
export function interpolate([a, b]: readonly [number, number], gamma: number, { own, result }: Rounding): number {
  const difference = own(b - a);
  return gamma >= 0.5 ? result(b - result(difference * result(1 - gamma))) : result(a + result(difference * gamma));
}
