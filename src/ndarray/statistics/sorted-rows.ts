/** Rows in order, and how numbers of their type are rounded: what medians and quantiles look at. */

import type { NDArray } from '../array/array.ts';
import { type Axes, normalAxes } from '../array/axes.ts';
import { packedElements } from '../array/elements.ts';
import { rowsAlong } from '../array/rows.ts';
import { type DType, isInteger, isUnsigned, itemSize } from '../dtype/dtype.ts';
import { halfToNumber, numberToHalf } from '../dtype/float16.ts';
import type { DataArray } from '../dtype/typed-array.ts';
import type { Node } from '../graph/node.ts';
import { reducedShape } from '../reduce/reduce.ts';
import { sortNode } from '../sorting/sort.ts';
import type { Round } from './quantile-methods.ts';

/** Options of medians. */
export interface MedianOptions {
  /** One axis or several; all elements when it is left out. */
  readonly axis?: Axes | null;
  /** Whether the axes stay with length 1. */
  readonly keepdims?: boolean;
  /** Where the result is written. */
  readonly out?: NDArray;
  /** True where the elements are not needed any more. They stay as they are in any case: sorting them in place would save nothing here. */
  readonly overwriteInput?: boolean;
}

/** Numbers of a dtype in and out of memory. */
interface Floats {
  readonly read: (data: DataArray, at: number) => number;
  readonly write: (data: DataArray, at: number, value: number) => void;
  readonly round: Round;
}

/** Integers wrap, as they do in their own arithmetic. */
function roundTo(dtype: DType): Round {
  if (dtype === 'float32') return Math.fround;
  if (!isInteger(dtype)) return (value) => value;
  const bits = itemSize(dtype) * 8;
  const wrap = isUnsigned(dtype)
    ? (value: bigint): bigint => BigInt.asUintN(bits, value)
    : (value: bigint): bigint => BigInt.asIntN(bits, value);
  return (value) => (Number.isFinite(value) ? Number(wrap(BigInt(Math.trunc(value)))) : value);
}

const halfRound: Round = (value) => halfToNumber(numberToHalf(value));

export function floatsOf(dtype: DType): Floats {
  if (dtype === 'float16') {
    return {
      read: (data, at) => halfToNumber(data[at] as number),
      write: (data, at, value) => {
        data[at] = numberToHalf(value);
      },
      round: halfRound,
    };
  }
  return {
    read: (data, at) => Number(data[at]),
    write: (data, at, value) => {
      (data as Float64Array)[at] = value;
    },
    round: roundTo(dtype),
  };
}

/** The sorted rows along some axes, packed. */
interface SortedRows {
  readonly data: DataArray;
  readonly rows: number;
  readonly length: number;
  /** Shape of the other axes, with 1 for those that went where axes are kept. */
  readonly shape: readonly number[];
}

export function sortedAlong(node: Node, { axis, keepdims }: MedianOptions): SortedRows {
  const axes = normalAxes(axis, node.shape.length);
  const sorted = sortNode(rowsAlong(node, axes), 1);
  const [rows, length] = sorted.shape as readonly [number, number];
  return { data: packedElements(sorted), rows, length, shape: reducedShape(node.shape, axes, keepdims) };
}

/** One row, sorted: how many of its elements count, and whether a NaN decides. */
interface SortedRow {
  readonly sorted: DataArray;
  readonly count: number;
  readonly isNaN: boolean;
}

/** What a sorted row says: NaN is behind all numbers. */
export function lookAt(dtype: DType, sorted: DataArray, skipsNaN: boolean): SortedRow {
  const { read } = floatsOf(dtype);
  let count = sorted.length;
  while (count > 0 && Number.isNaN(read(sorted, count - 1))) count--;
  return { sorted, count, isNaN: !skipsNaN && count < sorted.length };
}
