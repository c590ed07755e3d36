/** What becomes of locks, channels and the like when a worker ends in the middle. */

import { afterAll, describe, expect, it } from 'vitest';
import { Barrier, channel, Event, Mutex, Once, Pool, RWLock, Semaphore, sharedValue } from '../../src/index.ts';

/** Ends a worker once `act` is done there. */
async function endAfter(pool: Pool, act: () => unknown): Promise<void> {
  const dying = pool.submit(async (prepare: () => unknown) => {
    await prepare();
    process.exit(1);
  }, act);
  await expect(dying).rejects.toMatchObject({ code: 'ERR_WORKER_LOST' });
}

describe.each(['threads', 'processes'] as const)('%s that end', (backend) => {
  const pool = new Pool({ backend, maxWorkers: 2 });
  afterAll(() => pool.close());

  const dieAfter = (act: () => unknown): Promise<void> => endAfter(pool, act);

  it('give their permits back', async () => {
    const semaphore = new Semaphore(1);
    await dieAfter(() => semaphore.acquire());
    using permit = await semaphore.acquire({ timeout: 10_000 });
    expect(permit.isHeld).toBe(true);
  });

  it('as writers leave a lock that says so, as readers one that is free', async () => {
    const lock = new RWLock({ name: 'table' });
    await dieAfter(() => lock.readLock());
    (await lock.writeLock({ timeout: 10_000 })).release();
    const holding = new Event();
    const reader = await lock.readLock();
    // It dies while it waits to write: nothing was changed.
    const waiting = dieAfter(() => {
      void lock.writeLock();
      holding.set();
    });
    await holding.wait({ timeout: 10_000 });
    await waiting;
    reader.release();
    (await lock.writeLock({ timeout: 10_000 })).release();
    await dieAfter(() => lock.writeLock());
    const lost = { code: 'ERR_LOCK_HOLDER_LOST', message: expect.stringContaining('"table"') };
    await expect(lock.readLock({ timeout: 10_000 })).rejects.toMatchObject(lost);
    await expect(lock.writeLock({ timeout: 10_000 })).rejects.toMatchObject(lost);
    expect(await lock.recover()).toBe(true);
    (await lock.readLock()).release();
  });

  it('leave what is done once to the next', async () => {
    const once = new Once();
    await dieAfter(() => {
      void once.run(() => new Promise(() => {}));
      return new Promise((resolve) => void setTimeout(resolve, 20));
    });
    expect(await once.run(() => undefined, { timeout: 10_000 })).toBe(true);
  });

  it('leave channels as they are: those who wait at an end give way', async () => {
    const numbers = channel<number>({ capacity: 1 });
    await dieAfter(() => {
      void numbers.receive();
      return new Promise((resolve) => void setTimeout(resolve, 20));
    });
    await numbers.send(1, { timeout: 10_000 });
    await dieAfter(() => {
      void numbers.send(2);
      return new Promise((resolve) => void setTimeout(resolve, 20));
    });
    expect(await numbers.receive({ timeout: 10_000 })).toBe(1);
    await numbers.send(3, { timeout: 10_000 });
    expect(await numbers.receive({ timeout: 10_000 })).toBe(3);
    expect(await numbers.size()).toBe(0);
  });

  it('wake those who wait for their lock', async () => {
    const mutex = new Mutex();
    const held = new Event();
    const dying = dieAfter(async () => {
      await mutex.lock();
      held.set();
      await new Promise((resolve) => void setTimeout(resolve, 50));
    });
    await held.wait({ timeout: 10_000 });
    const wait = async (lock: Mutex, blocks: boolean): Promise<boolean> =>
      blocks ? lock.lockSync().isHeld : (await lock.lock()).isHeld;
    const waiting = Promise.allSettled([mutex.lock(), pool.submit(wait, mutex, backend === 'threads')]);
    await dying;
    for (const one of await waiting) expect(one).toMatchObject({ reason: { code: 'ERR_LOCK_HOLDER_LOST' } });
  });

  it('die at random under a lock, and everybody else comes to an end', async () => {
    const mutex = new Mutex();
    const total = sharedValue('int32');
    const use = async (dies: boolean): Promise<string> => {
      for (;;) {
        const guard = await mutex.lock().catch(() => undefined);
        if (guard === undefined) {
          await mutex.recover();
          continue;
        }
        if (dies) process.exit(1);
        await total.add(1);
        guard.release();
        return 'done';
      }
    };
    const deaths = Array.from({ length: 60 }, (_, i) => i % 15 === 7);
    const settled = await Promise.allSettled(deaths.map((dies) => pool.submit(use, dies)));
    expect(settled.map((one) => one.status === 'rejected')).toEqual(deaths);
    // A task may run again when a neighbour kills its worker, but counts once to its caller.
    expect(total.value).toBeGreaterThanOrEqual(56);
  });
});

it('processes that end break the barrier at which they wait', async () => {
  await using pool = new Pool({ backend: 'processes', maxWorkers: 1 });
  const barrier = new Barrier(2);
  await endAfter(pool, () => {
    void barrier.wait();
    return new Promise((resolve) => void setTimeout(resolve, 20));
  });
  await expect(barrier.wait({ timeout: 10_000 })).rejects.toMatchObject({ code: 'ERR_BARRIER_BROKEN' });
});
