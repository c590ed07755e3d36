import { describe, expect, it } from 'vitest';
import '../../src/backends/register-kernels.ts';
import { artifactFor } from '../../src/api/kernel/artifacts.ts';
import { axesOf } from '../../src/api/kernel/options.ts';
import { lowerLoop, type ParallelForOptions } from '../../src/api/kernel/parallel-for.ts';
import type { AnyFunction } from '../../src/closure/nodes.ts';
import { printModule } from '../../src/kernel/codegen/wasm/print-module.ts';
import { printKernel } from '../../src/kernel/ir/print.ts';
import { preparedFor } from '../../src/kernel/compile-kernel.ts';
import { type KernelExample, kernelExamples } from '../support/kernel-examples.ts';

/*
 * What becomes of some kernels on threads, as files: the kernel after all passes, then the module as text. To write them anew:
 *
 *   npx vitest run test/wasm/golden.test.ts -u
 */

function textOf({ space, body, reduce }: KernelExample): string {
  const options: ParallelForOptions = { float: 'f32', seed: 7, ...(reduce === undefined ? {} : { reduce }) };
  const { kernel } = lowerLoop(axesOf(space, 'parallelFor'), body as AnyFunction, options);
  const artifact = artifactFor(kernel, 'wasm', 'strict');
  if (artifact.target !== 'wasm') throw new Error('threads take no modules');
  const prepared = printKernel(preparedFor(kernel, 'wasm')).replaceAll(/^/gm, ';; ').trimEnd();
  const { lanes, reason = '' } = artifact.vectors;
  const module = printModule(artifact.code(artifact.buffers.map(() => 0)));
  return `${prepared}\n;; lanes: ${lanes} ${reason}`.trimEnd() + `\n${module.trimEnd()}\n`;
}

describe('modules of kernels', () => {
  it.each(Object.keys(kernelExamples()))('%s', async (name) => {
    await expect(textOf(kernelExamples()[name]!)).toMatchFileSnapshot(`golden/${name.replaceAll(/\W+/g, '-')}.wat`);
  });
});
