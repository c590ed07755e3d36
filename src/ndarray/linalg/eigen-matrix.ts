/** Eigenvalues and right eigenvectors of a general matrix. */

import { scaleToUnit } from './convergence.ts';
import { lengthOf, type Matrix, scale, type Value } from './matrix.ts';
import { decomposeRealSchur } from './schur-real.ts';
import { decomposeSchur, eigenvectors, type Schur, triangularise } from './schur-complex.ts';

/** Eigenvalues in the order of the Schur form, eigenvectors of length 1 as columns. */
export interface EigenResult {
  readonly values: readonly Value[];
  readonly vectors: Matrix | undefined;
}

const MAX_BALANCE_SWEEPS = 20;

/**
 * Scales rows and columns by powers of two until they are of like size: exact, and kind to badly scaled matrices.
 *
 * *Source*: R. James, J. Langou, B. R. Lowery, "On matrix balancing and eigenvector computation" (2014); as LAPACK's DGEBAL has it, norms with
 * the diagonal, which keeps matrices of Hessenberg form from being made worse.
 *
 * @returns The factor of each row.
 */
function balance(matrix: Matrix): Float64Array {
  const factors = new Float64Array(matrix.rows).fill(1);
  for (let sweep = 0; sweep < MAX_BALANCE_SWEEPS; sweep++) {
    let isDone = true;
    for (let k = 0; k < matrix.rows; k++) {
      const factor = balancing(matrix, k);
      if (factor === 1) continue;
      isDone = false;
      factors[k] = factors[k]! * factor;
      scaleBoth(matrix, k, factor);
    }
    if (isDone) break;
  }
  return factors;
}

const sizeAt = (matrix: Matrix, row: number, column: number): number => {
  const { re, im } = matrix.at(row, column);
  return re * re + im * im;
};

/** The power of two by which a column is to be multiplied, and its row divided. */
function balancing(matrix: Matrix, k: number): number {
  let row = 0;
  let column = 0;
  for (let i = 0; i < matrix.rows; i++) {
    row += sizeAt(matrix, k, i);
    column += sizeAt(matrix, i, k);
  }
  if (!(row > 0 && column > 0 && Number.isFinite(row) && Number.isFinite(column))) return 1;
  const [high, wide] = [Math.sqrt(column), Math.sqrt(row)];
  const factor = 2 ** Math.round(Math.log2(wide / high) / 2);
  return high * factor + wide / factor < 0.95 * (high + wide) ? factor : 1;
}

function scaleBoth(matrix: Matrix, k: number, factor: number): void {
  for (let i = 0; i < matrix.rows; i++) {
    const below = matrix.at(i, k);
    matrix.put(i, k, { re: below.re * factor, im: below.im * factor });
    const beside = matrix.at(k, i);
    matrix.put(k, i, { re: beside.re / factor, im: beside.im / factor });
  }
}

/** Eigenvectors of the matrix before it was balanced. */
function unbalance(vectors: Matrix, factors: Float64Array): void {
  for (const { re, im } of vectors.columns) {
    let square = 0;
    for (const [i, factor] of factors.entries()) {
      re[i] = re[i]! * factor;
      im![i] = im![i]! * factor;
      square += re[i]! ** 2 + im![i]! ** 2;
    }
    const size = Math.sqrt(square);
    for (let i = 0; i < re.length; i++) {
      re[i] = re[i]! / size;
      im![i] = im![i]! / size;
    }
  }
}

const partsOf = ({ columns }: Matrix): Float64Array[] =>
  columns.flatMap(({ re, im }) => (im === null ? [re] : [re, im]));

/** A pair of conjugate eigenvalues has conjugate eigenvectors, a real eigenvalue a real one: exactly. */
function pairUp(values: readonly Value[], { columns }: Matrix): void {
  for (let k = 0; k < values.length; k++) {
    const column = columns[k]!;
    if (values[k]!.im === 0) {
      // Near another eigenvalue it may have been any complex combination; its real part is one as well.
      column.im!.fill(0);
      scale(column, { re: 1 / lengthOf(column), im: 0 });
      continue;
    }
    columns[k + 1]!.re.set(column.re);
    columns[k + 1]!.im!.set(column.im!.map((value) => -value));
    k++;
  }
}

function triangularForm(matrix: Matrix): Schur | undefined {
  if (matrix.isComplex) return decomposeSchur(matrix);
  const real = decomposeRealSchur(matrix);
  return real && triangularise(real);
}

/**
 * Decomposes a matrix, which is overwritten.
 *
 * @returns undefined for NaN and infinities, and when the QR algorithm does not converge.
 */
export function decomposeEigen(matrix: Matrix, wantsVectors: boolean): EigenResult | undefined {
  const unit = scaleToUnit(partsOf(matrix));
  if (unit === undefined) return undefined;
  const { isComplex } = matrix;
  const factors = balance(matrix);
  const schur = triangularForm(matrix);
  if (schur === undefined) return undefined;
  const values = Array.from({ length: matrix.rows }, (_, k) => {
    const { re, im } = schur.form.at(k, k);
    return { re: re * unit, im: im * unit };
  });
  if (!wantsVectors) return { values, vectors: undefined };
  const vectors = eigenvectors(schur);
  unbalance(vectors, factors);
  if (!isComplex) pairUp(values, vectors);
  return { values, vectors };
}
