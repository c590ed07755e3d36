import { afterAll, describe, expect, it } from 'vitest';
import '../../backends/register-kernels.ts';
import { arenaPlace } from '../../memory/arena-arrays.ts';
import { kernelArray } from '../../memory/kernel-array.ts';
import { closeKernels } from './backends.ts';
import { kernel } from './kernel.ts';
import { vectorize } from './vectorize.ts';

afterAll(closeKernels);

describe.each(['threads', 'sequential'])('kernel on %s', (backend) => {
  const saxpy = kernel(
    (i: number, a: number, x: Float32Array, y: Float32Array) => {
      y[i] = a * x[i]! + y[i]!;
    },
    undefined,
    { backend },
  );

  it('compiles for the types of its arguments', async () => {
    const y = Float32Array.of(1, 2, 3);
    await saxpy(3, 0.5, Float32Array.of(10, 20, 30), y);
    await saxpy(2, 2, Float32Array.of(1, 1), y);
    expect([...y]).toEqual([8, 14, 18]);
    const wide = Float64Array.of(0.1, 0.2);
    await saxpy(2, 3, Float64Array.of(0.1, 0.1) as never, wide as never);
    expect([...wide]).toEqual([3 * 0.1 + 0.1, 3 * 0.1 + 0.2]);
  });

  it('runs over several axes', async () => {
    const transpose = kernel<[Int32Array, Int32Array, number, number]>(
      (r: number, c: number, from: Int32Array, to: Int32Array, rows: number, columns: number) => {
        to[c * rows + r] = from[r * columns + c]!;
      },
      undefined,
      { backend },
    );
    const to = new Int32Array(6);
    await transpose([2, 3], Int32Array.of(1, 2, 3, 4, 5, 6), to, 2, 3);
    expect([...to]).toEqual([1, 4, 2, 5, 3, 6]);
  });

  it('takes functions and booleans as constants', async () => {
    const apply = kernel(
      (i: number, f: (x: number) => number, isNegated: boolean, y: Float64Array) => {
        y[i] = isNegated ? -f(y[i]!) : f(y[i]!);
      },
      undefined,
      { backend },
    );
    const y = Float64Array.of(1, 4, 9);
    await apply(3, (x) => Math.sqrt(x) + 1, true, y);
    expect([...y]).toEqual([-2, -3, -4]);
  });
});

describe('kernel', () => {
  it('holds calls to its signature', async () => {
    const scale = kernel((i: number, a: number, x: Float32Array) => (x[i]! *= a), 'f32, f32[]');
    const x = Float32Array.of(1, 2);
    await scale(2, 3, x);
    expect([...x]).toEqual([3, 6]);
    await expect(scale(2, 3, new Int32Array(2) as never)).rejects.toThrow(
      /argument 2 of this kernel is f32\[\], got i32\[\]/,
    );
    await expect((scale as (...args: unknown[]) => Promise<void>)(2, 3)).rejects.toThrow(/has 2 arguments, got 1/);
    const count = kernel((i: number, n: number, x: Int32Array) => (x[i] = n), 'i32, i32[]');
    await expect(count(1, 0.5, new Int32Array(1))).rejects.toThrow(/argument 1 of this kernel is i32, got 0.5/);
    expect(() => kernel(() => 0, 'f32, string[]')).toThrow(/"string\[\]" is no type/);
    expect(() => kernel(5 as never)).toThrow(/kernel needs a function, got number/);
  });

  it('explains what became of it', () => {
    const square = kernel((i: number, x: Float32Array) => {
      const value = x[i]!;
      x[i] = value * value;
    });
    const explanation = square.explain(4, new Float32Array(4));
    expect(explanation.summary()).toMatch(
      /^backend threads \(wasm\), vectorised: \d+ iterations at a time\n  i: i32\n  value: f32$/,
    );
    expect(explanation.code).toContain('f32x4.mul');
    expect(String(explanation)).toContain('buffer x: f32 readwrite');
  });

  it('explains a shader', () => {
    const square = kernel((i: number, x: Float32Array) => (x[i]! *= x[i]!), undefined, { backend: 'gpu' });
    const explanation = square.explain(4, new Float32Array(4));
    expect(explanation.target).toBe('wgsl');
    expect(explanation.code).toContain('@compute');
    expect(() => square.explain(4, new Float64Array(4) as never)).toThrow(
      expect.objectContaining({ code: 'ERR_KERNEL_UNSUPPORTED' }),
    );
  });
});

