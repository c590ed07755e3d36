/** QR, singular values, eigenvalues. */

import type { NDArray } from '../array/array.ts';
import type { InputOf } from '../array/as-array.ts';
import { checkOptions } from '../array/options.ts';
import { ArrayValueError, LinAlgError } from '../errors.ts';
import {
  complexDType,
  enterSquare,
  enterStack,
  MatrixOutput,
  named,
  realDType,
  RowOutput,
  type Stack,
  valuesFor,
} from './batch.ts';
import { decomposeEigen, type EigenResult } from './eigen-matrix.ts';
import { decomposeHermitian, type HermitianResult } from './hermitian-matrix.ts';
import { Matrix, type Value } from './matrix.ts';
import { decomposeQr, formQ, formR } from './qr-matrix.ts';
import { decomposeSvd, type SvdResult, type SvdWish } from './svd-matrix.ts';

/** What `qr` gives. */
export type QrMode = 'reduced' | 'complete' | 'r' | 'raw';

/** The two factors, by place and by name. */
export type QrPair = [NDArray, NDArray] & { readonly Q: NDArray; readonly R: NDArray };

/** LAPACK's own form: the reflectors below R, transposed, and their factors. */
function rawQr(stack: Stack): [NDArray, NDArray] {
  const { batch, rows, columns, dtype } = stack;
  const h = new MatrixOutput(dtype, batch, [columns, rows]);
  const steps = Math.min(rows, columns);
  const tau = new MatrixOutput(dtype, batch, [1, steps]);
  for (let at = 0; at < stack.count; at++) {
    const reflected = decomposeQr(stack.matrix(at));
    const transposed = new Matrix(columns, rows, reflected.factors.isComplex);
    for (let j = 0; j < columns; j++) for (let i = 0; i < rows; i++) transposed.put(j, i, reflected.factors.at(i, j));
    h.put(at, transposed);
    const row = new Matrix(1, steps, reflected.factors.isComplex);
    for (const [k, value] of reflected.tau.entries()) row.put(0, k, value);
    tau.put(at, row);
  }
  return [h.array(), tau.array([...batch, steps])];
}

/**
 * QR decomposition by Householder reflections, `a = Q R`: Q has orthonormal columns, R is upper triangular with LAPACK's signs.
 *
 * @param a - Shape `[..., m, n]`; with k = min(m, n), Q is `[..., m, k]` and R `[..., k, n]`.
 * @param options - `mode`: 'reduced' (the default), 'complete' (Q is square), 'r' (R alone), 'raw' (reflectors and their factors).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const { Q, R } = np.linalg.qr([[3, 1], [4, 2]]);
 * console.log(Q.shape, Number(R.at(0, 0)).toFixed(3)); // [ 2, 2 ] -5.000
 * ```
 */
export function qr(a: InputOf, options?: { readonly mode?: 'reduced' | 'complete' }): QrPair;
export function qr(a: InputOf, options: { readonly mode: 'r' }): NDArray;
export function qr(a: InputOf, options: { readonly mode: 'raw' }): [NDArray, NDArray];
export function qr(a: InputOf, options?: { readonly mode?: QrMode }): QrPair | NDArray | [NDArray, NDArray] {
  checkOptions('qr', options, ['mode']);
  const mode = options?.mode ?? 'reduced';
  if (!['reduced', 'complete', 'r', 'raw'].includes(mode)) {
    throw new ArrayValueError(`qr: mode must be 'reduced', 'complete', 'r' or 'raw', got ${JSON.stringify(mode)}`);
  }
  const stack = enterStack('qr', a);
  if (mode === 'raw') return rawQr(stack);
  const { batch, rows, columns, dtype } = stack;
  const k = mode === 'complete' ? rows : Math.min(rows, columns);
  const q = mode === 'r' ? undefined : new MatrixOutput(dtype, batch, [rows, k]);
  const r = new MatrixOutput(dtype, batch, [k, columns]);
  for (let at = 0; at < stack.count; at++) {
    const reflected = decomposeQr(stack.matrix(at));
    r.put(at, formR(reflected, k));
    q?.put(at, formQ(reflected, k));
  }
  return q === undefined ? r.array() : named(['Q', 'R'], [q.array(), r.array()]);
}

