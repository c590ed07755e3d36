/** What code in a worker sends by itself, as with other pools. */

import { describe, expect, it } from 'vitest';
import { Pool, type WorkerInfo } from '../../src/index.ts';

const bySelf = async (data: unknown): Promise<string> => {
  const { parentPort } = await import('node:worker_threads');
  if (parentPort !== null) parentPort.postMessage(data);
  else process.send?.(data);
  return 'sent';
};

describe.each(['threads', 'processes'])('a pool of %s', (backend) => {
  it('tells what its tasks send, and who sent it', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const heard: (readonly [unknown, WorkerInfo])[] = [];
    const all = new Promise<void>((resolve) => {
      pool.on('message', (data, worker) => heard.push([data, worker]) === 2 && resolve());
    });
    const values = [new Map([[1, new Date(5)]]), { ready: false }];
    expect(await Promise.all(values.map((data) => pool.submit(bySelf, data)))).toEqual(['sent', 'sent']);
    await all;
    expect(heard.map(([data]) => data)).toEqual(expect.arrayContaining(values));
    const ids = pool.workers.map(({ workerId }) => workerId);
    for (const [, { workerId }] of heard) expect(ids).toContain(workerId);
  });

  it('takes no harm where nobody listens', async () => {
    await using pool = new Pool({ backend, maxWorkers: 1 });
    expect(await pool.submit(bySelf, { any: 'thing' })).toBe('sent');
    expect(await pool.submit(bySelf, null)).toBe('sent');
    expect(await pool.submit(Math.abs, -1)).toBe(1);
  });
});

it('process.send of a task calls back and refuses what cannot be copied, as in Node', async () => {
  await using pool = new Pool({ backend: 'processes', maxWorkers: 1 });
  const calledBack = () => new Promise((resolve) => void process.send?.('x', (error: Error | null) => resolve(error)));
  expect(await pool.submit(calledBack)).toBe(null);
  const unsendable = () => process.send?.({ fn: () => 1 });
  await expect(pool.submit(unsendable)).rejects.toThrow(/could not be cloned/);
});
