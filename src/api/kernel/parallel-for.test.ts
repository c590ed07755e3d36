import { afterAll, describe, expect, it } from 'vitest';
import '../../backends/register-kernels.ts';
import { f32 } from '../../kernel/intrinsics.ts';
import { closeKernels } from './backends.ts';
import { parallelFor } from './parallel-for.ts';

afterAll(closeKernels);

const LIMIT = 50;
const mandelbrot = (cr: number, ci: number): number => {
  let zr = 0;
  let zi = 0;
  for (let n = 0; n < LIMIT; n++) {
    const [r2, i2] = [zr * zr, zi * zi];
    if (r2 + i2 > 4) return n;
    zi = 2 * zr * zi + ci;
    zr = r2 - i2 + cr;
  }
  return LIMIT;
};

describe.each(['threads', 'sequential'])('parallelFor on %s', (backend) => {
  it('runs a body over what it captured', async () => {
    const x = Float64Array.from({ length: 1000 }, (_, i) => i / 7);
    const y = new Float64Array(1000).fill(1);
    const a = 2.5;
    await parallelFor(1000, (i) => (y[i] = a * x[i]! + y[i]!), { backend });
    expect(y).toEqual(x.map((value) => 2.5 * value + 1));
  });

  it('reads captured values anew each time', async () => {
    const out = new Int32Array(2);
    let step = 1;
    const body = (i: number): void => {
      out[i] = i + step;
    };
    await parallelFor(2, body, { backend });
    step = 10;
    await parallelFor(2, body, { backend });
    expect([...out]).toEqual([10, 11]);
  });

  it('runs over several axes, with helpers and module constants', async () => {
    const [rows, columns] = [40, 60];
    const counts = new Uint8Array(rows * columns);
    const body = (y: number, x: number): void => {
      counts[y * columns + x] = mandelbrot((x / columns) * 3.5 - 2.5, (y / rows) * 2 - 1);
    };
    await parallelFor([rows, columns], body, { backend });
    const compiled = counts.slice();
    for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) body(y, x);
    expect(compiled).toEqual(counts);
  });

  it('runs over ranges', async () => {
    const seen = new Int32Array(20);
    await parallelFor({ start: 18, stop: 3, step: -5 }, (i) => (seen[i] = i), { backend });
    expect([...seen].filter((value) => value !== 0)).toEqual([8, 13, 18]);
  });

  it('reduces', async () => {
    const x = Float32Array.from({ length: 10_000 }, (_, i) => Math.sin(i));
    const sum = await parallelFor(10_000, (i) => x[i]! * x[i]!, { backend, reduce: '+' });
    expect(sum).toBeCloseTo(5000, 0);
    expect(await parallelFor(10_000, (i) => x[i]!, { backend, reduce: 'max' })).toBe(Math.max(...x));
    expect(await parallelFor(0, () => f32(1), { backend, reduce: '+' })).toBe(0);
    expect(await parallelFor(100, (i) => i, { backend, reduce: '+' })).toBe(4950);
  });

  it('reduces with a function, in the order of the iterations', async () => {
    const x = Float64Array.from({ length: 10_000 }, (_, i) => Math.sin(i));
    const farther = (a: number, b: number): number => (Math.abs(b) > Math.abs(a) ? b : a);
    expect(await parallelFor(10_000, (i) => x[i]!, { backend, reduce: farther })).toBe(x.reduce(farther));
    const last = await parallelFor([100, 50], (i, j) => i * 1000 + j, { backend, reduce: (_, b) => b });
    expect(last).toBe(99_049);
    const first = { start: 7, stop: 700, step: 3 };
    expect(await parallelFor(first, (i) => i, { backend, reduce: (a) => a })).toBe(7);
    // A type that only the function has.
    expect(await parallelFor(3, (i) => i, { backend, reduce: (a, b) => a + b + 0.5 })).toBe(4);
    expect(await parallelFor(1, (i) => i + 5, { backend, reduce: farther })).toBe(5);
    expect(await parallelFor(0, (i) => i, { backend, reduce: farther, identity: -1 })).toBe(-1);
    await expect(parallelFor(0, (i) => i, { backend, reduce: farther })).rejects.toThrow('pass identity');
    // Also where the compiler knows the function for a sign in other words.
    const add = (a: number, b: number): number => a + b;
    expect(await parallelFor([2, 0], (i, j) => i + j, { backend, reduce: add, identity: 7 })).toBe(7);
    expect(await parallelFor(3, (i) => i, { backend, reduce: add, identity: 7 })).toBe(3);
    expect(await parallelFor(0, (i) => i, { backend, reduce: add })).toBe(0);
  });

  it('knows signs in the words of a function', async () => {
    const x = Float64Array.from({ length: 10_000 }, (_, i) => Math.sin(i));
    const byName = await parallelFor(10_000, (i) => x[i]!, { backend, reduce: '+' });
    expect(await parallelFor(10_000, (i) => x[i]!, { backend, reduce: (a, b) => a + b })).toBe(byName);
    expect(await parallelFor(0, (i) => x[i]!, { backend, reduce: Math.max })).toBe(-Infinity);
  });

  it('draws the same random numbers for the same seed', async () => {
    const draw = async (seed?: number): Promise<number[]> => {
      const out = new Float64Array(4);
      await parallelFor(4, (i) => (out[i] = Math.random()), { backend, seed });
      return [...out];
    };
    expect(await draw(7)).toEqual(await draw(7));
    expect(await draw(7)).not.toEqual(await draw(8));
    expect(await draw()).not.toEqual(await draw());
  });

  it('computes math functions with our own definitions', async () => {
    const out = new Float64Array(100);
    await parallelFor(100, (i) => (out[i] = Math.exp(Math.sin(i)) + Math.pow(i, 0.5)), { backend });
    for (let i = 0; i < 100; i++) expect(out[i]).toBeCloseTo(Math.exp(Math.sin(i)) + Math.sqrt(i), 12);
  });
});

