/**
 * Singular value decomposition: QR where there are more rows than columns, reduction to a real bidiagonal matrix by reflectors, implicit QR steps on that.
 *
 * *Source*: G. H. Golub and W. Kahan, "Calculating the singular values and pseudo-inverse of a matrix" (SIAM J. Numer. Anal. B 2, 1965);
 * Golub and Van Loan, "Matrix Computations", algorithms 5.4.2 (bidiagonalisation), 8.6.1 and 8.6.2 (steps with Wilkinson's shift).
 */

import { addScaled, type Column, conjugated, identity, Matrix, scale, times, type Value } from './matrix.ts';
import { multiply } from './multiply-matrix.ts';
import { blockedBidiagonal } from './blocked-bidiagonal.ts';
import { formBlocked } from './blocked-qr.ts';
import { decomposeQr, formQ, formR } from './qr-matrix.ts';
import { applyReflector, makeReflector } from './reflector.ts';
import { type ColumnTurner, turnColumns } from './rotations.ts';
import { isBlockable, isReducedByBlocks } from './workspace.ts';

/** A = U diag(s) Vh, s descending. */
export interface SvdResult {
  readonly u: Matrix | undefined;
  readonly s: Float64Array;
  readonly vh: Matrix | undefined;
}

/** What is wanted. */
export interface SvdWish {
  readonly vectors: boolean;
  /** Square U and Vh. */
  readonly full: boolean;
}

/** Steps per singular value; two or three are usual. */
const MAX_STEPS = 60;

/** A = left B right^H, with B real: `d` on its diagonal, `e` above it. */
interface Bidiagonal {
  readonly d: Float64Array;
  readonly e: Float64Array;
  readonly left: Matrix | undefined;
  readonly right: Matrix | undefined;
}

/** Makes the entries of a row beside its superdiagonal zero; `vector` takes the reflector. */
function reflectRow(matrix: Matrix, row: number, vector: Column): Value {
  const n = matrix.width;
  for (let j = row + 1; j < n; j++) {
    const value = conjugated(matrix.at(row, j));
    vector.re[j] = value.re;
    if (vector.im !== null) vector.im[j] = value.im;
  }
  const tau = makeReflector(vector, row + 1);
  const beta = vector.re[row + 1]!;
  if (tau.re !== 0 || tau.im !== 0) applyFromRight(matrix, vector, { row, tau });
  matrix.put(row, row + 1, { re: beta, im: 0 });
  return tau;
}

/** A := A (I - tau v v^H) for the rows below one; v is stored below entry row + 1, which is 1. */
function applyFromRight(matrix: Matrix, vector: Column, { row, tau }: { row: number; tau: Value }): void {
  const from = row + 1;
  const at = (j: number): Value =>
    j === from ? { re: 1, im: 0 } : { re: vector.re[j]!, im: vector.im === null ? 0 : vector.im[j]! };
  const product = new Matrix(matrix.rows, 1, matrix.isComplex).columns[0]!;
  for (let j = from; j < matrix.width; j++) addScaled(matrix.columns[j]!, product, { ...at(j), from });
  for (let j = from; j < matrix.width; j++) {
    const { re, im } = times(tau, conjugated(at(j)));
    addScaled(product, matrix.columns[j]!, { re: -re, im: -im, from });
  }
}

/** By blocks, which pays for large real matrices. */
function bidiagonaliseBlocks(matrix: Matrix, wantsVectors: boolean): Bidiagonal {
  const { d, e, left, right } = blockedBidiagonal(matrix);
  if (!wantsVectors) return { d, e, left: undefined, right: undefined };
  const size = { rows: matrix.rows, columns: matrix.rows };
  return {
    d,
    e,
    left: formBlocked({ ...size, ...left, first: 0 }),
    right: formBlocked({ ...size, ...right, first: 1 }),
  };
}

