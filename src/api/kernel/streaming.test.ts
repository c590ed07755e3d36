import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import '../../backends/register-kernels.ts';
import type { KernelBackend } from '../../core/kernel.ts';
import { kernelArray } from '../../memory/kernel-array.ts';
import { closeKernels, sharedKernelBackend } from './backends.ts';
import { kernel } from './kernel.ts';
import { parallelFor } from './parallel-for.ts';
import { vectorize } from './vectorize.ts';

/** Several pieces, and a rest that is no whole vector. */
const N = 300_007;

let backend: KernelBackend;
const streamed = vi.fn<(isDone: boolean) => void>();
beforeAll(async () => {
  backend = await sharedKernelBackend('threads');
  const stream = backend.stream!.bind(backend);
  vi.spyOn(backend as Required<KernelBackend>, 'stream').mockImplementation((...all) => {
    const isDone = stream(...all);
    streamed(isDone);
    return isDone;
  });
});
beforeEach(() => void streamed.mockClear());
afterAll(closeKernels);

const ramp = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => (i % 1000) / 8);

/** Runs a body compiled, and in JavaScript over copies; all arrays must end up equal. */
async function same(
  body: (i: number) => unknown,
  arrays: readonly (Float32Array | Uint8Array | Float64Array | Int16Array)[],
  n: number,
): Promise<void> {
  const before = arrays.map((array) => array.slice());
  await parallelFor(n, body);
  const compiled = arrays.map((array) => array.slice());
  for (const [at, array] of arrays.entries()) array.set(before[at]!);
  for (let i = 0; i < n; i++) body(i);
  for (const [at, array] of arrays.entries())
    expect(Buffer.compare(bytesOf(compiled[at]!), bytesOf(array)), `array ${at}`).toBe(0);
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

describe('large arrays of the program are streamed', () => {
  it('where a kernel adds to what is there', async () => {
    const [x, y] = [ramp(N), ramp(N)];
    await same((i) => (y[i] = 0.5 * x[i]! + y[i]!), [x, y], N);
    expect(streamed.mock.calls).toEqual([[true]]);
  });

  it('where it reads neighbours, and leaves the rest of an array alone', async () => {
    const x = ramp(N + 2);
    const y = new Float32Array(N + 100).fill(7);
    await parallelFor(N, (i) => {
      y[i + 3] = x[i]! + x[i + 2]!;
    });
    const expected = new Float32Array(N + 100).fill(7);
    for (let i = 0; i < N; i++) expected[i + 3] = x[i]! + x[i + 2]!;
    expect(Buffer.compare(bytesOf(y), bytesOf(expected))).toBe(0);
    expect(streamed.mock.calls).toEqual([[true]]);
  });

  it('where elements are of different widths, and some are not written', async () => {
    const bytes = Uint8Array.from({ length: N }, (_, i) => i * 7);
    const wide = new Float64Array(N).fill(1.5);
    const short = new Int16Array(N);
    await same(
      (i) => {
        const byte = bytes[i]!;
        if (byte > 99) wide[i] = byte + i;
        short[i] = byte - 128;
      },
      [bytes, wide, short],
      N,
    );
    expect(streamed.mock.calls).toEqual([[true]]);
  });

  it('where the loop starts elsewhere, and ends before the array does', async () => {
    const [x, y] = [ramp(N), new Float32Array(N)];
    await parallelFor({ start: 5, stop: N - 1000 }, (i) => (y[i] = x[i]! + 1));
    expect(y.every((value, i) => value === (i >= 5 && i < N - 1000 ? x[i]! + 1 : 0))).toBe(true);
    expect(streamed.mock.calls).toEqual([[true]]);
  });

  it('where the result is a new array, twice with other lengths', async () => {
    const half = vectorize((v: number) => v / 2);
    for (const length of [N, 2 * N]) {
      const x = ramp(length);
      const result = await half(x);
      expect(Buffer.compare(bytesOf(result), bytesOf(x.map((v) => v / 2)))).toBe(0);
    }
    expect(streamed.mock.calls).toEqual([[true], [true]]);
  });

  it('and random numbers are those of the iteration', async () => {
    const draws = new Float32Array(N);
    const few = new Float32Array(100);
    await parallelFor(N, (i) => (draws[i] = Math.random()), { seed: 3 });
    await parallelFor(100, (i) => (few[i] = Math.random()), { seed: 3 });
    expect([...draws.subarray(0, 100)]).toEqual([...few]);
  });
});

describe('arrays are not streamed', () => {
  const twice = kernel((i: number, x: Float32Array, y: Float32Array) => {
    y[i] = 2 * x[i]!;
  });

  it.each([
    ['where they lie in the memory of kernels', () => twice(N, kernelArray('float32', ramp(N)), new Float32Array(N))],
    ['where accesses may be out of range', () => parallelFor(N, (i) => (large[i] = other[i - 1]! + other[i + 1]!))],
    [
      'where some iterations do not read',
      () =>
        parallelFor(N, (i) => {
          if (other[i]! > 3) large[i] = other[N - 1 - i]!;
          else if (i > 5) large[i] = other[i]! * other[i]!;
        }),
    ],
    ['where they are small', () => twice(1000, ramp(1000), new Float32Array(1000))],
    ['where a schedule is given', () => parallelFor(N, (i) => (large[i] = i), { schedule: 'static' })],
    ['where they are not walked through in step', () => parallelFor(Math.floor(N / 7), (i) => (large[i * 7] = i))],
    ['where much is computed for each element', () => parallelFor(N, (i) => (large[i] = Math.sin(i) * Math.exp(-i)))],
  ])('%s', async (_, run) => {
    await run();
    expect(streamed).not.toHaveBeenCalled();
  });

  const large = new Float32Array(N);
  const other = ramp(N);
});
