/** gpu.js with its WebAssembly backend, on one core and on workers of its own. */

import type { Opened } from '../../kernels/manycore.ts';
import type { Prepared } from '../../kernels/workload.ts';
import { helpers, kernels } from './gpu-js-kernels.mjs';
import { importPeer } from './shared.ts';

type Rows = Float32Array | readonly Float32Array[];
type Kernel = (...args: unknown[]) => Rows | Promise<Rows>;

interface GpuJs {
  readonly GPU: new (settings: object) => {
    addFunction(fn: unknown): unknown;
    createKernel(fn: unknown, settings: object): Kernel;
    destroy(): Promise<void>;
  };
  readonly input: (values: Float32Array, size: readonly number[]) => unknown;
}

/** Names of the workloads that it can express: one result for each element, no atomic additions. */
export const expressible: ReadonlySet<string> = new Set(Object.keys(kernels));

/** A whole call: arrays of the program in, a new array out. */
export async function openGpuJs(
  name: string,
  { inputs, size, output }: Prepared,
  options: { workers: number; isOneCore: boolean },
): Promise<Opened> {
  const { GPU, input } = await importPeer<GpuJs>('gpu.js');
  const { fn, rank, margin } = kernels[name]!;
  const gpu = new GPU({ mode: 'webasm' });
  for (const helper of helpers) gpu.addFunction(helper);
  const inside = size - 2 * margin;
  const kernel = gpu.createKernel(fn, {
    output: rank === 1 ? [inside] : [inside, inside],
    constants: { size },
    precision: 'single',
    ...(options.isOneCore ? {} : { asyncMode: true, poolSize: options.workers }),
  });
  const args = inputs.map((array) => (rank === 2 && array.length === size * size ? input(array, [size, size]) : array));
  let result: Rows = [];
  return {
    async run() {
      result = await kernel(...args);
    },
    fetch: async () => {
      if (result instanceof Float32Array) output.set(result);
      else result.forEach((row, i) => output.set(row, (i + margin) * size + margin));
    },
    close: () => gpu.destroy(),
  };
}
