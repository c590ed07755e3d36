/**
 * QR by Householder reflections.
 *
 * *Source*: Golub and Van Loan, "Matrix Computations", algorithm 5.2.1, with LAPACK's reflector: H = I - tau v v^H, v[0] = 1, and a real
 * diagonal of R whose sign is opposite to that of the column's first entry.
 */

import { blockedQr, formBlocked } from './blocked-qr.ts';
import type { Reflected } from './factors.ts';
import { conjugated, Matrix, type Value } from './matrix.ts';
import { applyReflector, makeReflector } from './reflector.ts';
import { isBlockable } from './workspace.ts';

/** Decomposes a matrix, which may be overwritten. */
export function decomposeQr(matrix: Matrix): Reflected {
  if (!matrix.isComplex && isBlockable(matrix.rows, matrix.width)) return blockedQr(matrix);
  const steps = Math.min(matrix.rows, matrix.width);
  const tau: Value[] = [];
  for (let k = 0; k < steps; k++) {
    tau.push(makeReflector(matrix.columns[k]!, k));
    for (let j = k + 1; j < matrix.width; j++) {
      applyReflector(matrix.columns[k]!, matrix.columns[j]!, { row: k, tau: conjugated(tau[k]!) });
    }
  }
  return { factors: matrix, tau };
}

/** The first columns of Q. */
export function formQ({ factors, tau }: Reflected, columns: number): Matrix {
  if (!factors.isComplex && isBlockable(factors.rows, tau.length)) {
    const vectors = factors.columns.slice(0, tau.length).map(({ re }) => re);
    return formBlocked({ rows: factors.rows, columns, vectors, tau, first: 0 });
  }
  const q = new Matrix(factors.rows, columns, factors.isComplex);
  for (let j = 0; j < Math.min(columns, factors.rows); j++) q.columns[j]!.re[j] = 1;
  for (let k = tau.length - 1; k >= 0; k--) {
    for (const column of q.columns) applyReflector(factors.columns[k]!, column, { row: k, tau: tau[k]! });
  }
  return q;
}

/** The upper triangle with so many rows. */
export function formR({ factors }: Reflected, rows: number): Matrix {
  const r = factors.part(rows, factors.width);
  for (const [j, { re, im }] of r.columns.entries()) {
    re.fill(0, Math.min(j + 1, rows));
    im?.fill(0, Math.min(j + 1, rows));
  }
  return r;
}
