/**
 * Eigenvalues and eigenvectors of Hermitian matrices: reduction to a real tridiagonal matrix, implicit QL on that.
 *
 * *Source*: Golub and Van Loan, "Matrix Computations", algorithms 8.3.1 (tridiagonalisation) and 8.3.2 (implicit shift); C. Reinsch and
 * J. H. Wilkinson, "Handbook for Automatic Computation II" (1971), contribution II/3 (convergence test, order of the sweeps).
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
import { formBlocked } from './blocked-qr.ts';
import { blockedTridiagonal } from './blocked-tridiagonal.ts';
import { applyReflector, makeReflector } from './reflector.ts';
import { type ColumnTurner, turnColumns } from './rotations.ts';
import { isBlockable, isReducedByBlocks } from './workspace.ts';

/** A real tridiagonal matrix, and the basis in which the original one has that form. */
interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Entry k lies between k and k + 1. */
  readonly beside: Float64Array;
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

/** By blocks, which pays for large real matrices. */
function tridiagonaliseBlocks(matrix: Matrix, wantsBasis: boolean): Tridiagonal {
  const n = matrix.rows;
  const { diagonal, beside, vectors, tau } = blockedTridiagonal(matrix);
  const basis = wantsBasis ? formBlocked({ rows: n, columns: n, vectors, tau, first: 1 }) : undefined;
  return { diagonal, beside, basis };
}

/** Reduces a Hermitian matrix, which is overwritten; its lower triangle is read. */
function tridiagonalise(matrix: Matrix, wantsBasis: boolean): Tridiagonal {
  const n = matrix.rows;
  mirror(matrix);
  if (!matrix.isComplex && isReducedByBlocks(n)) return tridiagonaliseBlocks(matrix, wantsBasis);
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

const MAX_SWEEPS = 60;

/** First place from `from` on where the matrix falls apart: the entry beside it is negligible. */
function splitAfter({ diagonal, beside }: Tridiagonal, from: number): number {
  for (let m = from; m < beside.length; m++) {
    const size = Math.abs(diagonal[m]!) + Math.abs(diagonal[m + 1]!);
    if (Math.abs(beside[m]!) <= Number.EPSILON * size || size + Math.abs(beside[m]!) === size) return m;
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
    r = Math.hypot(f, g);
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

/** Ascending eigenvalues, and eigenvectors as columns. */
export interface HermitianResult {
  readonly values: Float64Array;
  readonly vectors: Matrix | undefined;
}

/**
 * Decomposes a Hermitian matrix, which is overwritten; its lower triangle is read.
 *
 * @returns undefined when it does not converge, which only NaN and infinities cause.
 */
export function decomposeHermitian(matrix: Matrix, wantsVectors: boolean): HermitianResult | undefined {
  const form = tridiagonalise(matrix, wantsVectors);
  const { diagonal } = form;
  const basis = form.basis && turnColumns(form.basis);
  for (let first = 0; first < diagonal.length; first++) {
    for (let tries = 0; ; tries++) {
      const last = splitAfter(form, first);
      if (last === first) break;
      if (tries === MAX_SWEEPS || Number.isNaN(diagonal[first])) {
        basis?.finish();
        return undefined;
      }
      sweep(form, [first, last], basis);
    }
  }
  const order = Array.from(diagonal.keys()).toSorted((a, b) => diagonal[a]! - diagonal[b]!);
  const values = Float64Array.from(order, (place) => diagonal[place]!);
  const vectors = basis?.finish().reordered(order);
  return values.some(Number.isNaN) ? undefined : { values, vectors };
}
