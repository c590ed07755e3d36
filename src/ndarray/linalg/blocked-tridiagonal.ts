/**
 * Reduction of real symmetric matrices to tridiagonal form by blocks: columns of a panel are brought up to date one by one, the rest of the matrix
 * once for each panel.
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
  /** Reflectors of the panel, and their companions: the matrix is to be less `v w^T + w v^T`. */
  readonly #v: Workspace;
  readonly #w: Workspace;
  readonly #x: Workspace;
  readonly #y: Workspace;
  readonly beside: Float64Array;
  readonly tau: Value[] = [];
  readonly vectors: Float64Array[] = [];

  constructor(matrix: Workspace) {
    const n = matrix.rows;
    this.#matrix = matrix;
    [this.#v, this.#w] = [new Workspace(n, PANEL), new Workspace(n, PANEL)];
    [this.#x, this.#y] = [new Workspace(n, 1), new Workspace(n, 1)];
    this.beside = new Float64Array(n - 1);
  }

  run(): void {
    const last = this.#matrix.rows - 1;
    for (let from = 0; from < last; from += PANEL) {
      const to = Math.min(last, from + PANEL);
      for (let k = from; k < to; k++) this.#step(k, k - from);
      this.#update(to, to - from);
    }
    // The last column has no reflector, but belongs to a panel: its entry is up to date by now.
  }

  free(): void {
    for (const one of [this.#v, this.#w, this.#x, this.#y]) one.free();
  }

  /** Reduces one column, the `count`-th of its panel. */
  #step(k: number, count: number): void {
    const [v, w] = [this.#v.columns, this.#w.columns];
    const column = this.#matrix.columns[k]!;
    for (let j = 0; j < count; j++) {
      addTimes(column, v[j]!, { factor: -w[j]![k]!, from: k });
      addTimes(column, w[j]!, { factor: -v[j]![k]!, from: k });
    }
    const reflector = column.slice();
    const tau = makeReflector({ re: reflector, im: null }, k + 1);
    this.beside[k] = reflector[k + 1]!;
    reflector[k + 1] = 1;
    this.vectors.push(reflector);
    this.tau.push(tau);
    const [own, companion] = [v[count]!, w[count]!];
    own.fill(0, 0, k + 1);
    own.set(reflector.subarray(k + 1), k + 1);
    companion.fill(0);
    if (tau.re !== 0) this.#makeCompanion({ own, companion }, { k, count, tau: tau.re });
  }

  /** `w = tau (A v - V W^T v - W V^T v)`, less half of its part along v. */
  #makeCompanion(
    { own, companion }: { readonly own: Float64Array; readonly companion: Float64Array },
    { k, count, tau }: { readonly k: number; readonly count: number; readonly tau: number },
  ): void {
    const from = k + 1;
    this.#x.columns[0]!.set(own);
    multiplyVector(this.#matrix, { x: this.#x, y: this.#y }, from);
    companion.set(this.#y.columns[0]!.subarray(from), from);
    for (let j = 0; j < count; j++) {
      const [v, w] = [this.#v.columns[j]!, this.#w.columns[j]!];
      const [along, across] = [dotFrom(w, own, from), dotFrom(v, own, from)];
      addTimes(companion, v, { factor: -along, from });
      addTimes(companion, w, { factor: -across, from });
    }
    scaleFrom(companion, tau, from);
    addTimes(companion, own, { factor: -0.5 * tau * dotFrom(companion, own, from), from });
  }

  /** Brings the rest of the matrix up to date. */
  #update(from: number, count: number): void {
    const rest = this.#matrix.rows - from;
    const target = this.#matrix.block([from, from], [rest, rest]);
    const [v, w] = [this.#v.block([from, 0], [rest, count]), this.#w.block([from, 0], [rest, count])];
    multiplyInto('subtract', target, [v, transposed(w)]);
    multiplyInto('subtract', target, [w, transposed(v)]);
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
