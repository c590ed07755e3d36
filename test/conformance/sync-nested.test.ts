/** Locks and channels in workers of workers: threads in child processes, and the other way round. */

import { afterAll, describe, expect, it } from 'vitest';
import { channel, Event, Mutex, Pool, sharedValue } from '../../src/index.ts';

const kinds = ['threads', 'processes'] as const;
const ways = kinds.flatMap((outer) => kinds.map((inner) => [outer, inner] as const));

describe.each(ways)('%s that have %s of their own', (outer, inner) => {
  const pool = new Pool({ backend: outer, maxWorkers: 2 });
  afterAll(() => pool.close());

  it('use what the program made', async () => {
    const mutex = new Mutex();
    const value = sharedValue('int32');
    const out = channel<number>();
    const bump = async (times: number): Promise<void> => {
      for (let i = 0; i < times; i++) {
        using _guard = await mutex.lock();
        await value.set((await value.get()) + 1);
      }
      await out.send(times);
    };
    const nested = async (backend: (typeof kinds)[number]): Promise<void> => {
      await using below = new Pool({ backend, maxWorkers: 1 });
      await Promise.all([below.submit(bump, 20), bump(10)]);
    };
    await Promise.all([pool.submit(nested, inner), pool.submit(nested, inner), bump(5)]);
    out.close();
    const sent: number[] = [];
    for await (const times of out) sent.push(times);
    expect(value.value).toBe(65);
    expect(sent.toSorted((a, b) => a - b)).toEqual([5, 10, 10, 20, 20]);
  });

  it('use what one of them made', async () => {
    const shared = async (backend: (typeof kinds)[number]): Promise<number> => {
      const mutex = new Mutex();
      const value = sharedValue('int32');
      const bump = async (times: number): Promise<void> => {
        for (let i = 0; i < times; i++) {
          using _guard = await mutex.lock();
          await value.set((await value.get()) + 1);
        }
      };
      await using below = new Pool({ backend, maxWorkers: 1 });
      await Promise.all([below.submit(bump, 20), bump(10)]);
      return value.value;
    };
    expect(await pool.submit(shared, inner)).toBe(30);
  });

  it('are noticed when they die with a lock, the inner ones and the outer ones', async () => {
    const locks = [new Mutex({ name: 'inner' }), new Mutex({ name: 'outer' })] as const;
    const held = new Event();
    const nested = async (backend: (typeof kinds)[number]): Promise<void> => {
      await using below = new Pool({ backend, maxWorkers: 1 });
      const dying = below.submit(async () => {
        await locks[0].lock();
        process.exit(1);
      });
      await dying.catch(() => undefined);
      void below.submit(async () => {
        await locks[1].lock();
        held.set();
        await new Promise(() => {});
      });
      await held.wait();
      process.exit(1);
    };
    await expect(pool.submit(nested, inner)).rejects.toMatchObject({ code: 'ERR_WORKER_LOST' });
    for (const lock of locks) {
      await expect(lock.lock({ timeout: 10_000 })).rejects.toMatchObject({ code: 'ERR_LOCK_HOLDER_LOST' });
    }
  });
});
