/** Index arrays: for diagonals, triangles and outer products of indices. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { shapeText } from '../array/broadcast.ts';
import { nodeOfLists } from '../array/input.ts';
import { checkOptions } from '../array/options.ts';
import { shapeOf } from '../array/shape-argument.ts';
import { packedElements } from '../array/elements.ts';
import { ShapeError } from '../errors.ts';
import { placesOfMask } from '../indexing/parse-index.ts';
import { reshapeNode } from '../manipulate/view-nodes.ts';

export const integers = (values: Iterable<number>): NDArray<'int64'> => wrap(nodeOfLists([...values], 'int64'));

/**
 * The index arrays of the main diagonal of an array with `ndim` axes of length `n`.
 *
 * @throws ShapeError (`ERR_SHAPE`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.eye(3).mul(7).at(...np.diagIndices(3)).toArray()); // [ 7, 7, 7 ]
 * ```
 */
export function diagIndices(n: number, ndim = 2): NDArray<'int64'>[] {
  const [length] = shapeOf('diagIndices', n);
  return Array.from({ length: ndim }, () => integers(new Array(length!).keys()));
}

/** Rows and columns of the places of a matrix for which a test holds. */
function placesWhere(shape: readonly number[], test: (row: number, column: number) => boolean): NDArray<'int64'>[] {
  const [rows, columns]: [number[], number[]] = [[], []];
  for (let row = 0; row < shape[0]!; row++) {
    for (let column = 0; column < shape[1]!; column++) {
      if (!test(row, column)) continue;
      rows.push(row);
      columns.push(column);
    }
  }
  return [integers(rows), integers(columns)];
}

/** Options of {@link trilIndices} and {@link triuIndices}. */
export interface TriangleOptions {
  /** Which diagonal: 0 is the main one, positive ones lie above it. */
  readonly k?: number;
  /** Number of columns: as many as rows unless it is given. */
  readonly m?: number;
}

/**
 * The index arrays of the lower triangle of a matrix with n rows.
 *
 * @param options - `k` (0): up to which diagonal; `m`: number of columns.
 * @throws ShapeError (`ERR_SHAPE`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.trilIndices(2).map(String)); // [ '[0 1 1]', '[0 0 1]' ]
 * ```
 */
export function trilIndices(n: number, options?: TriangleOptions): NDArray<'int64'>[] {
  checkOptions('trilIndices', options, ['k', 'm']);
  const k = options?.k ?? 0;
  return placesWhere(shapeOf('trilIndices', [n, options?.m ?? n]), (row, column) => column - row <= k);
}

/**
 * The index arrays of the upper triangle of a matrix with n rows.
 *
 * @param options - `k` (0): from which diagonal on; `m`: number of columns.
 * @throws ShapeError (`ERR_SHAPE`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.triuIndices(2).map(String)); // [ '[0 0 1]', '[0 1 1]' ]
 * ```
 */
export function triuIndices(n: number, options?: TriangleOptions): NDArray<'int64'>[] {
  checkOptions('triuIndices', options, ['k', 'm']);
  const k = options?.k ?? 0;
  return placesWhere(shapeOf('triuIndices', [n, options?.m ?? n]), (row, column) => column - row >= k);
}

const matrixShape = (what: string, x: InputOf): readonly [number, number] => {
  const { shape } = nodeOf(x);
  if (shape.length !== 2) throw new ShapeError(`${what} takes a matrix, got shape ${shapeText(shape)}`);
  return [shape[0]!, shape[1]!];
};

/**
 * The index arrays of the lower triangle of a matrix.
 *
 * @throws ShapeError (`ERR_SHAPE`) for what is no matrix.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.arange(4).reshape(2, 2);
 * console.log(x.at(...np.trilIndicesFrom(x)).toArray()); // [ 0, 2, 3 ]
 * ```
 */
export function trilIndicesFrom(x: InputOf, options?: { readonly k?: number }): NDArray<'int64'>[] {
  checkOptions('trilIndicesFrom', options, ['k']);
  const [n, m] = matrixShape('trilIndicesFrom', x);
  return trilIndices(n, { k: options?.k ?? 0, m });
}

/**
 * The index arrays of the upper triangle of a matrix.
 *
 * @throws ShapeError (`ERR_SHAPE`) for what is no matrix.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.arange(4).reshape(2, 2);
 * console.log(x.at(...np.triuIndicesFrom(x)).toArray()); // [ 0, 1, 3 ]
 * ```
 */
export function triuIndicesFrom(x: InputOf, options?: { readonly k?: number }): NDArray<'int64'>[] {
  checkOptions('triuIndicesFrom', options, ['k']);
  const [n, m] = matrixShape('triuIndicesFrom', x);
  return triuIndices(n, { k: options?.k ?? 0, m });
}

/**
 * The index arrays of the main diagonal of an array whose axes all have one length.
 *
 * @throws ShapeError (`ERR_SHAPE`) for less than two axes, and for lengths that differ.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.arange(9).reshape(3, 3);
 * console.log(x.at(...np.diagIndicesFrom(x)).toArray()); // [ 0, 4, 8 ]
 * ```
 */
export function diagIndicesFrom(x: InputOf): NDArray<'int64'>[] {
  const { shape } = nodeOf(x);
  if (shape.length < 2 || shape.some((length) => length !== shape[0])) {
    throw new ShapeError(`diagIndicesFrom takes two or more axes of one length, got shape ${shapeText(shape)}`);
  }
  return diagIndices(shape[0]!, shape.length);
}

/**
 * Index arrays that pick, as an index, every combination of places of several axes.
 *
 * @param axes - Integers, or a mask, for each axis.
 * @throws ShapeError (`ERR_SHAPE`) for inputs that do not have one axis.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.arange(9).reshape(3, 3).at(...np.ix_([0, 2], [1, 2])).toArray()); // [ [ 1, 2 ], [ 7, 8 ] ]
 * ```
 */
export function ix_(...axes: readonly InputOf[]): NDArray[] {
  return axes.map((one, at) => {
    const node = nodeOf(one);
    if (node.shape.length !== 1)
      throw new ShapeError(`ix_: input ${at} has shape ${shapeText(node.shape)}; each has one axis`);
    const isMask = node.dtype === 'bool';
    const list = isMask ? nodeOfLists([...placesOfMask(node.shape, packedElements(node))[0]!], 'int64') : node;
    const whole = list.size === 0 ? nodeOfLists([], 'int64') : list;
    return wrap(
      reshapeNode(
        whole,
        axes.map((_, axis) => (axis === at ? whole.size : 1)),
      ),
    );
  });
}

/**
 * The index arrays of the places of an n by n matrix that a function such as `triu` keeps.
 *
 * @param fn - Is given a matrix of ones and the diagonal `k`.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.maskIndices(2, (x, k) => np.triu(x, { k })).map(String)); // [ '[0 0 1]', '[0 1 1]' ]
 * ```
 */
export function maskIndices(n: number, fn: (ones: NDArray, k: number) => NDArray, k = 0): NDArray<'int64'>[] {
  const shape = shapeOf('maskIndices', [n, n]);
  const kept = fn(
    wrap(
      nodeOfLists(
        Array.from({ length: n }, () => new Array<number>(n).fill(1)),
        'int64',
      ),
    ),
    k,
  );
  const { node } = kept;
  const values = packedElements(node) as ArrayLike<number | bigint>;
  return placesWhere(shape, (row, column) => Boolean(values[row * n + column]));
}
