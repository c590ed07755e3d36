import { afterAll, describe, expect, it } from 'vitest';
import { floats, integers } from '../../../../test/support/edge-numbers.ts';
import { runKernel } from '../../../../test/support/run-kernel.ts';
import { openWasm } from '../../../backends/threads/kernels.ts';
import { KernelBuilder } from '../../ir/builder.ts';
import { interpret } from '../interpret/interpret.ts';
import { compileWasm } from './compile-wasm.ts';

const backend = openWasm({ cores: 1, wide: false });
afterAll(() => backend.close());

describe('vectors convert 64-bit integers as the interpreter does', () => {
  const arrays = { i64: BigInt64Array, u64: BigUint64Array, f32: Float32Array, f64: Float64Array };
  const pairs = [
    ['i64', 'f32'],
    ['u64', 'f32'],
    ['f32', 'i64'],
    ['f32', 'u64'],
    ['f64', 'i64'],
    ['f64', 'u64'],
  ] as const;
  it.each(pairs)('%s as %s', async (from, to) => {
    const b = new KernelBuilder({ name: 'converted' });
    const [x, out] = [b.buffer('x', from, 'read'), b.buffer('out', to, 'write')];
    b.store(out, b.index(0), b.convert(b.load(x, b.index(0)), to));
    const kernel = b.build();
    const all = from === 'f32' || from === 'f64' ? floats(from) : integers();
    const input = new arrays[from](all.buffer as ArrayBuffer);
    const empty = new arrays[to](input.length);
    const size = [input.length];
    const wanted = empty.slice();
    interpret(kernel).run([new Uint8Array(input.buffer), new Uint8Array(wanted.buffer)], { scalars: [], size });
    const artifact = compileWasm(kernel);
    expect(artifact.vectors).toEqual({ lanes: 4 });
    const [, compiled] = await runKernel(backend, artifact, { arrays: [input, empty], size });
    const differs = wanted.findIndex((value, at) => !Object.is(value, compiled[at]));
    expect(differs < 0 ? '' : `${input[differs]}: ${wanted[differs]} and ${compiled[differs]}`).toBe('');
  });
});
