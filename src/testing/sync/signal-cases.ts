/** What tasks tell each other without data. */

import assert from 'node:assert/strict';
import { Barrier, Condition, Event, Latch, type ParallelError, Pool, sharedValue } from '../../index.ts';
import { type Kit, range, rejection } from '../suite.ts';
import { code, LONG_MS } from './expect.ts';

export function eventCases({ test, backend }: Kit): void {
  test('wakes all who wait for an Event', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const event = new Event();
    const waiting = new Latch(2);
    const tasks = range(2).map((n) =>
      pool.submit(async (i: number) => {
        waiting.countDown();
        await event.wait();
        return i;
      }, n),
    );
    await waiting.wait({ timeout: LONG_MS });
    event.set();
    assert.deepEqual(await Promise.all(tasks), [0, 1]);
    assert.equal(await pool.submit(() => event.isSet()), true);
    event.clear();
    assert.equal(await pool.submit(() => event.isSet()), false);
  });
}

export function barrierCases({ test, backend }: Kit): void {
  test('brings parties together at a Barrier, again and again', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const barrier = new Barrier(3);
    const rounds = async (times: number): Promise<number> => {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += await barrier.wait({ timeout: 10_000 });
      return sum;
    };
    const sums = await Promise.all([pool.submit(rounds, 10), pool.submit(rounds, 10), rounds(10)]);
    assert.equal(sums[0] + sums[1] + sums[2], 30);
    assert.equal(await pool.submit(() => barrier.parties), 3);
  });

  test('breaks a Barrier for all when one gives up', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const barrier = new Barrier(3, { name: 'step' });
    const patient = pool.submit(() => barrier.wait({ timeout: LONG_MS }));
    while ((await barrier.waiting()) < 1) await new Promise(setImmediate);
    const [late, broken] = await Promise.all([
      rejection(pool.submit(() => barrier.wait({ timeout: 20 }))),
      rejection(patient),
    ]);
    assert.deepEqual([code(late), code(broken)], ['ERR_WAIT_TIMEOUT', 'ERR_BARRIER_BROKEN']);
    assert.equal(await barrier.isBroken(), true);
    assert.equal(code(await rejection(barrier.wait())), 'ERR_BARRIER_BROKEN');
    barrier.reset();
    const again = await Promise.all([
      barrier.wait(),
      pool.submit(() => barrier.wait()),
      pool.submit(() => barrier.wait()),
    ]);
    assert.deepEqual(again.toSorted(), [0, 1, 2]);
  });
}

export function latchCases({ test, backend }: Kit): void {
  test('counts a Latch down', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const latch = new Latch(4);
    const waiting = pool.submit(() => latch.wait({ timeout: 10_000 }));
    await pool.map((by: number) => latch.countDown(by), [1, 3, 2]);
    await latch.wait({ timeout: LONG_MS });
    await waiting;
    assert.equal(await latch.count(), 0);
  });
}

export function conditionCases({ test, backend }: Kit): void {
  test('waits under a Condition for what others change', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const changed = new Condition();
    const stock = sharedValue('int32');
    const buy = async (): Promise<number> => {
      using guard = await changed.mutex.lock();
      await changed.waitFor(guard, async () => (await stock.get()) > 0, { timeout: 10_000 });
      return (await stock.add(-1)) - 1;
    };
    const buyers = [pool.submit(buy), pool.submit(buy)];
    await changed.mutex.withLock(() => stock.add(1));
    changed.notify();
    await Promise.race(buyers);
    await changed.mutex.withLock(() => stock.add(1));
    changed.notifyAll();
    assert.deepEqual(await Promise.all(buyers), [0, 0]);
    const late = await pool.submit(async () => {
      const guard = await changed.mutex.lock();
      const failure = await changed.wait(guard, { timeout: 10 }).catch((error: ParallelError) => error.code);
      const isHeld = guard.isHeld && (await changed.mutex.tryLock()) === undefined;
      guard.release();
      return [failure, isHeld];
    });
    assert.deepEqual(late, ['ERR_WAIT_TIMEOUT', true]);
  });
}
