/**
 * Singular value decomposition: QR where there are more rows than columns, reduction to a real bidiagonal matrix by reflectors, implicit QR steps on that.
 *
 * *Source*: G. H. Golub and W. Kahan, "Calculating the singular values and pseudo-inverse of a matrix" (SIAM J. Numer. Anal. B 2, 1965);
 * Golub and Van Loan, "Matrix Computations", algorithms 5.4.2 (bidiagonalisation), 8.6.1 and 8.6.2 (steps with Wilkinson's shift).
 */

import { addScaled, type Column, conjugated, identity, Matrix, times, type Value } from './matrix.ts';
import { multiply } from './multiply-matrix.ts';
import { type Bidiagonal, type BidiagonalBases, diagonalise } from './bidiagonal-qr.ts';
import { blockedBidiagonal } from './blocked-bidiagonal.ts';
import { applyReflectors, formBlocked } from './blocked-qr.ts';
import { divideBidiagonal } from './divide-bidiagonal.ts';
import { decomposeQr, formQ, formR } from './qr-matrix.ts';
import { applyReflector, makeReflector } from './reflector.ts';
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

/** A = left B right^H, with B real. */
type BidiagonalForm = Bidiagonal & BidiagonalBases;

const NO_BASES: BidiagonalBases = { left: undefined, right: undefined };

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

/** Reduces a square matrix, which is overwritten. */
function bidiagonalise(matrix: Matrix, wantsVectors: boolean): BidiagonalForm {
  const n = matrix.width;
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

/** A square matrix; values are in no order. */
function decomposeSquare(matrix: Matrix, wantsVectors: boolean): BidiagonalForm | undefined {
  if (!matrix.isComplex && isReducedByBlocks(matrix.width)) return decomposeBlocks(matrix, wantsVectors);
  const form = bidiagonalise(matrix, wantsVectors);
  const bases = diagonalise(form);
  return bases && { ...form, ...bases };
}

/** By blocks, which pays for large real matrices. */
function decomposeBlocks(matrix: Matrix, wantsVectors: boolean): BidiagonalForm | undefined {
  const { d, e, left, right } = blockedBidiagonal(matrix);
  if (!wantsVectors) return diagonalise({ d, e, ...NO_BASES }) && { d, e, ...NO_BASES };
  const divided = divideBidiagonal({ d, e });
  if (divided === undefined) return undefined;
  try {
    applyReflectors(divided.left, { ...left, first: 0 });
    applyReflectors(divided.right, { ...right, first: 1 });
    return { d, e, left: divided.left.toMatrix(), right: divided.right.toMatrix() };
  } finally {
    divided.left.free();
    divided.right.free();
  }
}

/** The decomposition of a matrix with at least as many rows as columns. */
function decomposeTall(matrix: Matrix, { vectors, full }: SvdWish): SvdResult | undefined {
  const { rows, width } = matrix;
  const unit = normalise(matrix);
  if (!Number.isFinite(unit)) return undefined;
  const reflected = rows > width ? decomposeQr(matrix) : undefined;
  const form = decomposeSquare(reflected === undefined ? matrix : formR(reflected, width), vectors);
  if (form === undefined) return undefined;
  const order = Array.from(form.d.keys()).toSorted((a, b) => form.d[b]! - form.d[a]!);
  const s = Float64Array.from(order, (place) => form.d[place]! * unit);
  if (form.left === undefined || form.right === undefined) return { u: undefined, s, vh: undefined };
  const left = form.left.reordered(order);
  const u = reflected === undefined ? left : applyLeft(formQ(reflected, full ? rows : width), left);
  return { u, s, vh: form.right.reordered(order).adjoint() };
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
