/** What one task at a time, or so many, may hold. */

import assert from 'node:assert/strict';
import { Barrier, Mutex, Once, Pool, RWLock, Semaphore, sharedValue } from '../../index.ts';
import { type Kit, range, rejection } from '../suite.ts';
import { code, LONG_MS } from './expect.ts';

export function mutexCases({ test, backend }: Kit): void {
  test("keeps tasks out of each other's way with a Mutex", async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const mutex = new Mutex();
    const value = sharedValue('int32');
    // A read and a write with a pause in between: without the lock most of them would be lost.
    const bump = async (times: number): Promise<void> => {
      for (let i = 0; i < times; i++) {
        using _guard = await mutex.lock();
        const seen = await value.get();
        await new Promise((resolve) => void setImmediate(resolve));
        await value.set(seen + 1);
      }
    };
    await Promise.all([pool.submit(bump, 100), pool.submit(bump, 100), bump(50)]);
    assert.equal(value.value, 250);
  });
}

export function readWriteCases({ test, backend }: Kit): void {
  test('lets readers of an RWLock in together, and writers alone', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const lock = new RWLock();
    const together = new Barrier(2);
    const reading = await Promise.all(
      range(2).map(() =>
        pool.submit(async () => {
          using guard = await lock.readLock();
          await together.wait({ timeout: LONG_MS });
          return guard.isHeld;
        }),
      ),
    );
    assert.deepEqual(reading, [true, true]);
    const value = sharedValue('int32');
    const write = async (times: number): Promise<void> => {
      for (let i = 0; i < times; i++) {
        using _guard = await lock.writeLock();
        const seen = await value.get();
        await new Promise((resolve) => void setImmediate(resolve));
        await value.set(seen + 1);
      }
    };
    await Promise.all([pool.submit(write, 50), pool.submit(write, 50), write(20)]);
    assert.equal(value.value, 120);
    using _reader = await lock.readLock();
    assert.equal(await pool.submit(async () => (await lock.tryWriteLock()) === undefined), true);
    assert.equal(await pool.submit(async () => (await lock.tryReadLock())?.isHeld), true);
  });
}

export function semaphoreCases({ test, backend }: Kit): void {
  test('lets as many pass as a Semaphore has permits', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const semaphore = new Semaphore(2);
    const inside = sharedValue('int32');
    const most = sharedValue('int32');
    const pass = async (): Promise<void> => {
      await Promise.all(
        Array.from({ length: 5 }, async () => {
          using _permit = await semaphore.acquire({ timeout: 10_000 });
          const now = (await inside.add(1)) + 1;
          await most.update((before) => Math.max(before, now));
          await new Promise((resolve) => void setImmediate(resolve));
          await inside.add(-1);
        }),
      );
    };
    await Promise.all([pool.submit(pass), pool.submit(pass)]);
    assert.equal(most.value, 2);
    assert.equal(await semaphore.available(), 2);
    assert.equal((await semaphore.tryAcquire())?.isHeld, true);
  });
}

export function onceCases({ test, backend }: Kit): void {
  test('runs something Once, and again when it failed', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const once = new Once();
    const failed = await rejection(
      pool.submit(() =>
        once.run(() => {
          throw new RangeError('not yet');
        }),
      ),
    );
    assert.equal((failed as Error).message, 'not yet');
    const times = sharedValue('int32');
    const run = (): Promise<boolean> => once.run(() => times.add(1));
    const ran = await Promise.all([pool.submit(run), pool.submit(run), run()]);
    assert.equal(ran.filter(Boolean).length, 1);
    assert.equal(times.value, 1);
    assert.equal(await once.isDone(), true);
  });
}

export function limitCases({ test, backend }: Kit): void {
  test('gives up in time, and names what it waited for', async () => {
    await using pool = new Pool({ backend, maxWorkers: 1 });
    const mutex = new Mutex({ name: 'index' });
    const guard = await mutex.lock();
    const late = await rejection(pool.submit((lock: Mutex) => lock.lock({ timeout: 20 }).then(() => 0), mutex));
    assert.equal(code(late), 'ERR_WAIT_TIMEOUT');
    assert.match((late as Error).message, /mutex "index".* 20 ms/);
    const aborted = await rejection(
      pool.submit((lock: Mutex) => lock.lock({ signal: AbortSignal.timeout(20) }).then(() => 0), mutex),
    );
    assert.equal((aborted as Error).name, 'TimeoutError');
    guard.release();
    assert.equal(await pool.submit((lock: Mutex) => lock.lock().then((held) => (held.release(), 1)), mutex), 1);
  });
}
