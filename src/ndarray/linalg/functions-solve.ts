/** Equations, inverses and determinants. */

import type { NDArray } from '../array/array.ts';
import { type InputOf, toNDArray } from '../array/as-array.ts';
import { shapeText } from '../array/broadcast.ts';
import { checkOptions } from '../array/options.ts';
import { sizeOf } from '../array/strided.ts';
import { isComplex, isFloat } from '../dtype/dtype.ts';
import { ArrayValueError, LinAlgError, ShapeError } from '../errors.ts';
import {
  broadcastBatch,
  checkSquare,
  enterSquare,
  enterStack,
  linalgDType,
  MatrixOutput,
  named,
  realDType,
  stackOf,
  valuesFor,
} from './batch.ts';
import { matmul } from '../products/products.ts';
import { identity, Matrix } from './matrix.ts';
import { multiply } from './multiply-matrix.ts';
import { decomposeCholesky, decomposeLu, determinant, determinantValue, invert, solveLu } from './solve-matrix.ts';

const singular = (): LinAlgError =>
  new LinAlgError('Singular matrix: it has no inverse; use lstsq or pinv for a least squares solution');

/**
 * Solves `a x = b` by LU with partial pivoting.
 *
 * @param a - Square matrices, shape `[..., n, n]`.
 * @param b - One vector `[n]`, or matrices `[..., n, k]`; leading axes are broadcast. The result has its shape.
 * @throws LinAlgError (`ERR_LINALG`) for a singular matrix; ShapeError (`ERR_SHAPE`) for shapes that do not fit.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.linalg.solve([[2, 0], [0, 4]], [2, 8]).toArray()); // [ 1, 2 ]
 * ```
 */
export function solve(a: InputOf, b: InputOf): NDArray {
  // Held as arrays: a node that nobody holds is gone once it was read.
  const [held, heldRight] = [toNDArray(a), toNDArray(b)];
  const [left, right] = [held.node, heldRight.node];
  const dtype = linalgDType('solve', [left.dtype, right.dtype]);
  checkSquare('solve', stackOf('solve', left, dtype));
  const n = left.shape.at(-1)!;
  const isVector = right.shape.length === 1;
  const column = isVector ? heldRight.reshape(right.size, 1).node : right;
  if (right.shape.length === 0 || column.shape.at(-2) !== n) {
    throw new ShapeError(
      `solve: b of shape ${shapeText(right.shape)} does not go with a of shape ${shapeText(left.shape)}; it needs ${n} rows`,
    );
  }
  const [wideA, wideB] = broadcastBatch('solve', [left, 2], [column, 2]);
  const [lefts, rights] = [stackOf('solve', wideA, dtype), stackOf('solve', wideB, dtype)];
  const out = new MatrixOutput(dtype, lefts.batch, [n, rights.columns]);
  for (let at = 0; at < lefts.count; at++) {
    const lu = decomposeLu(lefts.matrix(at));
    if (lu.isSingular) throw singular();
    out.put(at, solveLu(lu, rights.matrix(at)));
  }
  return out.array(isVector ? [...lefts.batch, n] : undefined);
}

/**
 * Inverses of square matrices, shape `[..., n, n]`.
 *
 * @throws LinAlgError (`ERR_LINALG`) for a singular matrix.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.linalg.inv([[2, 0], [0, 4]]).toArray()); // [ [ 0.5, 0 ], [ 0, 0.25 ] ]
 * ```
 */
export function inv(a: InputOf): NDArray {
  const stack = enterSquare('inv', a);
  const out = new MatrixOutput(stack.dtype, stack.batch, [stack.rows, stack.rows]);
  for (let at = 0; at < stack.count; at++) {
    const inverse = invert(stack.matrix(at));
    if (inverse === undefined) throw singular();
    out.put(at, inverse);
  }
  return out.array();
}

/**
 * Determinants of square matrices: shape `[...]`. Of a matrix without rows, 1.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(Number(np.linalg.det([[1, 2], [3, 4]])).toFixed(3)); // -2.000
 * ```
 */
export function det(a: InputOf): NDArray {
  const stack = enterSquare('det', a);
  return valuesFor(stack.dtype, stack.batch, (at) => determinantValue(decomposeLu(stack.matrix(at))));
}

