/**
 * LU decomposition of real matrices by blocks: the left half of the columns, a triangular system, a product, the right half.
 *
 * *Source*: S. Toledo, "Locality of reference in LU decomposition with partial pivoting" (SIAM J. Matrix Anal. Appl. 18, 1997).
 */

import type { Lu } from './factors.ts';
import type { Matrix } from './matrix.ts';
import { middleOf, solveUnitLower, solveUpper } from './triangular-blocks.ts';
import { LEAF, multiplyInto, Workspace } from './workspace.ts';

/** Columns from one to the one before another. */
type Range = readonly [from: number, to: number];

class BlockedLu {
  readonly #work: Workspace;
  /** With which row each row was exchanged. */
  readonly #pivots: number[] = [];
  isSingular = false;

  constructor(work: Workspace) {
    this.#work = work;
  }

  run(): void {
    const { rows, columns } = this.#work;
    const steps = Math.min(rows, columns.length);
    this.#factor([0, steps]);
    if (steps === columns.length) return;
    this.#exchange([0, steps], [steps, columns.length]);
    const [square, rest] = [this.#block(0, [0, steps], steps), this.#block(0, [steps, columns.length], steps)];
    solveUnitLower(square, rest);
  }

  /** Row of the original matrix in each place, and the sign of the permutation. */
  permutation(): Pick<Lu, 'order' | 'sign'> {
    const order = Array.from({ length: this.#work.rows }, (_, i) => i);
    let sign: 1 | -1 = 1;
    for (const [k, pivot] of this.#pivots.entries()) {
      if (pivot === k) continue;
      [order[k], order[pivot]] = [order[pivot]!, order[k]!];
      sign = sign === 1 ? -1 : 1;
    }
    return { order, sign };
  }

  #block(row: number, [from, to]: Range, rows: number) {
    return this.#work.block([row, from], [rows, to - from]);
  }

  #factor([from, to]: Range): void {
    if (to - from <= LEAF) {
      for (let k = from; k < to; k++) this.#eliminate(k, to);
      return;
    }
    const middle = from + middleOf(to - from);
    this.#factor([from, middle]);
    this.#exchange([from, middle], [middle, to]);
    const upper = this.#block(from, [middle, to], middle - from);
    solveUnitLower(this.#block(from, [from, middle], middle - from), upper);
    const below = this.#work.rows - middle;
    multiplyInto('subtract', this.#block(middle, [middle, to], below), [
      this.#block(middle, [from, middle], below),
      upper,
    ]);
    this.#factor([middle, to]);
    this.#exchange([middle, to], [from, middle]);
  }

  /** Applies the exchanges of some steps to other columns. */
  #exchange([first, last]: Range, [from, to]: Range): void {
    for (let j = from; j < to; j++) {
      const column = this.#work.columns[j]!;
      for (let k = first; k < last; k++) {
        const pivot = this.#pivots[k]!;
        const value = column[k]!;
        column[k] = column[pivot]!;
        column[pivot] = value;
      }
    }
  }

  /** One step, for its own leaf of columns. */
  #eliminate(k: number, to: number): void {
    const { columns, rows } = this.#work;
    const own = columns[k]!;
    this.#pivots[k] = pivotRow(own, k);
    const leaf = Math.floor(k / LEAF) * LEAF;
    this.#exchange([k, k + 1], [leaf, to]);
    const pivot = own[k]!;
    if (pivot === 0) {
      this.isSingular = true;
      return;
    }
    for (let i = k + 1; i < rows; i++) own[i] = own[i]! / pivot;
    for (let j = k + 1; j < to; j++) {
      const column = columns[j]!;
      const factor = column[k]!;
      for (let i = k + 1; i < rows; i++) column[i] = column[i]! - factor * own[i]!;
    }
  }
}

/** Row of the largest entry from the diagonal down; a NaN is taken, so that it spreads to the result. */
function pivotRow(column: Float64Array, from: number): number {
  let best = from;
  let largest = -1;
  for (let i = from; i < column.length; i++) {
    const size = Math.abs(column[i]!);
    if (Number.isNaN(size)) return i;
    if (size > largest) {
      largest = size;
      best = i;
    }
  }
  return best;
}

/** LU with partial pivoting. */
export function blockedLu(matrix: Matrix): Lu {
  const work = Workspace.of(matrix);
  try {
    const lu = new BlockedLu(work);
    lu.run();
    return { factors: work.toMatrix(), ...lu.permutation(), isSingular: lu.isSingular };
  } finally {
    work.free();
  }
}

/** Solves L U x = P b. */
export function solveBlockedLu({ factors, order }: Lu, right: Matrix): Matrix {
  const triangles = Workspace.of(factors);
  const work = new Workspace(factors.rows, right.width, 'any');
  try {
    for (const [j, column] of work.columns.entries()) {
      const { re } = right.columns[j]!;
      for (let i = 0; i < order.length; i++) column[i] = re[order[i]!]!;
    }
    solveUnitLower(triangles.whole, work.whole);
    solveUpper(triangles.whole, work.whole);
    return work.toMatrix();
  } finally {
    work.free();
    triangles.free();
  }
}
