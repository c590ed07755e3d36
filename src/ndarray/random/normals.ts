/** `multivariateNormal`. */

import type { NDArray } from '../array/array.ts';
import { shapeText } from '../array/broadcast.ts';
import { shapeOf } from '../array/shape-argument.ts';
import { sizeOf } from '../array/strided.ts';
import { ArrayValueError, LinAlgError, ShapeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import { readMatrix } from '../linalg/batch.ts';
import { decomposeHermitian } from '../linalg/hermitian-matrix.ts';
import { type Matrix, scale } from '../linalg/matrix.ts';
import { multiply } from '../linalg/multiply-matrix.ts';
import { decomposeCholesky } from '../linalg/solve-matrix.ts';
import { decomposeSvd } from '../linalg/svd-matrix.ts';
import { arrayOf, type Bound, paramNode, type Size, spread } from './arguments.ts';
import type { Source } from './distributions.ts';
import { standardNormal } from './ziggurat.ts';

const DEFAULT_TOLERANCE = 1e-8;
const METHODS = ['svd', 'eigh', 'cholesky'];

const notPositive = (): ArrayValueError =>
  new ArrayValueError(
    'multivariateNormal: cov is not symmetric positive-semidefinite; checkValid: "ignore" draws nevertheless',
  );

/** Multiplies each column by the root of a number. */
function timesRoots(matrix: Matrix, squares: Float64Array): Matrix {
  for (const [k, column] of matrix.columns.entries()) scale(column, { re: Math.sqrt(Math.abs(squares[k]!)), im: 0 });
  return matrix;
}

function largestDifference(a: Matrix, b: Matrix): number {
  let largest = 0;
  for (const [j, { re }] of a.columns.entries()) {
    for (const [i, value] of re.entries()) largest = Math.max(largest, Math.abs(value - b.at(i, j).re));
  }
  return largest;
}

/** A matrix A with A A^T = cov. */
function factorOf(
  cov: Matrix,
  { method, tolerance, isChecked }: { method: string; tolerance: number; isChecked: boolean },
): Matrix {
  if (method === 'cholesky') {
    const factor = decomposeCholesky(cov.copy());
    if (factor === undefined) throw new LinAlgError('Matrix is not positive definite');
    return factor;
  }
  if (method === 'eigh') {
    const result = decomposeHermitian(cov.copy(), true);
    if (result === undefined) throw new LinAlgError('Eigenvalues did not converge: cov holds NaN or infinities');
    if (isChecked && result.values.some((value) => value < -tolerance)) throw notPositive();
    return timesRoots(result.vectors!, result.values);
  }
  const result = decomposeSvd(cov.copy(), { vectors: true, full: true });
  if (result === undefined) throw new LinAlgError('SVD did not converge: cov holds NaN or infinities');
  const factor = timesRoots(result.u!, result.s);
  if (isChecked) {
    const scaled = tolerance * (1 + (result.s[0] ?? 0));
    if (largestDifference(multiply(factor, factor.adjoint()), cov) > scaled) throw notPositive();
  }
  return factor;
}

/** Vectors of normal numbers with a mean and covariances. */
export function drawNormals(source: Source, bound: Bound): NDArray {
  const mean = paramNode(bound['mean']);
  const cov = paramNode(bound['cov']);
  const method = (bound['method'] as string | undefined) ?? 'svd';
  if (!METHODS.includes(method))
    throw new ArrayValueError(`multivariateNormal: method must be one of ${METHODS.join(', ')}, got ${method}`);
  const d = mean.shape[0] ?? 0;
  if (mean.shape.length !== 1 || cov.shape.length !== 2 || cov.shape[0] !== d || cov.shape[1] !== d) {
    throw new ShapeError(
      `multivariateNormal: needs a mean of shape [n] and cov of [n,n], got ${shapeText(mean.shape)} and ${shapeText(cov.shape)}`,
    );
  }
  const center = spread(mean, mean.shape);
  const matrix = readMatrix(spread(cov, cov.shape), 0, { rows: d, columns: d, complex: false });
  const check = bound['checkValid'] ?? 'raise';
  if (check !== 'raise' && check !== 'ignore')
    throw new ArrayValueError(`multivariateNormal: checkValid must be 'raise' or 'ignore', got ${String(check)}`);
  const tolerance = (bound['tol'] as number | undefined) ?? DEFAULT_TOLERANCE;
  const factor = factorOf(matrix, { method, tolerance, isChecked: check === 'raise' });
  const shape =
    bound['size'] === undefined || bound['size'] === null ? [] : shapeOf('multivariateNormal', bound['size'] as Size);
  const { node, data } = newArray('float64', [...shape, d]);
  const row = new Float64Array(d);
  for (let at = 0; at < sizeOf(shape); at++) {
    for (let k = 0; k < d; k++) row[k] = standardNormal(source.bits);
    for (let i = 0; i < d; i++) {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += row[k]! * factor.columns[k]!.re[i]!;
      data[at * d + i] = center[i]! + sum;
    }
  }
  return arrayOf(node);
}