/** The decomposition of each matrix of a stack. */
export function svdEach(stack: Stack, wish: SvdWish, take: (result: SvdResult, at: number) => void): void {
  for (let at = 0; at < stack.count; at++) {
    const result = decomposeSvd(stack.matrix(at), wish);
    if (result === undefined) throw new LinAlgError('SVD did not converge: the matrix holds NaN or infinities');
    take(result, at);
  }
}

/** Options of {@link svd}. */
export interface SvdOptions {
  /** Square U and Vh: true unless it is given. */
  readonly fullMatrices?: boolean;
  /** False gives the singular values alone. */
  readonly computeUv?: boolean;
  /** The matrix is Hermitian; the result is the same. */
  readonly hermitian?: boolean;
}

/** The three factors, by place and by name. */
export type SvdTriple = [NDArray, NDArray, NDArray] & {
  readonly U: NDArray;
  readonly S: NDArray;
  readonly Vh: NDArray;
};

/**
 * Singular value decomposition `a = U diag(S) Vh`, S descending: errors are a few epsilon times the largest singular value.
 *
 * @param a - Shape `[..., m, n]`; U is `[..., m, m]`, S `[..., k]`, Vh `[..., n, n]`, k = min(m, n); with `fullMatrices: false` U is `[..., m, k]`
 *   and Vh `[..., k, n]`.
 * @throws LinAlgError (`ERR_LINALG`) for NaN and infinities.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const { U, S, Vh } = np.linalg.svd([[3, 0], [0, 4], [0, 0]]);
 * console.log(U.shape, S.toArray(), Vh.shape); // [ 3, 3 ] [ 4, 3 ] [ 2, 2 ]
 * ```
 */
export function svd(a: InputOf, options?: SvdOptions & { readonly computeUv?: true }): SvdTriple;
export function svd(a: InputOf, options: SvdOptions & { readonly computeUv: false }): NDArray;
export function svd(a: InputOf, options: SvdOptions = {}): SvdTriple | NDArray {
  checkOptions('svd', options, ['fullMatrices', 'computeUv', 'hermitian']);
  if (options.computeUv === false) return svdvals(a);
  const stack = enterStack('svd', a);
  const { batch, rows, columns, dtype } = stack;
  const full = options.fullMatrices !== false;
  const k = Math.min(rows, columns);
  const u = new MatrixOutput(dtype, batch, [rows, full ? rows : k]);
  const s = new RowOutput(realDType(dtype), batch, k);
  const vh = new MatrixOutput(dtype, batch, [full ? columns : k, columns]);
  svdEach(stack, { vectors: true, full }, (result, at) => {
    u.put(at, result.u!);
    s.put(at, result.s);
    vh.put(at, result.vh!);
  });
  return named(['U', 'S', 'Vh'], [u.array(), s.array(), vh.array()]);
}

/**
 * Singular values, descending: shape `[..., min(m, n)]`.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.linalg.svdvals([[3, 0], [0, 4]]).toArray()); // [ 4, 3 ]
 * ```
 */
export function svdvals(a: InputOf): NDArray {
  const stack = enterStack('svdvals', a);
  const s = new RowOutput(realDType(stack.dtype), stack.batch, Math.min(stack.rows, stack.columns));
  svdEach(stack, { vectors: false, full: false }, (result, at) => s.put(at, result.s));
  return s.array();
}

/** Which triangle of a Hermitian matrix is read. */
export interface TriangleOptions {
  /** Which triangle is read. */
  readonly UPLO?: 'L' | 'U';
}

function eachHermitian(
  stack: Stack,
  options: TriangleOptions,
  wants: { vectors: boolean; what: string },
): HermitianResult[] {
  checkOptions(wants.what, options, ['UPLO']);
  const triangle = options.UPLO ?? 'L';
  if (triangle !== 'L' && triangle !== 'U')
    throw new ArrayValueError(`${wants.what}: UPLO must be 'L' or 'U', got ${String(triangle)}`);
  return Array.from({ length: stack.count }, (_, at) => {
    const matrix = triangle === 'L' ? stack.matrix(at) : stack.matrix(at).adjoint();
    const result = decomposeHermitian(matrix, wants.vectors);
    if (result === undefined) throw notConverged();
    return result;
  });
}

const notConverged = (): LinAlgError =>
  new LinAlgError('Eigenvalues did not converge: the matrix holds NaN or infinities');

