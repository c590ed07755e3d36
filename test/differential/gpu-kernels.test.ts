import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { openGpu } from '../../src/backends/gpu/kernels.ts';
import type { GpuBackend } from '../../src/backends/gpu/kernels.ts';
import { interpret } from '../../src/kernel/codegen/interpret/interpret.ts';
import { wgsl } from '../../src/kernel/codegen/wgsl/wgsl.ts';
import { printKernel } from '../../src/kernel/ir/print.ts';
import { verify } from '../../src/kernel/ir/verify.ts';
import { firstDifference, randomKernel } from '../support/random-kernel.ts';
import type { RandomKernelOptions, RandomLaunch } from '../support/random-kernel.ts';
import { useSoftwareAdapter } from '../support/software-adapter.ts';

/** How many random kernels of each sort; more by the environment. A software adapter takes a tenth of a second to compile one. */
const RUNS = Number(process.env['RANDOM_GPU_KERNELS'] ?? 40);

useSoftwareAdapter();

let gpu: GpuBackend;
/** Every larger buffer is bound in windows. */
let split: GpuBackend;
beforeAll(async () => {
  gpu = await openGpu();
  split = await openGpu({ limits: { bindingBytes: 4096 } });
});
afterAll(async () => {
  await gpu.close();
  await split.close();
});

function interpreted({ kernel, buffers, scalars, size }: RandomLaunch): Uint8Array[] {
  const copies = buffers.map((buffer) => buffer.slice());
  interpret(kernel).run(copies, { scalars, size });
  return copies;
}

async function onGpu(backend: GpuBackend, { kernel, buffers, scalars, size }: RandomLaunch): Promise<Uint8Array[]> {
  const ids = buffers.map((bytes) => {
    const id = backend.alloc(bytes.length);
    backend.write(id, bytes);
    return id;
  });
  backend.dispatch(wgsl(kernel), ids, { scalars, size });
  const results = await Promise.all(ids.map((id) => backend.read(id)));
  for (const id of ids) backend.free(id);
  return results;
}

/** Windows take bindings: a kernel of many buffers runs unsplit. */
const backendFor = (launch: RandomLaunch): GpuBackend => {
  const bindings = launch.buffers.reduce((sum, { length }) => sum + Math.max(1, Math.ceil(length / 4096)), 1);
  return bindings <= gpu.device.limits.maxStorageBuffersPerShaderStage && bindings > launch.buffers.length + 1
    ? split
    : gpu;
};

async function compare(seed: number, options: RandomKernelOptions): Promise<void> {
  const launch = randomKernel(seed, options);
  verify(launch.kernel);
  const expected = interpreted(launch);
  const actual = await onGpu(backendFor(launch), launch);
  for (const [at, { name, element }] of launch.kernel.buffers.entries()) {
    const index = firstDifference(element, expected[at]!, actual[at]!);
    expect(index, `element of ${name} that differs, size ${launch.size}\n${printKernel(launch.kernel)}`).toBe(-1);
  }
}

const seeds = fc.noShrink(fc.integer({ min: 0, max: 2 ** 32 - 1 }));

describe('random kernels give on a GPU what the interpreter gives', () => {
  it('bit for bit, of integers', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(seeds, (seed) => compare(seed, { types: ['bool', 'i32', 'u32'] })),
      { numRuns: RUNS },
    );
  });

  it('bit for bit, with floats, as far as a GPU may not round otherwise', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(seeds, (seed) => compare(seed, { types: ['bool', 'i32', 'u32', 'f32'], exactOnGpu: true })),
      { numRuns: RUNS },
    );
  });
});
