/** Sorting of packed elements of any dtype, as values or as an order. */

import { type DType, isComplex, partsOf } from '../dtype/dtype.ts';
import { type DataArray, newData } from '../dtype/typed-array.ts';
import { FEW, orderOfKeys, sortPairs, sortWords, type WordPairs } from './radix-sort.ts';
import { reverseKeys, type SortKeys, sortKeys } from './sort-keys.ts';

const keysFor = (dtype: DType, data: DataArray, isDescending: boolean): SortKeys => {
  const keys = sortKeys(dtype, data);
  return isDescending ? reverseKeys(keys) : keys;
};

/**
 * Parts of complex numbers in NumPy's order: by the real part, then by the imaginary one, and those with a NaN behind all others, those whose
 * real part is a NaN last. So the classes come first: no NaN, imaginary NaN, real NaN, both.
 */
function orderOfComplex(data: DataArray, isDescending: boolean): Uint32Array {
  const parts = data as Float64Array;
  const count = parts.length / 2;
  const real = Float64Array.from({ length: count }, (_, at) => parts[2 * at]!);
  const imaginary = Float64Array.from({ length: count }, (_, at) => parts[2 * at + 1]!);
  const classes = Uint8Array.from(
    real,
    (re, at) => (Number.isNaN(re) ? 2 : 0) + (Number.isNaN(imaginary[at]!) ? 1 : 0),
  );
  let order = orderOfKeys(keysFor('float64', imaginary, isDescending));
  for (const [dtype, column] of [
    ['float64', real],
    ['uint8', classes],
  ] as const) {
    const moved = newData(dtype, count);
    for (let at = 0; at < count; at++) moved[at] = column[order[at]!]!;
    const next = orderOfKeys(keysFor(dtype, moved, isDescending));
    order = next.map((place) => order[place]!);
  }
  return order;
}

/**
 * The places of packed elements in sorted order. Equal ones keep their order; NaN comes last, first when descending.
 *
 * @param data - All of these are sorted.
 */
export function orderOfElements(dtype: DType, data: DataArray, isDescending = false): Uint32Array {
  if (isComplex(dtype)) return orderOfComplex(data, isDescending);
  return orderOfKeys(keysFor(dtype, data, isDescending));
}

/** Elements without gaps (pairs for complex dtypes). */
export interface Packed {
  readonly dtype: DType;
  readonly data: DataArray;
}

/** Copies the elements at some places. */
export function gather({ dtype, data }: Packed, places: ArrayLike<number>, to: DataArray): void {
  const [source, target] = [data as Float64Array, to as Float64Array];
  if (partsOf(dtype) === 1) {
    for (let at = 0; at < places.length; at++) target[at] = source[places[at]!]!;
    return;
  }
  for (let at = 0; at < places.length; at++) {
    target[2 * at] = source[2 * places[at]!]!;
    target[2 * at + 1] = source[2 * places[at]! + 1]!;
  }
}

const MINUS = 0x8000_0000;

/** The sign bit of the words of a float that has it, 0 for other dtypes. */
const signs: { readonly [dtype: string]: number } = { float16: 0x8000, float32: MINUS, float64: MINUS };

/** -0 and 0 are equal and have one key, so that keys alone do not tell them apart. */
function hasMinusZero(dtype: DType, data: DataArray): boolean {
  if (dtype === 'float64') return (data as Float64Array).some((value) => Object.is(value, -0));
  if (dtype === 'float32') return new Int32Array(data.buffer, data.byteOffset, data.length).includes(-MINUS);
  return dtype === 'float16' && (data as Uint16Array).includes(0x8000);
}

/** Turns keys into elements again. */
function restoreWords(dtype: DType, keys: Uint32Array, to: DataArray): void {
  const sign = signs[dtype];
  if (sign === undefined) {
    const bias = dtype === 'int8' ? 0x80 : dtype === 'int16' ? 0x8000 : dtype === 'int32' ? MINUS : 0;
    for (let at = 0; at < keys.length; at++) (to as Int32Array)[at] = keys[at]! - bias;
    return;
  }
  const bits = dtype === 'float16' ? (to as Uint16Array) : new Uint32Array(to.buffer, to.byteOffset, to.length);
  const all = sign * 2 - 1;
  for (let at = 0; at < keys.length; at++) bits[at] = keys[at]! >= sign ? keys[at]! ^ sign : all ^ keys[at]!;
}

function restorePairs(dtype: DType, { low, high }: WordPairs, to: DataArray): void {
  const words = new Uint32Array(to.buffer, to.byteOffset, to.length * 2);
  for (let at = 0; at < low.length; at++) {
    const top = high[at]!;
    const isFlipped = dtype === 'float64' && top < MINUS;
    words[2 * at] = isFlipped ? ~low[at]! : low[at]!;
    words[2 * at + 1] = isFlipped ? ~top : dtype === 'uint64' ? top : top ^ MINUS;
  }
}

/** Sorts packed elements in ascending order into another array of the same length. */
export function sortElements(dtype: DType, data: DataArray, to: DataArray): void {
  if (isComplex(dtype) || data.length < FEW || hasMinusZero(dtype, data)) {
    gather({ dtype, data }, orderOfElements(dtype, data), to);
    return;
  }
  const { low, high, bits } = sortKeys(dtype, data);
  if (high === undefined) restoreWords(dtype, sortWords(low, bits), to);
  else restorePairs(dtype, sortPairs(low, high), to);
}
