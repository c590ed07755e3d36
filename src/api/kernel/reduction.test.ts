import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import '../../backends/register-kernels.ts';
import { useSoftwareAdapter } from '../../../test/support/software-adapter.ts';
import { closeKernels } from './backends.ts';
import { reduction } from './reduction.ts';

useSoftwareAdapter();
afterAll(closeKernels);

const integers = fc.int32Array({ maxLength: 3000 });

describe.each(['threads', 'sequential', 'gpu'])('reduction on %s', (backend) => {
  const runs = { numRuns: backend === 'gpu' ? 8 : 30 };

  it.each([
    ['+', 0, (a: number, b: number) => (a + b) | 0],
    ['*', 1, (a: number, b: number) => Math.imul(a, b)],
    ['min', 2 ** 31 - 1, Math.min],
    ['max', -(2 ** 31), Math.max],
  ] as const)('folds integers with %s', async (sign, first, combine) => {
    const fold = reduction(sign, undefined, { backend });
    const check = async (x: Int32Array): Promise<void> => {
      expect(await fold(x)).toBe(x.reduce((a, b) => combine(a, b), first));
    };
    await fc.assert(fc.asyncProperty(integers, check), runs);
  });

  it('folds an expression of several arrays and numbers', async () => {
    const far = reduction('max', (x: number, y: number, scale: number) => Math.abs(x - y) * scale, { backend });
    const x = Float32Array.from({ length: 5000 }, (_, i) => (i * 37) % 1009);
    const y = Float32Array.from({ length: 5000 }, (_, i) => (i * 53) % 997);
    const expected = Math.max(...x.map((value, i) => Math.abs(value - y[i]!) * 0.5));
    expect(await far(x, y, 0.5)).toBe(expected);
  });

  it('adds floats better than a loop', async () => {
    const x = new Float32Array(100_000).fill(0.1);
    const exact = 100_000 * Math.fround(0.1);
    const loop = x.reduce((sum, value) => Math.fround(sum + value), 0);
    const total = await reduction('+', (value: number) => value, { backend })(x);
    expect(Math.abs(total - exact)).toBeLessThan(Math.abs(loop - exact) / 20);
  });
});

describe('reduction', () => {
  it('computes in the type it is told', async () => {
    const big = new Int32Array(10).fill(2 ** 30);
    expect(await reduction('+')(big)).toBe(-(2 ** 31));
    expect(await reduction('+', undefined, { type: 'f64' })(big)).toBe(10 * 2 ** 30);
    const wide = reduction('+', (x: bigint) => x);
    expect(await wide(new BigInt64Array(3).fill(2n ** 40n))).toBe(3n * 2n ** 40n);
  });

  it('of nothing is what changes nothing', async () => {
    const none = new Float64Array(0);
    const results = await Promise.all((['+', '*', 'min', 'max'] as const).map((sign) => reduction(sign)(none)));
    expect(results).toEqual([0, 1, Infinity, -Infinity]);
  });

  it('refuses what it cannot do by name', async () => {
    expect(() => reduction('-' as never)).toThrow(
      /combines with '\+', '\*', 'min' or 'max', or with a function .*, got -/,
    );
    expect(() => reduction('+', 5 as never)).toThrow('is a function of the elements, got number');
    expect(() => reduction('+', undefined, { type: 'f16' as never })).toThrow('type of reduction must be one of');
    await expect(reduction('+')(5)).rejects.toThrow('none of its arguments is one');
    const dot = reduction('+', (x: number, y: number) => x * y);
    await expect(dot(new Float32Array(1), new Float32Array(2))).rejects.toThrow('different lengths');
  });

  it('explains itself', () => {
    expect(reduction('+').explain(new Float64Array(1)).summary()).toContain('vectorised: ');
  });
});

describe.each(['threads', 'sequential', 'gpu'])('reduction with a function on %s', (backend) => {
  const modulus = 10_007;
  const times = reduction((a: number, b: number) => (a * b) % modulus, 1, { backend });
  const runs = { numRuns: backend === 'gpu' ? 6 : 30 };

  it('folds as a loop does, whatever the length', async () => {
    const array = fc.array(fc.integer({ min: 1, max: modulus - 1 }), { maxLength: 9000 });
    const check = async (values: readonly number[]): Promise<void> => {
      const x = Int32Array.from(values);
      expect(await times(x)).toBe(values.reduce((a, b) => (a * b) % modulus, 1));
    };
    await fc.assert(fc.asyncProperty(array, check), runs);
  });

  it('folds many elements, with what it captured', async () => {
    const length = backend === 'threads' ? 500_000 : 40_000;
    const x = Float32Array.from({ length }, (_, i) => ((i * 7919) % length) - 100);
    const limit = 3;
    // The least value above the limit.
    const least = reduction((a: number, b: number) => (a > limit && (a < b || !(b > limit)) ? a : b), Infinity, {
      backend,
      float: 'f32',
    });
    expect(await least(x)).toBe(4);
  });
});

describe('reduction with a function', () => {
  it('gives its identity for nothing, and knows bigints', async () => {
    const xor = reduction((a: bigint, b: bigint) => a ^ b, 0n);
    expect(await xor(new BigInt64Array(0))).toBe(0n);
    expect(await xor(BigInt64Array.of(5n, 9n, 2n ** 40n))).toBe(5n ^ 9n ^ (2n ** 40n));
  });

  it('is vectorised, and compiled once', async () => {
    const most = reduction((a: number, b: number) => (b > a ? b : a), -Infinity);
    const x = Float64Array.of(3, 8, 1);
    expect(most.explain(x).lanes).toBeGreaterThan(1);
    expect(await most(x)).toBe(8);
  });

  it('refuses what it cannot fold', async () => {
    const add = (a: number, b: number): number => a + b;
    expect(() => reduction(add, undefined as unknown as number)).toThrow(/value that changes nothing.*got undefined/);
    const all = reduction(add, 0) as unknown as (...args: unknown[]) => Promise<number>;
    await expect(all([1, 2])).rejects.toThrow(/folds one typed array, got object; compute others first/);
    await expect(all(Int8Array.of(1), Int8Array.of(1))).rejects.toThrow(/folds one typed array, got 2 arguments/);
  });
});
