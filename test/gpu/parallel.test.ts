/** `Parallel({ backend: 'gpu' })` on a software adapter. */

import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { KernelCompileError } from '../../src/core/errors.ts';
import {
  type CallSettings,
  delayed,
  Parallel,
  parallelConfig,
  Pool,
  taskContext,
  withContext,
} from '../../src/index.ts';
import { closeKernels } from '../../src/kernel.ts';
import { useSoftwareAdapter } from '../support/software-adapter.ts';

/** Given by context. */
declare const gain: number;

useSoftwareAdapter();
afterAll(closeKernels);

const gpu = Parallel({ backend: 'gpu' });
const floats = Float32Array.from({ length: 1000 }, (_, i) => i / 8);

describe('map', () => {
  it('gives the kind of array it gets, with what the function captured', async () => {
    const factor = 0.5;
    const table = Float32Array.of(10, 20, 30);
    const helper = (x: number) => x * factor;
    const results = await gpu.map((x: number) => helper(x) + table[1]!, floats);
    expect(results).toEqual(floats.map((x) => x * 0.5 + 20));
    const ints = Int32Array.from({ length: 300 }, (_, i) => i - 150);
    expect(await gpu.map((n: number) => n * n - 7, ints)).toEqual(ints.map((n) => n * n - 7));
    const words = Uint32Array.of(0, 1, 2 ** 31, 2 ** 32 - 1);
    expect(await gpu.map((n: number) => (n ^ 0x5555) >>> 1, words)).toEqual(words.map((n) => (n ^ 0x5555) >>> 1));
  });

  it('sees captured numbers change: whole, with fractions, computed with each other', async () => {
    for (const [scale, shift] of [
      [2, 1],
      [3, 1],
      [0.5, 2],
      [0.25, -3],
      [-7, 100_000],
    ] as const) {
      const results = await gpu.map((x: number) => x * (scale * 2) + shift ** 2 - (shift > 0 ? 1 : 0), floats);
      expect(results).toEqual(
        floats.map((x) => Math.fround(Math.fround(x * (scale * 2)) + Math.fround(shift ** 2)) - (shift > 0 ? 1 : 0)),
      );
    }
  });

  it('converts results as an assignment to an element does', async () => {
    const x = Float32Array.of(1.5, -1.5, 3e9, -3e9, NaN, Infinity, 0.25);
    expect(await gpu.map((v: number) => v, x, { dtype: 'int32' })).toEqual(Int32Array.from(x));
    expect(await gpu.map((v: number) => v, x, { dtype: 'uint32' })).toEqual(Uint32Array.from(x));
    expect(await gpu.map((v: number) => v > 1, x)).toEqual(Float32Array.of(1, 0, 1, 0, 0, 1, 0));
    expect(await gpu.map((n: number) => n / 2, Int32Array.of(-3, 3, 5))).toEqual(Int32Array.of(-1, 1, 2));
  });

  it('takes plain numbers and doubles with a dtype', async () => {
    const half = (x: number) => x / 2;
    expect(await gpu.map(half, [1, 2, 3], { dtype: 'float32' })).toEqual(Float32Array.of(0.5, 1, 1.5));
    expect(await gpu.map(half, Float64Array.of(1, 2), { dtype: 'float32' })).toEqual(Float32Array.of(0.5, 1));
    const set = new Set([4, 6]);
    expect(await gpu.map((n: number) => n + 1, set, { dtype: 'int32' })).toEqual(Int32Array.of(5, 7));
    async function* later() {
      yield 1;
      yield 2;
    }
    expect(await gpu.map(half, later(), { dtype: 'float32' })).toEqual(Float32Array.of(0.5, 1));
  });

  it('takes values by name, the context, and the environment of the call', async () => {
    const scale = withContext((x: number) => x * gain, { gain: 4 });
    expect(await gpu.map(scale, Float32Array.of(1, 2))).toEqual(Float32Array.of(4, 8));
    const scaled = await gpu.map((x: number) => x * gain, Float32Array.of(1, 2), { context: { gain: 8 } });
    expect(scaled).toEqual(Float32Array.of(8, 16));
    const inside = await parallelConfig({ backend: 'gpu', nJobs: 2 }, () => Parallel().map((x: number) => -x, scaled));
    expect(inside).toEqual(Float32Array.of(-8, -16));
  });

  it('runs over nothing, and over shared memory', async () => {
    expect(await gpu.map((x: number) => x, new Float32Array(0))).toEqual(new Float32Array(0));
    const shared = new Float32Array(new SharedArrayBuffer(12));
    shared.set([1, 2, 3]);
    const doubled = await gpu.map((x: number) => 2 * x, shared);
    expect([...doubled]).toEqual([2, 4, 6]);
    expect(doubled.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('draws the same random numbers for the same seed', async () => {
    const draw = (x: number) => x + Math.random();
    const [a, b, c] = await Promise.all([
      gpu.map(draw, floats, { seed: 7 }),
      gpu.map(draw, floats, { seed: 7 }),
      gpu.map(draw, floats, { seed: 8 }),
    ]);
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });

  it('reports progress and explains itself', async () => {
    const seen: number[] = [];
    const runner = Parallel({ backend: 'gpu' });
    await runner.map((x: number) => x, floats, { progress: ({ done }) => void seen.push(done) });
    expect(seen.at(-1)).toBe(1000);
    expect(runner.explain()?.backend).toBe('gpu');
    await runner.close();
  });
});

// The remainder once went through subnormal numbers, which a GPU may take for 0.
it('computes remainders', async () => {
  const x = Float32Array.of(0, 0.25, 1, 1.5, -1.5, 7.3, 1e30, 123456.7);
  const shares = Float32Array.of(1, 0.7, 3e-20);
  for (const m of shares) expect(await gpu.map((v: number) => v % m, x)).toEqual(x.map((v) => v % m));
});

describe('the other calls', () => {
  it('spreads tuples', async () => {
    const hyp = (a: number, b: number) => Math.sqrt(a * a + b * b);
    const tuples = [
      [3, 4],
      [6, 8],
    ] as const;
    expect(await gpu.starmap(hyp, tuples, { dtype: 'float32' })).toEqual(Float32Array.of(5, 10));
    const tasks = tuples.map(([a, b]) => delayed(hyp)(a, b));
    expect(await Parallel({ backend: 'gpu', dtype: 'float32' })(tasks)).toEqual(Float32Array.of(5, 10));
    expect(
      await gpu.starmap(
        (n: number, m: number) => n * m > 6,
        [
          [2, 3],
          [3, 4],
        ],
        { dtype: 'int32' },
      ),
    ).toEqual(Int32Array.of(0, 1));
  });

  it('filters in order by what is truthy', async () => {
    const kept = await gpu.filter((x: number) => x % 1 === 0, floats);
    expect(kept).toEqual(floats.filter((x) => x % 1 === 0));
    expect(await gpu.filter((x: number) => x - 1, Float32Array.of(1, 1.5, NaN, 0))).toEqual(Float32Array.of(1.5, 0));
    expect(await gpu.filter((x: number) => x & 1, [1, 2, 3], { dtype: 'int32' })).toEqual([1, 3]);
  });

  it('reduces with what a reduction knows', async () => {
    const ints = Int32Array.from({ length: 5000 }, (_, i) => (i * 7919) % 1013);
    const square = (n: number) => n * n;
    const plain = [...ints].map(square);
    expect(await gpu.reduce(square, ints, (a, b) => a + b)).toBe(plain.reduce((a, b) => a + b));
    expect(await gpu.reduce(square, ints, (a, b) => a + b, 5)).toBe(plain.reduce((a, b) => a + b, 5));
    expect(await gpu.reduce(square, ints, (a, b) => Math.max(a, b))).toBe(Math.max(...plain));
    expect(await gpu.reduce(square, ints, Math.min)).toBe(Math.min(...plain));
    expect(
      await gpu.reduce(
        (x: number) => x,
        [1, 2, 3, 4],
        (a, b) => b * a,
        1,
        { dtype: 'float32' },
      ),
    ).toBe(24);
    const none = new Float32Array(0);
    expect(
      await gpu.reduce(
        (x: number) => x,
        none,
        (a, b) => a + b,
        3,
      ),
    ).toBe(3);
    await expect(
      gpu.reduce(
        (x: number) => x,
        none,
        (a, b) => a + b,
      ),
    ).rejects.toThrow(TypeError);
  });

  it('writes captured arrays from forEach', async () => {
    const out = new Float32Array(4);
    await gpu.forEach((i: number) => void (out[3 - i] = i * 1.5), Int32Array.of(0, 1, 2, 3));
    expect(out).toEqual(Float32Array.of(4.5, 3, 1.5, 0));
  });

  it('streams', async () => {
    const got: unknown[] = [];
    for await (const value of gpu.stream((n: number) => n > 1, Int32Array.of(1, 2, 3))) got.push(value);
    expect(got).toEqual([false, true, true]);
    for await (const value of gpu.stream((n: number) => n * 2, Int32Array.of(1, 2, 3))) {
      expect(value).toBe(2);
      break;
    }
  });
});

describe('refusals', () => {
  const same = (x: number) => x;

  it('refuses what is no kernel, with its place, before anything runs', async () => {
    const bad = gpu.map((x: number) => `${x}`, floats);
    await expect(bad).rejects.toBeInstanceOf(KernelCompileError);
    await expect(bad).rejects.toThrow(/parallel\.test\.ts:\d+:\d+/);
    await expect(gpu.map(() => taskContext().rng.random(), floats)).rejects.toBeInstanceOf(KernelCompileError);
    await expect(gpu.map((x: number) => ({ a: x, b: x }), floats)).rejects.toThrow('has to return one number');
    await expect(gpu.map(() => undefined, floats)).rejects.toBeInstanceOf(KernelCompileError);
    await expect(gpu.map(async (x: number) => x, floats)).rejects.toThrow('async');
  });

  it('refuses numbers of 64 bits without a dtype', async () => {
    await expect(gpu.map(same, [1, 2])).rejects.toThrow(/plain numbers of 64 bits.*dtype: 'float32'/);
    await expect(gpu.map(same, Float64Array.of(1))).rejects.toThrow(/are a Float64Array; .*dtype: 'float32'/);
    await expect(gpu.map(same, floats, { dtype: 'float64' })).rejects.toThrow('dtype "float64" is not for a GPU');
    await expect(gpu.starmap(same, [[1]])).rejects.toThrow("dtype: 'float32'");
    await expect(gpu.filter(same, [1])).rejects.toThrow("dtype: 'float32'");
    await expect(gpu.reduce(same, [1], (a, b) => a + b)).rejects.toThrow("dtype: 'float32'");
    await expect(gpu.map(same, [1, 1.5], { dtype: 'int32' })).rejects.toThrow(
      'item 1 is 1.5, which int32 does not have',
    );
    await expect(gpu.map(same, ['a'] as never, { dtype: 'int32' })).rejects.toThrow('item 0 is "a"');
    await expect(gpu.starmap(same, [[1], [1, 2]] as never, { dtype: 'int32' })).rejects.toThrow(
      'tuple 1 has 2 arguments',
    );
    const tasks = [delayed(same)(1), delayed((x: number) => x)(1)];
    await expect(Parallel({ backend: 'gpu', dtype: 'int32' })(tasks)).rejects.toThrow('task 1 has another function');
  });

  it.each([
    { timeout: 5 },
    { retry: 1 },
    { onError: 'skip' },
    { onError: 'settle' },
    { onError: () => 0 },
    { require: 'isolation' },
    { onTaskStart: () => undefined },
  ] satisfies CallSettings[])('refuses options that it could not keep: %o', async (options: CallSettings) => {
    const [name] = Object.keys(options);
    await expect(gpu.map(same, floats, options)).rejects.toThrow(name!);
    await expect(gpu.map(same, floats, options)).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION' });
  });

  it('joins with any associative function, in the order of the items', async () => {
    const many = Int32Array.from({ length: 5000 }, (_, i) => i * 7919);
    // The product of two matrices of whole numbers in one word each does not commute: (a, b) after (c, d) is (a c, a d + b).
    const chained = (f: number, g: number): number => {
      const [a, b, c, d] = [f & 0xff, f >> 8, g & 0xff, g >> 8];
      return ((a * c) & 0xff) | (((a * d + b) & 0xff) << 8);
    };
    const tasks = Parallel({ backend: 'sequential' });
    const asWord = (v: number): number => v & 0xffff;
    const expected = [...many].map(asWord).reduce(chained);
    expect([...many].map(asWord).toReversed().reduce(chained)).not.toBe(expected);
    expect(await gpu.reduce(asWord, many, chained)).toBe(expected);
    expect(await tasks.reduce(asWord, many, chained)).toBe(expected);
    expect(await gpu.reduce(same, Int32Array.of(1, 4, 9), (a, b) => a ^ b, 16)).toBe(28);
    expect(await gpu.reduce(same, floats.slice(0, 1), (a, b) => (a > b ? a : b), -5)).toBe(Math.max(-5, floats[0]!));
  });

  it('refuses joins that are no kernels, before anything runs', async () => {
    const text = gpu.reduce(same, floats, (a, b) => Number(`${a}${b}`));
    await expect(text).rejects.toBeInstanceOf(KernelCompileError);
    await expect(text).rejects.toThrow(/parallel\.test\.ts:\d+:\d+: strings are not available in kernels/);
  });

  it('has no workers for a pool', () => {
    expect(() => new Pool({ backend: 'gpu' })).toThrow("backend 'gpu' has no workers for a Pool");
  });
});

describe('ends', () => {
  it('rejects with the reason of a signal, before and during a call', async () => {
    const reason = new Error('enough');
    await expect(gpu.map((x: number) => x, floats, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const call = gpu.map((x: number) => x, floats, { signal: controller.signal });
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
    await closeKernels(); // waits for what was dispatched
  });

  it('leaves an input that never ends', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    async function* stuck() {
      yield 1;
      controller.abort(reason);
      await new Promise(() => undefined);
    }
    const options = { dtype: 'float32', signal: controller.signal } as const;
    await expect(gpu.map((x: number) => x, stuck(), options)).rejects.toBe(reason);
  });

  it('ends calls with terminate', async () => {
    const runner = Parallel({ backend: 'gpu' });
    const call = runner.map((x: number) => x, floats);
    const ended = expect(call).rejects.toMatchObject({ code: 'ERR_CANCELLED' });
    await runner.terminate();
    await ended;
    await closeKernels();
  });
});

it.runIf(process.platform === 'linux')('says what is missing where there is no GPU', () => {
  const module = new URL('../../src/index.ts', import.meta.url).href;
  const code = `const { Parallel } = await import(${JSON.stringify(module)});
    const call = Parallel({ backend: 'gpu' }).map((x) => x + 1, new Float32Array(4));
    console.log(await call.catch((error) => error.code + ' ' + error.message));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
    env: { ...process.env, VK_DRIVER_FILES: '/nowhere.json', VK_ICD_FILENAMES: '/nowhere.json' },
  });
  expect(stdout).toMatch(/^ERR_GPU_UNAVAILABLE .*found no driver; install/);
});
