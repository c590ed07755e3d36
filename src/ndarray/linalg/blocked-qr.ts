/**
 * QR decomposition of real matrices by blocks: reflectors of a panel of columns are applied to the others together, as `I - V T V^T`.
 *
 * *Source*: R. Schreiber and C. Van Loan, "A storage-efficient WY representation for products of Householder transformations" (SIAM J. Sci.
 * Stat. Comput. 10, 1989); Golub and Van Loan, "Matrix Computations" (4th edition, 2013), section 5.2.3.
 */

import type { Reflected } from './factors.ts';
import type { Matrix, Value } from './matrix.ts';
import { applyReflector, makeReflector } from './reflector.ts';
import { type Block, LEAF, multiplyInto, transposed, Workspace } from './workspace.ts';

/** Reflectors that are applied together. */
const PANEL = 32;

/** The reflectors of some columns, and memory to apply them. */
export class ReflectorBlocks {
  readonly #vectors: Workspace;
  readonly #triangle = new Workspace(PANEL, PANEL);
  readonly #products: Workspace;
  readonly #scaled: Workspace;

  /** @param width - The most columns to which they are applied at a time. */
  constructor(rows: number, width: number) {
    this.#vectors = new Workspace(rows, PANEL);
    this.#products = new Workspace(PANEL, Math.max(width, PANEL));
    this.#scaled = new Workspace(PANEL, Math.max(width, PANEL));
  }

  /**
   * Takes reflectors, each from the row of its leading 1 on, which is not read; that of the next one is a row further down.
   *
   * @param first - Row of the leading 1 of the first one.
   */
  take(columns: readonly Float64Array[], tau: readonly number[], first: number): void {
    const { rows } = this.#vectors;
    for (const [k, column] of columns.entries()) {
      const vector = this.#vectors.columns[k]!;
      vector.fill(0, first, first + k);
      vector[first + k] = 1;
      vector.set(column.subarray(first + k + 1, rows), first + k + 1);
    }
    this.#makeTriangle(tau, first);
  }

