/** Arrays from iterables and from bytes. */

import { valueText } from '../array/need.ts';
import { type NDArray, wrap } from '../array/array.ts';
import { nodeOfLists } from '../array/input.ts';
import { checkOptions } from '../array/options.ts';
import { asDType, type DType, itemSize } from '../dtype/dtype.ts';
import type { Scalar } from '../dtype/element.ts';
import { ArrayValueError, DTypeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';

const iterableOf = (items: Iterable<Scalar>): Iterable<Scalar> => {
  if (typeof items === 'object' && items !== null && Symbol.iterator in items) return items;
  throw new DTypeError(`fromiter takes an iterable of numbers, got ${valueText(items)}`);
};

/**
 * A vector with the numbers of an iterable.
 *
 * @param options - `dtype`: what they ask for unless it is given; `count`: how many to take, all unless it is given.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) when there are less than `count`.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * function* squares() { for (let n = 0; ; n++) yield n * n; }
 * console.log(np.fromiter(squares(), { dtype: 'int32', count: 4 }).toArray()); // [ 0, 1, 4, 9 ]
 * ```
 */
export function fromiter<D extends DType = DType>(
  items: Iterable<Scalar>,
  options?: { readonly dtype?: D; readonly count?: number },
): NDArray<D> {
  checkOptions('fromiter', options, ['dtype', 'count']);
  const count = options?.count ?? -1;
  const list: Scalar[] = [];
  if (count !== 0) {
    for (const item of iterableOf(items)) {
      list.push(item);
      if (list.length === count) break;
    }
  }
  if (count >= 0 && list.length < count) {
    throw new ArrayValueError(
      `fromiter: the iterable ended after ${list.length} of ${count} elements; leave count out to take all`,
    );
  }
  return wrap(nodeOfLists(list, options?.dtype === undefined ? undefined : asDType(options.dtype)));
}

/** Options of {@link frombuffer}. */
export interface FromBufferOptions<D extends DType = DType> {
  /** float64 unless it is given. */
  readonly dtype?: D;
  /** How many elements: all that are there unless it is given. */
  readonly count?: number;
  /** At which byte to begin. */
  readonly offset?: number;
}

/**
 * A vector with the elements that are in bytes, little endian. Unlike NumPy's this is a copy: arrays have their memory where all threads
 * can see it.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) when the bytes are no whole number of elements, or too few.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.frombuffer(Uint8Array.of(1, 0, 2, 0), { dtype: 'int16' }).toArray()); // [ 1, 2 ]
 * ```
 */
export function frombuffer<D extends DType = 'float64'>(
  buffer: ArrayBufferLike | ArrayBufferView,
  options?: FromBufferOptions<D>,
): NDArray<D> {
  checkOptions('frombuffer', options, ['dtype', 'count', 'offset']);
  const dtype = options?.dtype === undefined ? 'float64' : asDType(options.dtype);
  const offset = options?.offset ?? 0;
  if (!ArrayBuffer.isView(buffer) && !(buffer instanceof ArrayBuffer) && !(buffer instanceof SharedArrayBuffer)) {
    throw new DTypeError(`frombuffer takes an ArrayBuffer or a view of one, got ${valueText(buffer)}`);
  }
  const all = ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : new Uint8Array(buffer);
  if (!Number.isInteger(offset) || offset < 0 || offset > all.length) {
    throw new ArrayValueError(`frombuffer: offset must be 0 to ${all.length}, got ${offset}`);
  }
  const count = options?.count ?? (all.length - offset) / itemSize(dtype);
  if (!Number.isInteger(count) || count < 0 || offset + count * itemSize(dtype) > all.length) {
    throw new ArrayValueError(
      `frombuffer: ${all.length - offset} bytes do not hold ${options?.count ?? 'a whole number of'} elements of ${dtype} (${itemSize(dtype)} bytes each)`,
    );
  }
  const { node, data } = newArray(dtype, [count]);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  bytes.set(all.subarray(offset, offset + count * itemSize(dtype)));
  return wrap(node);
}
