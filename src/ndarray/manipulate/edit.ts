/** Functions that add and remove elements: copies. */

import { needArray } from '../array/need.ts';
import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { type Axes, normalAxes, normalAxis } from '../array/axes.ts';
import { castNode } from '../elementwise/operands.ts';
import { copyAs, packedElements } from '../array/elements.ts';
import { isScalar, nodeOfLists } from '../array/input.ts';
import { checkOptions } from '../array/options.ts';
import { type Casting, isCastAllowed } from '../dtype/can-cast.ts';
import type { DType } from '../dtype/dtype.ts';
import type { Scalar } from '../dtype/element.ts';
import { promoteWeak, weakKindOf } from '../dtype/promote.ts';
import { ArrayValueError, DTypeError, IndexError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import type { Node } from '../graph/node.ts';
import type { IndexItem } from '../indexing/index-item.ts';
import { parseIndex, placesOfMask } from '../indexing/parse-index.ts';
import { placesOfSlice } from '../indexing/slice.ts';
import { selectNode, writeNode } from '../indexing/select.ts';
import { takePlaces } from '../pick/take-node.ts';
import { concatNodes } from './join.ts';
import type { OneAxisOption } from './split.ts';
import { broadcastNode, expandNode, partOfAxis, ravelNode, transposeNode } from './view-nodes.ts';

/**
 * Elements behind those of an array.
 *
 * @param options - `axis`; without it both are joined as if they had one axis.
 * @throws ShapeError (`ERR_SHAPE`) when the shapes differ in another axis.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.append([1, 2], [[3], [4]]).toArray(), np.append([[1, 2]], [[3, 4]], { axis: 0 }).toArray()); // [ 1, 2, 3, 4 ] [ [ 1, 2 ], [ 3, 4 ] ]
 * ```
 */
export function append(x: InputOf, values: InputOf, options?: OneAxisOption): NDArray {
  checkOptions('append', options, ['axis']);
  const nodes = [nodeOf(x), nodeOf(values)];
  const axis = options?.axis;
  if (axis === undefined)
    return wrap(
      concatNodes(
        nodes.map((node) => ravelNode(node)),
        { what: 'append', axis: 0 },
      ),
    );
  return wrap(concatNodes(nodes, { what: 'append', axis }));
}

/** The places of an axis that an index names, in the order given. */
function placesOfIndex(what: string, index: IndexItem, { axis, length }: { axis: number; length: number }): number[] {
  const [entry] = parseIndex([index]);
  switch (entry!.kind) {
    case 'integer':
      return [checkPlace(what, entry!.value, { axis, length })];
    case 'slice': {
      const { start, count, step } = placesOfSlice(entry!.slice, length);
      return Array.from({ length: count }, (_, at) => start + at * step);
    }
    case 'integers':
      return Array.from(entry!.array.values, (value) => checkPlace(what, Number(value), { axis, length }));
    case 'mask':
      return [...placesOfMask(entry!.shape, entry!.values)[0]!];
    default:
      throw new IndexError(`${what}: ${String(index)} names no places of an axis; use integers, a slice or a mask`);
  }
}

function checkPlace(what: string, value: number, { axis, length }: { axis: number; length: number }): number {
  if (value < -length || value >= length) {
    throw new IndexError(`${what}: index ${value} is out of bounds for axis ${axis} with size ${length}`);
  }
  return value < 0 ? value + length : value;
}

/**
 * Without some places of an axis. Also exported as `delete`.
 *
 * @param index - An integer, integers, a slice or a mask.
 * @param options - `axis`; without it elements go as if the array had one axis.
 * @throws IndexError (`ERR_INDEX`) for places that are out of bounds; AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.delete([1, 2, 3, 4], [0, -1]).toArray(), np.delete([[1, 2], [3, 4]], 0, { axis: 1 }).toArray()); // [ 2, 3 ] [ [ 2 ], [ 4 ] ]
 * ```
 */
export function deleteItems<D extends DType = DType>(
  x: InputOf<D>,
  index: IndexItem,
  options?: OneAxisOption,
): NDArray<D> {
  checkOptions('delete', options, ['axis']);
  const given = nodeOf(x);
  const node = options?.axis === undefined ? ravelNode(given) : given;
  const axis = normalAxis(options?.axis ?? 0, node.shape.length);
  const length = node.shape[axis]!;
  const gone = new Set(placesOfIndex('delete', index, { axis, length }));
  return wrap(
    takePlaces(
      node,
      axis,
      [...new Array(length).keys()].filter((place) => !gone.has(place)),
    ),
  );
}

/**
 * With values before some places of an axis.
 *
 * @param index - Before which places, counted in the array as it was: an integer, integers or a slice; the length stands for the end.
 * @param values - Converted to the dtype of the array; broadcast to the places.
 * @param options - `axis`; without it values are put in as if the array had one axis.
 * @throws IndexError (`ERR_INDEX`) out of bounds; ShapeError (`ERR_SHAPE`) for values that do not fit.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.insert([1, 2, 3], 1, 9).toArray(), np.insert([1, 2, 3], [0, 2], [8, 9]).toArray()); // [ 1, 9, 2, 3 ] [ 8, 1, 2, 9, 3 ]
 * ```
 */
// oxlint-disable-next-line eslint/max-params -- three positions and options, as in NumPy
export function insert<D extends DType = DType>(
  x: InputOf<D>,
  index: IndexItem,
  values: InputOf,
  options?: OneAxisOption,
): NDArray<D> {
  checkOptions('insert', options, ['axis']);
  const given = nodeOf(x);
  const node = options?.axis === undefined ? ravelNode(given) : given;
  const axis = normalAxis(options?.axis ?? 0, node.shape.length);
  return wrap(insertNode(node, { axis, index, values: castNode(nodeOf(values), node.dtype) }));
}

interface Insertion {
  readonly axis: number;
  readonly index: IndexItem;
  readonly values: Node;
}

/** Places before which values go, from 0. The end counts as one; a mask means the places where it is true. */
function insertionPlaces(node: Node, { axis, index }: Insertion): number[] {
  const length = node.shape[axis]!;
  const [entry] = parseIndex([index]);
  if (entry!.kind === 'slice' || entry!.kind === 'mask') return placesOfIndex('insert', index, { axis, length });
  const values =
    entry!.kind === 'integers'
      ? Array.from(entry!.array.values, Number)
      : entry!.kind === 'integer'
        ? [entry!.value]
        : [];
  return values.map((value) => {
    if (value >= -length && value <= length) return value < 0 ? value + length : value;
    throw new IndexError(`insert: index ${value} is out of bounds for axis ${axis} with size ${length}`);
  });
}

/** Values for one place: as many of them as they have along the axis. A plain number as the place lets their first axis be that one. */
function valuesForOne({ axis, index, values }: Insertion, rank: number): Node {
  const missing = Math.max(rank - values.shape.length, 0);
  const full = expandNode(values, [...new Array(missing).keys()]);
  if (typeof index !== 'number' && typeof index !== 'bigint') return full;
  const order = [...full.shape.keys()].slice(1);
  order.splice(axis, 0, 0);
  return transposeNode(full, order);
}

function insertNode(node: Node, insertion: Insertion): Node {
  const { axis } = insertion;
  const places = insertionPlaces(node, insertion);
  const isOne = places.length === 1;
  const values = isOne ? valuesForOne(insertion, node.shape.length) : insertion.values;
  while (isOne && places.length < values.shape[axis]!) places.push(places[0]!);
  if (isOne && values.shape[axis] === 0) places.pop();
  const targets = new Array<number>(places.length);
  const order = [...places.keys()].toSorted((a, b) => places[a]! - places[b]! || a - b);
  order.forEach((at, before) => {
    targets[at] = places[at]! + before;
  });
  const taken = new Set(targets);
  const length = node.shape[axis]! + places.length;
  const { node: result } = newArray(node.dtype, node.shape.with(axis, length), 'zeros');
  const kept = [...new Array(length).keys()].filter((place) => !taken.has(place));
  const around = new Array<IndexItem>(axis).fill(':');
  writeNode(result, [...around, kept], node);
  writeNode(result, [...around, targets], values);
  return result;
}

/** Options of {@link trimZeros}. */
export interface TrimOptions {
  /** Where: at the front ('f'), the back ('b'), or both ('fb', the default). */
  readonly trim?: 'f' | 'b' | 'fb' | 'bf';
  /** Along which axes; all unless it is given. */
  readonly axis?: Axes;
}

/**
 * Without the zeros at the ends: of an array with several axes, the smallest block that has everything else. A view.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for another `trim`; AxisError (`ERR_AXIS`).
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.trimZeros([0, 0, 1, 0, 2, 0]).toArray(), np.trimZeros([0, 1, 0], { trim: 'f' }).toArray()); // [ 1, 0, 2 ] [ 1, 0 ]
 * ```
 */
export function trimZeros<D extends DType = DType>(x: InputOf<D>, options?: TrimOptions): NDArray<D> {
  checkOptions('trimZeros', options, ['trim', 'axis']);
  const where = options?.trim ?? 'fb';
  if (!['f', 'b', 'fb', 'bf'].includes(where)) {
    throw new ArrayValueError(`trimZeros: trim must be 'f', 'b' or 'fb', got '${where}'`);
  }
  let node = nodeOf(x);
  const found = placesOfMask(node.shape, packedElements(copyAs(node, 'bool')));
  for (const axis of normalAxes(options?.axis, node.shape.length)) {
    const places = found[axis]!;
    const isEmpty = places.length === 0;
    const first = isEmpty ? 0 : places.reduce((a, b) => Math.min(a, b));
    const last = isEmpty ? -1 : places.reduce((a, b) => Math.max(a, b));
    const start = where.includes('f') ? first : 0;
    node = partOfAxis(node, axis, { start, stop: where.includes('b') || isEmpty ? last + 1 : node.shape[axis]! });
  }
  return wrap(node);
}

/** Options of {@link copyto}. */
export interface CopyToOptions {
  /** How free the conversion may be: 'same_kind' unless it is given. */
  readonly casting?: Casting;
  /** Where to copy: a mask that broadcasts to the target. */
  readonly where?: InputOf;
}

/**
 * Writes the elements of one array into another, in place; they are broadcast to it.
 *
 * @throws DTypeError (`ERR_DTYPE`) when the cast is not allowed; ShapeError (`ERR_SHAPE`) when they do not broadcast.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * const x = np.zeros([2, 2]);
 * np.copyto(x, [1, 2], { where: [[true, false], [true, true]] });
 * console.log(x.toArray()); // [ [ 1, 0 ], [ 1, 2 ] ]
 * ```
 */
export function copyto(target: NDArray, source: InputOf, options?: CopyToOptions): void {
  checkOptions('copyto', options, ['casting', 'where']);
  needArray('copyto', target);
  const casting = options?.casting ?? 'same_kind';
  const isWeak = isScalar(source);
  const from = isWeak ? undefined : nodeOf(source);
  const dtype = from?.dtype ?? promoteWeak(target.dtype, weakKindOf(source as Scalar));
  if (!isCastAllowed(dtype, target.dtype, casting)) {
    throw new DTypeError(
      `copyto: ${dtype} does not become ${target.dtype} by the rule '${casting}'; convert it with astype, or choose another casting`,
    );
  }
  if (options?.where === undefined) {
    target.set('...', source);
    return;
  }
  const mask = broadcastNode(castNode(nodeOf(options.where), 'bool'), target.shape);
  const values = broadcastNode(isWeak ? nodeOfLists(source, target.dtype) : from!, target.shape);
  writeNode(target.node, [wrap(mask)], selectNode(values, [wrap(mask)]));
}
