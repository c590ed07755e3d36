import { expect, test } from 'vitest';
import '../backends/register.ts';
import { useErrorGrace } from '../plan/error-grace.ts';
import { Parallel } from './parallel.ts';
import { Pool } from './pool.ts';

test.each(['threads', 'processes'] as const)(
  'values before an error come first, however slow they are: %s',
  async (backend) => {
    const restore = useErrorGrace(0);
    try {
      await using pool = new Pool({ backend, maxWorkers: 2 });
      const results = pool.imap(
        async (n: number) => {
          if (n === 1) throw new RangeError('no 1');
          await new Promise((resolve) => setTimeout(resolve, 300));
          return n;
        },
        [0, 1, 2, 3],
        { chunkSize: 1 },
      );
      expect(await results.next()).toEqual({ done: false, value: 0 });
      await expect(results.next()).rejects.toThrow('no 1');
    } finally {
      restore();
    }
  },
);

test.each(['imap', 'imapUnordered'] as const)(
  'who leaves %s while a result is waited for does not wait for it',
  async (how) => {
    await using pool = new Pool({ backend: 'threads', maxWorkers: 1 });
    const results = pool[how](() => new Promise(() => {}), [1, 2]);
    await expect(results.next(20)).rejects.toMatchObject({ code: 'ERR_WAIT_TIMEOUT' });
    const late = results.next();
    expect(await results.return()).toEqual({ done: true, value: undefined });
    expect(await late).toEqual({ done: true, value: undefined });
    expect(await results.next()).toEqual({ done: true, value: undefined });
    // Its worker is free for others.
    expect(await pool.submit(Math.sqrt, 9)).toBe(3);
  },
);

test('who leaves a generator while a result is waited for does not wait for it', async () => {
  const results = Parallel({ nJobs: 1, backend: 'threads', returnAs: 'generator' }).map(
    () => new Promise(() => {}),
    [1],
  );
  const next = results.next();
  expect(await results.return()).toEqual({ done: true, value: undefined });
  expect(await next).toEqual({ done: true, value: undefined });
});
