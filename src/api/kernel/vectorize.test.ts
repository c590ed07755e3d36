import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import '../../backends/register-kernels.ts';
import { useSoftwareAdapter } from '../../../test/support/software-adapter.ts';
import { closeKernels } from './backends.ts';
import { vectorize } from './vectorize.ts';

useSoftwareAdapter();
afterAll(closeKernels);

// Eighths: a GPU may take denormals for zero.
const eighths = fc.integer({ min: -8000, max: 8000 }).map((n) => n / 8);
const pairs = fc.integer({ min: 0, max: 300 }).chain((n) => {
  const array = fc.array(eighths, { minLength: n, maxLength: n }).map((list) => Float32Array.from(list));
  return fc.tuple(array, array, eighths);
});

describe.each(['threads', 'sequential', 'gpu'])('vectorize on %s', (backend) => {
  const runs = { numRuns: backend === 'gpu' ? 10 : 40 };

  it('computes what a loop computes, with numbers beside arrays', async () => {
    const clip = vectorize((x: number, y: number, limit: number) => (x > y ? Math.min(x, limit) : -y), undefined, {
      backend,
    });
    const check = async ([x, y, limit]: [Float32Array, Float32Array, number]): Promise<void> => {
      const expected = x.map((value, i) => (value > y[i]! ? Math.min(value, limit) : -y[i]!));
      expect(await clip(x, y, limit)).toEqual(expected);
    };
    await fc.assert(fc.asyncProperty(pairs, check), runs);
  });

  it('keeps the integers of integers', async () => {
    const mix = vectorize((a: number, b: number) => (a ^ (b << 3)) + a * 3, undefined, { backend });
    const check = async (a: Int32Array, b: number): Promise<void> => {
      expect(await mix(a, b)).toEqual(a.map((value) => ((value ^ (b << 3)) + Math.imul(value, 3)) | 0));
    };
    await fc.assert(fc.asyncProperty(fc.int32Array({ maxLength: 200 }), fc.integer(), check), runs);
  });

  it('gives u8 for booleans, and what the signature says', async () => {
    const isSmall = vectorize((x: number) => x < 3, undefined, { backend });
    expect(await isSmall(Float32Array.of(1, 3, 2))).toEqual(Uint8Array.of(1, 0, 1));
    const rounded = vectorize((x: number) => x * 2, 'f32 -> i16', { backend });
    expect(await rounded(Float32Array.of(1.75, -2.25))).toEqual(Int16Array.of(3, -4));
  });

  it('is a function of numbers, too', async () => {
    const add = vectorize((x: number, y: number) => x + y, undefined, { backend });
    expect(await add(2, 3)).toBe(5);
    expect(await add(new Uint32Array([2 ** 32 - 2]), 1)).toEqual(new Uint32Array([2 ** 32 - 1]));
  });
});

describe('vectorize', () => {
  const add = vectorize((x: number, y: number) => x + y);

  it('takes types from the arrays', async () => {
    expect(await add(Float64Array.of(0.1), Float32Array.of(0.5))).toEqual(Float64Array.of(0.6));
    expect(await add(Int32Array.of(1), 0.5)).toEqual(Float64Array.of(1.5));
    expect(await add(Uint8Array.of(255), 1)).toEqual(Int32Array.of(256));
    const square = vectorize((x: bigint) => x * x);
    expect(await square(BigInt64Array.of(-5n))).toEqual(BigInt64Array.of(25n));
    expect(await square(2n ** 20n)).toBe(2n ** 40n);
    expect(await vectorize((x: bigint, y: bigint) => x * y)(BigUint64Array.of(3n), 5n)).toEqual(BigUint64Array.of(15n));
  });

  it('gives the same random numbers for the same seed', async () => {
    const noisy = vectorize((x: number) => x + Math.random(), undefined, { seed: 7 });
    const x = new Float64Array(100);
    expect(await noisy(x)).toEqual(await noisy(x));
  });

  it('refuses what it cannot do by name', async () => {
    await expect(add(new Float32Array(2), new Float32Array(3))).rejects.toThrow(
      'the arrays of vectorize have different lengths: argument 1 has 2 elements, argument 2 has 3',
    );
    await expect((add as (...args: unknown[]) => Promise<unknown>)(new Float32Array(2))).rejects.toThrow(
      'the function of vectorize takes 2 arguments (x, y), got 1',
    );
    await expect(add([1, 2] as never, 1)).rejects.toThrow(/argument 1 of vectorize must be a typed array.*typed array/);
    const typed = vectorize((x: number) => x, 'f32 -> f32');
    await expect(typed(new Float64Array(1))).rejects.toThrow(
      'argument 1 of vectorize is an array of f32, got one of f64',
    );
    const bytes = vectorize((x: number, y: number) => x + y, 'u8, u8 -> u8');
    await expect(bytes(Uint8Array.of(1), 300)).rejects.toThrow('argument 2 of vectorize is u8, from 0 to 255, got 300');
    expect(await bytes(Uint8Array.of(1, 250), 5)).toEqual(Uint8Array.of(6, 255));
    const scaled = vectorize((x: number, k: number = 2) => x * k);
    await expect((scaled as (x: unknown) => Promise<unknown>)(new Float32Array(2))).rejects.toThrow(
      'the function of vectorize takes 2 arguments (x, k), got 1',
    );
    await expect(vectorize(Math.sqrt)(new Float32Array(1))).rejects.toThrow(/sqrt is built in.*write the function out/);
    await expect((add as (...args: unknown[]) => Promise<unknown>)(BigInt64Array.of(3n), 2)).rejects.toThrow(
      'bigints and numbers do not mix',
    );
    const gpu = vectorize((x: number) => x + 1, undefined, { backend: 'gpu' });
    await expect(gpu(new Float64Array(1))).rejects.toThrow(/the array "x" is f64.*use f32 data/);
    expect(() => vectorize((x: number) => x, 'f32 -> string')).toThrow('"string" in the signature');
    expect(() => vectorize(5 as never)).toThrow('vectorize needs a function, got number');
    expect(() => vectorize((x: number) => x, undefined, { backend: 'moon' })).toThrow(/backend of vectorize must be/);
    await expect(vectorize((x: number) => ({ a: x, b: x }) as never)(new Float32Array(1))).rejects.toThrow(
      'returns one number',
    );
  });

  it('explains itself', () => {
    expect(add.explain(new Float32Array(1), new Float32Array(1)).summary()).toMatch(/vectorised: \d+ iterations/);
  });
});
