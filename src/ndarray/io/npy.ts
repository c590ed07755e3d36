/** Whole `.npy` files as bytes: portable, the files themselves are read and written elsewhere. */

import { type DType, itemSize, partsOf } from '../dtype/dtype.ts';
import { type DataArray, dataOfBytes } from '../dtype/typed-array.ts';
import { ArrayValueError } from '../errors.ts';
import { formatNpyHeader, type NpyLayout, parseNpyHeader } from './npy-header.ts';

/** An array without its class: elements in C or Fortran order, none left out. */
export interface PlainArray {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly fortranOrder: boolean;
  readonly data: DataArray;
}

/** Options of {@link encodeNpy}. */
export interface NpyOptions {
  /** Version of the format: 1 (the default, 2 where the header needs it), 2 or 3. */
  readonly version?: 1 | 2 | 3;
  readonly bigEndian?: boolean;
}

/** Elements of a shape. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);

/** Turns the bytes of each number round, in place. A complex number is two. */
export function swapBytes(bytes: Uint8Array, size: number): void {
  for (let start = 0; start < bytes.length; start += size) {
    for (let low = start, high = start + size - 1; low < high; low++, high--) {
      const byte = bytes[low]!;
      bytes[low] = bytes[high]!;
      bytes[high] = byte;
    }
  }
}

const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Bytes of a number of the dtype: half an element when it is complex. */
export const partSize = (dtype: DType): number => itemSize(dtype) / partsOf(dtype);

/** Brings bytes from a file into this machine's order, in place. */
export function toNative(bytes: Uint8Array, dtype: DType, bigEndian: boolean): void {
  if (bigEndian === littleEndian) swapBytes(bytes, partSize(dtype));
}

/**
 * Reads a `.npy`: versions 1.0 to 3.0, both byte orders, C and Fortran order, 0-d and empty arrays.
 *
 * Cost: one copy of the data, so that it is aligned.
 *
 * @throws ArrayValueError when the bytes are no `.npy` or end early; DTypeError for records, text and objects.
 */
export function decodeNpy(bytes: Uint8Array): PlainArray {
  const { dtype, shape, fortranOrder, bigEndian, dataOffset } = parseNpyHeader(bytes);
  const length = sizeOf(shape) * itemSize(dtype);
  if (bytes.length < dataOffset + length) {
    throw new ArrayValueError(
      `a .npy file of shape [${shape}] and ${dtype} needs ${length} bytes of data, got ${bytes.length - dataOffset}: it is cut off`,
    );
  }
  // Not slice(): that of a Buffer does not copy.
  const data = new Uint8Array(length);
  data.set(bytes.subarray(dataOffset, dataOffset + length));
  toNative(data, dtype, bigEndian);
  return { dtype, shape, fortranOrder, data: dataOfBytes(dtype, data) };
}

/** The bytes of a typed array. */
export const bytesOf = (data: DataArray): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/**
 * Makes a `.npy` as `numpy.save` does.
 *
 * @throws ArrayValueError when the data does not have as many elements as the shape.
 */
export function encodeNpy(array: PlainArray, options: NpyOptions = {}): Uint8Array<ArrayBuffer> {
  const length = sizeOf(array.shape) * itemSize(array.dtype);
  if (array.data.byteLength !== length) {
    throw new ArrayValueError(
      `shape [${array.shape}] of ${array.dtype} takes ${length} bytes, got ${array.data.byteLength}`,
    );
  }
  const layout: NpyLayout = { ...array, bigEndian: options.bigEndian };
  const header = formatNpyHeader(layout, options.version);
  const out = new Uint8Array(header.length + length);
  out.set(header);
  out.set(bytesOf(array.data), header.length);
  toNative(out.subarray(header.length), array.dtype, options.bigEndian ?? false);
  return out;
}