describe('parallelFor', () => {
  it('gives the same bits on all processors', async () => {
    const run = async (backend: string): Promise<Float32Array> => {
      const out = new Float32Array(5000);
      await parallelFor(5000, (i) => (out[i] = Math.log(i + 0.5) * Math.tanh(i / 700) + Math.random()), {
        backend,
        seed: 3,
      });
      return out;
    };
    expect(await run('threads')).toEqual(await run('sequential'));
  });

  it('names the place of what it refuses', async () => {
    await expect(parallelFor(3, (i) => `item ${i}`)).rejects.toMatchObject({
      code: 'ERR_KERNEL_COMPILE',
      message: expect.stringMatching(/parallel-for\.test\.ts:\d+:\d+: strings are not available in kernels/) as string,
    });
  });

  it('refuses writes to captured variables, and says what to do', async () => {
    let total = 0;
    await expect(parallelFor(3, (i) => (total += i))).rejects.toThrow(/return the value and use a reduction/);
    expect(total).toBe(0);
  });

  it('refuses overlapping arrays when one is written', async () => {
    const all = new Float32Array(10);
    const [left, right] = [all.subarray(0, 6), all.subarray(5)];
    await expect(parallelFor(3, (i) => (left[i] = right[i]!))).rejects.toThrow(
      /left and right of a kernel share memory/,
    );
  });

  it.each<[string, () => Promise<unknown>, RegExp]>([
    ['lengths', () => parallelFor(-1, () => 0), /a whole number of times from 0 to \d+, got -1/],
    ['axes', () => parallelFor([1, 2, 3, 4], () => 0), /1 to 3 axes, got 4/],
    ['ranges', () => parallelFor({ stop: 5, step: 0 }, () => 0), /a step that is not 0/],
    ['options', () => parallelFor(1, () => 0, { bakend: 'gpu' } as object), /no option "bakend"; it has backend/],
    [
      'backends',
      () => parallelFor(1, () => 0, { backend: 'processes' }),
      /must be one of sequential, threads, gpu, got processes/,
    ],
    [
      'reductions',
      () => parallelFor(1, () => 0, { reduce: '-' as '+' }),
      /'\+', '\*', 'min', 'max' or a function .*, got -/,
    ],
    [
      'identities',
      () => parallelFor(1, () => 0, { reduce: '+', identity: 0 }),
      /identity goes with a reduce that is a function/,
    ],
    ['bodies', () => parallelFor(1, 5 as never), /a function as its body, got number/],
  ])('checks %s', async (_, call, message) => {
    await expect(call()).rejects.toThrow(message);
  });
});

describe('schedules', () => {
  const length = 20_000;
  const x = Float32Array.from({ length }, (_, i) => Math.fround(Math.sin(i)));
  const options = [
    { schedule: 'static' },
    { schedule: 'static', chunkSize: 7 },
    { schedule: 'dynamic' },
    { chunkSize: 1000 },
    { schedule: 'guided' },
    { schedule: 'guided', chunkSize: 10 },
  ] as const;

  it('give the same bits, of elements and of reductions', async () => {
    const expected = new Float32Array(length);
    const uneven = (out: Float32Array) => (i: number) => {
      let sum = f32(0);
      for (let k = 0; k < i % 37; k++) sum += x[(i * k) % length]! / (k + 1);
      out[i] = sum;
    };
    await parallelFor(length, uneven(expected));
    const total = await parallelFor(length, (i) => x[i]! * x[i]!, { reduce: '+' });
    for (const schedule of options) {
      const out = new Float32Array(length);
      await parallelFor(length, uneven(out), schedule);
      expect(out, JSON.stringify(schedule)).toEqual(expected);
      expect(await parallelFor(length, (i) => x[i]! * x[i]!, { reduce: '+', ...schedule })).toBe(total);
    }
  });

  it('are refused where they make no sense', async () => {
    const body = (): void => undefined;
    await expect(parallelFor(3, body, { schedule: 'fair' as 'static' })).rejects.toThrow(
      /schedule of parallelFor must be 'static', 'dynamic' or 'guided', got fair/,
    );
    await expect(parallelFor(3, body, { chunkSize: 0 })).rejects.toThrow(
      /chunkSize of parallelFor.* from 1 to .*got 0/,
    );
  });
});

