/** Finding places: by value in sorted arrays, and of elements that are not zero. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { castNode } from '../elementwise/operands.ts';
import { firstPlace } from '../array/binary-search.ts';
import { shapeText } from '../array/broadcast.ts';
import { packedElements } from '../array/elements.ts';
import { checkOptions } from '../array/options.ts';
import { placesNode } from '../array/rows.ts';
import { type DType, isComplex, partsOf } from '../dtype/dtype.ts';
import { promoteTypes } from '../dtype/promote.ts';
import { type DataArray, newData } from '../dtype/typed-array.ts';
import { ArrayValueError, IndexError, ShapeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import type { Node } from '../graph/node.ts';
import { isBefore } from './compare.ts';
import { gather } from './sort-elements.ts';

/** Options of {@link searchsorted}. */
export interface SearchOptions {
  /** `left`: before equal elements; `right`: behind them. Default: left. */
  readonly side?: 'left' | 'right';
  /** The order that sorts the first array, as `argsort` gives it. */
  readonly sorter?: InputOf;
}

/** The elements in the order of `sorter`. */
function sortedBy(node: Node, sorter: InputOf): DataArray {
  const order = nodeOf(sorter);
  if (order.shape.length !== 1 || order.size !== node.size) {
    throw new ShapeError(
      `searchsorted: sorter needs one place for each of ${node.size} elements, got shape ${shapeText(order.shape)}`,
    );
  }
  const places = Array.from(packedElements(castNode(order, 'int64')) as BigInt64Array, Number);
  const bad = places.find((place) => place < -node.size || place >= node.size);
  if (bad !== undefined) throw new IndexError(`searchsorted: sorter holds ${bad}, out of bounds for ${node.size}`);
  const sorted = newData(node.dtype, node.size);
  gather(
    { dtype: node.dtype, data: packedElements(node) },
    places.map((place) => (place < 0 ? place + node.size : place)),
    sorted,
  );
  return sorted;
}

/**
 * The places (int64) at which values would have to be put into a sorted array with one axis, so that it stays sorted. NaN counts as larger
 * than all numbers.
 *
 * @returns An array of the shape of `values`.
 * @throws ShapeError (`ERR_SHAPE`) unless `x` has one axis; ArrayValueError (`ERR_ARRAY_VALUE`) for another `side`.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.searchsorted([1, 3, 3, 5], [3, 4]).toArray(), np.searchsorted([1, 3, 3, 5], 3, { side: 'right' }).item()); // [ 1, 3 ] 3
 * ```
 */
export function searchsorted(x: InputOf, values: InputOf, options: SearchOptions = {}): NDArray<'int64'> {
  checkOptions('searchsorted', options, ['side', 'sorter']);
  const { side = 'left', sorter } = options;
  if (side !== 'left' && side !== 'right') {
    throw new ArrayValueError(`searchsorted: side is 'left' or 'right', got ${String(side)}`);
  }
  const [list, wanted] = [nodeOf(x), nodeOf(values)];
  if (list.shape.length !== 1) {
    throw new ShapeError(`searchsorted: the sorted array needs one axis, it has shape ${shapeText(list.shape)}`);
  }
  const dtype = promoteTypes(list.dtype, wanted.dtype);
  const cast = castNode(list, dtype);
  const sorted = sorter === undefined ? packedElements(cast) : sortedBy(cast, sorter);
  const found = findPlaces(dtype, {
    sorted,
    wanted: packedElements(castNode(wanted, dtype)),
    isRight: side === 'right',
  });
  return wrap(placesNode(found, wanted.shape));
}

interface Search {
  readonly sorted: DataArray;
  readonly wanted: DataArray;
  readonly isRight: boolean;
}

/** A binary search for each value. */
function findPlaces(dtype: DType, { sorted, wanted, isRight }: Search): Uint32Array {
  const parts = partsOf(dtype);
  const isWantedBefore = isBefore(dtype, wanted, sorted);
  const isListedBefore = isBefore(dtype, sorted, wanted);
  const count = sorted.length / parts;
  return new Uint32Array(wanted.length / parts).map((_, at) =>
    firstPlace(count, isRight ? (place) => isWantedBefore(at, place) : (place) => !isListedBefore(place, at)),
  );
}

