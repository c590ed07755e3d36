/** Pools: single tasks, calls, and what becomes of them when the pool ends. */

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { CancelledError, delayed, Pool, PoolClosedError, TaskTimeoutError } from '../index.ts';
import { describeValue } from './describe-value.ts';
import { type Kit, range, rejection } from './suite.ts';
import { Pixel } from './value-table.ts';

const square = (x: number): number => x * x;
const hang = (): Promise<never> => new Promise<never>(() => {});

const moduleUrl = new URL(
  `data:text/javascript,${encodeURIComponent('export default (p) => p.a + p.b; export const twice = async (p) => p.a * 2;')}`,
);

/** How long a pool may take to end, in milliseconds: it must not hang, how quick it is others measure. */
const SOON_MS = 15_000;

/** Tests of `Pool` over a backend. */
export function poolCases(kit: Kit): void {
  kit.group('pools', () => {
    submitCases(kit);
    failureCases(kit);
    endCases(kit);
  });
}

function submitCases({ test, backend }: Kit): void {
  test('run single tasks, one by one and many at once', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    assert.equal(await pool.submit(Math.hypot, 3, 4), 5);
    const results = await Promise.all(range(2000).map((x) => pool.submit(square, x)));
    assert.deepEqual(results, range(2000).map(square));
  });

  test('run tasks that capture values and give instances', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const by = 3;
    assert.equal(await pool.submit((x: number) => x * by, 5), 15);
    assert.equal(await pool.run(delayed((a: number, b: number) => a - b)(5, 3)), 2);
    const made = await pool.submit((x: number) => new Pixel(x, -0), 1);
    assert.ok(made instanceof Pixel);
    assert.equal(describeValue(made), describeValue(new Pixel(1, -0)));
  });

  test('run the exports of their module', async () => {
    await using pool = new Pool<{ a: number; b?: number }, number>({ backend, maxWorkers: 2, filename: moduleUrl });
    assert.equal(await pool.run({ a: 2, b: 3 }), 5);
    assert.deepEqual(await Promise.all(range(50).map((a) => pool.run({ a }, { name: 'twice' }))), range(50).map((a) => a * 2)); // prettier-ignore
  });

  test('make calls like Parallel', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const [numbers, differences] = await Promise.all([
      pool.map(square, range(100)),
      pool.starmap((a: number, b: number) => a - b, [[5, 3], [1, 2]]),
    ]); // prettier-ignore
    assert.deepEqual(numbers, range(100).map(square));
    assert.deepEqual(differences, [2, -1]);
  });
}

function failureCases({ test, backend }: Kit): void {
  test('give each single task its own error', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const fail = (x: number): number => {
      if (x % 2 === 1) throw new RangeError(`no ${x}`);
      return x;
    };
    const settled = await Promise.allSettled(range(20).map((x) => pool.submit(fail, x)));
    settled.forEach((one, x) => {
      if (x % 2 === 0) assert.deepEqual(one, { status: 'fulfilled', value: x });
      else assert.ok(one.status === 'rejected' && one.reason instanceof RangeError && one.reason.message === `no ${x}`);
    });
  });

  test('limit and cancel single tasks', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    assert.ok((await rejection(pool.run(delayed(hang)(), { timeout: 100 }))) instanceof TaskTimeoutError);
    const controller = new AbortController();
    const cancelled = rejection(pool.run(delayed(hang)(), { signal: controller.signal }));
    setTimeout(() => controller.abort('enough'), 20);
    assert.equal(await cancelled, 'enough');
    assert.equal(await pool.submit(square, 3), 9);
  });
}

function endCases({ test, backend }: Kit): void {
  test('wait for their tasks when they are closed, and take no more', async () => {
    const pool = new Pool({ backend, maxWorkers: 2 });
    const slow = async (x: number): Promise<number> => sleep(30, x);
    const results = range(6).map((x) => pool.submit(slow, x));
    const call = pool.map(square, [1, 2]);
    await pool.close();
    assert.deepEqual(await Promise.all(results), range(6));
    assert.deepEqual(await call, [1, 4]);
    assert.ok((await rejection(pool.submit(square, 1))) instanceof PoolClosedError);
    await pool.close();
  });

  test('cancel their tasks when they are terminated', async () => {
    const pool = new Pool({ backend, maxWorkers: 2 });
    const ended = Promise.allSettled([pool.submit(hang), pool.submit(hang), pool.map(hang, range(10))]);
    await sleep(50);
    const started = performance.now();
    await pool.terminate();
    for (const one of await ended) assert.ok(one.status === 'rejected' && one.reason instanceof CancelledError);
    assert.ok(performance.now() - started < SOON_MS);
    await pool.terminate();
  });
}
