/** Arrays that NumPy wrote into the data of tests. */

import { packedElements } from '../../src/ndarray/array/elements.ts';
import { type NDArray, wrap } from '../../src/ndarray/array/array.ts';
import { type DType, isComplex, isFloat, realTypeOf } from '../../src/ndarray/dtype/dtype.ts';
import { halfToNumber } from '../../src/ndarray/dtype/float16.ts';
import { dataOfBytes } from '../../src/ndarray/dtype/typed-array.ts';
import { newArray } from '../../src/ndarray/graph/elements.ts';

/** An array: its bytes in base64, row major. */
export interface PackedArray {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: string;
}

/** The array itself. */
export function unpack({ dtype, shape, data: text }: PackedArray): NDArray {
  const { node, data } = newArray(dtype, shape);
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength).set(Buffer.from(text, 'base64'));
  return wrap(node);
}

const numbersOf = (dtype: DType, items: ArrayLike<number | bigint>): (number | bigint)[] =>
  Array.from(items, (item) => (dtype === 'float16' ? halfToNumber(Number(item)) : item));

/** What NumPy found: dtype and elements, complex ones as pairs. */
export const expectedOf = ({ dtype, data: text }: PackedArray): (number | bigint)[] => {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return numbersOf(dtype, dataOfBytes(dtype, bytes));
};

/** The elements of an array of ours, complex ones as pairs. */
export const elementsFound = (array: NDArray): (number | bigint)[] =>
  numbersOf(array.dtype, packedElements(array.node));

/** Distance between two floats in units of the last place of the wanted one. */
function distance(found: number, wanted: number, dtype: DType): number {
  if (Object.is(found, wanted) || found === wanted) return 0;
  if (!Number.isFinite(found) || !Number.isFinite(wanted)) return Infinity;
  const bits = dtype === 'float16' ? 10 : dtype === 'float32' ? 23 : 52;
  const least = dtype === 'float16' ? -14 : dtype === 'float32' ? -126 : -1022;
  const exponent = Math.max(least, Math.floor(Math.log2(Math.abs(wanted))));
  return Math.abs(found - wanted) / 2 ** (exponent - bits);
}

/** How an array may differ from what NumPy found. */
export interface Tolerance {
  /** Units in the last place; 0: the same numbers, with the sign of zeros. */
  readonly ulps: number;
  /** For complex numbers: the error of a part may be this share of the magnitude. */
  readonly share?: number;
}

/** What is wrong with an array, or undefined. */
export function difference(array: NDArray, wanted: PackedArray, { ulps, share = 0 }: Tolerance): string | undefined {
  if (array.dtype !== wanted.dtype) return `dtype ${array.dtype} instead of ${wanted.dtype}`;
  if (array.shape.join() !== wanted.shape.join())
    return `shape [${array.shape.join()}] instead of [${wanted.shape.join()}]`;
  const found = elementsFound(array);
  const right = expectedOf(wanted);
  const real = realTypeOf(array.dtype);
  const isPair = isComplex(array.dtype);
  for (const [at, value] of found.entries()) {
    const other = right[at]!;
    if (Object.is(value, other)) continue;
    const isNumber = isFloat(real) && typeof value === 'number' && typeof other === 'number';
    const pair = at - (at % 2);
    const size = isPair ? Math.hypot(Number(right[pair]), Number(right[pair + 1])) : 0;
    const isNear =
      isNumber &&
      (ulps > 0 || value !== 0) &&
      (distance(value, other, real) <= ulps || Math.abs(value - other) <= share * size);
    if (!isNear) return `element ${at} is ${String(value)} instead of ${String(other)}`;
  }
  return undefined;
}