/** Whether each element is not zero; NaN is not. */
function truths(node: Node): (at: number) => boolean {
  const data = packedElements(node) as Float64Array;
  if (isComplex(node.dtype)) return (at) => data[2 * at] !== 0 || data[2 * at + 1] !== 0;
  if (node.dtype === 'float16') return (at) => (data[at]! & 0x7fff) !== 0;
  // False for 0n as well.
  return (at) => Boolean(data[at]) || Number.isNaN(data[at]);
}

/** Flat places of elements that are not zero, in row-major order. */
export function placesOfTrue(node: Node): Uint32Array {
  const isTrue = truths(node);
  const places = new Uint32Array(node.size);
  let count = 0;
  for (let at = 0; at < places.length; at++) if (isTrue(at)) places[count++] = at;
  return places.subarray(0, count);
}

/** Coordinates along each axis of flat places. */
function coordinates(places: Uint32Array, shape: readonly number[]): Uint32Array[] {
  const rest = places.slice();
  return shape
    .toReversed()
    .map((length) =>
      rest.map((place, at) => {
        rest[at] = Math.floor(place / length);
        return place % length;
      }),
    )
    .toReversed();
}

/**
 * Where the elements are that are not zero: for each axis an array (int64) of their coordinates, in row-major order.
 *
 * @throws ShapeError (`ERR_SHAPE`) for a 0-d array.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const [rows, columns] = np.nonzero([[0, 7], [8, 0]]);
 * console.log(rows.toArray(), columns.toArray()); // [ 0, 1 ] [ 1, 0 ]
 * ```
 */
export function nonzero(x: InputOf): [NDArray<'int64'>, ...NDArray<'int64'>[]] {
  const node = nodeOf(x);
  if (node.shape.length === 0) {
    throw new ShapeError('nonzero: a 0-d array has no axes; use np.atleast1d(x) for one, or flatnonzero');
  }
  const columns = coordinates(placesOfTrue(node), node.shape).map((places) => wrap<'int64'>(placesNode(places)));
  return columns as [NDArray<'int64'>, ...NDArray<'int64'>[]];
}

/**
 * The flat places (int64) of the elements that are not zero, in row-major order.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.flatnonzero([[0, 7], [8, 0]]).toArray()); // [ 1, 2 ]
 * ```
 */
export const flatnonzero = (x: InputOf): NDArray<'int64'> => wrap(placesNode(placesOfTrue(nodeOf(x))));

/**
 * Where the elements are that are not zero: a row (int64) with the coordinates of each.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.argwhere([[0, 7], [8, 0]]).toArray()); // [ [ 0, 1 ], [ 1, 0 ] ]
 * ```
 */
export function argwhere(x: InputOf): NDArray<'int64'> {
  const node = nodeOf(x);
  const rank = node.shape.length;
  const places = placesOfTrue(node);
  const columns = coordinates(places, node.shape);
  const rows = new Uint32Array(places.length * rank);
  for (const [axis, column] of columns.entries()) {
    for (const [at, value] of column.entries()) rows[at * rank + axis] = value;
  }
  return wrap(placesNode(rows, [places.length, rank]));
}

/**
 * The elements of an array at the places where a condition is not zero, in row-major order.
 *
 * @throws ShapeError (`ERR_SHAPE`) when the condition names places that the array does not have.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.extract([1, 0, 1], [5, 6, 7]).toArray()); // [ 5, 7 ]
 * ```
 */
export function extract<D extends DType = DType>(condition: InputOf, x: InputOf<D>): NDArray<D> {
  const node = nodeOf(x);
  const places = placesOfTrue(nodeOf(condition));
  const last = places.at(-1);
  if (last !== undefined && last >= node.size) {
    throw new ShapeError(`extract: the condition names element ${last} of an array that has ${node.size}`);
  }
  const picked = newArray(node.dtype, [places.length]);
  gather({ dtype: node.dtype, data: packedElements(node) }, places, picked.data);
  return wrap(picked.node);
}
