/** Reads what users write as an index: each entry becomes one of a few kinds, with arrays read out. */

import { packedElements } from '../array/elements.ts';
import { ArrayHandle } from '../array/handle.ts';
import { nodeOfLists } from '../array/input.ts';
import { isInteger } from '../dtype/dtype.ts';
import { isTypedArray } from '../dtype/typed-array.ts';
import { IndexError } from '../errors.ts';
import type { Node } from '../graph/node.ts';
import { ellipsis, type IndexItem } from './index-item.ts';
import { parseSlice, Slice } from './slice.ts';

/** Integers for one axis, row major. */
export interface IndexArray {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number | bigint>;
}

/** One entry of an index. */
export type Entry =
  | { readonly kind: 'integer'; readonly value: number; readonly isArray: boolean }
  | { readonly kind: 'slice'; readonly slice: Slice }
  | { readonly kind: 'newaxis' }
  | { readonly kind: 'ellipsis' }
  | { readonly kind: 'integers'; readonly array: IndexArray }
  | { readonly kind: 'mask'; readonly shape: readonly number[]; readonly values: ArrayLike<number | bigint> };

/** All entries of an index. */
export const parseIndex = (items: readonly IndexItem[]): Entry[] => items.map(parseItem);

function parseItem(item: IndexItem): Entry {
  if (item === null) return { kind: 'newaxis' };
  if (item instanceof Slice) return { kind: 'slice', slice: item };
  switch (typeof item) {
    case 'number':
      return { kind: 'integer', value: wholeNumber(item), isArray: false };
    case 'bigint':
      return { kind: 'integer', value: Number(item), isArray: false };
    case 'boolean':
      return { kind: 'mask', shape: [], values: [item ? 1 : 0] };
    case 'string':
      return item.trim() === ellipsis ? { kind: 'ellipsis' } : { kind: 'slice', slice: parseSlice(item) };
    default:
      return parseArray(item);
  }
}

function wholeNumber(value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new IndexError(
    `${value} is no index; use whole numbers, slices, null (a new axis), '...', masks or integer arrays`,
  );
}

function parseArray(item: unknown): Entry {
  if (!(item instanceof ArrayHandle || Array.isArray(item) || isTypedArray(item))) {
    throw new IndexError(
      `${String(item)} is no index; use whole numbers, slices, null (a new axis), '...', masks or integer arrays`,
    );
  }
  // An empty list has no dtype of its own; as an index it can only mean no integers.
  if (Array.isArray(item) && item.length === 0) return { kind: 'integers', array: { shape: [0], values: [] } };
  const node: Node = item instanceof ArrayHandle ? item.node : nodeOfLists(item);
  const { dtype, shape } = node;
  if (dtype === 'bool') return { kind: 'mask', shape, values: packedElements(node) };
  if (!isInteger(dtype)) {
    throw new IndexError(`an index of dtype ${dtype} is not possible; arrays in an index hold integers or booleans`);
  }
  const values = packedElements(node) as ArrayLike<number | bigint>;
  if (shape.length === 0) return { kind: 'integer', value: Number(values[0]), isArray: true };
  return { kind: 'integers', array: { shape, values } };
}

/** The places that are true. Without a branch for each: what a mask holds cannot be foreseen. */
function placesInRow(values: ArrayLike<number | bigint>, count: number): Float64Array {
  const places = new Float64Array(count + 1);
  let found = 0;
  for (let at = 0; at < values.length; at++) {
    places[found] = at;
    found += values[at] ? 1 : 0;
  }
  return places.subarray(0, count);
}

/** The places of a mask that are true: an index array for each of its axes; for a mask without axes one of zeros. */
export function placesOfMask(shape: readonly number[], values: ArrayLike<number | bigint>): Float64Array[] {
  let count = 0;
  for (let at = 0; at < values.length; at++) if (values[at]) count++;
  if (shape.length === 1) return [placesInRow(values, count)];
  const places = Array.from({ length: Math.max(shape.length, 1) }, () => new Float64Array(count));
  const index = new Array<number>(shape.length).fill(0);
  let found = 0;
  for (let at = 0; at < values.length; at++) {
    if (values[at]) {
      for (let axis = 0; axis < shape.length; axis++) places[axis]![found] = index[axis]!;
      found++;
    }
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
  }
  return places;
}
