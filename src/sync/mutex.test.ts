import { afterAll, describe, expect, it } from 'vitest';
import { Mutex, Pool, sharedArray } from '../index.ts';

const backends = ['threads', 'processes'] as const;
const pools = new Map(backends.map((backend) => [backend, new Pool({ backend, maxWorkers: 2 })] as const));
const poolOf = (backend: (typeof backends)[number]): Pool => pools.get(backend)!;

afterAll(async () => {
  for (const pool of pools.values()) await pool.close();
});

describe('Mutex', () => {
  it('is held by one at a time in one thread', async () => {
    const mutex = new Mutex();
    const order: string[] = [];
    const first = await mutex.lock();
    const second = mutex.lock().then((guard) => {
      order.push('second');
      guard.release();
    });
    expect(mutex.tryLockSync()).toBeUndefined();
    expect(await mutex.tryLock()).toBeUndefined();
    order.push('first');
    first.release();
    first.release();
    await second;
    expect(order).toEqual(['first', 'second']);
    using free = mutex.tryLockSync();
    expect(free?.isHeld).toBe(true);
  });

  it('gives up after a timeout or by a signal, naming itself', async () => {
    const mutex = new Mutex({ name: 'totals' });
    using _held = await mutex.lock();
    await expect(mutex.lock({ timeout: 20 })).rejects.toMatchObject({
      code: 'ERR_WAIT_TIMEOUT',
      message: expect.stringContaining('mutex "totals"'),
    });
    const controller = new AbortController();
    const waiting = mutex.lock({ signal: controller.signal });
    controller.abort(new RangeError('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });

  it('refuses to block the main thread', () => {
    expect(() => new Mutex({ name: 'm' }).lockSync()).toThrow(
      expect.objectContaining({ code: 'ERR_CANNOT_BLOCK', message: expect.stringContaining('mutex "m"') }),
    );
  });

  it('refuses what it does not know', async () => {
    expect(() => new Mutex({ nam: 'x' } as never)).toThrow(/there is no option "nam"/);
    await expect(new Mutex().lock({ timeout: -1 })).rejects.toThrow(/timeout must be a number of milliseconds/);
    await expect(new Mutex().lock({ timeoutMs: 1 } as never)).rejects.toThrow(/no option "timeoutMs"/);
  });

  it("keeps threads out of each other's way, those that block and those that await", async () => {
    const mutex = new Mutex();
    const count = sharedArray('int32', 1);
    const blocking = (times: number): void => {
      for (let i = 0; i < times; i++) {
        const guard = mutex.lockSync();
        count[0] = count[0]! + 1;
        guard.release();
      }
    };
    const awaiting = async (times: number): Promise<void> => {
      for (let i = 0; i < times; i++) {
        using _guard = await mutex.lock();
        count[0] = count[0]! + 1;
      }
    };
    const pool = poolOf('threads');
    await Promise.all([pool.submit(blocking, 5000), pool.submit(awaiting, 5000), awaiting(1000)]);
    expect(count[0]).toBe(11_000);
  });

  it.each(backends)('is the same object however it reaches %s', async (backend) => {
    const mutex = new Mutex({ name: 'one' });
    const seen = (given: Mutex, list: readonly Mutex[]): unknown => [given === mutex, list[0] === mutex, given.name];
    expect(await poolOf(backend).submit(seen, mutex, [mutex])).toEqual([true, true, 'one']);
    const back = await poolOf(backend).submit((given: Mutex) => given, mutex);
    expect(back).toBe(mutex);
  });

  it.each(backends)('is held by %s for others', async (backend) => {
    const mutex = new Mutex();
    const pool = poolOf(backend);
    const hold = await pool.submit(async (lock: Mutex) => {
      const guard = await lock.lock();
      (globalThis as { held?: unknown }).held = guard;
      return guard.isHeld;
    }, mutex);
    expect(hold).toBe(true);
    expect(mutex.tryLockSync()).toBeUndefined();
  });

  it.each(backends)('reports that its holder among %s has died', async (backend) => {
    const mutex = new Mutex({ name: 'precious' });
    const pool = poolOf(backend);
    const dying = pool.submit(async (lock: Mutex) => {
      await lock.lock();
      setTimeout(() => process.exit(1), 30);
      await new Promise(() => {});
    }, mutex);
    const waiting = (async () => {
      while (await isFree(mutex)) await new Promise(setImmediate);
      return mutex.lock();
    })();
    await expect(dying).rejects.toMatchObject({ code: 'ERR_WORKER_LOST' });
    await expect(waiting).rejects.toMatchObject({
      code: 'ERR_LOCK_HOLDER_LOST',
      message: expect.stringContaining('"precious"'),
    });
    await expect(mutex.lock()).rejects.toMatchObject({ code: 'ERR_LOCK_HOLDER_LOST' });
    await expect(pool.submit((lock: Mutex) => lock.lock().then(() => 1), mutex)).rejects.toMatchObject({
      code: 'ERR_LOCK_HOLDER_LOST',
      name: 'LockHolderLostError',
    });
    expect(await mutex.recover()).toBe(true);
    expect(await mutex.recover()).toBe(false);
    (await mutex.lock()).release();
  });
});

async function isFree(mutex: Mutex): Promise<boolean> {
  const guard = await mutex.tryLock();
  guard?.release();
  return guard !== undefined;
}
