/**
 * Reduction of real square matrices to bidiagonal form by blocks: columns and rows of a panel are brought up to date one by one, the rest of the
 * matrix once for each panel.
 *
 * *Source*: J. J. Dongarra, D. C. Sorensen and S. J. Hammarling, "Block reduction of matrices to condensed forms for eigenvalue computations" (J.
 * Comput. Appl. Math. 27, 1989).
 */

import type { Matrix, Value } from './matrix.ts';
import { Panel, PANEL } from './panel.ts';
import { makeReflector } from './reflector.ts';
import { scaleFrom } from './vector-loops.ts';
import { Workspace } from './workspace.ts';

/** Reflectors and their factors. */
interface Reflectors {
  readonly vectors: Float64Array[];
  readonly tau: Value[];
}

/** A bidiagonal matrix, and the reflectors that lead to it. */
export interface BlockedBidiagonal {
  readonly d: Float64Array;
  /** Entry k lies right of d[k]. */
  readonly e: Float64Array;
  /** Of columns: number k has its leading 1 in row k. */
  readonly left: Reflectors;
  /** Of rows: number k has its leading 1 in column k + 1. */
  readonly right: Reflectors;
}

class BidiagonalWork {
  readonly #matrix: Workspace;
  /** The matrix is to be less `v y^T + x u^T`: v and u are reflectors of columns and rows, y and x their companions. */
  readonly #panel: Panel;
  readonly d: Float64Array;
  readonly e: Float64Array;
  readonly left: Reflectors = { vectors: [], tau: [] };
  readonly right: Reflectors = { vectors: [], tau: [] };

  constructor(matrix: Workspace) {
    const n = matrix.rows;
    this.#matrix = matrix;
    this.#panel = new Panel(matrix);
    this.d = new Float64Array(n);
    this.e = new Float64Array(n - 1);
  }

  run(): void {
    const n = this.#matrix.rows;
    for (let from = 0; from < n; from += PANEL) {
      const to = Math.min(n, from + PANEL);
      for (let k = from; k < to; k++) {
        this.#reflectColumn(k, 2 * (k - from));
        if (k + 1 < n) this.#reflectRow(k, 2 * (k - from) + 1);
      }
      if (to < n) this.#panel.apply(to, 2 * (to - from));
    }
  }

  free(): void {
    this.#panel.free();
  }

  /** Reduces a column, the panel has `count` ones so far; and finds what that does to the columns right of it. */
  #reflectColumn(k: number, count: number): void {
    const column = this.#matrix.columns[k]!.slice();
    this.#panel.correctColumn(k, column, { count, from: k });
    const tau = makeReflector({ re: column, im: null }, k);
    this.d[k] = column[k]!;
    keep(this.left, { vector: column, tau, first: k });
    const companion = new Float64Array(column.length);
    const from = k + 1;
    if (tau.re !== 0 && from < column.length) {
      const product = this.#panel.multiply(column, from, true);
      // The product is of the rows below; that of row k is the row itself.
      for (let j = from; j < companion.length; j++) companion[j] = product[j]! + this.#matrix.columns[j]![k]!;
      this.#panel.correctTransposed(column, companion, { count, from });
      scaleFrom(companion, tau.re, from);
    }
    this.#panel.set(count, column, companion);
  }

  /** Reduces a row; and finds what that does to the rows below. */
  #reflectRow(k: number, count: number): void {
    const from = k + 1;
    const row = new Float64Array(this.#matrix.rows);
    for (let j = from; j < row.length; j++) row[j] = this.#matrix.columns[j]![k]!;
    this.#panel.correctRow(k, row, { count, from });
    const tau = makeReflector({ re: row, im: null }, from);
    this.e[k] = row[from]!;
    keep(this.right, { vector: row, tau, first: from });
    const companion = new Float64Array(row.length);
    if (tau.re !== 0) {
      companion.set(this.#panel.multiply(row, from, false).subarray(from), from);
      this.#panel.correctProduct(row, companion, { count, from });
      scaleFrom(companion, tau.re, from);
    }
    this.#panel.set(count, companion, row);
  }
}

/** Notes a reflector, and completes it: zeros, then its leading 1. */
function keep(
  { vectors, tau }: Reflectors,
  one: { readonly vector: Float64Array; readonly tau: Value; readonly first: number },
): void {
  one.vector.fill(0, 0, one.first);
  one.vector[one.first] = 1;
  vectors.push(one.vector);
  tau.push(one.tau);
}

/** Reduces a square matrix. */
export function blockedBidiagonal(matrix: Matrix): BlockedBidiagonal {
  const work = Workspace.of(matrix);
  const reduction = new BidiagonalWork(work);
  try {
    reduction.run();
    const { d, e, left, right } = reduction;
    return { d, e, left, right };
  } finally {
    reduction.free();
    work.free();
  }
}
