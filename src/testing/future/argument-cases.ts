/** Handles as arguments of other tasks. */

import assert from 'node:assert/strict';
import { CancelledError, Pool } from '../../index.ts';
import { type Kit, rejection } from '../suite.ts';
import { add, fail, hang, nap, square } from './tasks.ts';

export function argumentCases({ test, backend }: Kit): void {
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
}

/** Tasks that wait for others when their pool ends. */
export function argumentEndCases({ test, backend }: Kit): void {
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
