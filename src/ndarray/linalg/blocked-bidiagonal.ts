/**
 * Reduction of real square matrices to bidiagonal form by blocks: columns and rows of a panel are brought up to date one by one, the rest of the
 * matrix once for each panel.
 *
 * *Source*: J. J. Dongarra, D. C. Sorensen and S. J. Hammarling, "Block reduction of matrices to condensed forms for eigenvalue computations" (J.
 * Comput. Appl. Math. 27, 1989).
 */

import type { Matrix, Value } from './matrix.ts';
import { multiplyVector } from './matrix-vector.ts';
import { makeReflector } from './reflector.ts';
import { addTimes, dotFrom, scaleFrom } from './vector-loops.ts';
import { multiplyInto, transposed, Workspace } from './workspace.ts';

/** Columns of a panel. */
const PANEL = 32;

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

/** Brings vectors of a panel up to date: y less sums of `first` columns with factors. */
interface Correction {
  readonly of: Workspace;
  readonly factors: (column: number) => number;
  readonly count: number;
  readonly from: number;
}

function correct(y: Float64Array, { of, factors, count, from }: Correction): void {
  for (let j = 0; j < count; j++) addTimes(y, of.columns[j]!, { factor: -factors(j), from });
}

class BidiagonalWork {
  readonly #matrix: Workspace;
  /** The matrix is to be less `v y^T + x u^T`: v and u are reflectors of columns and rows, y and x their companions. */
  readonly #v: Workspace;
  readonly #y: Workspace;
  readonly #x: Workspace;
  readonly #u: Workspace;
  readonly #input: Workspace;
  readonly #output: Workspace;
  readonly d: Float64Array;
  readonly e: Float64Array;
  readonly left: Reflectors = { vectors: [], tau: [] };
  readonly right: Reflectors = { vectors: [], tau: [] };

  constructor(matrix: Workspace) {
    const n = matrix.rows;
    this.#matrix = matrix;
    [this.#v, this.#y, this.#x, this.#u] = [0, 1, 2, 3].map(() => new Workspace(n, PANEL)) as [
      Workspace,
      Workspace,
      Workspace,
      Workspace,
    ];
    [this.#input, this.#output] = [new Workspace(n, 1), new Workspace(n, 1)];
    this.d = new Float64Array(n);
    this.e = new Float64Array(n - 1);
  }

  run(): void {
    const n = this.#matrix.rows;
    for (let from = 0; from < n; from += PANEL) {
      const to = Math.min(n, from + PANEL);
      for (let k = from; k < to; k++) {
        this.#reflectColumn(k, k - from);
        if (k + 1 < n) this.#reflectRow(k, k - from);
      }
      if (to < n) this.#update(to, to - from);
    }
  }

  free(): void {
    for (const one of [this.#v, this.#y, this.#x, this.#u, this.#input, this.#output]) one.free();
  }

  /** Reduces a column, the `count`-th of its panel; and finds what that does to the columns right of it. */
  #reflectColumn(k: number, count: number): void {
    const column = this.#matrix.columns[k]!.slice();
    const [v, y, x, u] = [this.#v, this.#y, this.#x, this.#u];
    correct(column, { of: v, factors: (j) => y.columns[j]![k]!, count, from: k });
    correct(column, { of: x, factors: (j) => u.columns[j]![k]!, count, from: k });
    const tau = makeReflector({ re: column, im: null }, k);
    this.d[k] = column[k]!;
    keep(this.left, { vector: column, tau, first: k });
    const [own, companion] = [v.columns[count]!, y.columns[count]!];
    own.set(column);
    companion.fill(0);
    const from = k + 1;
    if (tau.re === 0 || from === column.length) return;
    const product = this.#multiply(own, from, true);
    // The product is of the rows below; that of row k is the row itself.
    for (let j = from; j < companion.length; j++) companion[j] = product[j]! + this.#matrix.columns[j]![k]!;
    correct(companion, { of: y, factors: (j) => dotFrom(v.columns[j]!, own, k), count, from });
    correct(companion, { of: u, factors: (j) => dotFrom(x.columns[j]!, own, k), count, from });
    scaleFrom(companion, tau.re, from);
  }

  /** Reduces a row; and finds what that does to the rows below. */
  #reflectRow(k: number, count: number): void {
    const [v, y, x, u] = [this.#v, this.#y, this.#x, this.#u];
    const from = k + 1;
    const row = new Float64Array(this.#matrix.rows);
    for (let j = from; j < row.length; j++) row[j] = this.#matrix.columns[j]![k]!;
    correct(row, { of: y, factors: (j) => v.columns[j]![k]!, count: count + 1, from });
    correct(row, { of: u, factors: (j) => x.columns[j]![k]!, count, from });
    const tau = makeReflector({ re: row, im: null }, from);
    this.e[k] = row[from]!;
    keep(this.right, { vector: row, tau, first: from });
    const [own, companion] = [u.columns[count]!, x.columns[count]!];
    own.set(row);
    companion.fill(0);
    if (tau.re === 0) return;
    companion.set(this.#multiply(own, from, false).subarray(from), from);
    correct(companion, { of: v, factors: (j) => dotFrom(y.columns[j]!, own, from), count: count + 1, from });
    correct(companion, { of: x, factors: (j) => dotFrom(u.columns[j]!, own, from), count, from });
    scaleFrom(companion, tau.re, from);
  }

  /** The part of the matrix from a row and column on, as it is stored, times a vector. */
  #multiply(vector: Float64Array, from: number, isTransposed: boolean): Float64Array {
    this.#input.columns[0]!.set(vector);
    multiplyVector(this.#matrix, { x: this.#input, y: this.#output, isTransposed }, from);
    return this.#output.columns[0]!;
  }

  /** Brings the rest of the matrix up to date. */
  #update(from: number, count: number): void {
    const rest = this.#matrix.rows - from;
    const target = this.#matrix.block([from, from], [rest, rest]);
    const part = (of: Workspace) => of.block([from, 0], [rest, count]);
    multiplyInto('subtract', target, [part(this.#v), transposed(part(this.#y))]);
    multiplyInto('subtract', target, [part(this.#x), transposed(part(this.#u))]);
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
