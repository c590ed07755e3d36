import { describe, expect, it } from 'vitest';
import { interpret } from '../../kernel/codegen/interpret/interpret.ts';
import { KernelBuilder } from '../../kernel/ir/builder.ts';
import { sequentialKernels } from './kernels.ts';

const doubling = () => {
  const b = new KernelBuilder({ name: 'doubling' });
  const x = b.buffer('x', 'f32', 'readwrite');
  const factor = b.scalar('factor', 'f32');
  b.store(x, b.index(0), b.mul(b.load(x, b.index(0)), b.scalarValue(factor)));
  return interpret(b.build());
};

describe('the kernel side of the sequential backend', () => {
  it('runs dispatches in order', async () => {
    const backend = sequentialKernels();
    const buffer = backend.alloc(12);
    const artifact = doubling();
    await backend.prepare(artifact);
    backend.write(buffer, new Uint8Array(new Float32Array([1, 2, 3]).buffer));
    backend.dispatch(artifact, [buffer], { scalars: [2], size: [3] });
    backend.dispatch(artifact, [buffer], { scalars: [5], size: [2] });
    const bytes = await backend.read(buffer);
    expect([...new Float32Array(bytes.buffer)]).toEqual([10, 20, 6]);
    expect(backend.view?.(buffer).byteLength).toBe(12);
    await backend.close();
  });

  it('refuses buffers that are freed', async () => {
    const backend = sequentialKernels();
    const buffer = backend.alloc(4);
    backend.free(buffer);
    await expect(backend.read(buffer)).rejects.toMatchObject({ code: 'ERR_DISPOSED' });
    expect(() => backend.write(buffer, new Uint8Array(4))).toThrow(/freed/);
  });
});
