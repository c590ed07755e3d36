/** What a pool tells of its tasks. */

import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { delayed, Pool, taskContext } from '../../index.ts';
import { type Kit, range, rejection } from '../suite.ts';
import { hasWorkers } from './has-workers.ts';
import { hold } from './tasks.ts';

/** Reports its argument. */
const nameIt = (name: string): string => {
  taskContext().report(name);
  return name;
};

export function statisticsCases({ test, backend }: Kit): void {
  test('count and measure their tasks', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const fail = (): never => {
      throw new Error('no');
    };
    await Promise.allSettled([...range(10).map((x) => pool.submit(Math.abs, x)), pool.submit(fail), pool.submit(fail)]);
    const stopped = pool.submit(hold);
    const reason = rejection(stopped);
    stopped.cancel('enough');
    await reason;
    const { completed, failed, cancelled, waitMs, runMs, open, queued } = pool.stats();
    assert.deepEqual({ completed, failed, cancelled, open, queued }, { completed: 10, failed: 2, cancelled: 1, open: 0, queued: 0 }); // prettier-ignore
    assert.ok(waitMs.count >= 12 && runMs.count >= 12 && waitMs.max >= waitMs.p50 && runMs.min <= runMs.p99);
    pool.resetStats();
    assert.equal(pool.stats().completed, 0);
  });

  test('measure how busy their workers are, from the reset on', async () => {
    await using pool = new Pool({ backend, minWorkers: 1, maxWorkers: 1 });
    if (!(await hasWorkers(pool))) return;
    const spin = (ms: number): void => {
      for (const end = Date.now() + ms; Date.now() < end;);
    };
    await pool.submit(spin, 100);
    const busy = pool.stats().utilization;
    assert.ok(busy > 0 && busy <= 1, `busy for ${busy}`);
    pool.resetStats();
    await sleep(5);
    assert.equal(pool.stats().utilization, 0);
  });
}

export function reportCases({ test, backend }: Kit): void {
  test('hand on what single tasks report, in the context of the caller', async () => {
    const storage = new AsyncLocalStorage<string>();
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const seen: (readonly [unknown, unknown])[] = [];
    const results = range(3).map((i) =>
      storage.run(`request ${i}`, () =>
        pool.run(delayed(nameIt)(`task ${i}`), { onReport: ({ data }) => seen.push([storage.getStore(), data]) }),
      ),
    );
    assert.deepEqual(await Promise.all(results), ['task 0', 'task 1', 'task 2']);
    const expected = range(3).map((i) => [`request ${i}`, `task ${i}`] as const);
    assert.deepEqual(new Map(seen), new Map(expected));
    const broken = pool.run(delayed(nameIt)('x'), {
      onReport: () => {
        throw new RangeError('my listener');
      },
    });
    assert.ok((await rejection(broken)) instanceof RangeError);
  });
}
