/**
 * The roots of `1 / rho + sum of z[i]^2 / (d[i] - x)`: the eigenvalues of a diagonal matrix d plus `rho z z^T`. Between two poles d there is one, and
 * one beyond the last.
 *
 * *Source*: R.-C. Li, "Solving secular equations stably and efficiently" (LAPACK working note 89, 1994), the middle way: each side of the
 * sum is replaced by one pole with the same value and slope.
 */

/** Evaluations for a root; some five are usual, and halving alone would take no more. */
const MAX_TRIES = 120;

export interface Secular {
  /** Ascending, none twice. */
  readonly poles: Float64Array;
  /** Squares of z, none of them 0. */
  readonly squares: Float64Array;
  /** 1 / rho, more than 0. */
  readonly inverse: number;
  /** The poles are the squares of these numbers, and the roots the squares of what is wanted: singular values; default false. */
  readonly areRoots?: boolean;
}

/** How far one pole is from another. */
const distanceOf = (a: number, b: number, areRoots: boolean): number => (areRoots ? (a - b) * (a + b) : a - b);

/** Finds the roots of one equation. */
export class SecularSolver {
  readonly #poles: Float64Array;
  readonly #squares: Float64Array;
  readonly #inverse: number;
  readonly #areRoots: boolean;
  /** Value and slope of the terms before the root, and of those after it. */
  #before = 0;
  #beforeSlope = 0;
  #after = 0;
  #afterSlope = 0;

  constructor({ poles, squares, inverse, areRoots = false }: Secular) {
    this.#poles = poles;
    this.#squares = squares;
    this.#inverse = inverse;
    this.#areRoots = areRoots;
  }

  /**
   * Finds the root after pole j.
   *
   * @param gaps - Gets the distances of all poles from the root, `d[i] - x`, each to nearly all of its digits.
   */
  root(j: number, gaps: Float64Array): number {
    const { low, high, origin, start } = this.#bracket(j, gaps);
    const place = this.#search({ low, high, start }, { j, gaps });
    for (let i = 0; i < gaps.length; i++) gaps[i] = gaps[i]! - place;
    const pole = this.#poles[origin]!;
    return this.#areRoots ? Math.sqrt(pole * pole + place) : pole + place;
  }

  #moveTo(origin: number, gaps: Float64Array): void {
    const from = this.#poles[origin]!;
    for (let i = 0; i < gaps.length; i++) gaps[i] = distanceOf(this.#poles[i]!, from, this.#areRoots);
  }

  /** Which pole is nearer, from which places are counted; and between what the root is. */
  #bracket(j: number, gaps: Float64Array): Bracket & { readonly origin: number } {
    const last = gaps.length - 1;
    this.#moveTo(j, gaps);
    if (j === last) {
      const high = this.#squares.reduce((sum, square) => sum + square, 0) / this.#inverse;
      return { low: 0, high: high * (1 + 4 * Number.EPSILON), start: high / 2, origin: j };
    }
    const width = gaps[j + 1]!;
    const isLeft = this.#evaluate(width / 2, { j, gaps }) >= 0;
    const [one, two] = [this.#squares[j]!, this.#squares[j + 1]!];
    // The other poles are taken for a constant.
    const rest = this.#inverse + this.#before + this.#after + (2 * (one - two)) / width;
    if (isLeft) {
      const start = lowerRoot(rest, rest * width + one + two, one * width);
      return { low: 0, high: width / 2, start, origin: j };
    }
    this.#moveTo(j + 1, gaps);
    const start = lowerRoot(rest, -rest * width + one + two, -two * width);
    return { low: -width / 2, high: 0, start, origin: j + 1 };
  }

