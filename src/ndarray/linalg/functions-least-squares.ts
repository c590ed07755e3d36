/** Least squares, pseudoinverses, ranks and condition numbers: all by singular values. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf, toNDArray } from '../array/as-array.ts';
import { castNode } from '../elementwise/operands.ts';
import { packedElements } from '../array/elements.ts';
import { isSingleNumber } from './is-number.ts';
import { checkOptions } from '../array/options.ts';
import { isComplex } from '../dtype/dtype.ts';
import { ArrayValueError, LinAlgError, ShapeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import { matrixTranspose } from '../manipulate/axes.ts';
import {
  enterSquare,
  enterStack,
  epsilonOf,
  linalgDType,
  MatrixOutput,
  named,
  readMatrix,
  realDType,
  RowOutput,
  type Stack,
  stackOf,
  valuesFor,
} from './batch.ts';
import { svdEach } from './functions-decompose.ts';
import { addScaled, lengthOf, type Matrix, scale } from './matrix.ts';
import { multiply } from './multiply-matrix.ts';
import { type MatrixOrder, matrixNorm } from './functions-norm.ts';
import { invert } from './solve-matrix.ts';
import { decomposeSvd, type SvdResult } from './svd-matrix.ts';

/** The pseudoinverse without the singular values up to a cutoff. */
function pseudoinverse({ u, s, vh }: SvdResult, cutoff: number): Matrix {
  const v = vh!.adjoint();
  for (const [k, value] of s.entries()) {
    const factor = value > cutoff ? 1 / value : 0;
    const column = v.columns[k]!;
    scale(column, { re: factor, im: 0 });
  }
  return multiply(v, u!.adjoint());
}

/** Numbers that a user gives once or for each matrix. */
function perMatrix(what: string, value: InputOf, stack: Stack): (at: number) => number {
  if (isSingleNumber(value)) return () => Number(value);
  const node = nodeOf(value);
  if (node.size !== 1 && node.size !== stack.count) {
    throw new ShapeError(`${what} must be one number, or one for each of ${stack.count} matrices, got ${node.size}`);
  }
  const data = packedElements(castNode(node, 'float64')) as Float64Array;
  return (at) => data[node.size === 1 ? 0 : at]!;
}

/** Options of {@link pinv} and {@link matrixRank}. */
export interface CutoffOptions {
  /** Singular values up to this part of the largest count as 0. For matrices one by one: an array. */
  readonly rtol?: InputOf | null;
  /** NumPy's older name of rtol in pinv. */
  readonly rcond?: InputOf;
  /** The matrix is Hermitian; the result is the same. */
  readonly hermitian?: boolean;
}

const DEFAULT_PINV_CUTOFF = 1e-15;

/**
 * Pseudoinverses (Moore and Penrose): shape `[..., n, m]` of `[..., m, n]`.
 *
 * @param options - `rcond` (1e-15) or `rtol` (null is max(m, n) times epsilon).
 * @throws LinAlgError (`ERR_LINALG`) for NaN and infinities.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.linalg.pinv([[2, 0], [0, 0]]).toArray()); // [ [ 0.5, 0 ], [ 0, 0 ] ]
 * ```
 */
export function pinv(a: InputOf, options: CutoffOptions = {}): NDArray {
  checkOptions('pinv', options, ['rtol', 'rcond', 'hermitian']);
  const array = toNDArray(a);
  // There is nothing to invert: any dtype will do.
  if (array.ndim > 1 && array.shape.at(-1)! * array.shape.at(-2)! === 0) return matrixTranspose(array.copy());
  const stack = enterStack('pinv', a);
  const standard = Math.max(stack.rows, stack.columns) * epsilonOf(stack.dtype);
  const given = options.rtol === null ? standard : (options.rtol ?? options.rcond ?? DEFAULT_PINV_CUTOFF);
  const cutoff = perMatrix('pinv: rtol', given, stack);
  const out = new MatrixOutput(stack.dtype, stack.batch, [stack.columns, stack.rows]);
  if (stack.rows * stack.columns === 0) return out.array();
  svdEach(stack, { vectors: true, full: false }, (result, at) => {
    out.put(at, pseudoinverse(result, cutoff(at) * result.s[0]!));
  });
  return out.array();
}

