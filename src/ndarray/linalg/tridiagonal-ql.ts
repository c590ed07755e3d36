/**
 * Implicit QL for real symmetric tridiagonal matrices.
 *
 * *Source*: Golub and Van Loan, "Matrix Computations", algorithm 8.3.2 (implicit shift); C. Reinsch and J. H. Wilkinson, "Handbook for
 * Automatic Computation II" (1971), contribution II/3 (convergence test, order of the sweeps).
 */

import { lengthOfPair } from './length-of-pair.ts';
import type { ColumnTurner } from './rotations.ts';

/** A real symmetric tridiagonal matrix. */
export interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Entry k lies between k and k + 1. */
  readonly beside: Float64Array;
}

const MAX_SWEEPS = 120;
/** Sweeps after which an entry needs to be small beside the whole matrix only, which is as much as rounding lets be known. */
const PATIENCE = 30;
/** Beside a largest entry of about 1 this is nothing, and the squares of what is not are numbers still. */
const NOTHING = 2 ** -500;

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

/**
 * Divides a matrix by the power of two next to its largest entry: squares neither overflow nor vanish.
 *
 * @returns The divisor; NaN or Infinity, with the matrix as it was, where entries are that.
 */
export function scaleToUnit({ diagonal, beside }: Tridiagonal): number {
  let largest = 0;
  for (const part of [diagonal, beside]) for (const value of part) largest = Math.max(largest, Math.abs(value));
  if (largest === 0) return 1;
  const unit = 2 ** Math.max(-1021, Math.floor(Math.log2(largest)));
  if (!Number.isFinite(unit)) return unit;
  for (const part of [diagonal, beside]) for (let k = 0; k < part.length; k++) part[k] = part[k]! / unit;
  return unit;
}

/** Makes a matrix diagonal, and turns a basis with it. @returns false when it does not converge, which only NaN and infinities cause. */
export function sweepToDiagonal(form: Tridiagonal, basis: ColumnTurner | undefined): boolean {
  const unit = scaleToUnit(form);
  if (!Number.isFinite(unit) || !sweepAll(form, basis)) return false;
  const { diagonal } = form;
  for (let k = 0; k < diagonal.length; k++) diagonal[k] = diagonal[k]! * unit;
  return true;
}

function sweepAll(form: Tridiagonal, basis: ColumnTurner | undefined): boolean {
  const { diagonal } = form;
  for (let first = 0; first < diagonal.length; first++) {
    for (let tries = 0; ; tries++) {
      const last = splitAfter(form, first, tries > PATIENCE ? Number.EPSILON : NOTHING);
      if (last === first) break;
      if (tries === MAX_SWEEPS || Number.isNaN(diagonal[first])) return false;
      sweep(form, [first, last], basis);
    }
  }
  return true;
}
