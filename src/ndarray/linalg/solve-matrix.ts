/**
 * LU and Cholesky decompositions of one matrix, and what is solved with them.
 *
 * *Source*: G. H. Golub and C. F. Van Loan, "Matrix Computations" (4th edition, 2013), algorithms 3.4.1 (outer product LU with partial
 * pivoting), 3.1.3 (column-oriented substitution), 4.2.1 (Cholesky).
 */

import { blockedCholesky } from './blocked-cholesky.ts';
import { blockedLu, solveBlockedLu } from './blocked-lu.ts';
import type { Lu } from './factors.ts';
import { addScaled, conjugated, magnitude, Matrix, negated, ONE, over, scale, times, type Value } from './matrix.ts';
import { isBlockable } from './workspace.ts';

/** Row of the largest entry of a column from the diagonal down, by |re| + |im| as LAPACK does. */
function pivotRow(matrix: Matrix, column: number): number {
  const { re, im } = matrix.columns[column]!;
  let best = column;
  let largest = -1;
  for (let i = column; i < matrix.rows; i++) {
    const size = Math.abs(re[i]!) + (im === null ? 0 : Math.abs(im[i]!));
    // A NaN is taken, so that it spreads to the result.
    if (size > largest || Number.isNaN(size)) {
      largest = size;
      best = i;
      if (Number.isNaN(size)) break;
    }
  }
  return best;
}

/** LU with partial pivoting. The matrix may be overwritten. */
export function decomposeLu(matrix: Matrix): Lu {
  if (!matrix.isComplex && isBlockable(matrix.rows, matrix.width)) return blockedLu(matrix);
  const steps = Math.min(matrix.rows, matrix.width);
  const order = Array.from({ length: matrix.rows }, (_, i) => i);
  let sign: 1 | -1 = 1;
  let isSingular = false;
  for (let k = 0; k < steps; k++) {
    const pivot = pivotRow(matrix, k);
    if (pivot !== k) {
      matrix.swapRows(pivot, k);
      [order[pivot], order[k]] = [order[k]!, order[pivot]!];
      sign = sign === 1 ? -1 : 1;
    }
    const value = matrix.at(k, k);
    if (value.re === 0 && value.im === 0) {
      isSingular = true;
      continue;
    }
    divideBelow(matrix, k, value);
    for (let j = k + 1; j < matrix.width; j++) {
      addScaled(matrix.columns[k]!, matrix.columns[j]!, { ...negated(matrix.at(k, j)), from: k + 1 });
    }
  }
  return { factors: matrix, order, sign, isSingular };
}

/** Divides the entries below a diagonal by it: exactly, not by its reciprocal. */
function divideBelow(matrix: Matrix, column: number, by: Value): void {
  for (let i = column + 1; i < matrix.rows; i++) matrix.put(i, column, over(matrix.at(i, column), by));
}

/** Solves L U x = P b; the right sides are overwritten. */
export function solveLu(lu: Lu, right: Matrix): Matrix {
  const { factors, order } = lu;
  if (!right.isComplex && isBlockable(factors.rows, factors.width)) return solveBlockedLu(lu, right);
  const n = factors.rows;
  const out = new Matrix(n, right.width, right.isComplex);
  for (const [j, column] of out.columns.entries()) {
    for (let i = 0; i < n; i++) out.put(i, j, right.at(order[i]!, j));
    for (let k = 0; k < n; k++) {
      addScaled(factors.columns[k]!, column, { ...negated(out.at(k, j)), from: k + 1 });
    }
    for (let k = n - 1; k >= 0; k--) {
      const value = over(out.at(k, j), factors.at(k, k));
      out.put(k, j, value);
      addScaled(factors.columns[k]!, column, { ...negated(value), from: 0, to: k });
    }
  }
  return out;
}

/** Sign (or phase) and logarithm of the size of a determinant: (0, -Infinity) for a singular matrix. */
export function determinant({ factors, sign, isSingular }: Lu): { sign: Value; log: number } {
  if (isSingular) return { sign: { re: 0, im: 0 }, log: Number.NEGATIVE_INFINITY };
  let phase: Value = { re: sign, im: 0 };
  let log = 0;
  for (let k = 0; k < factors.width; k++) {
    const value = factors.at(k, k);
    const size = magnitude(value);
    phase = times(phase, { re: value.re / size, im: value.im / size });
    log += Math.log(size);
  }
  return { sign: phase, log };
}

/** Product of the pivots; by logarithms where that overflows on the way. */
export function determinantValue(lu: Lu): Value {
  if (lu.isSingular) return { re: 0, im: 0 };
  const { factors } = lu;
  let product: Value = { re: lu.sign, im: 0 };
  for (let k = 0; k < factors.width; k++) product = times(product, factors.at(k, k));
  const size = magnitude(product);
  if (size > 0 && size < Infinity) return product;
  const { sign, log } = determinant(lu);
  return { re: sign.re * Math.exp(log), im: sign.im * Math.exp(log) };
}

/**
 * The lower Cholesky factor; undefined when the matrix is not positive definite. Only the lower triangle is read; it may be overwritten,
 * and the upper one is cleared.
 */
export function decomposeCholesky(matrix: Matrix): Matrix | undefined {
  if (!matrix.isComplex && isBlockable(matrix.rows, matrix.width)) return blockedCholesky(matrix);
  const n = matrix.rows;
  for (let k = 0; k < n; k++) {
    const column = matrix.columns[k]!;
    column.re.fill(0, 0, k);
    column.im?.fill(0, 0, k);
    const pivot = column.re[k]!;
    if (!(pivot > 0)) return undefined;
    const root = Math.sqrt(pivot);
    scale(column, { re: 1 / root, im: 0 }, k + 1);
    column.re[k] = root;
    if (column.im !== null) column.im[k] = 0;
    for (let j = k + 1; j < n; j++) {
      addScaled(column, matrix.columns[j]!, { ...negated(conjugated(matrix.at(j, k))), from: j });
    }
  }
  return matrix;
}

/** The inverse by LU; undefined for a singular matrix. The matrix is overwritten. */
export function invert(matrix: Matrix): Matrix | undefined {
  const lu = decomposeLu(matrix);
  if (lu.isSingular) return undefined;
  const unit = new Matrix(matrix.rows, matrix.rows, matrix.isComplex);
  for (let j = 0; j < matrix.rows; j++) unit.put(j, j, ONE);
  return solveLu(lu, unit);
}
