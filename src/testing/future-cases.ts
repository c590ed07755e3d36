/** Handles of single tasks: what they tell, how they are cancelled, waited for and passed on. */

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { asCompleted, CancelledError, Pool, taskContext, type TaskHandle, TaskTimeoutError, wait } from '../index.ts';
import { type Kit, range, rejection } from './suite.ts';

/** How long anything here may take, in milliseconds; generous, for slow machines. */
const SOON_MS = 15_000;

const square = (x: number): number => x * x;
const add = (a: number, b: number): number => a + b;
const nap = async (ms: number): Promise<number> => sleep(ms, ms);
const hang = (): Promise<never> => new Promise<never>(() => {});
const fail = (text: string): never => {
  throw new RangeError(text);
};
/** Ends when it is told to. */
const listen = async (): Promise<void> => sleep(60_000, undefined, { signal: taskContext().signal });

/** Waits until a task is in a worker. */
async function running(handle: TaskHandle): Promise<void> {
  const started = performance.now();
  while (handle.status === 'queued') {
    assert.ok(performance.now() - started < SOON_MS, 'the task was not started');
    await sleep(1);
  }
}

/** Tests of `TaskHandle`, `wait`, `asCompleted` and `shutdown` over a backend. */
export function futureCases(kit: Kit): void {
  kit.group('handles of tasks', () => {
    statusCases(kit);
    cancelCases(kit);
    argumentCases(kit);
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

function cancelCases({ test, backend }: Kit): void {
  const kinds: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['a task that hangs', hang],
    ['a task that listens', listen],
  ];
  for (const [name, fn] of kinds) {
    test(`cancel ${name}, with a reason`, async () => {
      await using pool = new Pool({ backend, maxWorkers: 1 });
      const handle = pool.submit(fn);
      await running(handle);
      const reason = new Error('enough');
      assert.equal(handle.cancel(reason), true);
      assert.equal(handle.status, 'cancelled');
      assert.equal(await rejection(handle), reason);
      assert.equal(handle.cancel('again'), false);
      assert.equal(await pool.submit(square, 3), 9);
    });
  }

  test('cancel a task that waits, before it starts', async () => {
    await using pool = new Pool({ backend, maxWorkers: 1 });
    const first = pool.submit(hang);
    await running(first);
    const captured = 2;
    const waiting = [pool.submit(square, 2), pool.submit((x: number) => x * captured, 3)];
    for (const handle of waiting) assert.equal(handle.cancel(), true);
    for (const handle of waiting) assert.ok((await rejection(handle)) instanceof CancelledError);
    assert.deepEqual(waiting.map((handle) => handle.status), ['cancelled', 'cancelled']); // prettier-ignore
    first.cancel();
    assert.ok((await rejection(first)) instanceof CancelledError);
    assert.equal(await pool.submit(square, 4), 16);
  });

  test('say no when the task is over', async () => {
    await using pool = new Pool({ backend, maxWorkers: 1 });
    const handle = pool.submit(square, 2);
    await handle;
    assert.equal(handle.cancel(), false);
    assert.equal(handle.status, 'done');
    assert.equal(await handle, 4);
  });

  test('tell a signal and a timeout apart', async () => {
    await using pool = new Pool({ backend, maxWorkers: 1 });
    const aborted = pool.apply(hang, [], { signal: AbortSignal.timeout(30) });
    await rejection(aborted);
    assert.equal(aborted.status, 'cancelled');
    const late = pool.apply(hang, [], { timeout: 50 });
    assert.ok((await rejection(late)) instanceof TaskTimeoutError);
    assert.equal(late.status, 'failed');
    const never = pool.apply(square, [2], { signal: AbortSignal.abort('no') });
    assert.equal(await rejection(never), 'no');
    assert.equal(never.status, 'cancelled');
  });
}

function argumentCases({ test, backend }: Kit): void {
  test('are arguments of other tasks, which start when they are there', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    await using other = new Pool({ backend, maxWorkers: 1 });
    const two = pool.submit(nap, 2);
    const nine = other.submit(square, 3);
    const sum = pool.submit(add, two, nine);
    assert.equal(sum.status, 'queued');
    const captured = 100;
    const both = pool.submit((a: number, b: number) => a + b + captured, sum, two);
    assert.deepEqual(await Promise.all([sum, both]), [11, 113]);
    let last = pool.submit(add, 0, 1);
    for (let i = 0; i < 50; i++) last = pool.submit(add, last, 1);
    assert.equal(await last, 51);
  });

  test('hand their failure on to tasks that need them', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const failed = pool.submit(fail, 'root');
    const depending = pool.submit(square, failed);
    const error = await rejection(depending);
    assert.equal(error, await rejection(failed));
    assert.deepEqual([depending.status, depending.attempts], ['failed', 0]);
    const cancelled = pool.submit(nap, 60_000);
    const next = pool.submit(square, pool.submit(add, cancelled, 1));
    cancelled.cancel('stop');
    await rejection(cancelled);
    assert.equal(await rejection(next), 'stop');
    assert.equal(next.status, 'cancelled');
  });

  test('leave a task alone when one that waits for it is cancelled', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const first = pool.submit(nap, 20);
    const second = pool.submit(square, first);
    assert.equal(second.cancel('not any more'), true);
    assert.equal(await rejection(second), 'not any more');
    assert.equal(await first, 20);
  });

  test('are waited for by the end of the pool', async () => {
    const pool = new Pool({ backend, maxWorkers: 2 });
    const chained = pool.submit(square, pool.submit(square, pool.submit(nap, 20)));
    await pool.close();
    assert.equal(chained.status, 'done');
    assert.equal(await chained, 160_000);
  });

  test('are cancelled with what they wait for when the pool is terminated', async () => {
    const pool = new Pool({ backend, maxWorkers: 2 });
    const handles = [pool.submit(hang)];
    for (let i = 0; i < 5; i++) handles.push(pool.submit(square, handles[i] as never) as never);
    const settled = Promise.allSettled(handles);
    await pool.terminate();
    for (const one of await settled) assert.ok(one.status === 'rejected' && one.reason instanceof CancelledError);
    assert.deepEqual(handles.map((handle) => handle.status), new Array(6).fill('cancelled')); // prettier-ignore
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