  /** The triangle T, column by column: `-tau T (V^T v)`, and tau on the diagonal. */
  #makeTriangle(tau: readonly number[], first: number): void {
    const count = tau.length;
    const vectors = this.#block(first, count);
    const squares = this.#products.block([0, 0], [count, count]);
    multiplyInto('set', squares, [transposed(vectors), vectors]);
    for (let j = 0; j < count; j++) {
      const column = this.#triangle.columns[j]!;
      const products = this.#products.columns[j]!;
      column.fill(0);
      column[j] = tau[j]!;
      for (let k = 0; k < j; k++) {
        const source = this.#triangle.columns[k]!;
        const factor = -tau[j]! * products[k]!;
        for (let i = 0; i <= k; i++) column[i] = column[i]! + factor * source[i]!;
      }
    }
  }

  #block(first: number, count: number): Block {
    return this.#vectors.block([first, 0], [this.#vectors.rows - first, count]);
  }

  /** Applies `count` of them to a block whose first row is `first`: `I - V T V^T`, or its transpose. */
  apply(target: Block, { first, count, isTransposed }: { first: number; count: number; isTransposed: boolean }): void {
    if (target.width === 0) return;
    const vectors = this.#block(first, count);
    const size = [count, target.width] as const;
    const [products, scaled] = [this.#products.block([0, 0], size), this.#scaled.block([0, 0], size)];
    const triangle = this.#triangle.block([0, 0], [count, count]);
    multiplyInto('set', products, [transposed(vectors), target]);
    multiplyInto('set', scaled, [isTransposed ? transposed(triangle) : triangle, products]);
    multiplyInto('subtract', target, [vectors, scaled]);
  }

  free(): void {
    for (const one of [this.#vectors, this.#triangle, this.#products, this.#scaled]) one.free();
  }
}

class BlockedQr {
  readonly #work: Workspace;
  readonly #blocks: ReflectorBlocks;
  readonly tau: number[] = [];

  constructor(work: Workspace, blocks: ReflectorBlocks) {
    this.#work = work;
    this.#blocks = blocks;
  }

  run(): void {
    const { rows, columns } = this.#work;
    const steps = Math.min(rows, columns.length);
    for (let from = 0; from < steps; from += PANEL) {
      const to = Math.min(steps, from + PANEL);
      const middle = Math.min(to, from + LEAF);
      this.#reflect(from, middle);
      this.#apply([from, middle], [middle, to]);
      this.#reflect(middle, to);
      this.#apply([from, to], [to, columns.length]);
    }
  }

  /** Makes the reflectors of some columns one by one. */
  #reflect(from: number, to: number): void {
    for (let k = from; k < to; k++) {
      const own = this.#work.column(k);
      const tau = makeReflector(own, k);
      this.tau.push(tau.re);
      for (let j = k + 1; j < to; j++) applyReflector(own, this.#work.column(j), { row: k, tau });
    }
  }

  /** Applies the reflectors of some columns to others. */
  #apply([from, to]: readonly [number, number], [start, end]: readonly [number, number]): void {
    if (start === end) return;
    this.#blocks.take(this.#work.columns.slice(from, to), this.tau.slice(from, to), from);
    const target = this.#work.block([from, start], [this.#work.rows - from, end - start]);
    this.#blocks.apply(target, { first: from, count: to - from, isTransposed: true });
  }
}

/** Decomposes a matrix. */
export function blockedQr(matrix: Matrix): Reflected {
  const work = Workspace.of(matrix);
  const blocks = new ReflectorBlocks(matrix.rows, matrix.width);
  try {
    const qr = new BlockedQr(work, blocks);
    qr.run();
    return { factors: work.toMatrix(), tau: qr.tau.map((re) => ({ re, im: 0 })) };
  } finally {
    blocks.free();
    work.free();
  }
}

/** Reflectors that follow each other. */
export interface ReflectorSequence {
  /** Each below the row of its leading 1. */
  readonly vectors: readonly Float64Array[];
  readonly tau: readonly Value[];
  /** Row of the leading 1 of the first reflector: 0 or 1. */
  readonly first: number;
}

/** Where the product of reflectors is formed, and from what. */
export interface FormRequest extends ReflectorSequence {
  readonly rows: number;
  /** Columns that are wanted. */
  readonly columns: number;
}

/** Multiplies a matrix by the product of all reflectors, the last panel first. @param startOf - The first column that rows from one on can change. */
function applySequence(
  work: Workspace,
  { vectors, tau, first }: ReflectorSequence,
  startOf: (row: number) => number,
): void {
  const width = work.columns.length;
  const blocks = new ReflectorBlocks(work.rows, width);
  const factors = tau.map(({ re }) => re);
  try {
    for (let from = Math.floor((tau.length - 1) / PANEL) * PANEL; from >= 0; from -= PANEL) {
      const to = Math.min(tau.length, from + PANEL);
      const row = from + first;
      blocks.take(vectors.slice(from, to), factors.slice(from, to), row);
      const start = startOf(row);
      const target = work.block([row, start], [work.rows - row, Math.max(0, width - start)]);
      blocks.apply(target, { first: row, count: to - from, isTransposed: false });
    }
  } finally {
    blocks.free();
  }
}

/** Multiplies a matrix by the product of all reflectors, from the left. */
export const applyReflectors = (work: Workspace, reflectors: ReflectorSequence): void =>
  applySequence(work, reflectors, () => 0);

/** The first columns of the product of all reflectors. */
export function formBlocked({ rows, columns, ...reflectors }: FormRequest): Matrix {
  const work = new Workspace(rows, columns);
  try {
    for (let j = 0; j < Math.min(rows, columns); j++) work.columns[j]![j] = 1;
    // Columns further to the left are still those of the identity, and zero in these rows.
    applySequence(work, reflectors, (row) => row);
    return work.toMatrix();
  } finally {
    work.free();
  }
}
