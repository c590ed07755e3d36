/** Functions that write elements at places, in place. */

import { needArray } from '../array/need.ts';
import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { normalAxis } from '../array/axes.ts';
import { shapeText } from '../array/broadcast.ts';
import { copyAs, packedElements } from '../array/elements.ts';
import { isScalar, nodeOfLists } from '../array/input.ts';
import { checkOptions } from '../array/options.ts';
import { isCastAllowed } from '../dtype/can-cast.ts';
import { ArrayValueError, DTypeError, ShapeError } from '../errors.ts';
import type { Node } from '../graph/node.ts';
import { writeNode } from '../indexing/select.ts';
import { broadcastNode, ravelNode, reshapeNode } from '../manipulate/view-nodes.ts';
import { type BoundsMode, coordinates, integersOf, placeWithin } from './take.ts';
import { takePlaces } from './take-node.ts';

/** Index arrays for places that are counted in row-major order. */
function unraveled(places: readonly number[], shape: readonly number[]): NDArray[] {
  return shape.map((length, axis) => {
    const inner = shape.slice(axis + 1).reduce((product, n) => product * n, 1);
    return wrap(
      nodeOfLists(
        places.map((place) => Math.floor(place / inner) % length),
        'int64',
      ),
    );
  });
}

const valuesOf = (values: InputOf, target: NDArray): Node =>
  ravelNode(isScalar(values) ? nodeOfLists(values, target.dtype) : nodeOf(values));

/** So many values, from the beginning again when they end. */
function cycled(values: Node, count: number): Node {
  return takePlaces(
    values,
    0,
    Array.from({ length: count }, (_, at) => at % values.size),
  );
}

/**
 * Writes values at places that are counted in row-major order. Values are repeated when there are less of them.
 *
 * @param options - `mode` ('raise'): what becomes of places that are out of bounds.
 * @throws IndexError (`ERR_INDEX`) out of bounds; ArrayValueError (`ERR_ARRAY_VALUE`) for no values at all.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.zeros([2, 2]);
 * np.put(x, [0, -1], [5, 6]);
 * console.log(x.toArray()); // [ [ 5, 0 ], [ 0, 6 ] ]
 * ```
 */
// oxlint-disable-next-line eslint/max-params -- three arrays and options, as in NumPy
export function put(x: NDArray, places: InputOf, values: InputOf, options?: { readonly mode?: BoundsMode }): void {
  checkOptions('put', options, ['mode']);
  needArray('put', x);
  const mode = options?.mode ?? 'raise';
  const list = integersOf('put', nodeOf(places)).map((place) => placeWithin('put', place, { length: x.size, mode }));
  const source = valuesOf(values, x);
  if (list.length === 0) return;
  if (source.size === 0) return;
  // The one element of a 0-d array is written as a row.
  const target = x.ndim === 0 ? reshapeNode(x.node, [1]) : x.node;
  writeNode(target, unraveled(list, target.shape), cycled(source, list.length));
}

/**
 * For each place of the other axes, writes values at places of its own along an axis.
 *
 * @param indices - Integers with as many axes as the array.
 * @param values - Broadcast to the shape of the indices.
 * @param options - `axis`: the last one unless it is given.
 * @throws IndexError (`ERR_INDEX`) out of bounds; ShapeError (`ERR_SHAPE`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.array([[10, 30, 20], [60, 40, 50]]);
 * np.putAlongAxis(x, [[1], [0]], 99, { axis: 1 });
 * console.log(x.toArray()); // [ [ 10, 99, 20 ], [ 99, 40, 50 ] ]
 * ```
 */
// oxlint-disable-next-line eslint/max-params -- three arrays and options, as in NumPy
export function putAlongAxis(
  x: NDArray,
  indices: InputOf,
  values: InputOf,
  options?: { readonly axis?: number | null },
): void {
  checkOptions('putAlongAxis', options, ['axis']);
  needArray('putAlongAxis', x);
  if (options?.axis === null) {
    putFlat(x, nodeOf(indices), values);
    return;
  }
  const axis = normalAxis(options?.axis ?? -1, x.ndim);
  const at = nodeOf(indices);
  if (at.shape.length !== x.ndim) {
    throw new ShapeError(
      `putAlongAxis: indices of shape ${shapeText(at.shape)} must have as many axes as ${shapeText(x.shape)}`,
    );
  }
  const shape = x.shape.with(axis, at.shape[axis]!);
  const length = x.shape[axis]!;
  const places = integersOf('putAlongAxis', broadcastNode(at, shape)).map((place) =>
    placeWithin('putAlongAxis', place, { length, mode: 'raise' }),
  );
  const source = isScalar(values) ? nodeOfLists(values, x.dtype) : nodeOf(values);
  writeNode(x.node, coordinates(shape, axis, places), source);
}

