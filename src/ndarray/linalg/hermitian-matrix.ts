/**
 * Eigenvalues and eigenvectors of Hermitian matrices: reduction to a real tridiagonal matrix; implicit QL on that, or for the vectors of large
 * real matrices halves of it.
 *
 * *Source*: Golub and Van Loan, "Matrix Computations", algorithm 8.3.1 (tridiagonalisation).
 */

import {
  addScaled,
  type Column,
  conjugated,
  dot,
  identity,
  magnitude,
  Matrix,
  negated,
  scale,
  times,
  type Value,
} from './matrix.ts';
import { applyReflectors, formBlocked } from './blocked-qr.ts';
import { blockedTridiagonal } from './blocked-tridiagonal.ts';
import { divideTridiagonal } from './divide-tridiagonal.ts';
import { applyReflector, makeReflector } from './reflector.ts';
import { turnColumns } from './rotations.ts';
import { sweepToDiagonal, type Tridiagonal } from './tridiagonal-ql.ts';
import { isBlockable, isReducedByBlocks } from './workspace.ts';

/** A tridiagonal matrix, and the basis in which the original one has that form. */
interface TridiagonalForm extends Tridiagonal {
  readonly basis: Matrix | undefined;
}

/** Fills the upper triangle with the conjugates of the lower one; the diagonal is real. */
function mirror(matrix: Matrix): void {
  for (let j = 0; j < matrix.width; j++) {
    const { im } = matrix.columns[j]!;
    if (im !== null) im[j] = 0;
    for (let i = 0; i < j; i++) matrix.put(i, j, conjugated(matrix.at(j, i)));
  }
}

/** A := H A H^H for the reflector of column k, as a rank-2 update of the rows and columns from k + 1 on. */
function updateBothSides(matrix: Matrix, vector: Column, { from, tau }: { from: number; tau: Value }): void {
  const n = matrix.rows;
  const product = new Matrix(n, 1, matrix.isComplex).columns[0]!;
  const v = { re: vector.re, im: vector.im };
  for (let j = from; j < n; j++) {
    addScaled(matrix.columns[j]!, product, { re: v.re[j]!, im: v.im === null ? 0 : v.im[j]!, from });
  }
  scale(product, tau, from);
  const half = times(dot(v, product, from), { re: 0.5 * tau.re, im: -0.5 * tau.im });
  // With p = tau A v and w = p - (conj(tau) / 2)(v^H p) v: H^H A H = A - v w^H - w v^H.
  addScaled(v, product, { ...negated(half), from });
  for (let j = from; j < n; j++) {
    const w = { re: product.re[j]!, im: product.im === null ? 0 : -product.im[j]! };
    const conjugateV = { re: v.re[j]!, im: v.im === null ? 0 : -v.im[j]! };
    addScaled(v, matrix.columns[j]!, { ...negated(w), from });
    addScaled(product, matrix.columns[j]!, { ...negated(conjugateV), from });
  }
}

/** Reduces a Hermitian matrix, which is overwritten; its lower triangle is read. */
function tridiagonalise(matrix: Matrix, wantsBasis: boolean): TridiagonalForm {
  const n = matrix.rows;
  const tau: Value[] = [];
  const beside = new Float64Array(Math.max(0, n - 1));
  for (let k = 0; k + 1 < n; k++) {
    const column = matrix.columns[k]!;
    tau.push(makeReflector(column, k + 1));
    beside[k] = column.re[k + 1]!;
    if (magnitude(tau[k]!) === 0) continue;
    column.re[k + 1] = 1;
    if (column.im !== null) column.im[k + 1] = 0;
    updateBothSides(matrix, column, { from: k + 1, tau: tau[k]! });
  }
  const diagonal = Float64Array.from(matrix.columns, ({ re }, k) => re[k]!);
  if (!wantsBasis) return { diagonal, beside, basis: undefined };
  if (!matrix.isComplex && isBlockable(n, tau.length)) {
    const vectors = matrix.columns.slice(0, tau.length).map(({ re }) => re);
    return { diagonal, beside, basis: formBlocked({ rows: n, columns: n, vectors, tau, first: 1 }) };
  }
  const basis = identity(n, matrix.isComplex);
  for (let k = tau.length - 1; k >= 0; k--) {
    for (const column of basis.columns) applyReflector(matrix.columns[k]!, column, { row: k + 1, tau: tau[k]! });
  }
  return { diagonal, beside, basis };
}

/** Ascending eigenvalues, and eigenvectors as columns. */
export interface HermitianResult {
  readonly values: Float64Array;
  readonly vectors: Matrix | undefined;
}

/** Real matrices by blocks, which pays for large ones. */
function decomposeBlocks(matrix: Matrix, wantsVectors: boolean): HermitianResult | undefined {
  const { diagonal, beside, vectors: reflectors, tau } = blockedTridiagonal(matrix);
  const form = { diagonal, beside };
  if (!wantsVectors)
    return sweepToDiagonal(form, undefined) ? { values: diagonal.sort(), vectors: undefined } : undefined;
  const result = divideTridiagonal(form);
  if (result === undefined) return undefined;
  const { values, vectors, order } = result;
  try {
    applyReflectors(vectors, { vectors: reflectors, tau, first: 1 });
    return {
      values: Float64Array.from(order, (place) => values[place]!),
      vectors: vectors.toMatrix().reordered(order),
    };
  } finally {
    vectors.free();
  }
}

/** Other matrices column by column. */
function decomposeColumns(matrix: Matrix, wantsVectors: boolean): HermitianResult | undefined {
  const form = tridiagonalise(matrix, wantsVectors);
  const { diagonal } = form;
  const basis = form.basis && turnColumns(form.basis);
  const isDone = sweepToDiagonal(form, basis);
  const vectors = basis?.finish();
  if (!isDone) return undefined;
  const order = Array.from(diagonal.keys()).toSorted((a, b) => diagonal[a]! - diagonal[b]!);
  return { values: Float64Array.from(order, (place) => diagonal[place]!), vectors: vectors?.reordered(order) };
}

/**
 * Decomposes a Hermitian matrix, which is overwritten; its lower triangle is read.
 *
 * @returns undefined when it does not converge, which only NaN and infinities cause.
 */
export function decomposeHermitian(matrix: Matrix, wantsVectors: boolean): HermitianResult | undefined {
  mirror(matrix);
  const isByBlocks = !matrix.isComplex && isReducedByBlocks(matrix.rows);
  const result = isByBlocks ? decomposeBlocks(matrix, wantsVectors) : decomposeColumns(matrix, wantsVectors);
  return result?.values.some(Number.isNaN) === true ? undefined : result;
}
