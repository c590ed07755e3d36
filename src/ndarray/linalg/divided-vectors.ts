/** The vectors of the parts of a matrix that is decomposed by halves: blocks along the diagonal, replaced by products as parts are joined. */

import { multiplyInto, Workspace } from './workspace.ts';

/** How the vectors of a part become others. */
export interface Replacement {
  /** Place of the first of them. */
  readonly from: number;
  /** First row of the part, of what the second half has, and the row after the last. */
  readonly rows: readonly [top: number, middle: number, end: number];
  /** Vectors that are combined, counted from the first: those with entries in the first half before those of the second one. */
  readonly kept: readonly number[];
  /** Vectors that stay. */
  readonly gone: readonly number[];
  /** How many of `kept` the rows of the first half are made of, and the first one that those of the second half are made of. */
  readonly uppers: number;
  readonly firstLower: number;
}

/** Turns vector a into `c a + s b`, vector b into `c b - s a`. */
export interface Plane {
  readonly c: number;
  readonly s: number;
}

export class DividedVectors {
  readonly vectors: Workspace;
  readonly #packed: Workspace;

  constructor(size: number) {
    this.vectors = new Workspace(size, size);
    this.#packed = new Workspace(size, size, 'any');
  }

  at(row: number, column: number): number {
    return this.vectors.columns[column]![row]!;
  }

  rotate([a, b]: readonly [number, number], { c, s }: Plane, [from, to]: readonly [number, number]): void {
    const [x, y] = [this.vectors.columns[a]!, this.vectors.columns[b]!];
    for (let i = from; i < to; i++) {
      const [one, other] = [x[i]!, y[i]!];
      x[i] = c * one + s * other;
      y[i] = c * other - s * one;
    }
  }

  /** Vectors that are kept, times columns of coefficients, come first; then those that stay. */
  replace({ from, rows, kept, gone, uppers, firstLower }: Replacement, coefficients: Workspace): void {
    const [top, middle, end] = rows;
    const count = kept.length;
    for (const [k, place] of [...kept, ...gone].entries()) {
      this.#packed.columns[k]!.set(this.vectors.columns[from + place]!.subarray(top, end), top);
    }
    const multiply = (row: number, stop: number, [first, terms]: readonly [number, number]): void => {
      for (let k = 0; terms === 0 && k < count; k++) this.vectors.columns[from + k]!.fill(0, row, stop);
      if (terms === 0 || count === 0) return;
      const target = this.vectors.block([row, from], [stop - row, count]);
      const packed = this.#packed.block([row, first], [stop - row, terms]);
      multiplyInto('set', target, [packed, coefficients.block([first, 0], [terms, count])]);
    };
    multiply(top, middle, [0, uppers]);
    multiply(middle, end, [firstLower, count - firstLower]);
    for (let k = count; k < count + gone.length; k++) {
      this.vectors.columns[from + k]!.set(this.#packed.columns[k]!.subarray(top, end), top);
    }
  }

  freePacked(): void {
    this.#packed.free();
  }
}