describe('kernel arrays', () => {
  const scale = (i: number, x: Float32Array, y: Float32Array): void => void (y[i] = 2 * x[i]!);

  it('are used in place, and parts of them', async () => {
    const x = kernelArray('float32', [1, 2, 3, 4]);
    const y = kernelArray('float32', 4);
    await kernel(scale)(2, x.subarray(1, 3), y.subarray(2));
    expect([...y]).toEqual([0, 0, 4, 6]);
  });

  it('go together with arrays of the program', async () => {
    const x = kernelArray('float32', [1, 2, 3]);
    const y = new Float32Array(3).fill(9);
    await kernel(scale)(2, x, y);
    expect([...y]).toEqual([2, 4, 9]);
    await kernel(scale)(3, y, x);
    expect([...x]).toEqual([4, 8, 18]);
  });

  it('give results of their kind', async () => {
    const x = kernelArray('float32', [1, 2, 3]);
    const twice = await vectorize((one: number) => 2 * one)(x);
    expect(arenaPlace(twice)).toBeDefined();
    const again = await vectorize((one: number) => one + 1)(twice as Float32Array);
    expect([...again]).toEqual([3, 5, 7]);
    const own = await vectorize((one: number) => one + 1)(Float32Array.of(1));
    expect(arenaPlace(own)).toBeUndefined();
  });

  it('are refused once they are disposed', async () => {
    const x = kernelArray('float32', 3);
    x[Symbol.dispose]();
    await expect(kernel(scale)(3, x, new Float32Array(3))).rejects.toMatchObject({ code: 'ERR_DISPOSED' });
  });
});

describe('arrays of the program', () => {
  it('keep what a kernel does not write', async () => {
    const y = Float32Array.from({ length: 10_000 }, (_, at) => at);
    const part = (i: number, to: Float32Array): void => {
      if (i % 2 === 0) to[i + 5000] = -1;
    };
    await kernel(part)(100, y);
    expect(y.every((value, at) => value === (at >= 5000 && at < 5100 && at % 2 === 0 ? -1 : at))).toBe(true);
  });

  it('are seen as they are by calls at the same time', async () => {
    const add = kernel((i: number, to: Float32Array) => void (to[i] = to[i]! + 1));
    const arrays = Array.from({ length: 8 }, () => new Float32Array(300_000));
    await Promise.all(arrays.map((array) => add(array.length, array)));
    expect(arrays.every((array) => array.every((value) => value === 1))).toBe(true);
  });
});

describe('arguments of kernels', () => {
  it('may be objects, which may be taken apart, lists, and missing where there is a default', async () => {
    const y = new Float64Array(3);
    const fn = (
      i: number,
      { scale, add: [first, second] }: { scale: number; add: [number, number] },
      weights: number[],
      to: Float64Array,
      offset = 100,
    ): void => {
      to[i] = scale * weights[i]! + first - second + offset;
    };
    const run = kernel<[object, number[], Float64Array, number?]>(fn);
    await run(3, { scale: 2, add: [5, 1] }, [1, 2, 3], y);
    expect([...y]).toEqual([106, 108, 110]);
    await run(3, { scale: 3, add: [5, 1] }, [1, 2, 4], y, 0);
    expect([...y]).toEqual([7, 10, 16]);
    await run(3, { scale: 1, add: [0, 0] }, [1, 2, 4], y, undefined);
    expect([...y]).toEqual([101, 102, 104]);
  });

  it('are counted', async () => {
    const y = new Float64Array(2);
    const add = kernel((i: number, to: Float64Array, by: number) => void (to[i] = by)) as unknown as (
      ...args: unknown[]
    ) => Promise<void>;
    await expect(add(2, y)).rejects.toThrow('this kernel takes 2 arguments after the index (i, to, by), got 1');
    await expect(add(2, y, 1, 2)).rejects.toThrow('takes 2 arguments after the index (i, to, by), got 3');
    await expect(add([2, 2], y, 1)).rejects.toThrow('takes 1 arguments after 2 indices');
  });
});
