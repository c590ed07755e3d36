/** Handles of single tasks: what they tell, how they are cancelled, waited for and passed on. */

import assert from 'node:assert/strict';
import { asCompleted, CancelledError, Pool, taskContext, type TaskHandle, wait } from '../index.ts';
import { type Kit, range, rejection } from './suite.ts';
import { fail, hang, nap, running, SOON_MS, square } from './future/tasks.ts';
import { argumentCases, argumentEndCases } from './future/argument-cases.ts';
import { cancelCases, cancelRunningCases } from './future/cancel-cases.ts';

/** Tests of `TaskHandle`, `wait`, `asCompleted` and `shutdown` over a backend. */
export function futureCases(kit: Kit): void {
  kit.group('handles of tasks', () => {
    statusCases(kit);
    promiseCases(kit);
    cancelRunningCases(kit);
    cancelCases(kit);
    argumentCases(kit);
    argumentEndCases(kit);
    retryCases(kit);
    waitCases(kit);
    shutdownCases(kit);
  });
}

function statusCases({ test, backend }: Kit): void {
  test('tell how far the task is, who ran it and how long', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const handle = pool.submit(nap, 30);
    assert.deepEqual([handle.status, handle.attempts, handle.workerId, handle.index], ['queued', 0, undefined, 0]);
    const { runMs: before } = handle.timings;
    assert.equal(before, undefined);
    assert.equal(await handle, 30);
    assert.deepEqual([handle.status, handle.attempts], ['done', 1]);
    assert.ok((handle.workerId as number) >= 0);
    const { queuedMs, runMs } = handle.timings;
    assert.ok(queuedMs >= 0 && (runMs as number) >= 25 && (runMs as number) < SOON_MS, `${queuedMs} ${runMs}`);
    const failed = pool.submit(fail, 'no');
    await rejection(failed);
    assert.deepEqual([failed.status, failed.index], ['failed', 1]);
  });

  test('tell the same of tasks that capture values', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const by = 3;
    const handle = pool.submit((x: number) => x * by, 5);
    assert.equal(handle.status, 'queued');
    assert.equal(await handle, 15);
    assert.deepEqual([handle.status, handle.attempts], ['done', 1]);
    assert.ok((handle.workerId as number) >= 0 && (handle.timings.runMs as number) >= 0);
    const failed = pool.submit(() => fail(String(by)));
    await rejection(failed);
    assert.equal(failed.status, 'failed');
  });
}

function promiseCases({ test, backend }: Kit): void {
  test('are promises', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    assert.ok(pool.submit(square, 2) instanceof Promise);
    assert.equal(await pool.submit(square, 2).then((x) => x + 1), 5);
    assert.equal(await pool.submit(fail, 'caught').catch((error: unknown) => (error as Error).message), 'caught');
    let last = 0;
    await pool.submit(square, 3).finally(() => last++);
    assert.equal(last, 1);
    assert.deepEqual(await Promise.all([pool.submit(square, 4), pool.submit(square, 1)]), [16, 1]);
    const settled = await Promise.allSettled([pool.submit(square, 5), pool.submit(fail, 'no')]);
    assert.deepEqual(settled.map((one) => one.status), ['fulfilled', 'rejected']); // prettier-ignore
    assert.equal(await Promise.any([pool.submit(fail, 'no'), pool.submit(square, 6)]), 36);
  });
}

function retryCases({ test, backend }: Kit): void {
  const third = (): number => {
    const { attempt } = taskContext();
    if (attempt < 3) throw new Error(`attempt ${attempt}`);
    return attempt;
  };

  test('count attempts', async () => {
    await using pool = new Pool({ backend, maxWorkers: 1 });
    const handle = pool.apply(third, [], { retry: { times: 2, delay: 1 } });
    assert.equal(await handle, 3);
    assert.equal(handle.attempts, 3);
    const given = pool.apply(third, [], { retry: { times: 1, delay: 1 } });
    assert.equal(((await rejection(given)) as Error).message, 'attempt 2');
    assert.deepEqual([given.attempts, given.status], [2, 'failed']);
  });

  test('cancel a task between its attempts', async () => {
    await using pool = new Pool({ backend, maxWorkers: 1 });
    const handle = pool.apply(fail, ['again'], { retry: { times: 1000, delay: 10 } });
    await running(handle);
    assert.equal(handle.cancel('stop'), true);
    assert.equal(await rejection(handle), 'stop');
  });
}

function waitCases({ test, backend }: Kit): void {
  test('are waited for together', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const handles = [pool.submit(square, 2), pool.submit(fail, 'no'), pool.submit(square, 3)];
    const { done, notDone } = await wait(handles, { timeout: SOON_MS });
    assert.deepEqual([done.map((handle) => handle.status), notDone], [['done', 'failed', 'done'], []]);
    const failed = pool.submit(fail, 'first');
    const hanging = pool.submit(hang);
    const first = await wait([hanging, failed], { returnWhen: 'firstException', timeout: SOON_MS });
    assert.deepEqual([first.done, first.notDone], [[failed], [hanging]]);
    assert.deepEqual((await wait([hanging], { timeout: 5 })).notDone, [hanging]);
    hanging.cancel();
    assert.equal((await wait([hanging], { returnWhen: 'firstCompleted' })).done.length, 1);
  });

  test('come as their tasks end', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const handles = [...range(50).map((x) => pool.submit(square, x)), pool.submit(fail, 'one')];
    const ended = asCompleted<TaskHandle<number>>(handles, { timeout: 60_000 });
    const seen = new Set<TaskHandle<number>>();
    for await (const handle of ended) {
      assert.notEqual(handle.status, 'queued');
      seen.add(handle);
      if (seen.size === 10) ended.add(pool.submit(square, 100));
    }
    assert.equal(seen.size, 52);
  });
}

function shutdownCases({ test, backend }: Kit): void {
  test('are drained by a shutdown, or cancelled where they have not started', async () => {
    for (const cancelPending of [false, true]) {
      const pool = new Pool({ backend, maxWorkers: 1 });
      const first = pool.submit(nap, 50);
      await running(first);
      // Longer than what travels together: some of them wait.
      const others = range(20).map(() => pool.submit(nap, 10));
      const settled = Promise.allSettled(others);
      await pool.shutdown({ cancelPending });
      assert.equal(first.status, 'done');
      for (const one of await settled) {
        assert.ok(one.status === 'fulfilled' || (cancelPending && one.reason instanceof CancelledError));
      }
      assert.equal(others.at(-1)?.status, cancelPending ? 'cancelled' : 'done');
      assert.equal(pool.submit(square, 1).catch(() => 'refused') instanceof Promise, true);
      await pool.join();
    }
  });

  test('go on after a shutdown that does not wait', async () => {
    const pool = new Pool({ backend, maxWorkers: 1 });
    const handle = pool.submit(nap, 30);
    await pool.shutdown({ wait: false });
    assert.notEqual(handle.status, 'done');
    assert.equal(((await rejection(pool.submit(square, 1))) as { code?: string }).code, 'ERR_POOL_CLOSED');
    assert.equal(await handle, 30);
    await pool.join();
  });
}
