/** Sorted arrays and the order that sorts them. */

import { needList, valueText } from '../array/need.ts';
import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { normalAxis } from '../array/axes.ts';
import { shapeText } from '../array/broadcast.ts';
import { checkOptions } from '../array/options.ts';
import { alongRows, mapRows, mapRowsOf, placesNode, writePlaces } from '../array/rows.ts';
import { type DType, isComplex } from '../dtype/dtype.ts';
import { castNode } from '../elementwise/operands.ts';
import { type DataArray, newData } from '../dtype/typed-array.ts';
import { ArrayValueError, ShapeError } from '../errors.ts';
import type { Node } from '../graph/node.ts';
import { ravelNode } from '../manipulate/view-nodes.ts';
import { gather, orderOfElements, sortElements } from './sort-elements.ts';
import { canSort, sortInKernels } from './sort-kernels.ts';

/** How arrays are sorted. */
export interface SortOptions {
  /** The axis along which rows are sorted; null for all elements in one row. Default: -1, the last. */
  readonly axis?: number | null;
  /** From the largest to the smallest. Default: false. */
  readonly descending?: boolean;
  /** Whether equal elements keep their order: they always do. */
  readonly stable?: boolean;
  /** NumPy's name of an algorithm; all of them are the same stable one here. */
  readonly kind?: 'quicksort' | 'mergesort' | 'heapsort' | 'stable';
}

const sortOptions = ['axis', 'descending', 'stable', 'kind'];

/** The node and the axis to sort; 0-d arrays and `axis: null` become one row. */
function rowsToSort(x: InputOf, axis: number | null | undefined): { node: Node; axis: number } {
  const node = nodeOf(x);
  if (axis === null) return { node: ravelNode(node), axis: 0 };
  return { node, axis: normalAxis(axis ?? -1, node.shape.length) };
}

/** A sorted copy of packed rows, by a loop. */
function sortRows(rows: Node, isDescending: boolean): Node {
  const { dtype } = rows;
  return mapRows(rows, {
    axis: rows.shape.length - 1,
    dtype,
    fill: (row, to) => {
      if (isDescending) gather({ dtype, data: row }, orderOfElements(dtype, row, true), to);
      else sortElements(dtype, row, to);
    },
  });
}

const orderRows = (rows: Node, isDescending: boolean): Node =>
  mapRows(rows, {
    axis: rows.shape.length - 1,
    dtype: 'int64',
    fill: (row, to) => writePlaces(orderOfElements(rows.dtype, row, isDescending), to),
  });

/** A sorted copy of a node along an axis. */
export const sortNode = (node: Node, axis: number, isDescending = false): Node =>
  alongRows(node, axis, (rows) =>
    canSort(rows) ? sortInKernels(rows, { isDescending, wanted: 'elements' }) : sortRows(rows, isDescending),
  );

/** The places that sort a node along an axis. */
export const argsortNode = (node: Node, axis: number, isDescending = false): Node =>
  alongRows(node, axis, (rows) =>
    canSort(rows) ? sortInKernels(rows, { isDescending, wanted: 'places' }) : orderRows(rows, isDescending),
  );

/**
 * A sorted copy. NaN comes last (first when descending), equal elements keep their order, complex numbers go by their real parts and
 * then by their imaginary ones.
 *
 * Cost: linear in the number of elements (a radix sort): a few nanoseconds for each float32 and twice that for each float64, on all threads.
 *
 * @throws AxisError (`ERR_AXIS`): a 0-d array has no axis, but takes `axis: null`.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.sort([3, 1, 2]).toArray(), np.sort([[2, 1], [0, 3]], { axis: 0 }).toArray()); // [ 1, 2, 3 ] [ [ 0, 1 ], [ 2, 3 ] ]
 * ```
 */
export function sort<D extends DType = DType>(x: InputOf<D>, options: SortOptions = {}): NDArray<D> {
  checkOptions('sort', options, sortOptions);
  const { node, axis } = rowsToSort(x, options.axis);
  return wrap(sortNode(node, axis, options.descending));
}

/**
 * The places (int64) of the elements along an axis in sorted order, see {@link sort}.
 *
 * @throws AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.array([0.5, -1, 0.25]);
 * console.log(np.argsort(x).toArray(), x.at(np.argsort(x)).toArray()); // [ 1, 2, 0 ] [ -1, 0.25, 0.5 ]
 * ```
 */
export function argsort(x: InputOf, options: SortOptions = {}): NDArray<'int64'> {
  checkOptions('argsort', options, sortOptions);
  const source = nodeOf(x);
  if (source.shape.length === 0) return wrap(placesNode([0]));
  const { node, axis } = rowsToSort(x, options.axis);
  return wrap(argsortNode(node, axis, options.descending));
}

/** Options of {@link partition} and {@link argpartition}. */
export interface PartitionOptions {
  /** The last one unless it is given; null: all elements as a row. */
  readonly axis?: number | null;
  /** The only one that NumPy has. */
  readonly kind?: 'introselect';
}