describe('loops over arrays', () => {
  it('compute the same whether their accesses are proved to be in range or not', async () => {
    const [rows, columns] = [20, 37];
    const image = Float32Array.from({ length: rows * columns }, (_, at) => (at * 7919) % 101);
    const weights = Float32Array.of(1, 2, 1, 2, 4, 2, 1, 2, 1);
    const convolve = (out: Float32Array, size: number) => (r: number, c: number) => {
      let sum = f32(0);
      for (let y = 0; y < size; y++)
        for (let x = 0; x < size; x++) sum += (weights[3 * y + x] ?? 0) * (image[(r + y) * columns + c + x] ?? 0);
      out[r * columns + c] = sum;
    };
    // With 3 all weights exist; with 4 some do not, and of the whole image the last rows look beyond it.
    for (const [space, size] of [
      [[rows - 2, columns - 2], 3],
      [[rows - 2, columns - 2], 4],
      [[rows, columns], 3],
    ] as const) {
      const [expected, out] = [new Float32Array(rows * columns), new Float32Array(rows * columns)];
      for (let r = 0; r < space[0]; r++) for (let c = 0; c < space[1]; c++) convolve(expected, size)(r, c);
      await parallelFor([...space], convolve(out, size));
      expect(out).toEqual(expected);
    }
  });
});

describe('parallelFor.explain', () => {
  it('compiles the loop and runs nothing', () => {
    const y = new Float32Array(8);
    const explanation = parallelFor.explain([2, 4], (i, j) => {
      y[i * 4 + j] = Math.sqrt(i + j);
    });
    expect([explanation.target, explanation.backend, y[5]]).toEqual(['wasm', 'threads', 0]);
    expect(explanation.lanes).toBeGreaterThan(1);
    expect(parallelFor.explain(3, (i) => i, { backend: 'sequential', reduce: '+' }).ir).toContain('accumulate');
    expect(() => parallelFor.explain(3, 4 as never)).toThrow('parallelFor needs a function');
    expect(() => parallelFor.explain(3, () => `${y.length}` as never)).toThrow(/strings are not available/);
  });
});

/* oxlint-disable eqeqeq -- comparisons of both kinds are what is tested */
describe('texts, null and undefined that were captured', () => {
  const out = new Float64Array(3);
  const run = async (
    mode: string,
    weights: Float64Array | null,
    settings: { readonly bias: number | null | undefined },
  ): Promise<number[]> => {
    await parallelFor(3, (i) => {
      let value = mode === 'square' ? i * i : mode !== 'cube' ? i : i ** 3;
      if (weights != null) value *= weights[i]!;
      out[i] = value + (settings.bias ?? 0.5);
    });
    return [...out];
  };

  it('are compared when the kernel is compiled, and again when they have changed', async () => {
    const weights = Float64Array.of(10, 20, 30);
    expect(await run('square', null, { bias: undefined })).toEqual([0.5, 1.5, 4.5]);
    expect(await run('cube', null, { bias: undefined })).toEqual([0.5, 1.5, 8.5]);
    expect(await run('cube', weights, { bias: 1 })).toEqual([1, 21, 241]);
    expect(await run('other', weights, { bias: 2 })).toEqual([2, 22, 62]);
    expect(await run('square', null, { bias: null })).toEqual([0.5, 1.5, 4.5]);
    expect(await run('square', weights, { bias: undefined })).toEqual([0.5, 20.5, 120.5]);
  });

  it.each<[string, unknown, unknown, readonly boolean[]]>([
    ['undefined and null', undefined, null, [false, true]],
    ['a number and undefined', 3, undefined, [false, false]],
    ['an array and null', out, null, [false, false]],
    ['two texts', 'a', 'a', [true, true]],
    ['a text and null', 'a', null, [false, false]],
    ['an object and undefined', { a: 1 }, undefined, [false, false]],
  ])('%s', async (_, a, b, [strictly, loosely]) => {
    const found = new Int32Array(4);
    await parallelFor(1, () => {
      found[0] = a === b ? 1 : 0;
      found[1] = a !== b ? 0 : 1;
      found[2] = a == b ? 1 : 0;
      found[3] = b != a ? 0 : 1;
    });
    expect([...found]).toEqual([strictly, strictly, loosely, loosely].map(Number));
  });

  it('are refused where only the kernel could tell', async () => {
    const text: unknown = 'a';
    const refused = (body: (i: number) => void): Promise<void> => parallelFor(1, body);
    await expect(refused((i) => void (out[i] = (i as unknown) === text ? 1 : 2))).rejects.toThrow(
      /a string stands where a number is needed/,
    );
    await expect(refused((i) => void (out[i] = out[i] === undefined ? 1 : 2))).rejects.toThrow(
      /undefined stands where a number/,
    );
    await expect(refused((i) => void (out[i] = (3 as unknown) == text ? 1 : 2))).rejects.toThrow(
      /a string stands where/,
    );
  });
});
