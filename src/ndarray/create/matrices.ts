/** Matrices by their diagonals and columns. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { shapeText } from '../array/broadcast.ts';
import { elementsOf } from '../array/elements.ts';
import { checkOptions } from '../array/options.ts';
import { shapeOf } from '../array/shape-argument.ts';
import { copyElements } from '../array/copy-elements.ts';
import { viewOf } from '../array/input.ts';
import { asDType, type DType, isInteger } from '../dtype/dtype.ts';
import { elementReader, elementWriter, type Scalar } from '../dtype/element.ts';
import { Complex } from '../dtype/complex.ts';
import { promoteTypes } from '../dtype/promote.ts';
import { ArrayValueError, ShapeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import { stored } from '../graph/evaluate.ts';
import type { Node } from '../graph/node.ts';
import { ravelNode } from '../manipulate/view-nodes.ts';
import { copyInOrder } from '../array/ordered.ts';
import { checkDevice, type Device } from './array.ts';

/** The diagonal of a matrix as a view of one axis, behind the other axes. */
export function diagonalNode(node: Node, [axis1, axis2]: readonly [number, number], offset: number): Node {
  const source = stored(node);
  const [rows, columns] = [source.shape[axis1]!, source.shape[axis2]!];
  const [down, right] = [source.strides[axis1]!, source.strides[axis2]!];
  const length = Math.max(0, offset >= 0 ? Math.min(rows, columns - offset) : Math.min(rows + offset, columns));
  const isOther = (_: number, axis: number): boolean => axis !== axis1 && axis !== axis2;
  return viewOf(node, {
    shape: [...source.shape.filter(isOther), length],
    strides: [...source.strides.filter(isOther), down + right],
    offset: source.offset + (length === 0 ? 0 : offset >= 0 ? offset * right : -offset * down),
  });
}

/** Options of functions that make matrices. */
export interface MatrixOptions<D extends DType = DType> {
  /** float64 unless it is given. */
  readonly dtype?: D;
  /** Which diagonal: 0 is the main one, positive ones lie above it. */
  readonly k?: number;
  /** Where the array is. */
  readonly device?: Device;
}

/** A number of columns, which may be left out, and options. */
export const afterColumns = <O extends object>(
  second: number | null | O | undefined,
  third: O | undefined,
): readonly [columns: number | null | undefined, options: O | undefined] =>
  typeof second === 'object' && second !== null ? [undefined, second] : [second, third];

/**
 * A matrix with ones on a diagonal and zeros elsewhere.
 *
 * @param rows - Number of rows.
 * @param second - The number of columns (as many as rows when it is left out or null), or the options.
 * @param third - The options behind a number of columns: `k` (0): which diagonal; `dtype` (float64), `device`.
 * @throws ShapeError (`ERR_SHAPE`) for lengths that are negative or no whole numbers.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.eye(2).toArray(), np.eye(2, 3, { k: 1, dtype: 'int8' }).toArray()); // [ [ 1, 0 ], [ 0, 1 ] ] [ [ 0, 1, 0 ], [ 0, 0, 1 ] ]
 * ```
 */
export function eye<D extends DType = 'float64'>(
  rows: number,
  second?: number | null | MatrixOptions<D>,
  third?: MatrixOptions<D>,
): NDArray<D> {
  const [columns, options] = afterColumns(second, third);
  checkOptions('eye', options, ['dtype', 'k', 'device']);
  checkDevice('eye', options?.device);
  const shape = shapeOf('eye', [rows, columns ?? rows]);
  const { node, data } = newArray(options?.dtype === undefined ? 'float64' : asDType(options.dtype), shape, 'zeros');
  const { offset, strides, shape: line } = diagonalNode(node, [0, 1], diagonalOf('eye', options?.k));
  const write = elementWriter(node.dtype, data);
  for (let at = 0; at < line[0]!; at++) write(offset + at * strides[0]!, 1);
  return wrap(node);
}

/**
 * A square matrix with ones on its diagonal.
 *
 * @throws ShapeError (`ERR_SHAPE`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.identity(2).toArray()); // [ [ 1, 0 ], [ 0, 1 ] ]
 * ```
 */
export const identity = <D extends DType = 'float64'>(n: number, options?: { readonly dtype?: D }): NDArray<D> =>
  eye(n, n, options);

/** Which diagonal: a whole number; one beyond the matrix means an empty diagonal. */
export function diagonalOf(what: string, k: number | bigint | undefined): number {
  const offset = Number(k ?? 0);
  if (!Number.isInteger(offset)) throw new ArrayValueError(`${what}: k must be a whole number, got ${String(k)}`);
  return offset;
}

