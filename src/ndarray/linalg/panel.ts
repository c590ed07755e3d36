/** What a panel of columns of a reduction has come to so far: the matrix is to be less `P R^T`. */

import { multiplyVector } from './matrix-vector.ts';
import { multiplyInto, transposed, Workspace } from './workspace.ts';

/** Columns of a panel; P and R have two for each. */
export const PANEL = 32;

export class Panel {
  readonly #matrix: Workspace;
  readonly #left: Workspace;
  readonly #right: Workspace;
  readonly #input: Workspace;
  readonly #output: Workspace;
  readonly #factors: Workspace;

  /** @param matrix - Square. */
  constructor(matrix: Workspace) {
    const n = matrix.rows;
    this.#matrix = matrix;
    [this.#left, this.#right] = [new Workspace(n, 2 * PANEL), new Workspace(n, 2 * PANEL)];
    [this.#input, this.#output] = [new Workspace(n, 1), new Workspace(n, 1)];
    this.#factors = new Workspace(2 * PANEL, 1);
  }

  /** Sets column `at` of P and R. */
  set(at: number, left: Float64Array, right: Float64Array): void {
    this.#left.columns[at]!.set(left);
    this.#right.columns[at]!.set(right);
  }

  /** Subtracts from a column of the matrix what its first `count` columns say, from row `from` on. */
  correctColumn(k: number, column: Float64Array, { count, from }: Extent): void {
    this.#subtract(this.#left, column, { factors: this.#rowOf(this.#right, k, count), count, from });
  }

  /** The same of a row. */
  correctRow(k: number, row: Float64Array, { count, from }: Extent): void {
    this.#subtract(this.#right, row, { factors: this.#rowOf(this.#left, k, count), count, from });
  }

  /** Subtracts `P R^T x` from y, of which rows from `from` on are wanted. */
  correctProduct(x: Float64Array, y: Float64Array, { count, from }: Extent): void {
    this.#subtract(this.#left, y, { factors: this.#along(this.#right, x, count), count, from });
  }

  /** Subtracts `R P^T x`. */
  correctTransposed(x: Float64Array, y: Float64Array, { count, from }: Extent): void {
    this.#subtract(this.#right, y, { factors: this.#along(this.#left, x, count), count, from });
  }

  /** The matrix as it is stored from a row and column on, or its transpose, times a vector; valid until the next call. */
  multiply(vector: Float64Array, from: number, isTransposed: boolean): Float64Array {
    const rest = this.#matrix.rows - from;
    const block = this.#matrix.block([from, from], [rest, rest]);
    this.#input.columns[0]!.set(vector);
    multiplyVector(isTransposed ? transposed(block) : block, { of: this.#input, from }, { of: this.#output, from });
    return this.#output.columns[0]!;
  }

  /** Brings the matrix up to date from a row and column on. */
  apply(from: number, count: number): void {
    const rest = this.#matrix.rows - from;
    multiplyInto('subtract', this.#matrix.block([from, from], [rest, rest]), [
      this.#left.block([from, 0], [rest, count]),
      transposed(this.#right.block([from, 0], [rest, count])),
    ]);
  }

  #rowOf(of: Workspace, k: number, count: number): Workspace {
    const factors = this.#factors.columns[0]!;
    for (let j = 0; j < count; j++) factors[j] = of.columns[j]![k]!;
    return this.#factors;
  }

  /** How much of x lies along each column. */
  #along(of: Workspace, x: Float64Array, count: number): Workspace {
    this.#input.columns[0]!.set(x);
    const block = transposed(of.block([0, 0], [of.rows, count]));
    multiplyVector(block, { of: this.#input, from: 0 }, { of: this.#factors, from: 0 });
    return this.#factors;
  }

  #subtract(of: Workspace, y: Float64Array, { factors, count, from }: Extent & { readonly factors: Workspace }): void {
    if (count === 0) return;
    const block = of.block([from, 0], [of.rows - from, count]);
    multiplyVector(block, { of: factors, from: 0 }, { of: this.#output, from });
    const product = this.#output.columns[0]!;
    for (let i = from; i < y.length; i++) y[i] = y[i]! - product[i]!;
  }

  free(): void {
    for (const one of [this.#left, this.#right, this.#input, this.#output, this.#factors]) one.free();
  }
}

/** How many columns of a panel count, and from which row on. */
interface Extent {
  readonly count: number;
  readonly from: number;
}
