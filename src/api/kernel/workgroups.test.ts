import { afterAll, describe, expect, it } from 'vitest';
import '../../backends/register-kernels.ts';
import { useSoftwareAdapter } from '../../../test/support/software-adapter.ts';
import { atomicAdd, barrier, groupIndex, localIndex, workgroupArray } from '../../kernel/intrinsics.ts';
import { closeKernels } from './backends.ts';
import { kernel } from './kernel.ts';
import { parallelFor } from './parallel-for.ts';

useSoftwareAdapter();
afterAll(closeKernels);

const sumOfGroups = (x: Float32Array, sums: Float32Array) => (i: number) => {
  const part = workgroupArray('f32', 64);
  const at = localIndex();
  part[at] = x[i]!;
  barrier();
  for (let half = 32; half > 0; half >>= 1) {
    if (at < half) part[at]! += part[at + half]!;
    barrier();
  }
  if (at === 0) sums[groupIndex()] = part[0]!;
};

describe.each(['gpu', 'sequential'])('workgroups on %s', (backend) => {
  it('share arrays and meet at barriers', async () => {
    const x = Float32Array.from({ length: 200 }, (_, i) => i);
    const sums = new Float32Array(4);
    await parallelFor(200, sumOfGroups(x, sums), { backend, workgroup: 64 });
    const sum = (from: number, to: number): number => x.slice(from, to).reduce((a, b) => a + b, 0);
    expect([...sums]).toEqual([sum(0, 64), sum(64, 128), sum(128, 192), sum(192, 200)]);
  });

  it('have several axes, and shared counters', async () => {
    const counts = new Int32Array(3 * 2);
    const body = (y: number, x: number, to: Int32Array): void => {
      const inGroup = workgroupArray('i32', 1);
      if (y < 10 && x < 6) atomicAdd(inGroup as unknown as Int32Array, 0, 1);
      barrier();
      if (localIndex(0) === 0 && localIndex(1) === 0) to[groupIndex(0) * 2 + groupIndex(1)] = inGroup[0]!;
    };
    await kernel<[Int32Array]>(body, undefined, { backend, workgroup: [4, 4] })([10, 6], counts);
    expect([...counts]).toEqual([16, 8, 16, 8, 8, 4]);
  });
});

describe('workgroups', () => {
  it('are refused on threads, and where they make no sense', async () => {
    const [x, sums] = [new Float32Array(64), new Float32Array(1)];
    const body = sumOfGroups(x, sums);
    await expect(parallelFor(64, body, { workgroup: 64 })).rejects.toMatchObject({
      code: 'ERR_KERNEL_UNSUPPORTED',
      message: expect.stringContaining("run it with backend 'gpu', or 'sequential' to debug it") as string,
    });
    await expect(parallelFor(64, body, { backend: 'gpu' })).rejects.toThrow(
      /this kernel has no workgroup; pass the option workgroup/,
    );
    for (const workgroup of [0, 1.5, 512, [8, 8], 'many' as unknown as number])
      await expect(parallelFor(64, body, { backend: 'gpu', workgroup })).rejects.toThrow(
        /workgroup of parallelFor has a length for each axis, 1 here, of together at most 256; got/,
      );
    await expect(parallelFor(64, () => 1, { workgroup: 64, reduce: '+' })).rejects.toThrow(
      /either reduce or workgroup/,
    );
  });
});
