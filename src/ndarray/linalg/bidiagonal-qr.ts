/**
 * Implicit QR steps for real bidiagonal matrices.
 *
 * *Source*: G. H. Golub and W. Kahan, "Calculating the singular values and pseudo-inverse of a matrix" (SIAM J. Numer. Anal. B 2, 1965);
 * Golub and Van Loan, "Matrix Computations", algorithms 8.6.1 and 8.6.2 (steps with Wilkinson's shift).
 */

import { lengthOfPair } from './length-of-pair.ts';
import { type Matrix, scale } from './matrix.ts';
import { type ColumnTurner, turnColumns } from './rotations.ts';

/** Steps per singular value; two or three are usual. */
const MAX_STEPS = 60;

/** A bidiagonal matrix: `d` on its diagonal, `e` above it. */
export interface Bidiagonal {
  readonly d: Float64Array;
  readonly e: Float64Array;
}

/** Cosine and sine that turn (y, z) into (r, 0). */
function planeOf(y: number, z: number): { c: number; s: number; r: number } {
  const r = lengthOfPair(y, z);
  return r === 0 ? { c: 1, s: 0, r: 0 } : { c: y / r, s: z / r, r };
}

/** What turns the columns of both bases. */
export interface Bases {
  readonly left: ColumnTurner | undefined;
  readonly right: ColumnTurner | undefined;
}

interface Block {
  readonly first: number;
  readonly last: number;
}

/** Eigenvalue of the last two rows of B^T B that is nearer to the last entry. */
function shiftOf({ d, e }: Bidiagonal, { first, last }: Block): number {
  const above = last - 1 > first ? e[last - 2]! : 0;
  const one = d[last - 1]! ** 2 + above ** 2;
  const beside = d[last - 1]! * e[last - 1]!;
  const two = d[last]! ** 2 + e[last - 1]! ** 2;
  const half = (one - two) / 2;
  const root = Math.hypot(half, beside);
  return beside === 0 ? two : two - beside ** 2 / (half + (half >= 0 ? root : -root));
}

/** One implicit QR step over a block. */
function step(form: Bidiagonal, block: Block, { left, right }: Bases): void {
  const { d, e } = form;
  const { first, last } = block;
  left?.begin(first, 1);
  right?.begin(first, 1);
  let y = d[first]! ** 2 - shiftOf(form, block);
  let z = d[first]! * e[first]!;
  for (let k = first; k < last; k++) {
    const columns = planeOf(y, z);
    if (k > first) e[k - 1] = columns.r;
    y = columns.c * d[k]! + columns.s * e[k]!;
    e[k] = columns.c * e[k]! - columns.s * d[k]!;
    z = columns.s * d[k + 1]!;
    d[k + 1] = columns.c * d[k + 1]!;
    right?.turn(columns.c, columns.s);
    const rows = planeOf(y, z);
    d[k] = rows.r;
    y = rows.c * e[k]! + rows.s * d[k + 1]!;
    d[k + 1] = rows.c * d[k + 1]! - rows.s * e[k]!;
    left?.turn(rows.c, rows.s);
    if (k + 1 < last) {
      z = rows.s * e[k + 1]!;
      e[k + 1] = rows.c * e[k + 1]!;
    }
  }
  e[last - 1] = y;
}

/** A zero on the diagonal: the entry beside it is turned out of its row, and the block falls apart. */
function clearRow({ d, e }: Bidiagonal, [row, last]: readonly [number, number], left: ColumnTurner | undefined): void {
  let rest = e[row]!;
  d[row] = 0;
  e[row] = 0;
  for (let j = row + 1; j <= last && rest !== 0; j++) {
    const plane = planeOf(d[j]!, rest);
    d[j] = plane.r;
    left?.begin(j, row - j);
    left?.turn(plane.c, plane.s);
    if (j === last) break;
    rest = -plane.s * e[j]!;
    e[j] = plane.c * e[j]!;
  }
}

/** The block that ends at `last`: negligible entries beside the diagonal end it, negligible ones on it are cleared. */
function blockAt(form: Bidiagonal, { last, least }: { last: number; least: number }, { left }: Bases): Block {
  const { d, e } = form;
  for (let k = last; k > 0; k--) {
    if (Math.abs(e[k - 1]!) <= least) {
      e[k - 1] = 0;
      return { first: k, last };
    }
    if (Math.abs(d[k - 1]!) <= least) {
      clearRow(form, [k - 1, last], left);
      return { first: k, last };
    }
  }
  return { first: 0, last };
}

/** Implicit QR steps until all entries beside the diagonal are negligible; false when there are too many. */
function reduceToDiagonal(form: Bidiagonal, bases: Bases): boolean {
  const { d, e } = form;
  let norm = 0;
  for (let k = 0; k < d.length; k++) norm = Math.max(norm, Math.abs(d[k]!) + Math.abs(e[k] ?? 0));
  const least = norm * Number.EPSILON * 0.5;
  let steps = 0;
  for (let last = d.length - 1; last >= 0;) {
    const block = blockAt(form, { last, least }, bases);
    if (block.first < last) {
      if (steps++ === MAX_STEPS) return false;
      step(form, block, bases);
      continue;
    }
    steps = 0;
    last--;
  }
  return true;
}

/** What the columns on both sides are. */
export interface BidiagonalBases {
  readonly left: Matrix | undefined;
  readonly right: Matrix | undefined;
}

/** Makes a bidiagonal matrix diagonal, with numbers of at least 0. @returns Both bases; undefined when it does not converge. */
export function diagonalise(form: Bidiagonal & BidiagonalBases): BidiagonalBases | undefined {
  const bases = { left: form.left && turnColumns(form.left), right: form.right && turnColumns(form.right) };
  const isDone = reduceToDiagonal(form, bases);
  const [left, right] = [bases.left?.finish(), bases.right?.finish()];
  if (!isDone) return undefined;
  for (const [k, value] of form.d.entries()) {
    // -0 is one, too: a condition would be -Infinity.
    if (!(value < 0) && !Object.is(value, -0)) continue;
    form.d[k] = -value;
    if (right !== undefined) scale(right.columns[k]!, { re: -1, im: 0 });
  }
  return { left, right };
}
