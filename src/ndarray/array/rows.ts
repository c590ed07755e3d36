/** Work on each row of an array along one axis. */

import { type DType, partsOf } from '../dtype/dtype.ts';
import type { DataArray, DataArrays } from '../dtype/typed-array.ts';
import { newArray } from '../graph/elements.ts';
import { stored } from '../graph/evaluate.ts';
import { isRowMajor } from '../graph/layout.ts';
import type { Node } from '../graph/node.ts';
import { reshapeNode, transposeNode } from '../manipulate/view-nodes.ts';
import { copyNode, packedElements } from './elements.ts';

/** The order of axes that swaps one with the last. */
function axisLast(rank: number, axis: number): number[] {
  const order = Array.from({ length: rank }, (_, at) => at);
  order[axis] = rank - 1;
  order[rank - 1] = axis;
  return order;
}

/** The elements of a node in row-major order after an axis was moved to the end: the node itself where that is so already. */
function rowsLast(node: Node, axis: number): Node {
  const rank = node.shape.length;
  const moved = axis === rank - 1 ? node : transposeNode(node, axisLast(rank, axis));
  const made = stored(moved);
  return isRowMajor(made.shape, made.strides) ? made : copyNode(made);
}

/**
 * Applies a function of packed rows along an axis.
 *
 * @param run - Gets a stored node in row-major order whose last axis is the one, and makes a new one with as many axes.
 */
export function alongRows(node: Node, axis: number, run: (rows: Node) => Node): Node {
  const rank = node.shape.length;
  const result = run(rowsLast(node, axis));
  return axis === rank - 1 ? result : copyNode(transposeNode(result, axisLast(rank, axis)));
}

/**
 * Some axes of an array as the rows of a matrix: a row for each place of the other axes, with the elements along these axes in row-major order.
 *
 * @returns Stored, row major, with two axes. It may be the array's own memory: only to be read.
 */
export function rowsAlong(node: Node, axes: readonly number[]): Node {
  const others = [...node.shape.keys()].filter((axis) => !axes.includes(axis));
  const product = (list: readonly number[]): number => list.reduce((size, axis) => size * node.shape[axis]!, 1);
  const moved = transposeNode(node, [...others, ...axes]);
  const rows = stored(reshapeNode(moved, [product(others), product(axes)]));
  return isRowMajor(rows.shape, rows.strides) ? rows : copyNode(rows);
}

/** What {@link mapRowsOf} makes. */
export interface RowsMap<D extends DType> {
  /** Counted from 0. */
  readonly axis: number;
  readonly dtype: D;
  /** Length of each row of the result; that of the source unless given. */
  readonly length?: number;
  /** Fills one row from one of each source, all packed (pairs for complex dtypes). The sources are not to be changed. */
  readonly fill: (rows: readonly DataArray[], to: DataArrays[D]) => void;
}

/** A new array, each row of which along an axis is computed from those rows of nodes of one shape, with at least one axis. */
export function mapRowsOf<D extends DType>(nodes: readonly Node[], { axis, dtype, length, fill }: RowsMap<D>): Node {
  const { shape } = nodes[0]!;
  const order = axisLast(shape.length, axis);
  const isLast = axis === shape.length - 1;
  const moved = isLast ? nodes : nodes.map((node) => transposeNode(node, order));
  const sources = moved.map((node) => ({ data: packedElements(node), step: shape[axis]! * partsOf(node.dtype) }));
  const rowLength = length ?? shape[axis]!;
  const result = newArray(dtype, moved[0]!.shape.with(-1, rowLength));
  const step = rowLength * partsOf(dtype);
  const count = shape.reduce((product, one, at) => (at === axis ? product : product * one), 1);
  for (let row = 0; row < count; row++) {
    const target = result.data.subarray(row * step, (row + 1) * step) as DataArrays[D];
    fill(
      sources.map((source) => source.data.subarray(row * source.step, (row + 1) * source.step)),
      target,
    );
  }
  return isLast ? result.node : copyNode(transposeNode(result.node, order));
}

/** What {@link mapRows} makes. */
export interface RowMap<D extends DType> extends Omit<RowsMap<D>, 'fill'> {
  /** Fills one row, which is packed as its source is (pairs for complex dtypes). The source is not to be changed. */
  readonly fill: (row: DataArray, to: DataArrays[D]) => void;
}

/** A new array, each row of which along an axis is computed from that row of a node with at least one axis. */
export const mapRows = <D extends DType>(node: Node, map: RowMap<D>): Node =>
  mapRowsOf([node], { ...map, fill: ([row], to) => map.fill(row!, to) });

/** Writes places as int64: much faster than a bigint for each. */
export function writePlaces(places: ArrayLike<number>, to: BigInt64Array): void {
  const words = new Int32Array(to.buffer, to.byteOffset, to.length * 2);
  for (let at = 0; at < places.length; at++) {
    words[2 * at] = places[at]!;
    words[2 * at + 1] = 0;
  }
}

/** A new int64 array of places below 2^32. */
export function placesNode(places: ArrayLike<number>, shape: readonly number[] = [places.length]): Node {
  const { node, data } = newArray('int64', shape);
  writePlaces(places, data);
  return node;
}