  /** The sum at a place. */
  #evaluate(at: number, { j, gaps }: Where): number {
    const squares = this.#squares;
    const end = Math.min(j + 1, Math.max(1, gaps.length - 1));
    let [value, slope] = [0, 0];
    for (let i = 0; i < end; i++) {
      const inverse = 1 / (gaps[i]! - at);
      const term = squares[i]! * inverse;
      value += term;
      slope += term * inverse;
    }
    this.#before = value;
    this.#beforeSlope = slope;
    value = 0;
    slope = 0;
    for (let i = end; i < gaps.length; i++) {
      const inverse = 1 / (gaps[i]! - at);
      const term = squares[i]! * inverse;
      value += term;
      slope += term * inverse;
    }
    this.#after = value;
    this.#afterSlope = slope;
    return this.#inverse + this.#before + this.#after;
  }

  /** Where the two poles that stand for all say that the root is, from here. */
  #step(at: number, value: number, { j, gaps }: Where): number {
    const slope = this.#beforeSlope + this.#afterSlope;
    const first = Math.min(j, gaps.length - 2);
    if (first < 0) return -value / slope;
    const [left, right] = [gaps[first]! - at, gaps[first + 1]! - at];
    const constant = value - left * this.#beforeSlope - right * this.#afterSlope;
    const linear = (left + right) * value - left * right * slope;
    const step =
      j === gaps.length - 1
        ? upperRoot(Math.abs(constant), linear, left * right * value)
        : lowerRoot(constant, linear, left * right * value);
    return value * step < 0 ? step : -value / slope;
  }

  #search(bracket: Bracket, where: Where): number {
    let { low, high } = bracket;
    let at = bracket.start > low && bracket.start < high ? bracket.start : (low + high) / 2;
    let previous = Infinity;
    let slow = 0;
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const value = this.#evaluate(at, where);
      const size = this.#inverse + Math.abs(this.#before) + Math.abs(this.#after);
      const slope = this.#beforeSlope + this.#afterSlope;
      if (Math.abs(value) <= Number.EPSILON * (4 * size + Math.abs(at) * slope)) break;
      if (value < 0) low = at;
      else high = at;
      slow = Math.abs(value) > 0.1 * previous ? slow + 1 : 0;
      previous = Math.abs(value);
      let next = at + this.#step(at, value, where);
      if (!(next > low && next < high) || slow > 3) next = (low + high) / 2;
      if (next === at || next <= low || next >= high) break;
      at = next;
    }
    return at;
  }
}

/** What the vectors of a joint are made of. */
export interface SecularVectors {
  readonly poles: Float64Array;
  readonly z: Float64Array;
  /** A column of distances for each root. */
  readonly gaps: readonly Float64Array[];
  readonly areRoots?: boolean;
}

/** The z of which the computed roots are the exact ones: with it, vectors are orthogonal however near roots are to each other. */
export function exactVector({ poles, z, gaps, areRoots = false }: SecularVectors): Float64Array {
  const squares = new Float64Array(z.length).fill(-1);
  for (const [j, column] of gaps.entries()) {
    const pole = poles[j]!;
    for (let i = 0; i < z.length; i++) {
      const factor = i === j ? column[i]! : column[i]! / distanceOf(poles[i]!, pole, areRoots);
      squares[i] = squares[i]! * factor;
    }
  }
  return squares.map((square, i) => (z[i]! < 0 ? -1 : 1) * Math.sqrt(Math.max(0, square)));
}

interface Bracket {
  readonly low: number;
  readonly high: number;
  readonly start: number;
}

interface Where {
  readonly j: number;
  /** Poles as seen from the origin. */
  readonly gaps: Float64Array;
}

const discriminantRoot = (a: number, b: number, c: number): number => Math.sqrt(Math.max(0, b * b - 4 * a * c));

/** `(b - root) / 2a`, a root of `a x^2 - b x + c`, without cancellation. */
function lowerRoot(a: number, b: number, c: number): number {
  const root = discriminantRoot(a, b, c);
  return b > 0 ? (2 * c) / (b + root) : (b - root) / (2 * a);
}

/** `(b + root) / 2a`. */
function upperRoot(a: number, b: number, c: number): number {
  const root = discriminantRoot(a, b, c);
  return b >= 0 ? (b + root) / (2 * a) : (2 * c) / (b - root);
}
