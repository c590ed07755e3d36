/** Matrices in the memory of kernels, so that blocks of them are multiplied by the kernel of matrix products, on all threads. */

import { currentBackend, newStorage, type Storage } from '../graph/storage.ts';
import { dispatchProduct, hasProductsOn } from '../products/dispatch-product.ts';
import { type Column, Matrix } from './matrix.ts';

/** Smaller matrices are not worth copying into the memory of kernels. */
export const LEAST_SIZE = 64;

/** From here on reductions to simpler forms by blocks take less time than column by column: at 128 both take as long. */
const LEAST_REDUCED = 160;

/** Columns that are worked on without products of blocks. */
export const LEAF = 16;

/** Whether decompositions of a matrix of this size go by blocks. */
export const isBlockable = (rows: number, width: number): boolean => {
  if (Math.min(rows, width) < LEAST_SIZE) return false;
  const backend = currentBackend();
  return backend.view !== undefined && hasProductsOn(backend);
};

/** Whether square matrices of this size are reduced to simpler forms by blocks. */
export const isReducedByBlocks = (size: number): boolean => size >= LEAST_REDUCED && isBlockable(size, size);

/** A real matrix in float64, column by column. It is freed by whoever made it. */
export class Workspace {
  readonly rows: number;
  readonly columns: readonly Float64Array[];
  readonly storage: Storage;

  /** @param content - `any` when all of it is written before it is read. */
  constructor(rows: number, width: number, content: 'zeros' | 'any' = 'zeros') {
    this.rows = rows;
    this.storage = newStorage(rows * width * 8, content);
    const { buffer, byteOffset } = this.storage.bytes();
    this.columns = Array.from(
      { length: width },
      (_, j) => new Float64Array(buffer as ArrayBuffer, byteOffset + j * rows * 8, rows),
    );
  }

  /** A copy of the real or the imaginary parts of a matrix. */
  static of(matrix: Matrix, part: 're' | 'im' = 're'): Workspace {
    const out = new Workspace(matrix.rows, matrix.width, 'any');
    for (const [j, column] of matrix.columns.entries()) out.columns[j]!.set(column[part]!);
    return out;
  }

  /** All of it as a block. */
  get whole(): Block {
    return { of: this, row: 0, column: 0, rows: this.rows, width: this.columns.length };
  }

  /** A block by its first row and column, and its size. */
  block([row, column]: readonly [number, number], [rows, width]: readonly [number, number]): Block {
    return { of: this, row, column, rows, width };
  }

  /** A column as decompositions take it: it is the memory itself. */
  column(at: number): Column {
    return { re: this.columns[at]!, im: null };
  }

  /** Copies it out. */
  toMatrix(): Matrix {
    const out = new Matrix(this.rows, this.columns.length, false);
    for (const [j, column] of this.columns.entries()) out.columns[j]!.re.set(column);
    return out;
  }

  free(): void {
    this.storage.free();
  }
}

/** A part of a matrix. */
export interface Block {
  readonly of: Workspace;
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly width: number;
  /** Rows and columns are exchanged: `rows` and `width` are those after that. */
  readonly isTransposed?: boolean;
}

export const transposed = (block: Block): Block => ({
  ...block,
  rows: block.width,
  width: block.rows,
  isTransposed: !(block.isTransposed ?? false),
});

interface Strides {
  readonly offset: number;
  readonly down: number;
  readonly across: number;
}

/** How the elements of a block follow each other. */
function stridesOf({ of, row, column, isTransposed = false }: Block): Strides {
  const offset = column * of.rows + row;
  return isTransposed ? { offset, down: of.rows, across: 1 } : { offset, down: 1, across: of.rows };
}

/**
 * Computes `c = a b`, or adds it to `c` or takes it from it, and waits for it. Blocks of one matrix may be given that do not overlap; `c` is not
 * transposed.
 */
export function multiplyInto(kind: 'set' | 'add' | 'subtract', c: Block, [a, b]: readonly [Block, Block]): void {
  if (c.rows === 0 || c.width === 0) return;
  const [left, right, target] = [stridesOf(a), stridesOf(b), stridesOf(c)];
  // The kernel wants the columns of the result side by side: those are our rows, so it computes the transposed product.
  dispatchProduct(
    { dtype: 'float64' },
    { a: b.of.storage, b: a.of.storage, c: c.of.storage },
    {
      kind,
      batch: 1,
      rows: c.width,
      columns: c.rows,
      inner: a.width,
      a: { offset: right.offset, batch: 0, row: right.across, column: right.down },
      b: { offset: left.offset, batch: 0, row: left.across, column: left.down },
      c: { offset: target.offset, batch: 0, row: target.across, column: 1 },
    },
  );
  c.of.storage.bytes();
}