/** Reduces a square matrix, which is overwritten. */
function bidiagonalise(matrix: Matrix, wantsVectors: boolean): Bidiagonal {
  const n = matrix.width;
  if (!matrix.isComplex && isReducedByBlocks(n)) return bidiagonaliseBlocks(matrix, wantsVectors);
  const lefts: Value[] = [];
  const rights: Value[] = [];
  const vectors = new Matrix(n, n, matrix.isComplex);
  for (let k = 0; k < n; k++) {
    const tau = makeReflector(matrix.columns[k]!, k);
    lefts.push(tau);
    for (let j = k + 1; j < n; j++) {
      applyReflector(matrix.columns[k]!, matrix.columns[j]!, { row: k, tau: conjugated(tau) });
    }
    if (k + 1 < n) rights.push(reflectRow(matrix, k, vectors.columns[k]!));
  }
  const d = Float64Array.from(matrix.columns, ({ re }, k) => re[k]!);
  const e = Float64Array.from(rights, (_, k) => matrix.at(k, k + 1).re);
  if (!wantsVectors) return { d, e, left: undefined, right: undefined };
  const left = formQ({ factors: matrix, tau: lefts }, n);
  return { d, e, left, right: formRight(vectors, rights) };
}

/** The product of the reflectors of rows: each has its leading 1 in the row after its own. */
function formRight(vectors: Matrix, tau: readonly Value[]): Matrix {
  const n = vectors.width;
  if (!vectors.isComplex && isBlockable(n, tau.length)) {
    return formBlocked({ rows: n, columns: n, vectors: vectors.columns.map(({ re }) => re), tau, first: 1 });
  }
  const right = identity(n, vectors.isComplex);
  for (let k = tau.length - 1; k >= 0; k--) {
    for (const column of right.columns) applyReflector(vectors.columns[k]!, column, { row: k + 1, tau: tau[k]! });
  }
  return right;
}

/** Cosine and sine that turn (y, z) into (r, 0). */
function planeOf(y: number, z: number): { c: number; s: number; r: number } {
  const r = Math.hypot(y, z);
  return r === 0 ? { c: 1, s: 0, r: 0 } : { c: y / r, s: z / r, r };
}

/** What turns the columns of both bases. */
interface Bases {
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

/** Makes a bidiagonal matrix diagonal, with numbers of at least 0. @returns Both bases; undefined when it does not converge. */
function diagonalise(form: Bidiagonal): Pick<Bidiagonal, 'left' | 'right'> | undefined {
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

/** Divides all entries by their largest, so that squares neither overflow nor vanish. @returns The largest. */
function normalise(matrix: Matrix): number {
  let largest = 0;
  for (const { re, im } of matrix.columns) {
    for (let i = 0; i < re.length; i++) {
      largest = Math.max(largest, Math.abs(re[i]!), im === null ? 0 : Math.abs(im[i]!));
    }
  }
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  for (const { re, im } of matrix.columns) {
    for (let i = 0; i < re.length; i++) {
      re[i] = re[i]! / largest;
      if (im !== null) im[i] = im[i]! / largest;
    }
  }
  return largest;
}

/** The decomposition of a matrix with at least as many rows as columns. */
function decomposeTall(matrix: Matrix, { vectors, full }: SvdWish): SvdResult | undefined {
  const { rows, width } = matrix;
  const unit = normalise(matrix);
  if (!Number.isFinite(unit)) return undefined;
  const reflected = rows > width ? decomposeQr(matrix) : undefined;
  const form = bidiagonalise(reflected === undefined ? matrix : formR(reflected, width), vectors);
  const bases = diagonalise(form);
  if (bases === undefined) return undefined;
  const order = Array.from(form.d.keys()).toSorted((a, b) => form.d[b]! - form.d[a]!);
  const s = Float64Array.from(order, (place) => form.d[place]! * unit);
  if (bases.left === undefined || bases.right === undefined) return { u: undefined, s, vh: undefined };
  const left = bases.left.reordered(order);
  const u = reflected === undefined ? left : applyLeft(formQ(reflected, full ? rows : width), left);
  return { u, s, vh: bases.right.reordered(order).adjoint() };
}

/** The first columns of q times a smaller matrix; the others stay. */
function applyLeft(q: Matrix, inner: Matrix): Matrix {
  const first = multiply(q.reordered(Array.from({ length: inner.width }, (_, j) => j)), inner);
  (first.columns as Column[]).push(...q.columns.slice(inner.width));
  return first;
}

/**
 * Decomposes a matrix, which is overwritten.
 *
 * @returns undefined when it does not converge, which only NaN and infinities cause.
 */
export function decomposeSvd(matrix: Matrix, wish: SvdWish): SvdResult | undefined {
  if (matrix.rows >= matrix.width) return decomposeTall(matrix, wish);
  const result = decomposeTall(matrix.adjoint(), wish);
  return result && { u: result.vh?.adjoint(), s: result.s, vh: result.u?.adjoint() };
}
