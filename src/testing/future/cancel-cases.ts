/** Handles that cancel their task. */

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { CancelledError, Pool, taskContext, TaskTimeoutError } from '../../index.ts';
import { type Kit, rejection } from '../suite.ts';
import { hang, running, square } from './tasks.ts';

/** Ends when it is told to. */
const listen = async (): Promise<void> => sleep(60_000, undefined, { signal: taskContext().signal });

export function cancelRunningCases({ test, backend }: Kit): void {
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
}

export function cancelCases({ test, backend }: Kit): void {
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
