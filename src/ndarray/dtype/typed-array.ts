/** Typed arrays of each dtype. Complex numbers are pairs in a float array; half floats are their bits; bools are bytes 0 and 1. */

import { DTypeError } from '../errors.ts';
import { type DType, itemSize } from './dtype.ts';

/** The typed array that holds the elements of each dtype in memory. */
export interface DataArrays {
  bool: Uint8Array;
  int8: Int8Array;
  int16: Int16Array;
  int32: Int32Array;
  int64: BigInt64Array;
  uint8: Uint8Array;
  uint16: Uint16Array;
  uint32: Uint32Array;
  uint64: BigUint64Array;
  /** The bits. */
  float16: Uint16Array;
  float32: Float32Array;
  float64: Float64Array;
  /** Pairs of real and imaginary part. */
  complex64: Float32Array;
  /** Pairs of real and imaginary part. */
  complex128: Float64Array;
}

/** Any of the typed arrays. */
export type DataArray = DataArrays[DType];

/** The typed array that users get of a dtype: of their own memory. */
export type TypedArrayOf<D extends DType> = D extends 'float16'
  ? TypedArrayLike
  : D extends 'int64'
    ? BigInt64Array<ArrayBuffer>
    : D extends 'uint64'
      ? BigUint64Array<ArrayBuffer>
      : D extends 'float32' | 'complex64'
        ? Float32Array<ArrayBuffer>
        : D extends 'float64' | 'complex128'
          ? Float64Array<ArrayBuffer>
          : D extends 'int8'
            ? Int8Array<ArrayBuffer>
            : D extends 'int16'
              ? Int16Array<ArrayBuffer>
              : D extends 'int32'
                ? Int32Array<ArrayBuffer>
                : D extends 'uint16'
                  ? Uint16Array<ArrayBuffer>
                  : D extends 'uint32'
                    ? Uint32Array<ArrayBuffer>
                    : Uint8Array<ArrayBuffer>;

/** Makes typed arrays of one dtype. */
export interface DataConstructor<T extends DataArray = DataArray> {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): T;
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): T;
}

const constructors: { readonly [D in DType]: DataConstructor<DataArrays[D]> } = {
  bool: Uint8Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  float16: Uint16Array,
  float32: Float32Array,
  float64: Float64Array,
  complex64: Float32Array,
  complex128: Float64Array,
};

/** The constructor of the typed array that holds a dtype. */
export const dataConstructor = <D extends DType>(dtype: D): DataConstructor<DataArrays[D]> => constructors[dtype];

/** A new typed array with room for that many elements (twice as many items for complex numbers), all zero. */
export function newData<D extends DType>(dtype: D, length: number): DataArrays[D] {
  const Type = constructors[dtype];
  return new Type((length * itemSize(dtype)) / Type.BYTES_PER_ELEMENT);
}

/** The same bytes, seen as elements of a dtype: no copy. Bytes that do not make a whole element are left out. */
export function dataOfBytes<D extends DType>(dtype: D, bytes: Uint8Array): DataArrays[D] {
  const Type = constructors[dtype];
  return new Type(bytes.buffer, bytes.byteOffset, Math.floor(bytes.byteLength / Type.BYTES_PER_ELEMENT));
}

/** Float16Array, which Node 22 does not have. */
const Float16 = (globalThis as unknown as { Float16Array?: DataConstructor<Uint16Array> }).Float16Array;

/** A typed array for users: half floats as a Float16Array where there is one, else their bits. */
export const publicData = (dtype: DType, data: DataArray): ArrayBufferView =>
  dtype === 'float16' && Float16 !== undefined ? new Float16(data.buffer, data.byteOffset, data.length) : data;

const dtypeOfTag: { readonly [tag: string]: DType } = {
  Int8Array: 'int8',
  Int16Array: 'int16',
  Int32Array: 'int32',
  BigInt64Array: 'int64',
  Uint8Array: 'uint8',
  Uint8ClampedArray: 'uint8',
  Uint16Array: 'uint16',
  Uint32Array: 'uint32',
  BigUint64Array: 'uint64',
  Float16Array: 'float16',
  Float32Array: 'float32',
  Float64Array: 'float64',
};

/** Any typed array, of whichever realm: a Float16Array and a Uint8ClampedArray count as well. */
export type TypedArrayLike = ArrayBufferView & { readonly length: number };

export const isTypedArray = (value: unknown): value is TypedArrayLike =>
  ArrayBuffer.isView(value) && !(value instanceof DataView);

/**
 * The dtype of a typed array.
 *
 * @throws DTypeError for one that no dtype stands for.
 */
export function dtypeOfTypedArray(array: TypedArrayLike): DType {
  // Only the tag is the same in every realm, and for a Buffer, which is a Uint8Array.
  const tag = (array as unknown as { readonly [Symbol.toStringTag]: string })[Symbol.toStringTag];
  const dtype = dtypeOfTag[tag];
  if (dtype === undefined)
    throw new DTypeError(`a ${tag} has no dtype; use one of ${Object.keys(dtypeOfTag).join(', ')}`);
  return dtype;
}
