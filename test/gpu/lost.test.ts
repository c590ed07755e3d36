/** A GPU that is lost while a program uses it: the calls under way fail, and the next one opens it anew. */

import { afterAll, expect, it } from 'vitest';
import type { GpuBackend } from '../../src/backends/gpu/kernels.ts';
import { liveGpuBuffers } from '../../src/backends/gpu/live-buffers.ts';
import { getKernelBackend, sharedKernelBackend } from '../../src/core/kernel-registry.ts';
import { Parallel } from '../../src/index.ts';
import { closeKernels, rawKernel, reduction, vectorize } from '../../src/kernel.ts';
import { useSoftwareAdapter } from '../support/software-adapter.ts';

useSoftwareAdapter();
afterAll(closeKernels);

const options = { backend: 'gpu' } as const;
const lost = { code: 'ERR_GPU_LOST' };

/** Loses the device that all backends on the GPU use, and waits until it is known. */
async function loseGpu(): Promise<void> {
  const { device } = (await sharedKernelBackend('gpu')) as GpuBackend;
  device.raw.destroy();
  await device.raw.lost;
}

it('kernels and calls on the GPU work again after it was lost', async () => {
  const double = vectorize((x: number) => 2 * x, undefined, options);
  const sum = reduction('+', (x: number) => x, options);
  const x = Float32Array.of(1, 2, 3);
  for (let round = 0; round < 2; round++) {
    const { device } = (await sharedKernelBackend('gpu')) as GpuBackend;
    const pending = expect(Promise.all([sum(new Float32Array(100_000)), double(x)])).rejects.toMatchObject(lost);
    await loseGpu();
    await pending;
    expect(await double(x)).toEqual(Float32Array.of(2, 4, 6));
    expect(await sum(x)).toBe(6);
    expect(await Parallel(options).map((v: number) => v + 1, x)).toEqual(Float32Array.of(2, 3, 4));
    expect(((await sharedKernelBackend('gpu')) as GpuBackend).device).not.toBe(device);
  }
  await closeKernels();
  expect(liveGpuBuffers()).toBe(0);
});

it('a raw kernel works again, too, also where several calls find that out together', async () => {
  await using double = rawKernel(`
    @group(0) @binding(0) var<storage, read_write> x: array<f32>;
    @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
      if (id.x < arrayLength(&x)) { x[id.x] = 2 * x[id.x]; }
    }`);
  const arrays = [Float32Array.of(1, 2), Float32Array.of(3, 4), Float32Array.of(5, 6)];
  await double([arrays[0]!], { size: 2 });
  await loseGpu();
  await Promise.all(arrays.map((one) => double([one], { size: 2 })));
  expect(arrays.map((one) => [...one])).toEqual([
    [4, 8],
    [6, 8],
    [10, 12],
  ]);
});

it('one that is opened for oneself says that it is lost', async () => {
  const backend = (await getKernelBackend('gpu').open({})) as GpuBackend;
  expect(backend.isLost).toBe(false);
  backend.device.raw.destroy();
  await backend.device.raw.lost;
  expect(backend.isLost).toBe(true);
  await backend.close();
});