/** Writes values at places in row-major order, one for each, or one for all. */
function putFlat(x: NDArray, at: Node, values: InputOf): void {
  if (at.shape.length !== 1) {
    throw new ShapeError(`putAlongAxis: without an axis the indices have one axis, got shape ${shapeText(at.shape)}`);
  }
  put(x, wrap(at), wrap(broadcastNode(nodeOf(values), at.shape)));
}

/** Values are only written where the dtype holds all of theirs; plain numbers are weak. */
function checkSafe(what: string, values: InputOf, x: NDArray): void {
  if (isScalar(values) || Array.isArray(values)) return;
  const { dtype } = nodeOf(values);
  if (!isCastAllowed(dtype, x.dtype, 'safe')) {
    throw new DTypeError(`${what}: values of ${dtype} do not safely become ${x.dtype}; convert them with astype`);
  }
}

/** Places, row major, where a mask is true. */
function truePlaces(what: string, mask: InputOf, x: NDArray): number[] {
  const node = nodeOf(mask);
  if (node.size !== x.size) {
    throw new ShapeError(
      `${what}: a mask of shape ${shapeText(node.shape)} does not go with ${shapeText(x.shape)}; the sizes must be equal`,
    );
  }
  const flags = packedElements(copyAs(node, 'bool')) as Uint8Array;
  return [...flags.keys()].filter((place) => flags[place] !== 0);
}

/**
 * Writes values, one after the other, where a mask is true; they are repeated when there are less of them.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for no values at all; ShapeError (`ERR_SHAPE`) for a mask of another size.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.arange(5);
 * np.place(x, x.gt(1), [10, 20]);
 * console.log(x.toArray()); // [ 0, 1, 10, 20, 10 ]
 * ```
 */
export function place(x: NDArray, mask: InputOf, values: InputOf): void {
  const places = truePlaces('place', mask, needArray('place', x));
  checkSafe('place', values, x);
  const source = valuesOf(values, x);
  if (places.length === 0) return;
  if (source.size === 0) throw new ArrayValueError('place: there are no values to write; give at least one');
  writeNode(x.node, unraveled(places, x.shape), cycled(source, places.length));
}

/**
 * Writes, where a mask is true, the value at the same place of the values, which are repeated when there are less of them.
 *
 * @throws ShapeError (`ERR_SHAPE`) for a mask of another size.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.arange(5);
 * np.putmask(x, x.gt(1), [-33, -44]);
 * console.log(x.toArray()); // [ 0, 1, -33, -44, -33 ]
 * ```
 */
export function putmask(x: NDArray, mask: InputOf, values: InputOf): void {
  const places = truePlaces('putmask', mask, needArray('putmask', x));
  checkSafe('putmask', values, x);
  const source = valuesOf(values, x);
  if (places.length === 0 || source.size === 0) return;
  const taken = takePlaces(
    source,
    0,
    places.map((at) => at % source.size),
  );
  writeNode(x.node, unraveled(places, x.shape), taken);
}

/**
 * Writes values on the main diagonal, in place: of a matrix, or of an array whose axes are all equal.
 *
 * @param options - `wrap`: begins again below a square in a tall matrix.
 * @throws ShapeError (`ERR_SHAPE`) for vectors, and for more axes that are not equal.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.zeros([2, 2]);
 * np.fillDiagonal(x, [4, 5]);
 * console.log(x.toArray()); // [ [ 4, 0 ], [ 0, 5 ] ]
 * ```
 */
export function fillDiagonal(x: NDArray, values: InputOf, options?: { readonly wrap?: boolean }): void {
  checkOptions('fillDiagonal', options, ['wrap']);
  needArray('fillDiagonal', x);
  const { shape } = x;
  if (shape.length < 2) throw new ShapeError(`fillDiagonal: shape ${shapeText(shape)} has less than two axes`);
  if (shape.length > 2 && shape.some((length) => length !== shape[0])) {
    throw new ShapeError(`fillDiagonal: the axes of ${shapeText(shape)} must be equal when there are more than two`);
  }
  const step = shape.length === 2 ? shape[1]! + 1 : shape.reduce((sum, _, axis) => sum + shape[0]! ** axis, 0);
  const end = shape.length === 2 && options?.wrap !== true ? Math.min(shape[1]! * shape[1]!, x.size) : x.size;
  const places: number[] = [];
  for (let at = 0; at < end; at += step) places.push(at);
  const source = valuesOf(values, x);
  if (places.length > 0 && source.size > 0) writeNode(x.node, unraveled(places, shape), cycled(source, places.length));
}
