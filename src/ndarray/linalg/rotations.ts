/** Rotations of neighbouring columns, collected and applied many at a time. */

import { newStorage, type Storage } from '../graph/storage.ts';
import { Matrix, rotate } from './matrix.ts';
import { ROW_GROUP, rotationArtifact, SWEEP_WORDS } from './rotation-kernel.ts';
import { isBlockable } from './workspace.ts';

/** Sweeps of a launch: the rows that a thread works on stay in its second cache for so many passes. */
const MOST_SWEEPS = 48;

/** Takes rotations: of one pair of columns after the other, each pair having its first column from the pair before. */
export interface ColumnTurner {
  /** Begins a sweep at a column; the next one is `step` columns further. */
  begin(first: number, step: number): void;
  /** Turns: the first column becomes `c p + s q`, the second one, which is the next first one, `c q - s p`. */
  turn(c: number, s: number): void;
  /** Ends it. @returns The matrix with all that was done to it. */
  finish(): Matrix;
}

/** Column by column, at once. */
class DirectTurner implements ColumnTurner {
  readonly #matrix: Matrix;
  #first = 0;
  #step = 1;

  constructor(matrix: Matrix) {
    this.#matrix = matrix;
  }

  begin(first: number, step: number): void {
    this.#first = first;
    this.#step = step;
  }

  turn(c: number, s: number): void {
    const { columns } = this.#matrix;
    const next = this.#first + this.#step;
    rotate(columns[this.#first]!, columns[next]!, { c, s: -s });
    this.#first = next;
  }

  finish(): Matrix {
    return this.#matrix;
  }
}

/** What one launch reads; there are two, so that one is filled while the other one is read. */
class Batch {
  readonly sweeps: Storage;
  readonly rotations: Storage;
  readonly words: Int32Array;
  readonly numbers: Float64Array;

  constructor(rotations: number) {
    this.sweeps = newStorage(MOST_SWEEPS * SWEEP_WORDS * 4, 'any');
    this.rotations = newStorage(rotations * 16, 'any');
    const [words, numbers] = [this.sweeps.bytes(), this.rotations.bytes()];
    this.words = new Int32Array(words.buffer, words.byteOffset, MOST_SWEEPS * SWEEP_WORDS);
    this.numbers = new Float64Array(numbers.buffer, numbers.byteOffset, rotations * 2);
  }

  /** Waits until no launch reads it any more. */
  wait(): void {
    this.sweeps.bytes();
    this.rotations.bytes();
  }

  free(): void {
    this.sweeps.free();
    this.rotations.free();
  }
}

/** By the kernel: the matrix is kept in groups of rows, each with the entries of one column after those of another. */
class KernelTurner implements ColumnTurner {
  readonly #rows: number;
  readonly #width: number;
  readonly #capacity: number;
  readonly #storage: Storage;
  readonly #batches: readonly [Batch, Batch];
  #current = 0;
  #sweeps = 0;
  #rotations = 0;

  constructor(matrix: Matrix) {
    this.#rows = matrix.rows;
    this.#width = matrix.width;
    this.#capacity = MOST_SWEEPS * matrix.width;
    this.#storage = newStorage(Math.ceil(matrix.rows / ROW_GROUP) * ROW_GROUP * matrix.width * 8, 'zeros');
    this.#batches = [new Batch(this.#capacity), new Batch(this.#capacity)];
    this.#exchange(matrix, (here, there) => here.set(there));
  }

  begin(first: number, step: number): void {
    if (this.#sweeps === MOST_SWEEPS || this.#capacity - this.#rotations < this.#width) this.#flush();
    const { words } = this.#batches[this.#current]!;
    const at = this.#sweeps++ * SWEEP_WORDS;
    words[at] = first;
    words[at + 1] = step;
    words[at + 2] = 0;
    words[at + 3] = this.#rotations;
  }

  turn(c: number, s: number): void {
    const { words, numbers } = this.#batches[this.#current]!;
    const at = this.#rotations++ * 2;
    numbers[at] = c;
    numbers[at + 1] = s;
    words[(this.#sweeps - 1) * SWEEP_WORDS + 2]!++;
  }

  finish(): Matrix {
    this.#flush();
    const out = new Matrix(this.#rows, this.#width, false);
    this.#exchange(out, (here, there) => there.set(here));
    for (const batch of this.#batches) batch.free();
    this.#storage.free();
    return out;
  }

  #flush(): void {
    if (this.#rotations > 0) {
      const { backend, buffer } = this.#storage;
      const { rotations, sweeps } = this.#batches[this.#current]!;
      backend.dispatch(rotationArtifact(backend.target, this.#rotations), [buffer, rotations.buffer, sweeps.buffer], {
        scalars: [this.#width, this.#sweeps],
        size: [Math.ceil(this.#rows / ROW_GROUP), ROW_GROUP],
      });
      this.#current = 1 - this.#current;
      this.#batches[this.#current]!.wait();
    }
    this.#sweeps = 0;
    this.#rotations = 0;
  }

  /** Copies all entries between a matrix and here: pieces of columns, one for each group of rows. */
  #exchange({ columns }: Matrix, copy: (here: Float64Array, there: Float64Array) => void): void {
    const { buffer, byteOffset, byteLength } = this.#storage.bytes();
    const numbers = new Float64Array(buffer as ArrayBuffer, byteOffset, byteLength / 8);
    for (let row = 0; row < this.#rows; row += ROW_GROUP) {
      const count = Math.min(ROW_GROUP, this.#rows - row);
      for (const [j, { re }] of columns.entries()) {
        const place = row * this.#width + j * ROW_GROUP;
        copy(numbers.subarray(place, place + count), re.subarray(row, row + count));
      }
    }
  }
}

/** Turns the columns of a matrix, which may be overwritten. */
export const turnColumns = (matrix: Matrix): ColumnTurner =>
  !matrix.isComplex && isBlockable(matrix.rows, matrix.width) ? new KernelTurner(matrix) : new DirectTurner(matrix);