/**
 * Ranks: how many singular values are above a tolerance. Of a vector or number, 1 unless all is 0.
 *
 * @param options - `tol` (an absolute tolerance) or `rtol` (max(m, n) times epsilon).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.linalg.matrixRank([[1, 2], [2, 4]]).item()); // 1
 * ```
 */
export function matrixRank(a: InputOf, options: CutoffOptions & { readonly tol?: InputOf } = {}): NDArray {
  checkOptions('matrixRank', options, ['tol', 'rtol', 'hermitian']);
  const array = toNDArray(a);
  if (array.ndim < 2) {
    const data = packedElements(
      castNode(array.node, isComplex(array.dtype) ? 'complex128' : 'float64'),
    ) as Float64Array;
    return wholeNumbers([], [data.some((value) => value !== 0) ? 1 : 0]);
  }
  const stack = enterStack('matrixRank', a);
  const relative = perMatrix(
    'matrixRank: rtol',
    options.rtol ?? Math.max(stack.rows, stack.columns) * epsilonOf(stack.dtype),
    stack,
  );
  const absolute = options.tol === undefined ? undefined : perMatrix('matrixRank: tol', options.tol, stack);
  const ranks: number[] = [];
  svdEach(stack, { vectors: false, full: false }, ({ s }, at) => {
    const limit = absolute?.(at) ?? relative(at) * (s[0] ?? 0);
    ranks.push(s.reduce((count, value) => count + (value > limit ? 1 : 0), 0));
  });
  return wholeNumbers(stack.batch, ranks);
}

function wholeNumbers(shape: readonly number[], values: readonly number[]): NDArray {
  const { node, data } = newArray('int64', shape);
  for (const [at, value] of values.entries()) data[at] = BigInt(value);
  return wrap(node);
}

/** The solution, residuals, rank and singular values, by place and by name. */
export type LeastSquares = [NDArray, NDArray, number, NDArray] & {
  readonly x: NDArray;
  readonly residuals: NDArray;
  readonly rank: number;
  readonly s: NDArray;
};

/**
 * Least squares: the x for which `|b - a x|` is least, the shortest where there are several.
 *
 * @param a - One matrix `[m, n]`; `b` is `[m]` or `[m, k]`.
 * @param options - `rcond`: singular values up to this part of the largest count as 0 (epsilon times max(m, n)); epsilon when it is negative.
 * @returns x, the sums of squared residuals (empty unless the rank is n and m > n), the rank, and the singular values.
 * @throws LinAlgError (`ERR_LINALG`) for NaN and infinities; ShapeError (`ERR_SHAPE`) for shapes that do not fit.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const { x, rank } = np.linalg.lstsq([[1, 0], [1, 1], [1, 2]], [1, 3, 5]);
 * console.log([...x].map((value) => Number(value).toFixed(3)), rank); // [ '1.000', '2.000' ] 2
 * ```
 */
