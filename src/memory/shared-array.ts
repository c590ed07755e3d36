import { InvalidOptionError } from '../core/errors.ts';

/** The kinds of shared arrays, by their names in NumPy. */
export interface SharedArrayKinds {
  /** 8-bit integers. */
  readonly int8: Int8Array<SharedArrayBuffer>;
  /** 8-bit unsigned integers. */
  readonly uint8: Uint8Array<SharedArrayBuffer>;
  /** 8-bit unsigned integers, values outside their range clamped. */
  readonly uint8clamped: Uint8ClampedArray<SharedArrayBuffer>;
  /** 16-bit integers. */
  readonly int16: Int16Array<SharedArrayBuffer>;
  /** 16-bit unsigned integers. */
  readonly uint16: Uint16Array<SharedArrayBuffer>;
  /** 32-bit integers. */
  readonly int32: Int32Array<SharedArrayBuffer>;
  /** 32-bit unsigned integers. */
  readonly uint32: Uint32Array<SharedArrayBuffer>;
  /** 64-bit integers, as bigint. */
  readonly int64: BigInt64Array<SharedArrayBuffer>;
  /** 64-bit unsigned integers, as bigint. */
  readonly uint64: BigUint64Array<SharedArrayBuffer>;
  /** 32-bit floats. */
  readonly float32: Float32Array<SharedArrayBuffer>;
  /** 64-bit floats. */
  readonly float64: Float64Array<SharedArrayBuffer>;
}

/** A kind of shared array. */
export type SharedArrayKind = keyof SharedArrayKinds;

type Constructor<T> = {
  new (buffer: SharedArrayBuffer, byteOffset?: number, length?: number): T;
  readonly BYTES_PER_ELEMENT: number;
};

/** The classes of the kinds. */
export const sharedArrayClasses: { readonly [K in SharedArrayKind]: Constructor<SharedArrayKinds[K]> } = {
  int8: Int8Array,
  uint8: Uint8Array,
  uint8clamped: Uint8ClampedArray,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
};

/** @throws InvalidOptionError for a kind that there is none of. */
export function checkArrayKind(kind: unknown, caller: string): void {
  if (typeof kind === 'string' && Object.hasOwn(sharedArrayClasses, kind)) return;
  const kinds = Object.keys(sharedArrayClasses).join(', ');
  throw new InvalidOptionError(`${caller}: kind must be one of ${kinds}, got ${String(kind)}`);
}

/** @throws InvalidOptionError for what is no length. */
export function checkArrayLength(length: unknown, caller: string): void {
  if (Number.isSafeInteger(length) && (length as number) >= 0) return;
  throw new InvalidOptionError(`${caller}: length must be an integer from 0, got ${String(length)}`);
}

/**
 * Makes a typed array of zeros that all threads see and write: it travels by handle, without a copy. It cannot go to child
 * processes, where writes to a copy would be lost; as the input of a `map` it can. Use `Atomics` where two tasks may write the
 * same element.
 *
 * @param kind - Such as `'float64'` or `'int32'`.
 * @param length - Number of elements, from 0.
 * @throws InvalidOptionError for another kind or length.
 * @example
 * ```ts
 * const squares = sharedArray('float64', 4);
 * await Parallel({ nJobs: 2, backend: 'threads' }).forEach((i: number) => { squares[i] = i * i; }, [0, 1, 2, 3]);
 * console.log(squares.join()); // 0,1,4,9
 * ```
 */
export function sharedArray<K extends SharedArrayKind>(kind: K, length: number): SharedArrayKinds[K] {
  checkArrayKind(kind, 'sharedArray');
  checkArrayLength(length, 'sharedArray');
  const constructor = sharedArrayClasses[kind];
  return new constructor(new SharedArrayBuffer(length * constructor.BYTES_PER_ELEMENT));
}
