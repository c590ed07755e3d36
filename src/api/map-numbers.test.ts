/** Maps over many numbers travel in memory that batches share with later ones: what their tasks do must not show in other results. */

import { afterAll, describe, expect, it } from 'vitest';
import '../backends/register.ts';
import { Parallel } from './parallel.ts';
import { closeSharedWorkers } from './worker-sets.ts';

const COUNT = 50_000;
const items = Array.from({ length: COUNT }, (_, index) => index);
const p = Parallel({ nJobs: 2, backend: 'threads' });

afterAll(() => closeSharedWorkers());

/** As `Object.is` for every element; `toEqual` would take seconds. */
function expectSame(results: ArrayLike<unknown>, expected: ArrayLike<unknown>): void {
  expect(results.length).toBe(expected.length);
  const wrong = Array.from({ length: expected.length }, (_, i) => i).filter((i) => !Object.is(results[i], expected[i]));
  expect(wrong).toEqual([]);
}

describe('map of many numbers', () => {
  it.each<[string, (x: number) => unknown]>([
    ['int32', (x) => x + 1],
    ['doubles', (x) => x / 3],
    ['int32, then doubles', (x) => x * x],
    ['-0 and NaN', (x) => (x % 1000 === 0 ? -0 : x % 1001 === 0 ? NaN : x)],
    ['strings', (x) => `${x}`],
    ['undefined', () => undefined],
    ['one that is none', (x) => (x === 30_001 ? 'other' : x * 2)],
    ['many that are none', (x) => (x % 7 === 0 ? null : x * 2)],
    ['one that comes later', (x) => (x === 20_000 ? Promise.resolve(-1) : x)],
    ['bigints', (x) => BigInt(x)],
  ])('gives %s', async (_name, fn) => {
    const expected = await Promise.all(items.map(fn));
    // A second time with what is known from the first: with large batches from the start.
    for (const results of [await p.map(fn, items), await p.map(fn, items)]) expectSame(results, expected);
  });

  it('takes items that are not all numbers', async () => {
    const mixed: unknown[] = [...items];
    mixed[40_000] = 'none';
    expectSame(await p.map((x: unknown) => x, mixed), mixed);
    const holed = items.slice(0, 45_000);
    holed.length = COUNT;
    expectSame(
      await p.map((x: unknown) => typeof x, holed),
      Array.from(holed, (x) => typeof x),
    );
  });

  it('keeps what other tasks gave when one throws', async () => {
    const fn = (x: number): number => {
      if (x % 10_000 === 5000) throw new RangeError(`no ${x}`);
      return x * 2;
    };
    await p.map((x: number) => x * 2, items);
    const settled = await p.map(fn, items, { onError: 'settle' });
    const failed = settled.filter(({ status }) => status === 'rejected');
    expect(failed).toHaveLength(5);
    expectSame(
      settled.map((result) => (result.status === 'fulfilled' ? result.value : -1)),
      items.map((x) => (x % 10_000 === 5000 ? -1 : x * 2)),
    );
    const kept = await p.map(fn, items, { onError: (_error, index) => -index });
    expectSame(
      kept,
      items.map((x) => (x % 10_000 === 5000 ? -x : x * 2)),
    );
  });

  it('gives the items of tasks that are tried again', async () => {
    const { taskContext } = await import('../worker/task-context.ts');
    const fn = (x: number): number => {
      if (x % 9999 === 1 && taskContext().attempt === 1) throw new Error('not yet');
      return x + 0.5;
    };
    const retried = await p.map(fn, items, { retry: 2 });
    expectSame(
      retried,
      items.map((x) => x + 0.5),
    );
  });

  it('loses one result to a task that ends its worker', async () => {
    const double = (x: number): number => x * 2;
    await p.map(double, items);
    const fn = (x: number): number => {
      if (x === 33_333) process.exit(3);
      return x * 2;
    };
    const results = await p.map(fn, items, { onError: () => -1 });
    expectSame(
      results,
      items.map((x) => (x === 33_333 ? -1 : x * 2)),
    );
    expectSame(await p.map(double, items), items.map(double));
  });

  it('is not disturbed by calls that run beside it, or were cancelled', async () => {
    const plus = (by: number) => p.map((x: number) => x + by, items);
    const cancelled = p.map((x: number) => x * 3, items, { signal: AbortSignal.timeout(1) }).catch(() => undefined);
    const sums = await Promise.all([plus(1), plus(2), plus(3)]);
    for (const [at, sum] of sums.entries())
      expectSame(
        sum,
        items.map((x) => x + at + 1),
      );
    await cancelled;
    expectSame(
      await plus(4),
      items.map((x) => x + 4),
    );
  });

  it('streams them in order', async () => {
    const stream = p.map((x: number) => x * 2, items, { returnAs: 'generator' });
    const results: number[] = [];
    for await (const value of stream) results.push(value);
    expectSame(
      results,
      items.map((x) => x * 2),
    );
  });

  it('makes typed results', async () => {
    const results = await p.map((x: number) => x / 2, items, { dtype: 'float32' });
    expect(results).toBeInstanceOf(Float32Array);
    expectSame(
      results,
      Float32Array.from(items, (x) => x / 2),
    );
  });
});