export function lstsq(a: InputOf, b: InputOf, options: { readonly rcond?: number | null } = {}): LeastSquares {
  checkOptions('lstsq', options, ['rcond']);
  const [left, right] = [toNDArray(a), toNDArray(b)];
  const dtype = linalgDType('lstsq', [left.dtype, right.dtype]);
  if (left.ndim !== 2 || right.ndim < 1 || right.ndim > 2 || left.shape[0] !== right.shape[0]) {
    throw new ShapeError(
      `lstsq: needs a of shape [m,n] and b of [m] or [m,k], got [${left.shape}] and [${right.shape}]`,
    );
  }
  const stack = stackOf('lstsq', left.node, dtype);
  const { rows, columns } = stack;
  const complex = isComplex(dtype);
  const wide = packedElements(castNode(right.node, complex ? 'complex128' : 'float64')) as Float64Array;
  const target = readMatrix(wide, 0, { rows, columns: right.ndim === 1 ? 1 : right.shape[1]!, complex });
  const result = decomposeSvd(stack.matrix(0), { vectors: true, full: false });
  if (result === undefined) throw new LinAlgError('SVD did not converge in linear least squares: NaN or infinities');
  const given = options.rcond ?? epsilonOf(dtype) * Math.max(rows, columns);
  const cutoff = (given < 0 ? epsilonOf(dtype) : given) * (result.s[0] ?? 0);
  const rank = result.s.reduce((count, value) => count + (value > cutoff ? 1 : 0), 0);
  const solution = multiply(pseudoinverse(result, cutoff), target);
  const x = new MatrixOutput(dtype, [], [columns, target.width]);
  x.put(0, solution);
  const s = new RowOutput(realDType(dtype), [], result.s.length);
  s.put(0, result.s);
  const squares = rank === columns && rows > columns ? residuals(stack.matrix(0), solution, target) : [];
  const rest = new RowOutput(realDType(dtype), [], squares.length);
  rest.put(0, squares);
  const shaped = x.array(right.ndim === 1 ? [columns] : undefined);
  return named(['x', 'residuals', 'rank', 's'], [shaped, rest.array(), rank, s.array()]);
}

/** |b - a x|^2 for each column. */
function residuals(a: Matrix, x: Matrix, b: Matrix): number[] {
  return b.columns.map((column, j) => {
    for (let k = 0; k < a.width; k++) {
      const { re, im } = x.at(k, j);
      addScaled(a.columns[k]!, column, { re: -re, im: -im, from: 0 });
    }
    return lengthOf(column) ** 2;
  });
}

/**
 * Condition numbers: the largest singular value over the smallest, or `|a| |inv(a)|` in another norm; infinite for singular matrices.
 *
 * @param p - 2 (the default), -2, 1, -1, Infinity, -Infinity, 'fro' or 'nuc'.
 * @throws LinAlgError (`ERR_LINALG`) for matrices without elements.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.linalg.cond([[2, 0], [0, 1]]).item()); // 2
 * ```
 */
export function cond(a: InputOf, p: MatrixOrder | null = null): NDArray {
  const stack = enterStack('cond', a);
  if (stack.rows * stack.columns === 0) throw new LinAlgError('cond is not defined on empty arrays');
  if (p === null || p === 2 || p === -2) return singularCondition(stack, p === -2);
  if (typeof p === 'string' && p !== 'fro' && p !== 'nuc')
    throw new ArrayValueError(`cond: there is no norm '${String(p)}'`);
  enterSquare('cond', a);
  const norm = matrixNorm(a, { ord: p });
  const inverses = new MatrixOutput(stack.dtype, stack.batch, [stack.rows, stack.rows]);
  const singular: boolean[] = [];
  for (let at = 0; at < stack.count; at++) {
    const inverse = invert(stack.matrix(at));
    singular.push(inverse === undefined);
    if (inverse !== undefined) inverses.put(at, inverse);
  }
  const [own, other] = [norm, matrixNorm(inverses.array(), { ord: p })].map((array) =>
    array.reshape(-1).astype('float64').toTypedArray(),
  );
  return valuesFor(realDType(stack.dtype), stack.batch, (at) => ({
    re: singular[at] === true ? Infinity : (own as Float64Array)[at]! * (other as Float64Array)[at]!,
    im: 0,
  }));
}

function singularCondition(stack: Stack, isInverse: boolean): NDArray {
  const values: number[] = [];
  for (let at = 0; at < stack.count; at++) {
    const result = decomposeSvd(stack.matrix(at), { vectors: false, full: false });
    const [largest, least] = [result?.s[0] ?? Number.NaN, result?.s.at(-1) ?? Number.NaN];
    const value = isInverse ? least / largest : largest / least;
    // 0 / 0 of a zero matrix is infinite; NaN stays where the matrix has one.
    values.push(result !== undefined && Number.isNaN(value) ? Infinity : value);
  }
  return valuesFor(realDType(stack.dtype), stack.batch, (at) => ({ re: values[at]!, im: 0 }));
}