/**
 * Sign (or phase) and logarithm of determinants, which overflow less easily: `{ sign, logabsdet }`; 0 and -Infinity for singular ones.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const { sign, logabsdet } = np.linalg.slogdet([[0, 2], [3, 0]]);
 * console.log(sign.item(), Number(logabsdet).toFixed(6)); // -1 1.791759
 * ```
 */
export function slogdet(a: InputOf): [NDArray, NDArray] & { readonly sign: NDArray; readonly logabsdet: NDArray } {
  const stack = enterSquare('slogdet', a);
  const results = Array.from({ length: stack.count }, (_, at) => determinant(decomposeLu(stack.matrix(at))));
  const sign = valuesFor(stack.dtype, stack.batch, (at) => results[at]!.sign);
  const logabsdet = valuesFor(realDType(stack.dtype), stack.batch, (at) => ({ re: results[at]!.log, im: 0 }));
  return named(['sign', 'logabsdet'], [sign, logabsdet]);
}

/**
 * Cholesky factors of positive definite matrices: `a = L L^H`. Only one triangle is read.
 *
 * @param options - `upper`: gives U with `a = U^H U` instead, from the upper triangle.
 * @throws LinAlgError (`ERR_LINALG`) when a matrix is not positive definite.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.linalg.cholesky([[4, 2], [2, 5]]).toArray()); // [ [ 2, 0 ], [ 1, 2 ] ]
 * ```
 */
export function cholesky(a: InputOf, options?: { readonly upper?: boolean }): NDArray {
  checkOptions('cholesky', options, ['upper']);
  const stack = enterSquare('cholesky', a);
  const out = new MatrixOutput(stack.dtype, stack.batch, [stack.rows, stack.rows]);
  const upper = options?.upper === true;
  for (let at = 0; at < stack.count; at++) {
    const matrix = stack.matrix(at);
    const factor = decomposeCholesky(upper ? matrix.adjoint() : matrix);
    if (factor === undefined) throw new LinAlgError('Matrix is not positive definite');
    out.put(at, upper ? factor.adjoint() : factor);
  }
  return out.array();
}

/**
 * LU decomposition with partial pivoting, as `scipy.linalg.lu` gives it: `a = P L U`.
 *
 * @param a - Shape `[..., m, n]`; P is `[..., m, m]`, L `[..., m, k]`, U `[..., k, n]` with k = min(m, n).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const [p, l, u] = np.linalg.lu([[1, 2], [2, 2]]);
 * console.log(p.toArray(), l.toArray(), u.toArray()); // [ [ 0, 1 ], [ 1, 0 ] ] [ [ 1, 0 ], [ 0.5, 1 ] ] [ [ 2, 2 ], [ 0, 1 ] ]
 * ```
 */
export function lu(
  a: InputOf,
): [NDArray, NDArray, NDArray] & { readonly P: NDArray; readonly L: NDArray; readonly U: NDArray } {
  const stack = enterStack('lu', a);
  const { batch, rows, columns, dtype } = stack;
  const k = Math.min(rows, columns);
  const p = new MatrixOutput(realDType(dtype), batch, [rows, rows]);
  const l = new MatrixOutput(dtype, batch, [rows, k]);
  const u = new MatrixOutput(dtype, batch, [k, columns]);
  for (let at = 0; at < stack.count; at++) {
    const { factors, order } = decomposeLu(stack.matrix(at));
    const permutation = new Matrix(rows, rows, false);
    for (const [place, row] of order.entries()) permutation.columns[place]!.re[row] = 1;
    p.put(at, permutation);
    l.put(at, unitLower(factors.part(rows, k)));
    u.put(at, upperPart(factors.part(k, columns)));
  }
  return named(['P', 'L', 'U'], [p.array(), l.array(), u.array()]);
}

function unitLower(matrix: Matrix): Matrix {
  for (const [j, { re, im }] of matrix.columns.entries()) {
    re.fill(0, 0, j + 1);
    im?.fill(0, 0, j + 1);
    re[j] = 1;
  }
  return matrix;
}

function upperPart(matrix: Matrix): Matrix {
  for (const [j, { re, im }] of matrix.columns.entries()) {
    re.fill(0, j + 1);
    im?.fill(0, j + 1);
  }
  return matrix;
}

