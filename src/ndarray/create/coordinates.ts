/** Coordinates of the points of a grid. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { shapeText } from '../array/broadcast.ts';
import { needList, valueText } from '../array/need.ts';
import { checkOptions } from '../array/options.ts';
import { copyInOrder } from '../array/ordered.ts';
import { type ShapeInput, shapeOf } from '../array/shape-argument.ts';
import { asDType, type DType } from '../dtype/dtype.ts';
import { elementWriter } from '../dtype/element.ts';
import { ArrayValueError, DTypeError, ShapeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import type { Node } from '../graph/node.ts';
import { broadcastNode, reshapeNode } from '../manipulate/view-nodes.ts';

/** Options of {@link meshgrid}. */
export interface MeshgridOptions {
  /** 'xy' (the default): the first vector runs along the columns; 'ij': vector k along axis k. */
  readonly indexing?: 'xy' | 'ij';
  /** Keeps axes of length 1 where the vector does not run. */
  readonly sparse?: boolean;
}

/**
 * Coordinates of the points of a grid: an array for each vector, all of the grid's shape.
 *
 * @param vectors - The coordinates along each axis; options may follow.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for another `indexing`; ShapeError (`ERR_SHAPE`) for inputs with more than one axis.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const [x, y] = np.meshgrid([[1, 2, 3], [10, 20]]);
 * console.log(x!.toArray(), y!.toArray()); // [ [ 1, 2, 3 ], [ 1, 2, 3 ] ] [ [ 10, 10, 10 ], [ 20, 20, 20 ] ]
 * ```
 */
export function meshgrid(vectors: readonly InputOf[], options?: MeshgridOptions): NDArray[] {
  checkOptions('meshgrid', options, ['indexing', 'sparse']);
  const indexing = options?.indexing ?? 'xy';
  if (indexing !== 'xy' && indexing !== 'ij') {
    throw new ArrayValueError(`meshgrid: indexing must be 'xy' or 'ij', got '${String(indexing)}'`);
  }
  const nodes = needList<InputOf>('meshgrid', vectors).map((one) => nodeOf(one));
  const axes = nodes.map((_, at) => (indexing === 'xy' && nodes.length > 1 && at < 2 ? 1 - at : at));
  const shape = new Array<number>(nodes.length).fill(1);
  nodes.forEach((node, at) => {
    if (node.shape.length > 1)
      throw new ShapeError(`meshgrid: input ${at} has shape ${shapeText(node.shape)}; vectors have one axis`);
    shape[axes[at]!] = node.size;
  });
  return nodes.map((node, at) => {
    const line = reshapeNode(
      node,
      shape.map((length, axis) => (axis === axes[at] ? length : 1)),
    );
    return wrap(copyInOrder(options?.sparse === true ? line : broadcastNode(line, shape), 'C'));
  });
}

/** The coordinates along one axis, in a shape that has length 1 along the others. */
function lineOf(lengths: readonly number[], axis: number, dtype: DType): Node {
  const { node, data } = newArray(
    dtype,
    lengths.map((length, at) => (at === axis ? length : 1)),
  );
  const write = elementWriter(dtype, data);
  for (let at = 0; at < lengths[axis]!; at++) write(at, at);
  return node;
}

/**
 * The coordinates of all places of a shape: an array of shape `[ndim, ...shape]`. With `sparse` a list with an array for each axis, which is as long as the shape
 * along that axis and has length 1 along the others: together they broadcast to the shape.
 *
 * @param options - `dtype` (int64); `sparse` (false).
 * @throws ShapeError (`ERR_SHAPE`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.indices([2, 2]).toArray()); // [ [ [ 0, 0 ], [ 1, 1 ] ], [ [ 0, 1 ], [ 0, 1 ] ] ]
 * ```
 */
export function indices<D extends DType = 'int64'>(
  shape: ShapeInput,
  options?: { readonly dtype?: D; readonly sparse?: false },
): NDArray<D>;
export function indices<D extends DType = 'int64'>(
  shape: ShapeInput,
  options: { readonly dtype?: D; readonly sparse: true },
): NDArray<D>[];
export function indices(
  shape: ShapeInput,
  options?: { readonly dtype?: DType; readonly sparse?: boolean },
): NDArray | NDArray[] {
  checkOptions('indices', options, ['dtype', 'sparse']);
  const lengths = shapeOf('indices', shape);
  const dtype = options?.dtype === undefined ? 'int64' : asDType(options.dtype);
  if (options?.sparse === true) return lengths.map((_, axis) => wrap(lineOf(lengths, axis, dtype)));
  const { node, data } = newArray(dtype, [lengths.length, ...lengths]);
  const write = elementWriter(dtype, data);
  let place = 0;
  for (let axis = 0; axis < lengths.length; axis++) {
    const inner = lengths.slice(axis + 1).reduce((product, length) => product * length, 1);
    const size = lengths.reduce((product, length) => product * length, 1);
    for (let at = 0; at < size; at++) write(place++, Math.floor(at / inner) % lengths[axis]!);
  }
  return wrap(node);
}

/**
 * An array whose elements a function computes from their coordinates. The function is called once, with an array of coordinates for
 * each axis, as in NumPy.
 *
 * @param fn - From arrays of the shape to an array, or to a number for all places.
 * @param options - `dtype` (float64) of the coordinates.
 * @throws ShapeError (`ERR_SHAPE`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.fromfunction((row, column) => np.stack([row!, column!]), [2, 2], { dtype: 'int64' }).shape); // [ 2, 2, 2 ]
 * ```
 */
export function fromfunction(
  fn: (...coordinates: NDArray[]) => InputOf,
  shape: ShapeInput,
  options?: { readonly dtype?: DType },
): NDArray {
  checkOptions('fromfunction', options, ['dtype']);
  if (typeof fn !== 'function') throw new DTypeError(`fromfunction takes a function, got ${valueText(fn)}`);
  const grid = indices(shape, { dtype: options?.dtype ?? 'float64' });
  return wrap(nodeOf(fn(...grid)));
}
