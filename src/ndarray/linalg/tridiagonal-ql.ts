/**
 * Implicit QL for real symmetric tridiagonal matrices.
 *
 * *Source*: Golub and Van Loan, "Matrix Computations", algorithm 8.3.2 (implicit shift); C. Reinsch and J. H. Wilkinson, "Handbook for
 * Automatic Computation II" (1971), contribution II/3 (convergence test, order of the sweeps).
 */

import { MAX_STEPS, negligible, scaleToUnit } from './convergence.ts';
import { lengthOfPair } from './length-of-pair.ts';
import type { ColumnTurner } from './rotations.ts';

/** A real symmetric tridiagonal matrix. */
export interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Entry k lies between k and k + 1. */
  readonly beside: Float64Array;
}

/** First place from `from` on where the matrix falls apart: the entry beside it is negligible. */
function splitAfter({ diagonal, beside }: Tridiagonal, from: number, least: number): number {
  for (let m = from; m < beside.length; m++) {
    const size = Math.abs(diagonal[m]!) + Math.abs(diagonal[m + 1]!);
    if (Math.abs(beside[m]!) <= Math.max(Number.EPSILON * size, least) || size + Math.abs(beside[m]!) === size)
      return m;
  }
  return diagonal.length - 1;
}

/** One implicit QL sweep with Wilkinson's shift over the block from `first` to `last`. */
function sweep(
  { diagonal: d, beside: e }: Tridiagonal,
  [first, last]: readonly [number, number],
  basis: ColumnTurner | undefined,
): void {
  let g = (d[first + 1]! - d[first]!) / (2 * e[first]!);
  let r = Math.hypot(g, 1);
  g = d[last]! - d[first]! + e[first]! / (g + (g >= 0 ? r : -r));
  let s = 1;
  let c = 1;
  let p = 0;
  basis?.begin(last, -1);
  for (let i = last - 1; i >= first; i--) {
    const f = s * e[i]!;
    const b = c * e[i]!;
    r = lengthOfPair(f, g);
    // Beyond the end of the array nothing is written.
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1] = d[i + 1]! - p;
      e[last] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1]! - p;
    r = (d[i]! - g) * s + 2 * c * b;
    p = s * r;
    d[i + 1] = g + p;
    g = c * r - b;
    basis?.turn(c, s);
  }
  d[first] = d[first]! - p;
  e[first] = g;
  e[last] = 0;
}

/** Makes a matrix diagonal, and turns a basis with it. @returns false when it does not converge, which only NaN and infinities cause. */
export function sweepToDiagonal(form: Tridiagonal, basis: ColumnTurner | undefined): boolean {
  const { diagonal, beside } = form;
  const unit = scaleToUnit([diagonal, beside]);
  if (unit === undefined || !sweepAll(form, basis)) return false;
  for (let k = 0; k < diagonal.length; k++) diagonal[k] = diagonal[k]! * unit;
  return true;
}

function sweepAll(form: Tridiagonal, basis: ColumnTurner | undefined): boolean {
  const { diagonal } = form;
  for (let first = 0; first < diagonal.length; first++) {
    for (let tries = 0; ; tries++) {
      const last = splitAfter(form, first, negligible(1, tries));
      if (last === first) break;
      if (tries === MAX_STEPS || Number.isNaN(diagonal[first])) return false;
      sweep(form, [first, last], basis);
    }
  }
  return true;
}
