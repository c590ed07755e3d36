/**
 * Which eigenpairs of `diag(values) + rho z z^T` are those of the diagonal matrix already, as far as rounding can tell: where z has nearly a
 * zero, and where two values are nearly one, which a rotation makes such a case. The others are left for the secular equation.
 *
 * *Source*: J. R. Bunch, C. P. Nielsen and D. C. Sorensen, "Rank-one modification of the symmetric eigenproblem" (Numer. Math. 31, 1978); LAPACK,
 * routine DLAED2.
 */

import type { Plane } from './divided-vectors.ts';
import { lengthOfPair } from './length-of-pair.ts';

export interface RankOneUpdate {
  /** Rotations change them. */
  readonly values: Float64Array;
  /** Of length 1; overwritten. */
  readonly z: Float64Array;
  readonly rho: number;
  /** Places of values, ascending: those that may be sorted out. */
  readonly order: readonly number[];
  /** Vectors of places before this one are those of the first half. */
  readonly half: number;
  /** What values are compared with, beside the largest of them and of z; default 0. */
  readonly size?: number;
}

export interface Deflated {
  /** Of what is left, ascending: values, entries of z, and places. */
  readonly poles: Float64Array;
  readonly z: Float64Array;
  readonly places: readonly number[];
  readonly rho: number;
  /** What counts as nothing, and as no difference between values. */
  readonly tolerance: number;
  /** The same places by the rows in which their vectors have entries: of the first half, of both, of the second one. */
  readonly upper: readonly number[];
  readonly both: readonly number[];
  readonly lower: readonly number[];
  /** Places of the others. */
  readonly gone: readonly number[];
}

/** Vector a becomes `c a + s b`, vector b `c b - s a`. */
export type RotateVectors = (a: number, b: number, plane: Plane) => void;

const largestOf = (numbers: Float64Array): number => numbers.reduce((most, one) => Math.max(most, Math.abs(one)), 0);

class Deflation {
  readonly #update: RankOneUpdate;
  readonly #rotate: RotateVectors;
  readonly #tolerance: number;
  /** Places whose vectors have entries in both halves, because of a rotation. */
  readonly #mixed = new Set<number>();
  readonly left: number[] = [];
  readonly gone: number[] = [];

  constructor(update: RankOneUpdate, rotate: RotateVectors) {
    this.#update = update;
    this.#rotate = rotate;
    this.#tolerance = 8 * Number.EPSILON * Math.max(largestOf(update.values), largestOf(update.z), update.size ?? 0);
  }

  run(): void {
    const { z, rho, order } = this.#update;
    let previous: number | undefined;
    for (const place of order) {
      if (rho * Math.abs(z[place]!) <= this.#tolerance) {
        this.gone.push(place);
        continue;
      }
      if (previous !== undefined) (this.#unite(previous, place) ? this.gone : this.left).push(previous);
      previous = place;
    }
    if (previous !== undefined) this.left.push(previous);
  }

  /** Rotates two neighbours so that z is 0 at the first one, when what that leaves beside the diagonal is negligible. */
  #unite(a: number, b: number): boolean {
    const { values, z } = this.#update;
    const length = lengthOfPair(z[b]!, z[a]!);
    const [c, s] = [z[b]! / length, -z[a]! / length];
    if (Math.abs((values[b]! - values[a]!) * c * s) > this.#tolerance) return false;
    [z[a], z[b]] = [0, length];
    if (this.#isUpper(a) !== this.#isUpper(b) || this.#mixed.has(a) || this.#mixed.has(b)) {
      this.#mixed.add(a).add(b);
    }
    this.#rotate(a, b, { c, s });
    const [first, second] = [values[a]!, values[b]!];
    values[a] = first * c * c + second * s * s;
    values[b] = first * s * s + second * c * c;
    return true;
  }

  #isUpper(place: number): boolean {
    return place < this.#update.half;
  }

  result(): Deflated {
    const { values, z, rho } = this.#update;
    const isPure = (place: number): boolean => !this.#mixed.has(place);
    return {
      poles: Float64Array.from(this.left, (place) => values[place]!),
      z: Float64Array.from(this.left, (place) => z[place]!),
      places: this.left,
      rho,
      tolerance: this.#tolerance,
      upper: this.left.filter((place) => isPure(place) && this.#isUpper(place)),
      both: this.left.filter((place) => !isPure(place)),
      lower: this.left.filter((place) => isPure(place) && !this.#isUpper(place)),
      gone: this.gone,
    };
  }
}

/** Sorts out what the secular equation need not solve. */
export function deflate(update: RankOneUpdate, rotate: RotateVectors): Deflated {
  const deflation = new Deflation(update, rotate);
  deflation.run();
  return deflation.result();
}
