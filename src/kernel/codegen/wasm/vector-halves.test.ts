import { afterAll, describe, expect, it } from 'vitest';
import { type WasmBackend, openWasm } from '../../../backends/threads/kernels.ts';
import type { ElementType } from '../../../core/kernel.ts';
import { interpret } from '../interpret/interpret.ts';
import { KernelBuilder } from '../../ir/builder.ts';
import type { Kernel } from '../../ir/types.ts';
import { compileWasm } from './compile-wasm.ts';

const backend: WasmBackend = openWasm({ cores: 1, wide: false });
afterAll(() => backend.close());

/** Converts by loading and storing, in vectors. */
function copy(from: ElementType, to: ElementType): Kernel {
  const b = new KernelBuilder({ name: `${from}_to_${to}` });
  const [x, y] = [b.buffer('x', from, 'read'), b.buffer('y', to, 'write')];
  const value = b.load(x, b.index(0));
  const isWide = from === 'i64' || from === 'u64';
  b.store(y, b.index(0), isWide ? b.convert(value, 'f64') : value);
  return b.build();
}

async function both(kernel: Kernel, x: Uint8Array, { count, bytes }: { count: number; bytes: number }) {
  const artifact = compileWasm(kernel);
  expect(artifact.vectors.lanes).toBeGreaterThan(1);
  const [from, to] = [backend.alloc(x.byteLength), backend.alloc(count * bytes)];
  backend.write(from, x);
  backend.dispatch(artifact, [from, to], { scalars: [], size: [count] });
  const expected = new Uint8Array(count * bytes);
  interpret(kernel).run([x, expected], { scalars: [], size: [count] });
  const got = await backend.read(to);
  backend.free(from);
  backend.free(to);
  return { got, expected };
}

const bytesOf = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

describe('half-precision floats in vectors', () => {
  it('are loaded as the interpreter loads them, all of them', async () => {
    const x = Uint16Array.from({ length: 65_536 }, (_, at) => at);
    const { got, expected } = await both(copy('f16', 'f32'), bytesOf(x), { count: x.length, bytes: 4 });
    const [a, b] = [new Float32Array(got.buffer), new Float32Array(expected.buffer)];
    expect(a.every((value, at) => Object.is(value, b[at]))).toBe(true);
  });

  it('are stored as the interpreter stores them: every 997th float, and those around each half', async () => {
    const around = Uint32Array.from({ length: 3 * 65_536 }, (_, at) => {
      const half = Math.floor(at / 3);
      const [sign, magnitude] = [half >>> 15, half & 0x7fff];
      // The float half a unit above it, and its neighbours.
      return ((sign << 31) | ((magnitude << 13) + 0x38000000 + 0x1000 + (at % 3) - 1)) >>> 0;
    });
    const spread = Uint32Array.from({ length: Math.floor(2 ** 32 / 65_521) }, (_, at) => at * 65_521);
    const bits = new Uint32Array([...around, ...spread]);
    const { got, expected } = await both(copy('f32', 'f16'), bytesOf(bits), { count: bits.length, bytes: 2 });
    const [a, b] = [new Uint16Array(got.buffer), new Uint16Array(expected.buffer)];
    const isNaNBits = (half: number): boolean => (half & 0x7fff) > 0x7c00;
    const wrong = a.findIndex((half, at) => half !== b[at] && !(isNaNBits(half) && isNaNBits(b[at]!)));
    expect(wrong === -1 ? '' : `${bits[wrong]!.toString(16)}: ${a[wrong]} ${b[wrong]}`).toBe('');
  });
});

describe('64-bit integers in vectors', () => {
  it.each(['i64', 'u64'] as const)('%s become doubles, rounded once', async (type) => {
    const edges = [
      0n,
      1n,
      -1n,
      2n ** 53n + 1n,
      -(2n ** 53n) - 1n,
      2n ** 63n - 1n,
      -(2n ** 63n),
      2n ** 54n + 3n,
      2n ** 32n - 1n,
    ];
    const values = Array.from({ length: 4000 }, (_, at) => {
      const edge = edges[at % edges.length]!;
      return edge + BigInt(at >> 4) * (at % 2 === 0 ? 1n : 0x1_0000_0001n);
    });
    const x = type === 'i64' ? BigInt64Array.from(values) : BigUint64Array.from(values);
    const { got } = await both(copy(type, 'f64'), bytesOf(x), { count: x.length, bytes: 8 });
    expect(new Float64Array(got.buffer)).toEqual(Float64Array.from(x, Number));
  });
});
