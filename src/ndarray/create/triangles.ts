/** Triangles of matrices. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { elementsOf } from '../array/elements.ts';
import { checkOptions } from '../array/options.ts';
import { copyInOrder } from '../array/ordered.ts';
import { shapeOf } from '../array/shape-argument.ts';
import { asDType, type DType } from '../dtype/dtype.ts';
import { elementWriter } from '../dtype/element.ts';
import { ShapeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import type { Node } from '../graph/node.ts';
import { broadcastNode } from '../manipulate/view-nodes.ts';
import { afterColumns, diagonalOf, type MatrixOptions } from './matrices.ts';

/** A copy without the elements of one side of a diagonal of each matrix. */
function triangle(what: string, x: InputOf, { k, isLower }: { k: number; isLower: boolean }): Node {
  const given = nodeOf(x);
  // A vector stands for as many equal rows.
  const node = given.shape.length === 1 ? broadcastNode(given, [given.shape[0]!, given.shape[0]!]) : given;
  if (node.shape.length < 2) throw new ShapeError(`${what}: a 0-d array has no matrices; give at least one axis`);
  const copy = copyInOrder(node, 'C');
  const { data, dtype } = elementsOf(copy);
  const write = elementWriter(dtype, data);
  const [rows, columns] = node.shape.slice(-2) as [number, number];
  for (let place = 0; place < copy.size; place++) {
    const column = place % columns;
    const row = Math.floor(place / columns) % rows;
    if (isLower ? column - row > k : column - row < k) write(place, 0);
  }
  return copy;
}

/**
 * The lower triangle of each matrix: a copy with zeros above a diagonal.
 *
 * @param options - `k` (0): up to which diagonal.
 * @throws ShapeError (`ERR_SHAPE`) for 0-d arrays.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.tril([[1, 2], [3, 4]]).toArray()); // [ [ 1, 0 ], [ 3, 4 ] ]
 * ```
 */
export function tril<D extends DType = DType>(x: InputOf<D>, options?: { readonly k?: number }): NDArray<D> {
  checkOptions('tril', options, ['k']);
  return wrap(triangle('tril', x, { k: diagonalOf('tril', options?.k), isLower: true }));
}

/**
 * The upper triangle of each matrix: a copy with zeros below a diagonal.
 *
 * @param options - `k` (0): from which diagonal on.
 * @throws ShapeError (`ERR_SHAPE`) for 0-d arrays.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.triu([[1, 2], [3, 4]], { k: 1 }).toArray()); // [ [ 0, 2 ], [ 0, 0 ] ]
 * ```
 */
export function triu<D extends DType = DType>(x: InputOf<D>, options?: { readonly k?: number }): NDArray<D> {
  checkOptions('triu', options, ['k']);
  return wrap(triangle('triu', x, { k: diagonalOf('triu', options?.k), isLower: false }));
}

/**
 * A matrix with ones up to a diagonal and zeros above it.
 *
 * @param third - `k` (0): up to which diagonal; `dtype` (float64).
 * @throws ShapeError (`ERR_SHAPE`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.tri(2, 3, { k: 1 }).toArray()); // [ [ 1, 1, 0 ], [ 1, 1, 1 ] ]
 * ```
 */
export function tri<D extends DType = 'float64'>(
  rows: number,
  second?: number | null | MatrixOptions<D>,
  third?: MatrixOptions<D>,
): NDArray<D> {
  const [columns, options] = afterColumns(second, third);
  checkOptions('tri', options, ['dtype', 'k', 'device']);
  const shape = shapeOf('tri', [rows, columns ?? rows]);
  const { node, data } = newArray(options?.dtype === undefined ? 'float64' : asDType(options.dtype), shape, 'zeros');
  const write = elementWriter(node.dtype, data);
  const k = diagonalOf('tri', options?.k);
  for (let row = 0; row < shape[0]!; row++) {
    for (let column = 0; column < shape[1]! && column - row <= k; column++) write(row * shape[1]! + column, 1);
  }
  return wrap(node);
}
