import { afterAll, describe, expect, it } from 'vitest';
import '../../backends/register-kernels.ts';
import { withContext } from '../../closure/explicit.ts';
import { closeKernels } from './backends.ts';
import { kernel } from './kernel.ts';
import { lowerLoop, parallelFor } from './parallel-for.ts';
import { axesOf } from './options.ts';
import { vectorize } from './vectorize.ts';

afterAll(closeKernels);

const output = new Float64Array(2);
const factor = 3;
const settings = { scale: 2, weights: [1, 10] };
let changing = 1;

const makeAdder =
  (by: number) =>
  (x: number): number =>
    x + by;

const axes = axesOf(2, 'test');
const lowered = (body: (i: number) => void): unknown =>
  lowerLoop(axes, body as (...args: never[]) => unknown, {}).kernel;

describe('a function that is called again', () => {
  it('is not looked at anew when nothing can have changed', () => {
    const double = (x: number): number => factor * x;
    const body = (i: number): void => void (output[i] = double(i) + settings.scale);
    expect(lowered(body)).toBe(lowered(body));
  });

  it('is looked at anew when it uses a variable that is assigned to', async () => {
    const body = (i: number): void => void (output[i] = i + changing);
    await parallelFor(2, body);
    expect([...output]).toEqual([1, 2]);
    changing = 5;
    await parallelFor(2, body);
    expect([...output]).toEqual([5, 6]);
  });

  it.each([
    ['a property', () => void (settings.scale = 7), [7, 8]],
    ['an element of a table', () => void (settings.weights[0] = 100), [7, 107]],
  ])('sees %s change', async (_, change, expected) => {
    const body = (i: number): void => void (output[i] = i * settings.weights[0]! + settings.scale);
    await parallelFor(2, body);
    change();
    await parallelFor(2, body);
    expect([...output]).toEqual(expected);
  });

  it('sees arrays change places, and needs one kernel for that', async () => {
    const swap = { from: Float64Array.of(1, 2), to: new Float64Array(2) };
    const body = (i: number): void => void (swap.to[i] = 10 * swap.from[i]!);
    const seen = new Set<unknown>();
    for (let round = 0; round < 6; round++) {
      await parallelFor(2, body);
      seen.add(lowered(body));
      [swap.from, swap.to] = [swap.to, swap.from];
    }
    expect([...swap.from]).toEqual([1e6, 2e6]);
    expect(seen.size).toBe(1);
  });

  it('keeps what differs apart: types, axes, options', async () => {
    const half = vectorize((x: number) => x / 2);
    expect(await half(Float32Array.of(1))).toEqual(Float32Array.of(0.5));
    expect(await half(Float64Array.of(1))).toEqual(Float64Array.of(0.5));
    expect(await half(Int32Array.of(1))).toEqual(Float64Array.of(0.5));
    const flat = kernel((i: number, to: Int32Array) => void (to[i] = i));
    const [one, other] = [new Int32Array(4), new Int32Array(4)];
    await flat(4, one);
    await flat({ start: 1, stop: 4, step: 2 }, other);
    expect([[...one], [...other]]).toEqual([
      [0, 1, 2, 3],
      [0, 1, 0, 3],
    ]);
  });

  it('sees the values it was given change', async () => {
    const step = 0;
    const body = (i: number): void => void (output[i] = i + step);
    await parallelFor(2, body, { context: { step: 4, output } });
    expect([...output]).toEqual([4, 5]);
    await parallelFor(2, body, { context: { step: 9, output } });
    expect([...output]).toEqual([9, 10]);
    const wrapped = withContext(body, { step: 20, output });
    await parallelFor(2, wrapped);
    expect([...output]).toEqual([20, 21]);
  });

  it('is another one when it is made anew', async () => {
    const make =
      (by: number) =>
      (i: number): void =>
        void (output[i] = i * by);
    await parallelFor(2, make(2));
    await parallelFor(2, make(3));
    expect([...output]).toEqual([0, 3]);
  });
});

