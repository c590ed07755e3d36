/** Reads and writes the part of an array that an index selects. */

import { isScalar, nodeOfLists, viewOf, type ArrayInput } from '../array/input.ts';
import { copyElements, type Elements } from '../array/copy-elements.ts';
import { copyAs, elementsOf, writableElementsOf } from '../array/elements.ts';
import { ArrayHandle } from '../array/handle.ts';
import { placesOf, type Strided } from '../array/strided.ts';
import { isComplex } from '../dtype/dtype.ts';
import { checkedWriter, elementReader } from '../dtype/element.ts';
import { newData, type DataArray } from '../dtype/typed-array.ts';
import { ArrayValueError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import { stored } from '../graph/evaluate.ts';
import { rowMajorStrides } from '../graph/layout.ts';
import { constantNode, type Node, placeOf } from '../graph/node.ts';
import type { IndexItem } from './index-item.ts';
import { parseIndex } from './parse-index.ts';
import { type IndexPlan, planIndex, stridesForSelection } from './plan-index.ts';

/** Places as sums: each of `outer` with each of `inner`. */
interface Grid {
  readonly data: DataArray;
  readonly outer: Float64Array;
  readonly inner: Float64Array;
}

/** Copies one element for each place of `outer`. */
function copyPlaces(from: Grid, to: Grid): void {
  const [source, target] = [from.data as Float64Array, to.data as Float64Array];
  const [read, write] = [from.inner[0]!, to.inner[0]!];
  for (let at = 0; at < from.outer.length; at++) target[to.outer[at]! + write] = source[from.outer[at]! + read]!;
}

/** Copies from each place of one grid to that of another; both have the same counts and hold one dtype. */
function copyGrid(from: Grid, to: Grid, parts: number): void {
  const source = from.data as Float64Array;
  const target = to.data as Float64Array;
  if (parts === 1 && from.inner.length === 1) {
    copyPlaces(from, to);
    return;
  }
  for (let a = 0; a < from.outer.length; a++) {
    const read = from.outer[a]!;
    const write = to.outer[a]!;
    for (let b = 0; b < from.inner.length; b++) {
      const at = (read + from.inner[b]!) * parts;
      const place = (write + to.inner[b]!) * parts;
      for (let part = 0; part < parts; part++) target[place + part] = source[at + part]!;
    }
  }
}

type Picked = NonNullable<IndexPlan['picked']>;

/** The grid of the array itself: picked places with those of the axes that are left. */
const gridOfSource = (data: DataArray, { view }: IndexPlan, picked: Picked): Grid => ({
  data,
  outer: picked.places,
  inner: placesOf(view),
});

/** The grid of elements that have the shape of the selection. */
function gridOfSelection(data: DataArray, elements: Strided, { position, shape }: Picked): Grid {
  const end = position + shape.length;
  const part = <T>(list: readonly T[]): [T[], T[]] => [
    list.slice(position, end),
    [...list.slice(0, position), ...list.slice(end)],
  ];
  const [outerShape, innerShape] = part(elements.shape);
  const [outerStrides, innerStrides] = part(elements.strides);
  return {
    data,
    outer: placesOf({ shape: outerShape, strides: outerStrides, offset: elements.offset }),
    inner: placesOf({ shape: innerShape, strides: innerStrides, offset: 0 }),
  };
}

/** One element as an array of its own: as in NumPy, it does not change with the array that it came from. */
function elementNode(from: Elements): Node {
  if (!isComplex(from.dtype)) {
    const value = elementReader(from.dtype, from.data)(from.offset) as number;
    return constantNode(from.dtype, [], value);
  }
  const { node, data } = newArray(from.dtype, []);
  copyElements({ ...from, shape: [], strides: [] }, { dtype: from.dtype, data, shape: [], strides: [], offset: 0 });
  return node;
}

/** The part of a node that an index selects: a view for slices, a copy for arrays in the index. */
export function selectNode(node: Node, index: readonly IndexItem[]): Node {
  const entries = parseIndex(index);
  const plan = planIndex(placeOf(node) ?? elementsOf(node), entries);
  if (plan.isElement) return elementNode({ ...elementsOf(node), ...plan.view });
  if (plan.picked === undefined) {
    const view = viewOf(placeOf(node) === null ? stored(node) : node, plan.view);
    // An array in the index makes a copy, even one without axes.
    return entries.some((entry) => entry.kind === 'integer' && entry.isArray) ? copyAs(view, node.dtype) : view;
  }
  const source = elementsOf(node);
  const { node: result, data } = newArray(node.dtype, plan.shape);
  const target = { shape: plan.shape, strides: rowMajorStrides(plan.shape), offset: 0 };
  copyGrid(
    gridOfSource(source.data, plan, plan.picked),
    gridOfSelection(data, target, plan.picked),
    isComplex(node.dtype) ? 2 : 1,
  );
  return result;
}

/** The elements of a node that are written into another: in its dtype, and not in its memory. */
function sourceFor(node: Node, from: Node): Elements {
  const overlaps = stored(from).storage === stored(node).storage;
  return elementsOf(from.dtype !== node.dtype || overlaps ? copyAs(from, node.dtype) : from);
}

/** The elements of a value that is written into a node. */
function valueFor(node: Node, value: ArrayInput): Elements {
  const { dtype } = node;
  if (!isScalar(value)) return sourceFor(node, value instanceof ArrayHandle ? value.node : nodeOfLists(value, dtype));
  const data = newData(dtype, 1);
  checkedWriter(dtype, data)(0, value);
  return { dtype, data, shape: [], strides: [], offset: 0 };
}

function write(node: Node, index: readonly IndexItem[], from: Elements): void {
  const entries = parseIndex(index);
  refuseRepeated(node);
  const target = writableElementsOf(node);
  const plan = planIndex(target, entries);
  const seen = { ...from, shape: plan.shape, strides: stridesForSelection(from, plan.shape) };
  if (plan.picked === undefined) copyElements(seen, { ...target, ...plan.view });
  else {
    const grid = gridOfSource(target.data, plan, plan.picked);
    copyGrid(gridOfSelection(from.data, seen, plan.picked), grid, isComplex(node.dtype) ? 2 : 1);
  }
}

/** Writes a value into the part of a node that an index selects. */
export const assignNode = (node: Node, index: readonly IndexItem[], value: ArrayInput): void =>
  write(node, index, valueFor(node, value));

/** As {@link assignNode}, with the elements of a node. */
export const writeNode = (node: Node, index: readonly IndexItem[], value: Node): void =>
  write(node, index, sourceFor(node, value));

/** Views that show one element in several places cannot be written. */
export function refuseRepeated(node: Node): void {
  stored(node);
  if (node.size > 0 && node.strides.some((stride, axis) => stride === 0 && node.shape[axis]! > 1)) {
    throw new ArrayValueError(
      'this array is a broadcast view that shows one element in several places; write to a copy()',
    );
  }
}
