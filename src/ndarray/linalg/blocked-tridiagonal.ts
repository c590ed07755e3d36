/**
 * Reduction of real symmetric matrices to tridiagonal form by blocks: columns of a panel are brought up to date one by one, the rest of the matrix
 * once for each panel.
 *
 * *Source*: J. J. Dongarra, D. C. Sorensen and S. J. Hammarling, "Block reduction of matrices to condensed forms for eigenvalue computations" (J.
 * Comput. Appl. Math. 27, 1989).
 */

import type { Matrix, Value } from './matrix.ts';
import { Panel, PANEL } from './panel.ts';
import { makeReflector } from './reflector.ts';
import { addTimes, dotFrom, scaleFrom } from './vector-loops.ts';
import { Workspace } from './workspace.ts';

/** A tridiagonal matrix, and the reflectors that lead to it. */
export interface BlockedTridiagonal {
  readonly diagonal: Float64Array;
  /** Entry k lies between k and k + 1. */
  readonly beside: Float64Array;
  /** Reflector k has its leading 1 in row k + 1. */
  readonly vectors: readonly Float64Array[];
  readonly tau: readonly Value[];
}

class TridiagonalWork {
  readonly #matrix: Workspace;
  /** The matrix is to be less `v w^T + w v^T`: columns v and w by turns, and w and v. */
  readonly #panel: Panel;
  readonly beside: Float64Array;
  readonly tau: Value[] = [];
  readonly vectors: Float64Array[] = [];

  constructor(matrix: Workspace) {
    this.#matrix = matrix;
    this.#panel = new Panel(matrix);
    this.beside = new Float64Array(matrix.rows - 1);
  }

  run(): void {
    const last = this.#matrix.rows - 1;
    for (let from = 0; from < last; from += PANEL) {
      const to = Math.min(last, from + PANEL);
      for (let k = from; k < to; k++) this.#step(k, 2 * (k - from));
      this.#panel.apply(to, 2 * (to - from));
    }
    // The last column has no reflector, but belongs to a panel: its entry is up to date by now.
  }

  free(): void {
    this.#panel.free();
  }

  /** Reduces one column; the panel has `count` ones so far. */
  #step(k: number, count: number): void {
    const column = this.#matrix.columns[k]!;
    this.#panel.correctColumn(k, column, { count, from: k });
    const reflector = column.slice();
    const tau = makeReflector({ re: reflector, im: null }, k + 1);
    this.beside[k] = reflector[k + 1]!;
    reflector.fill(0, 0, k + 1);
    reflector[k + 1] = 1;
    this.vectors.push(reflector);
    this.tau.push(tau);
    const companion = this.#companionOf(reflector, { count, from: k + 1, tau: tau.re });
    this.#panel.set(count, reflector, companion);
    this.#panel.set(count + 1, companion, reflector);
  }

  /** `w = tau (A v - V W^T v - W V^T v)`, less half of its part along v. */
  #companionOf(
    own: Float64Array,
    { count, from, tau }: { readonly count: number; readonly from: number; readonly tau: number },
  ): Float64Array {
    const companion = new Float64Array(own.length);
    if (tau === 0) return companion;
    companion.set(this.#panel.multiply(own, from, false).subarray(from), from);
    this.#panel.correctProduct(own, companion, { count, from });
    scaleFrom(companion, tau, from);
    addTimes(companion, own, { factor: -0.5 * tau * dotFrom(companion, own, from), from });
    return companion;
  }
}

/** Reduces a matrix both of whose triangles are filled. */
export function blockedTridiagonal(matrix: Matrix): BlockedTridiagonal {
  const work = Workspace.of(matrix);
  const reduction = new TridiagonalWork(work);
  try {
    reduction.run();
    const diagonal = Float64Array.from(work.columns, (column, k) => column[k]!);
    const { beside, vectors, tau } = reduction;
    return { diagonal, beside, vectors, tau };
  } finally {
    reduction.free();
    work.free();
  }
}
