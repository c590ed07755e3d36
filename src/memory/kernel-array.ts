import { arenaBytes, disposeArenaBytes } from './arena-arrays.ts';
import {
  checkArrayKind,
  checkArrayLength,
  sharedArrayClasses,
  type SharedArrayKind,
  type SharedArrayKinds,
} from './shared-array.ts';

/** A typed array in the memory of the kernels that run on threads. */
export type KernelArrayOf<K extends SharedArrayKind> = SharedArrayKinds[K] & Disposable;

/** A view of arena memory as a kernel array: one that can be disposed. */
export function asKernelArray<K extends SharedArrayKind>(
  kind: K,
  bytes: Uint8Array<SharedArrayBuffer>,
): KernelArrayOf<K> {
  const constructor = sharedArrayClasses[kind];
  const array = new constructor(bytes.buffer, bytes.byteOffset, bytes.byteLength / constructor.BYTES_PER_ELEMENT);
  // Not enumerable: it is printed and compared as any array of its kind.
  return Object.defineProperty(array, Symbol.dispose, { value: () => disposeArenaBytes(bytes) }) as KernelArrayOf<K>;
}

/**
 * Makes a typed array that kernels on threads read and write in place, without the copies that arrays of the program need: for
 * large arrays that several kernels use. Results of elementwise functions of such arrays are kernel arrays, too.
 *
 * It is an ordinary typed array over a part of a large `SharedArrayBuffer`, so `buffer` and `byteOffset` are not what a new array has:
 * pass the array itself on, or a `slice()` of it. Its memory is free again when neither it nor a view of it can be reached; `using` or
 * `array[Symbol.dispose]()` frees it at once, after the kernels that were called before.
 *
 * @param kind - Such as `'float32'` or `'int32'`.
 * @param content - Number of elements, which are zeros; or values, which are copied.
 * @throws InvalidOptionError for another kind or length; KernelMemoryError (`ERR_KERNEL_MEMORY`) when there is no memory.
 * @example
 * ```ts
 * import { kernelArray, parallelFor } from 'manycore/kernel';
 *
 * const x = kernelArray('float64', [1, 2, 3]);
 * const y = kernelArray('float64', 3);
 * await parallelFor(3, (i) => { y[i] = 2 * x[i]; });
 * console.log(y); // Float64Array(3) [ 2, 4, 6 ]
 * ```
 */
export function kernelArray<K extends SharedArrayKind>(
  kind: K,
  content: number | ArrayLike<SharedArrayKinds[K][number]>,
): KernelArrayOf<K> {
  checkArrayKind(kind, 'kernelArray');
  const isLength = typeof content !== 'object' || content === null;
  const length: unknown = isLength ? content : content.length;
  checkArrayLength(length, 'kernelArray');
  const { BYTES_PER_ELEMENT } = sharedArrayClasses[kind];
  const array = asKernelArray(kind, arenaBytes((length as number) * BYTES_PER_ELEMENT, { zeroed: isLength }));
  if (!isLength) (array as { set(values: ArrayLike<number | bigint>): void }).set(content);
  return array;
}
