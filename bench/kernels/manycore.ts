/**
 * All that the kernel benchmarks know of the library. `parallelFor` is that of the built package, as users get it; the kernel
 * alone and the time to compile are measured on its parts, which are not public.
 */

import type { AnyFunction } from '../../src/closure/nodes.ts';
import { compiledFor } from '../../src/api/kernel/artifacts.ts';
import { axesOf } from '../../src/api/kernel/options.ts';
import { lowerLoop } from '../../src/api/kernel/parallel-for.ts';
import { getKernelBackend } from '../../src/core/kernel-registry.ts';
import type * as Source from '../../src/kernel.ts';
import '../../src/backends/register-kernels.ts';
import type { ArrayMaker, Prepared } from './workload.ts';

/** Work that can be repeated. */
export interface Opened {
  /** Once, from the data of the program to its results in the program's arrays. */
  run(): Promise<void>;
  /** Brings results to the program's arrays, where `run` leaves them elsewhere. */
  fetch?(): Promise<void>;
  close(): Promise<void>;
}

/** Arrays in the memory of kernels, of the built package. */
export async function kernelArrays(): Promise<ArrayMaker> {
  const self: string = 'manycore/kernel';
  const { kernelArray } = (await import(self)) as typeof Source;
  return { floats: (length) => kernelArray('float32', length), ints: (length) => kernelArray('int32', length) };
}

/** The whole call, as in a program. */
export async function openCall({ space, body }: Prepared): Promise<Opened> {
  const self: string = 'manycore/kernel';
  const { parallelFor, closeKernels } = (await import(self)) as typeof Source;
  return { run: () => parallelFor(space, body, { float: 'f32' }), close: closeKernels };
}

/** The compiled loop over arrays that lie in the memory of the backend already. */
export async function openBare({ space, body, output }: Prepared): Promise<Opened> {
  const backend = await getKernelBackend('threads').open({});
  const axes = axesOf(space, 'benchmark');
  const lowered = lowerLoop(axes, body as AnyFunction, { float: 'f32' });
  const captured = lowered.buffers.map((source) => {
    if (source.kind !== 'captured') throw new Error(`expected captured arrays, got a ${source.kind}`);
    return lowered.captured[source.read] as Float32Array<ArrayBuffer>;
  });
  const buffers = captured.map((array) => {
    const id = backend.alloc(array.byteLength);
    backend.write(id, new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    return id;
  });
  const marker = backend.alloc(4);
  const size = axes.map(({ length }) => length);
  const lengths = new Map(lowered.kernel.buffers.map(({ name }, at) => [name, captured[at]!.length]));
  const facts = { size, scalarOf: () => undefined, lengthOf: (name: string) => lengths.get(name)! };
  const artifact = compiledFor(lowered.kernel, backend.target, 'strict').artifactFor(facts);
  await backend.prepare(artifact);
  return {
    async run() {
      backend.dispatch(artifact, buffers, { scalars: [], size });
      await backend.read(marker); // everything before it is done then
    },
    async fetch() {
      const at = captured.findIndex((array) => array.buffer === output.buffer);
      const bytes = await backend.read(buffers[at]!);
      new Uint8Array(output.buffer).set(bytes.subarray(0, output.byteLength));
    },
    close: () => backend.close(),
  };
}