/** A matrix to a whole power by repeated squaring; its inverse's power for a negative one. */
function powerOf(matrix: Matrix, exponent: number): Matrix {
  let result = identity(matrix.rows, matrix.isComplex);
  let square = matrix;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiply(result, square);
    if (rest > 1) square = multiply(square, square);
  }
  return result;
}

/**
 * Whole powers of square matrices; negative ones are those of the inverse. Integers stay integers for exponents from 0.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for an exponent that is no integer; LinAlgError (`ERR_LINALG`) for the inverse of a singular one.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.linalg.matrixPower([[1, 1], [1, 0]], 10).toArray()); // [ [ 89, 55 ], [ 55, 34 ] ]
 * ```
 */
export function matrixPower(a: InputOf, n: number): NDArray {
  if (!Number.isSafeInteger(n)) throw new ArrayValueError(`matrixPower: exponent must be an integer, got ${n}`);
  const array = toNDArray(a);
  const { dtype: given } = array;
  // Integers stay what they are, and wrap; float16 has products, but no inverse.
  if (n > 0 && (given === 'float16' || (!isFloat(given) && !isComplex(given)))) return wholePower(array, n);
  const stack = enterSquare('matrixPower', a);
  const isWhole = n >= 0 && !isFloat(given) && !isComplex(given);
  const out = new MatrixOutput(stack.dtype, stack.batch, [stack.rows, stack.rows]);
  for (let at = 0; at < stack.count; at++) {
    const matrix = n < 0 ? invert(stack.matrix(at)) : stack.matrix(at);
    if (matrix === undefined) throw singular();
    out.put(at, powerOf(matrix, Math.abs(n)));
  }
  return isWhole ? out.array().astype(given) : out.array();
}

/** By squaring, with products in the own dtype. */
function wholePower(array: NDArray, n: number): NDArray {
  if (array.ndim < 2 || array.shape.at(-1) !== array.shape.at(-2)) {
    throw new ShapeError(`matrixPower: takes square matrices, got shape ${shapeText(array.shape)}`);
  }
  let result: NDArray | undefined;
  let square = array;
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = result === undefined ? square : matmul(result, square);
    if (left > 1) square = matmul(square, square);
  }
  return result === array ? array.copy() : result!;
}

/**
 * The inverse of a tensor: with `ind` first axes as its result side, `tensordot(tensorinv(a), a, ind)` is the identity.
 *
 * @throws ShapeError (`ERR_SHAPE`) when the products of both groups of axes differ.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.linalg.tensorinv(np.eye(4).reshape(2, 2, 4), 2).shape); // [ 4, 2, 2 ]
 * ```
 */
export function tensorinv(a: InputOf, ind = 2): NDArray {
  const array = toNDArray(a);
  if (!Number.isInteger(ind) || ind <= 0)
    throw new ArrayValueError(`tensorinv: ind must be a positive integer, got ${ind}`);
  const [first, rest] = [array.shape.slice(0, ind), array.shape.slice(ind)];
  const size = sizeOf(rest);
  return inv(array.reshape(size, -1)).reshape([...rest, ...first]);
}

/**
 * Solves `tensordot(a, x, x.ndim) = b`.
 *
 * @param options - `axes` of `a` that are moved to its end first.
 * @throws LinAlgError (`ERR_LINALG`) when `a` is not square as a matrix, or singular.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.linalg.tensorsolve(np.eye(4).mul(2).reshape(2, 2, 2, 2), [[2, 4], [6, 8]]).toArray()); // [ [ 1, 2 ], [ 3, 4 ] ]
 * ```
 */
export function tensorsolve(a: InputOf, b: InputOf, options?: { readonly axes?: readonly number[] }): NDArray {
  checkOptions('tensorsolve', options, ['axes']);
  let array = toNDArray(a);
  const right = toNDArray(b);
  if (options?.axes !== undefined) {
    const moved = options.axes.map((axis) => (axis < 0 ? axis + array.ndim : axis));
    array = array.transpose([...Array.from(array.shape.keys()).filter((axis) => !moved.includes(axis)), ...moved]);
  }
  const shape = array.shape.slice(right.ndim);
  const size = sizeOf(shape);
  if (array.size !== size * size) {
    throw new LinAlgError(
      'tensorsolve: input arrays must satisfy the requirement prod(a.shape[b.ndim:]) == prod(a.shape[:b.ndim])',
    );
  }
  return solve(array.reshape(size, size), right.reshape(-1)).reshape(shape);
}