/** Eigenvalues and eigenvectors, by place and by name. */
export type EigenPair = [NDArray, NDArray] & { readonly eigenvalues: NDArray; readonly eigenvectors: NDArray };

/**
 * Eigenvalues (ascending) and orthonormal eigenvectors (columns) of Hermitian matrices. Only one triangle is read, the lower one unless
 * `UPLO` is 'U'.
 *
 * @param a - Shape `[..., n, n]`: eigenvalues are `[..., n]` and real, eigenvectors `[..., n, n]`.
 * @throws LinAlgError (`ERR_LINALG`) for NaN and infinities.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const { eigenvalues } = np.linalg.eigh([[2, 1], [1, 2]]);
 * console.log([...eigenvalues].map((value) => Number(value).toFixed(3))); // [ '1.000', '3.000' ]
 * ```
 */
export function eigh(a: InputOf, options: TriangleOptions = {}): EigenPair {
  const stack = enterSquare('eigh', a);
  const values = new RowOutput(realDType(stack.dtype), stack.batch, stack.rows);
  const vectors = new MatrixOutput(stack.dtype, stack.batch, [stack.rows, stack.rows]);
  for (const [at, result] of eachHermitian(stack, options, { vectors: true, what: 'eigh' }).entries()) {
    values.put(at, result.values);
    vectors.put(at, result.vectors!);
  }
  return named(['eigenvalues', 'eigenvectors'], [values.array(), vectors.array()]);
}

/**
 * Eigenvalues of Hermitian matrices, ascending.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.round(np.linalg.eigvalsh([[2, 1], [1, 2]]), { decimals: 12 }).toArray()); // [ 1, 3 ]
 * ```
 */
export function eigvalsh(a: InputOf, options: TriangleOptions = {}): NDArray {
  const stack = enterSquare('eigvalsh', a);
  const values = new RowOutput(realDType(stack.dtype), stack.batch, stack.rows);
  for (const [at, result] of eachHermitian(stack, options, { vectors: false, what: 'eigvalsh' }).entries()) {
    values.put(at, result.values);
  }
  return values.array();
}

interface GeneralResults {
  readonly stack: Stack;
  readonly results: readonly EigenResult[];
  /** All eigenvalues are real, and so is the matrix: the results are. */
  readonly isReal: boolean;
}

function eachGeneral(what: string, a: InputOf, wantsVectors: boolean): GeneralResults {
  const stack = enterSquare(what, a);
  const results = Array.from({ length: stack.count }, (_, at) => {
    const result = decomposeEigen(stack.matrix(at), wantsVectors);
    if (result === undefined) throw notConverged();
    return result;
  });
  const isReal = stack.dtype.startsWith('float') && results.every(({ values }) => values.every(({ im }) => im === 0));
  return { stack, results, isReal };
}

function generalValues({ stack, results, isReal }: GeneralResults): NDArray {
  const all: readonly Value[] = results.flatMap(({ values }) => values);
  const dtype = isReal ? stack.dtype : complexDType(stack.dtype);
  return valuesFor(dtype, [...stack.batch, stack.rows], (at) => all[at]!);
}

/**
 * Eigenvalues and right eigenvectors (columns of length 1) of general matrices. Those of real matrices are real where all eigenvalues are,
 * else complex, in exact conjugate pairs.
 *
 * @param a - Shape `[..., n, n]`.
 * @throws LinAlgError (`ERR_LINALG`) for NaN and infinities.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log([...np.linalg.eigvals([[0, -1], [1, 0]])].map((value) => String(value.item()))); // [ '1j', '-1j' ]
 * ```
 */
export function eig(a: InputOf): EigenPair {
  const general = eachGeneral('eig', a, true);
  const { stack, results, isReal } = general;
  const dtype = isReal ? stack.dtype : complexDType(stack.dtype);
  const vectors = new MatrixOutput(dtype, stack.batch, [stack.rows, stack.rows]);
  for (const [at, result] of results.entries()) vectors.put(at, result.vectors!);
  return named(['eigenvalues', 'eigenvectors'], [generalValues(general), vectors.array()]);
}

/**
 * Eigenvalues of general matrices, in no particular order.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.linalg.eigvals([[2, 0], [0, 3]]).toArray()); // [ 2, 3 ]
 * ```
 */
export const eigvals = (a: InputOf): NDArray => generalValues(eachGeneral('eigvals', a, false));