function checkPartition(what: string, options: PartitionOptions): void {
  checkOptions(what, options, ['axis', 'kind']);
  const { kind = 'introselect' } = options;
  if (kind !== 'introselect')
    throw new ArrayValueError(`${what}: kind must be 'introselect', got ${valueText(kind)}; leave it out`);
}

/** Checks the places that a partition is asked for. */
function checkKth(what: string, kth: number | readonly number[], length: number): void {
  for (const place of [kth].flat()) {
    if (!Number.isInteger(place) || place < -length || place >= length) {
      throw new ArrayValueError(`${what}: kth ${place} is out of bounds for ${length} elements`);
    }
  }
}

/**
 * A copy in which the element at `kth` is the one that sorting would put there, with none larger before it and none smaller behind it.
 * All of it is sorted here: that is one of the orders that NumPy allows.
 *
 * @param kth - One place or several, negative ones from the end.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for a place out of bounds; AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.partition([7, 1, 5, 3], 1).at(1).item()); // 3
 * ```
 */
export function partition<D extends DType = DType>(
  x: InputOf<D>,
  kth: number | readonly number[],
  options: PartitionOptions = {},
): NDArray<D> {
  checkPartition('partition', options);
  const { node, axis } = rowsToSort(x, options.axis);
  checkKth('partition', kth, node.shape[axis]!);
  return wrap(sortNode(node, axis));
}

/**
 * The places (int64) that make a partition, see {@link partition}.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for a place out of bounds; AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.argpartition([7, 1, 5, 3], 1).at(1).item()); // 3
 * ```
 */
export function argpartition(
  x: InputOf,
  kth: number | readonly number[],
  options: PartitionOptions = {},
): NDArray<'int64'> {
  checkPartition('argpartition', options);
  const { node, axis } = rowsToSort(x, options.axis);
  checkKth('argpartition', kth, node.shape[axis]!);
  return wrap(argsortNode(node, axis));
}

/** The order by several rows of keys, of which the last counts first. */
function lexOrder(dtypes: readonly DType[], rows: readonly DataArray[], count: number): Uint32Array {
  let order = Uint32Array.from({ length: count }, (_, at) => at);
  for (const [at, row] of rows.entries()) {
    const moved = newData(dtypes[at]!, count);
    gather({ dtype: dtypes[at]!, data: row }, order, moved);
    const next = orderOfElements(dtypes[at]!, moved);
    order = next.map((place) => order[place]!);
  }
  return order;
}

/**
 * The order (int64) by several keys: the last one counts first, the one before it decides between equal ones, and so on.
 *
 * @param keys - Arrays of one shape, as a list or as the parts of an array.
 * @param options - `axis`: the one along which rows are ordered, -1 unless given.
 * @throws ShapeError (`ERR_SHAPE`) for no keys or different shapes; AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const names = [2, 1, 1, 2];
 * const ages = [30, 40, 20, 10];
 * console.log(np.lexsort([ages, names]).toArray()); // [ 2, 1, 3, 0 ]
 * ```
 */
export function lexsort(
  keys: readonly InputOf[] | NDArray,
  options: { readonly axis?: number } = {},
): NDArray<'int64'> {
  checkOptions('lexsort', options, ['axis']);
  const nodes = needList<InputOf>('lexsort', keys).map((key) => nodeOf(key));
  const [first] = nodes;
  if (first === undefined) throw new ShapeError('lexsort needs at least one key');
  const shapes = nodes.map(({ shape }) => shapeText(shape));
  if (shapes.some((shape) => shape !== shapes[0])) {
    throw new ShapeError(`lexsort: all keys need the same shape; got ${shapes.join(', ')}`);
  }
  if (first.shape.length === 0) return wrap(placesNode([0], []));
  const axis = normalAxis(options.axis ?? -1, first.shape.length);
  const dtypes = nodes.map(({ dtype }) => dtype);
  const result = mapRowsOf(nodes, {
    axis,
    dtype: 'int64',
    fill: (rows, to) => writePlaces(lexOrder(dtypes, rows, to.length), to),
  });
  return wrap(result);
}

/**
 * A sorted copy along the last axis in a complex dtype, by real and then by imaginary parts.
 *
 * Integers of 8 and 16 bits give complex64, all others complex128.
 *
 * @throws AxisError (`ERR_AXIS`) for a 0-d array.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(String(np.sortComplex([3, 1, 2]))); // [1.+0.j 2.+0.j 3.+0.j]
 * ```
 */
export function sortComplex(x: InputOf): NDArray {
  const { node, axis } = rowsToSort(x, -1);
  const isSmall = ['int8', 'uint8', 'int16', 'uint16'].includes(node.dtype);
  const dtype = isComplex(node.dtype) ? node.dtype : isSmall ? 'complex64' : 'complex128';
  return wrap(castNode(sortNode(node, axis), dtype));
}
