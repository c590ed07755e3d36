/** Copies elements between arrays of any dtypes and strides. */

import { type DType, isBig, isComplex } from '../dtype/dtype.ts';
import { elementReader, elementWriter } from '../dtype/element.ts';
import type { DataArray } from '../dtype/typed-array.ts';
import { eachRowPair, type RowPair, type Strided } from './strided.ts';

/** Elements in memory. */
export interface Elements extends Strided {
  readonly dtype: DType;
  readonly data: DataArray;
}

/** Whether the numbers in the typed array are the elements. */
const isPlain = (dtype: DType): boolean => !isBig(dtype) && !isComplex(dtype) && dtype !== 'float16';

function copyNumbers(source: DataArray, target: DataArray): (row: RowPair) => void {
  // All kinds of typed arrays that come here agree on the kind of their items: numbers, or bigints on both sides.
  const from = source as Float64Array;
  const to = target as Float64Array;
  return (row) => {
    const { count, sourceStep, targetStep } = row;
    if (sourceStep === 1 && targetStep === 1 && count > 16) {
      to.set(from.subarray(row.source, row.source + count), row.target);
      return;
    }
    let at = row.source;
    let place = row.target;
    for (let n = 0; n < count; n++) {
      to[place] = from[at]!;
      at += sourceStep;
      place += targetStep;
    }
  };
}

function copyPairs(source: DataArray, target: DataArray): (row: RowPair) => void {
  const from = source as Float64Array;
  const to = target as Float64Array;
  return ({ source: at, target: place, count, sourceStep, targetStep }) => {
    for (let n = 0; n < count; n++) {
      to[2 * (place + n * targetStep)] = from[2 * (at + n * sourceStep)]!;
      to[2 * (place + n * targetStep) + 1] = from[2 * (at + n * sourceStep) + 1]!;
    }
  };
}

function convertElements(from: Elements, to: Elements): (row: RowPair) => void {
  const read = elementReader(from.dtype, from.data);
  const write = elementWriter(to.dtype, to.data);
  return ({ source, target, count, sourceStep, targetStep }) => {
    for (let n = 0; n < count; n++) write(target + n * targetStep, read(source + n * sourceStep));
  };
}

function rowCopier(from: Elements, to: Elements): (row: RowPair) => void {
  if (isComplex(from.dtype) && isComplex(to.dtype)) return copyPairs(from.data, to.data);
  const isSame = from.dtype === to.dtype;
  if (isSame || (isPlain(from.dtype) && isPlain(to.dtype) && to.dtype !== 'bool')) {
    return copyNumbers(from.data, to.data);
  }
  return convertElements(from, to);
}

/**
 * Copies all elements, converting them to the dtype of the target. The shapes are equal; the source may repeat elements with strides
 * of 0. The two must not overlap in memory unless they are the same.
 */
export function copyElements(from: Elements, to: Elements): void {
  eachRowPair(from, to, rowCopier(from, to));
}