describe('captured numbers that change', () => {
  const kernelOf = (body: (i: number) => void): unknown => lowered(body);

  it('are part of the code first, and parameters from their second value on', async () => {
    const make =
      (by: number) =>
      (i: number): void =>
        void (output[i] = (i + 1) * by);
    const seen = [2, 2, 3, 4, 5, -7].map((by) => kernelOf(make(by)));
    expect(new Set(seen).size).toBe(2);
    expect(seen[0]).toBe(seen[1]);
    for (const by of [2, 3, 9]) {
      await parallelFor(2, make(by));
      expect([...output]).toEqual([by, 2 * by]);
    }
  });

  it('are computed with as literals are: whole, large or with fractions', async () => {
    const make =
      (a: number, b: number) =>
      (i: number): void =>
        void (output[i] = a * b + i);
    for (const [a, b] of [
      [2, 3],
      [4, 5],
      [100_000, 100_000],
      [0.5, 3],
      [-0, 1],
      [1e300, 10],
      [7, 8],
    ] as const) {
      await parallelFor(2, make(a, b));
      expect([...output], `${a} * ${b}`).toEqual([a * b + 0, a * b + 1]);
    }
  });

  it('may be properties, arguments of helpers and exponents', async () => {
    const config = { gain: 1, power: 1 };
    const helper = (x: number): number => x ** config.power;
    const body = (i: number): void => void (output[i] = config.gain * helper(i + 3));
    const seen = new Set<unknown>();
    for (const [gain, power] of [
      [1, 1],
      [2, 2],
      [3, 2],
      [5, 1],
      [0, 2],
    ] as const) {
      Object.assign(config, { gain, power });
      await parallelFor(2, body);
      expect([...output]).toEqual([gain * 3 ** power, gain * 4 ** power]);
      seen.add(kernelOf(body));
    }
    expect(seen.size).toBe(2);
  });

  it('stay constants where the code needs to know them', async () => {
    const make =
      (length: number, by: number) =>
      (i: number): void => {
        const parts = new Float64Array(length);
        parts[length - 1] = by;
        output[i] = parts[length - 1]! + parts.length;
      };
    for (const [length, by] of [
      [2, 1],
      [3, 2],
      [4, 3],
      [4, 4],
    ] as const) {
      await parallelFor(2, make(length, by));
      expect([...output]).toEqual([by + length, by + length]);
    }
    expect(kernelOf(make(4, 5))).toBe(kernelOf(make(4, 6)));
    expect(kernelOf(make(4, 5))).not.toBe(kernelOf(make(5, 5)));
  });

  it('are constants for ever where nothing else compiles', async () => {
    const make =
      (kind: number) =>
      (i: number): void => {
        // Of the first value this is never looked at.
        if (kind) output[i] = kind;
        else throw new Error('never');
      };
    for (const kind of [1, 2, 3]) {
      await parallelFor(2, make(kind));
      expect([...output]).toEqual([kind, kind]);
    }
  });

  it('belong to the place they come from: two variables of one name differ', async () => {
    const { first, second } = { first: makeAdder(1), second: makeAdder(10) };
    const make =
      (by: number) =>
      (i: number): void =>
        void (output[i] = first(i) + second(i) * by);
    for (const by of [1, 2, 3]) {
      await parallelFor(2, make(by));
      expect([...output]).toEqual([1 + 10 * by, 2 + 11 * by]);
    }
  });

  it('may be bigints, and numbers given by name', async () => {
    const wide = new BigInt64Array(1);
    const make =
      (by: bigint) =>
      (i: number): void =>
        void (wide[i] = -by * 2n);
    for (const by of [1n, 5n, -(2n ** 62n)]) {
      await parallelFor(1, make(by));
      expect(wide[0]).toBe(BigInt.asIntN(64, -by * 2n));
    }
    const step = 0;
    const body = (i: number): void => void (output[i] = i + step);
    for (const given of [1, 2, 3]) {
      await parallelFor(2, body, { context: { step: given, output } });
      expect([...output]).toEqual([given, given + 1]);
    }
  });
});

describe('captured arrays', () => {
  it('may be others on each call, and need no other kernel', async () => {
    const make =
      (from: Float64Array, to: Float64Array) =>
      (i: number): void =>
        void (to[i] = from[i]! + 1);
    const seen = new Set<unknown>();
    for (let round = 0; round < 3; round++) {
      const [from, to] = [Float64Array.of(round, 2 * round), new Float64Array(2)];
      await parallelFor(2, make(from, to));
      expect([...to]).toEqual([round + 1, 2 * round + 1]);
      seen.add(lowered(make(from, to)));
    }
    expect(seen.size).toBe(1);
  });

  it('need another kernel when two become one, or their type changes', async () => {
    const make =
      (from: Float64Array | Int32Array, to: Float64Array) =>
      (i: number): void =>
        void (to[i] = from[i]! / 2);
    const to = Float64Array.of(10, 20);
    await parallelFor(2, make(Float64Array.of(3, 5), to));
    expect([...to]).toEqual([1.5, 2.5]);
    await parallelFor(2, make(to, to));
    expect([...to]).toEqual([0.75, 1.25]);
    await parallelFor(2, make(Int32Array.of(7, 8), to));
    expect([...to]).toEqual([3.5, 4]);
  });
});
