/**
 * Cholesky decomposition of real matrices by blocks.
 *
 * *Source*: Golub and Van Loan, "Matrix Computations" (4th edition, 2013), section 4.2.9 (recursive block Cholesky).
 */

import type { Matrix } from './matrix.ts';
import { middleOf, solveTransposedFromRight } from './triangular-blocks.ts';
import { type Block, LEAF, multiplyInto, transposed, Workspace } from './workspace.ts';

/** Blocks on the diagonal that are computed whole, though only half of them is used. */
const SYMMETRIC_BLOCK = 128;

/** Takes `a a^T` from the lower triangle of a square block. */
function subtractSquare(c: Block, a: Block): void {
  const size = c.rows;
  if (size <= SYMMETRIC_BLOCK) {
    multiplyInto('subtract', c, [a, transposed(a)]);
    return;
  }
  const half = middleOf(size);
  const rest = size - half;
  const top: Block = { ...a, rows: half };
  const bottom: Block = { ...a, row: a.row + half, rows: rest };
  subtractSquare({ ...c, rows: half, width: half }, top);
  multiplyInto('subtract', { ...c, row: c.row + half, rows: rest, width: half }, [bottom, transposed(top)]);
  subtractSquare({ ...c, row: c.row + half, column: c.column + half, rows: rest, width: rest }, bottom);
}

/** @returns False when the matrix is not positive definite. */
function factorLeaf({ columns }: Workspace, from: number, to: number): boolean {
  for (let k = from; k < to; k++) {
    const column = columns[k]!;
    const pivot = column[k]!;
    if (!(pivot > 0)) return false;
    const root = Math.sqrt(pivot);
    column[k] = root;
    for (let i = k + 1; i < to; i++) column[i] = column[i]! / root;
    for (let j = k + 1; j < to; j++) {
      const target = columns[j]!;
      const factor = column[j]!;
      for (let i = j; i < to; i++) target[i] = target[i]! - factor * column[i]!;
    }
  }
  return true;
}

function factor(work: Workspace, from: number, to: number): boolean {
  if (to - from <= LEAF) return factorLeaf(work, from, to);
  const middle = from + middleOf(to - from);
  if (!factor(work, from, middle)) return false;
  const [half, rest] = [middle - from, to - middle];
  const below = work.block([middle, from], [rest, half]);
  solveTransposedFromRight(work.block([from, from], [half, half]), below);
  subtractSquare(work.block([middle, middle], [rest, rest]), below);
  return factor(work, middle, to);
}

/** The lower factor; undefined when the matrix is not positive definite. Only the lower triangle is read. */
export function blockedCholesky(matrix: Matrix): Matrix | undefined {
  const work = Workspace.of(matrix);
  try {
    if (!factor(work, 0, matrix.rows)) return undefined;
    for (const [j, column] of work.columns.entries()) column.fill(0, 0, j);
    return work.toMatrix();
  } finally {
    work.free();
  }
}
