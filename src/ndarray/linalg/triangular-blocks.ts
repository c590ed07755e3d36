/**
 * Systems with triangular matrices by blocks: half of the unknowns, a product, the other half.
 *
 * *Source*: Golub and Van Loan, "Matrix Computations" (4th edition, 2013), section 3.1.4 (block forms of substitution).
 */

import { type Block, LEAF, multiplyInto } from './workspace.ts';

const part = (
  block: Block,
  [row, column]: readonly [number, number],
  [rows, width]: readonly [number, number],
): Block => ({
  ...block,
  row: block.row + row,
  column: block.column + column,
  rows,
  width,
});

/** Where a square matrix is cut: at a whole number of leaves. */
export const middleOf = (size: number): number => Math.ceil(size / 2 / LEAF) * LEAF;

/** A triangular matrix and right sides, in halves. */
function halves(triangle: Block, right: Block) {
  const half = middleOf(triangle.rows);
  const rest = triangle.rows - half;
  return {
    first: part(triangle, [0, 0], [half, half]),
    second: part(triangle, [half, half], [rest, rest]),
    below: part(triangle, [half, 0], [rest, half]),
    above: part(triangle, [0, half], [half, rest]),
    top: part(right, [0, 0], [half, right.width]),
    bottom: part(right, [half, 0], [rest, right.width]),
  };
}

/** Solves `L x = b` for a lower triangle with ones on its diagonal, which are not read; b becomes x. */
export function solveUnitLower(lower: Block, right: Block): void {
  const size = lower.rows;
  if (size > LEAF) {
    const { first, second, below, top, bottom } = halves(lower, right);
    solveUnitLower(first, top);
    multiplyInto('subtract', bottom, [below, top]);
    solveUnitLower(second, bottom);
    return;
  }
  for (let j = 0; j < right.width; j++) {
    const x = right.of.columns[right.column + j]!;
    for (let k = 0; k < size; k++) {
      const column = lower.of.columns[lower.column + k]!;
      const value = x[right.row + k]!;
      for (let i = k + 1; i < size; i++) x[right.row + i] = x[right.row + i]! - column[lower.row + i]! * value;
    }
  }
}

/** Solves `U x = b` for an upper triangle; b becomes x. */
export function solveUpper(upper: Block, right: Block): void {
  const size = upper.rows;
  if (size > LEAF) {
    const { first, second, above, top, bottom } = halves(upper, right);
    solveUpper(second, bottom);
    multiplyInto('subtract', top, [above, bottom]);
    solveUpper(first, top);
    return;
  }
  for (let j = 0; j < right.width; j++) {
    const x = right.of.columns[right.column + j]!;
    for (let k = size - 1; k >= 0; k--) {
      const column = upper.of.columns[upper.column + k]!;
      const value = x[right.row + k]! / column[upper.row + k]!;
      x[right.row + k] = value;
      for (let i = 0; i < k; i++) x[right.row + i] = x[right.row + i]! - column[upper.row + i]! * value;
    }
  }
}

/** Solves `x L^T = b` for a lower triangle; b becomes x. */
export function solveTransposedFromRight(lower: Block, right: Block): void {
  const size = lower.rows;
  if (size > LEAF) {
    const half = middleOf(size);
    const rest = size - half;
    const first = part(right, [0, 0], [right.rows, half]);
    const second = part(right, [0, half], [right.rows, rest]);
    solveTransposedFromRight(part(lower, [0, 0], [half, half]), first);
    const below = { ...part(lower, [half, 0], [half, rest]), isTransposed: true };
    multiplyInto('subtract', second, [first, below]);
    solveTransposedFromRight(part(lower, [half, half], [rest, rest]), second);
    return;
  }
  const end = right.row + right.rows;
  for (let j = 0; j < size; j++) {
    const x = right.of.columns[right.column + j]!;
    for (let k = 0; k < j; k++) {
      const solved = right.of.columns[right.column + k]!;
      const factor = lower.of.columns[lower.column + k]![lower.row + j]!;
      for (let i = right.row; i < end; i++) x[i] = x[i]! - factor * solved[i]!;
    }
    const pivot = lower.of.columns[lower.column + j]![lower.row + j]!;
    for (let i = right.row; i < end; i++) x[i] = x[i]! / pivot;
  }
}
