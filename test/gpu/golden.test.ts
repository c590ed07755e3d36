import { afterAll, describe, expect, it } from 'vitest';
import '../../src/backends/register-kernels.ts';
import { closeKernels, parallelFor } from '../../src/kernel.ts';
import { artifactFor } from '../../src/api/kernel/artifacts.ts';
import { axesOf } from '../../src/api/kernel/options.ts';
import { lowerLoop, type ParallelForOptions } from '../../src/api/kernel/parallel-for.ts';
import type { AnyFunction } from '../../src/closure/nodes.ts';
import { getKernelBackend } from '../../src/core/kernel-registry.ts';
import { type KernelExample, kernelExamples } from '../support/kernel-examples.ts';
import { useSoftwareAdapter } from '../support/software-adapter.ts';

/*
 * The shaders of some kernels, as files, so that a change of the code generator shows what becomes of them. To write them anew:
 *
 *   npx vitest run test/gpu/golden.test.ts -u
 */

useSoftwareAdapter();
afterAll(() => closeKernels());

/** The shader for buffers that are bound whole. */
function shaderOf({ space, body, reduce }: KernelExample): string {
  const options: ParallelForOptions = { backend: 'gpu', seed: 7, ...(reduce === undefined ? {} : { reduce }) };
  const { kernel } = lowerLoop(axesOf(space, 'parallelFor'), body as AnyFunction, options);
  const artifact = artifactFor(kernel, getKernelBackend('gpu').target, 'strict');
  if (artifact.target !== 'wgsl') throw new Error('the GPU takes no shaders');
  const { code } = artifact;
  return typeof code === 'string' ? code : code({ counts: artifact.buffers.map(() => 1), byteLength: 2 ** 27 });
}

const names = Object.keys(kernelExamples());

describe('shaders of kernels', () => {
  it.each(names)('%s', async (name) => {
    const shader = shaderOf(kernelExamples()[name]!);
    await expect(shader).toMatchFileSnapshot(`golden/${name.replaceAll(/\W+/g, '-')}.wgsl`);
  });

  it.each(names)('%s: computes what the interpreter does', async (name) => {
    const results = [];
    for (const backend of ['sequential', 'gpu'] as const) {
      const { space, body, outputs, reduce } = kernelExamples()[name]!;
      const options = { backend, float: 'f32', seed: 7 } as const;
      const value =
        reduce === undefined
          ? await parallelFor(space as number, body as (i: number) => void, options)
          : await parallelFor(space as number, body as (i: number) => number, { ...options, reduce });
      results.push([value, ...outputs.map((array) => [...array])].flat());
    }
    const [expected, actual] = results as [unknown[], unknown[]];
    for (const [at, one] of expected.entries()) {
      if (typeof one === 'number') expect(actual[at]).toBeCloseTo(one, 3);
      else expect(actual[at]).toBe(one);
    }
  });
});
