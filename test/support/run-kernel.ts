/** Runs IR on a backend, for suites that compare targets. */

import type { Artifact, KernelBackend } from '../../src/core/kernel.ts';

/** Data of one buffer. */
export type KernelArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/** What a kernel is given. */
export interface KernelCall {
  readonly arrays: readonly KernelArray[];
  readonly size: readonly number[];
  readonly scalars?: readonly (number | bigint)[];
}

const bytesOf = (array: KernelArray): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** Runs a kernel once on copies of the arrays, and gives what became of them, each of the kind of its input. */
export async function runKernel<A extends readonly KernelArray[]>(
  backend: KernelBackend,
  artifact: Artifact,
  { arrays, size, scalars = [] }: KernelCall & { readonly arrays: A },
): Promise<A> {
  const buffers = arrays.map((array) => {
    const id = backend.alloc(array.byteLength);
    backend.write(id, bytesOf(array));
    return id;
  });
  try {
    backend.dispatch(artifact, buffers, { scalars, size });
    const results = await Promise.all(buffers.map((id) => backend.read(id)));
    return results.map((bytes, at) => {
      const Kind = arrays[at]!.constructor as new (buffer: ArrayBuffer) => KernelArray;
      return new Kind(bytes.slice().buffer);
    }) as unknown as A;
  } finally {
    buffers.forEach((id) => backend.free(id));
  }
}
