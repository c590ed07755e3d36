/** Index arrays: for diagonals, triangles, outer products of indices, and places counted in row-major order. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { broadcastShapesFor, shapeText } from '../array/broadcast.ts';
import { nodeOfLists } from '../array/input.ts';
import { checkOptions } from '../array/options.ts';
import { type ShapeInput, shapeOf } from '../array/shape-argument.ts';
import { packedElements } from '../array/elements.ts';
import { ArrayValueError, IndexError, ShapeError } from '../errors.ts';
import { placesOfMask } from '../indexing/parse-index.ts';
import { broadcastNode, reshapeNode } from '../manipulate/view-nodes.ts';
import { type BoundsMode, integersOf, placeWithin } from './take.ts';

const integers = (values: Iterable<number>): NDArray<'int64'> => wrap(nodeOfLists([...values], 'int64'));

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

/** Options of {@link unravelIndex} and {@link ravelMultiIndex}. */
export interface RavelOptions {
  /** Row major ('C', the default) or column major ('F'). */
  readonly order?: 'C' | 'F';
  /** For ravelMultiIndex: what becomes of indices that are out of bounds; for all axes, or for each. */
  readonly mode?: BoundsMode | readonly BoundsMode[];
}

function stridesOf(shape: readonly number[], order: 'C' | 'F'): number[] {
  if (order !== 'C' && order !== 'F') throw new ArrayValueError(`order must be 'C' or 'F', got '${String(order)}'`);
  const lengths = order === 'C' ? shape.toReversed() : shape;
  let step = 1;
  const strides = lengths.map((length) => {
    const own = step;
    step *= length;
    return own;
  });
  return order === 'C' ? strides.toReversed() : strides;
}

/**
 * The coordinates of places that are counted in row-major order: an array for each axis.
 *
 * @param options - `order` ('C').
 * @throws IndexError (`ERR_INDEX`) out of bounds.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.unravelIndex([5, 1], [2, 3]).map(String)); // [ '[1 0]', '[2 1]' ]
 * ```
 */
export function unravelIndex(
  places: InputOf,
  shape: ShapeInput,
  options?: { readonly order?: 'C' | 'F' },
): NDArray<'int64'>[] {
  checkOptions('unravelIndex', options, ['order']);
  const lengths = shapeOf('unravelIndex', shape);
  const node = nodeOf(places);
  const size = lengths.reduce((product, length) => product * length, 1);
  const list = integersOf('unravelIndex', node);
  const wrong = list.find((place) => place < 0 || place >= size);
  if (wrong !== undefined)
    throw new IndexError(
      `unravelIndex: ${wrong} is out of bounds for shape ${shapeText(lengths)} with ${size} elements`,
    );
  const strides = stridesOf(lengths, options?.order ?? 'C');
  return lengths.map((length, axis) =>
    wrap(reshapeNode(integers(list.map((place) => Math.floor(place / strides[axis]!) % length)).node, node.shape)),
  );
}

/**
 * The places, counted in row-major order, of coordinates. The opposite of {@link unravelIndex}.
 *
 * @param coordinates - Integers for each axis; they broadcast.
 * @param options - `order` ('C'), `mode` ('raise').
 * @throws IndexError (`ERR_INDEX`) out of bounds; ShapeError (`ERR_SHAPE`) unless there are as many as axes.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.ravelMultiIndex([[1, 0], [2, 1]], [2, 3]).toArray()); // [ 5, 1 ]
 * ```
 */
export function ravelMultiIndex(
  coordinates: readonly InputOf[],
  shape: ShapeInput,
  options?: RavelOptions,
): NDArray<'int64'> {
  checkOptions('ravelMultiIndex', options, ['order', 'mode']);
  const lengths = shapeOf('ravelMultiIndex', shape);
  if (coordinates.length !== lengths.length) {
    throw new ShapeError(
      `ravelMultiIndex: ${coordinates.length} coordinates do not go with shape ${shapeText(lengths)}; give one for each axis`,
    );
  }
  const nodes = coordinates.map((one) => nodeOf(one));
  const common = broadcastShapesFor(
    'ravelMultiIndex',
    nodes.map((node) => node.shape),
  );
  const strides = stridesOf(lengths, options?.order ?? 'C');
  const given = options?.mode ?? 'raise';
  const modes = typeof given === 'object' ? given : lengths.map(() => given);
  if (modes.length !== lengths.length)
    throw new ArrayValueError(`ravelMultiIndex: ${modes.length} modes do not go with ${lengths.length} axes`);
  if (lengths.includes(0) && common.every((length) => length > 0))
    throw new IndexError(`ravelMultiIndex: there is no place in an array of shape ${shapeText(lengths)}`);
  const sums = nodes.reduce<number[]>((sum, node, axis) => {
    const list = integersOf('ravelMultiIndex', broadcastNode(node, common));
    // Unlike an index, negative numbers do not count from the end here.
    const [length, mode] = [lengths[axis]!, modes[axis]!];
    const checked = list.map((one) =>
      placeWithin('ravelMultiIndex', mode === 'raise' && one < 0 ? length : one, { length, mode }),
    );
    return checked.map((one, at) => (sum[at] ?? 0) + one * strides[axis]!);
  }, []);
  return wrap(reshapeNode(integers(sums).node, common));
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