function matrixOfDiagonal(vector: Node, k: number): Node {
  const length = vector.shape[0]! + Math.abs(k);
  const { node, data } = newArray(vector.dtype, [length, length], 'zeros');
  copyElements(elementsOf(vector), { ...elementsOf(diagonalNode(node, [0, 1], k)), data });
  return node;
}

/**
 * Of a vector, the matrix with it on a diagonal; of a matrix, a copy of its diagonal.
 *
 * @param options - `k` (0): which diagonal.
 * @throws ShapeError (`ERR_SHAPE`) for arrays with other numbers of axes.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.diag([1, 2]).toArray(), np.diag([[1, 2], [3, 4]]).toArray()); // [ [ 1, 0 ], [ 0, 2 ] ] [ 1, 4 ]
 * ```
 */
export function diag<D extends DType = DType>(x: InputOf<D>, options?: { readonly k?: number }): NDArray<D> {
  checkOptions('diag', options, ['k']);
  const node = nodeOf(x);
  const k = diagonalOf('diag', options?.k);
  if (node.shape.length === 1) return wrap(matrixOfDiagonal(node, k));
  if (node.shape.length === 2) return wrap(copyInOrder(diagonalNode(node, [0, 1], k), 'C'));
  throw new ShapeError(
    `diag: shape ${shapeText(node.shape)} is neither a vector nor a matrix; diagonal() takes stacks of matrices`,
  );
}

/**
 * The matrix with all elements of an array on a diagonal.
 *
 * @param options - `k` (0): which diagonal.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.diagflat([[1, 2]], { k: 1 }).toArray()); // [ [ 0, 1, 0 ], [ 0, 0, 2 ], [ 0, 0, 0 ] ]
 * ```
 */
export function diagflat<D extends DType = DType>(x: InputOf<D>, options?: { readonly k?: number }): NDArray<D> {
  checkOptions('diagflat', options, ['k']);
  return wrap(matrixOfDiagonal(ravelNode(nodeOf(x)), diagonalOf('diagflat', options?.k)));
}

/** Options of {@link vander}. */
export interface VanderOptions {
  /** Whether powers rise from column to column. Default: false. */
  readonly increasing?: boolean;
}

/**
 * The Vandermonde matrix of a vector: its powers as columns, the highest first.
 *
 * @param second - The number of columns (as many as the vector has elements unless it is given), or the options.
 * @param third - The options behind a number of columns: `increasing`: the lowest power first.
 * @throws ShapeError (`ERR_SHAPE`) unless the input is a vector.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.vander([1, 2, 3], 3).toArray()); // [ [ 1, 1, 1 ], [ 4, 2, 1 ], [ 9, 3, 1 ] ]
 * ```
 */
export function vander(x: InputOf, second?: number | null | VanderOptions, third?: VanderOptions): NDArray {
  const [n, options] = afterColumns(second, third);
  checkOptions('vander', options, ['increasing']);
  const source = nodeOf(x);
  if (source.shape.length !== 1) throw new ShapeError(`vander takes a vector, got shape ${shapeText(source.shape)}`);
  const dtype = promoteTypes(source.dtype, 'int64');
  const columns = n ?? source.size;
  const { node, data } = newArray(dtype, shapeOf('vander', [source.size, columns]));
  const write = elementWriter(dtype, data);
  const { data: from, strides, offset } = elementsOf(source);
  const read = elementReader(source.dtype, from);
  for (let row = 0; row < source.size; row++) {
    const base = read(offset + row * strides[0]!);
    let power: Scalar = isInteger(dtype) ? 1n : 1;
    for (let at = 0; at < columns; at++) {
      write(row * columns + (options?.increasing === true ? at : columns - 1 - at), power);
      power = times(power, isInteger(dtype) ? BigInt(base as number) : typeof base === 'bigint' ? Number(base) : base);
    }
  }
  return wrap(node);
}

/** The product of two elements of one kind. */
function times(a: Scalar, b: Scalar): Scalar {
  if (typeof a === 'bigint' || typeof b === 'bigint') return BigInt.asIntN(64, (a as bigint) * (b as bigint));
  if (!(a instanceof Complex) && !(b instanceof Complex)) return Number(a) * Number(b);
  const [p, q] = [a, b].map((value) => (value instanceof Complex ? value : new Complex(Number(value), 0))) as [
    Complex,
    Complex,
  ];
  return new Complex(p.re * q.re - p.im * q.im, p.re * q.im + p.im * q.re);
}
