import { describe, expect, it } from 'vitest';
import { delayed } from '../../src/api/delayed.ts';
import { Parallel } from '../../src/api/parallel.ts';
import { Pool } from '../../src/api/pool.ts';
import { transfer } from '../../src/memory/transfer.ts';
import '../../src/index.ts';

const failing = (bytes: Uint8Array): never => {
  throw new RangeError(`no ${bytes.length}`);
};

describe('a task whose argument was moved to a thread', () => {
  it('fails with its own error where it cannot be retried', async () => {
    await using pool = new Pool({ maxWorkers: 1, backend: 'threads' });
    const task = delayed(failing)(transfer(new Uint8Array(9)));
    await expect(pool.run(task, { retry: { times: 2, delay: 0 } })).rejects.toThrow(new RangeError('no 9'));
  });

  it('does so in a call over many, each with its own', async () => {
    await using parallel = new Parallel({
      nJobs: 1,
      backend: 'threads',
      retry: { times: 1, delay: 0 },
      onError: 'settle',
    });
    const results = await parallel.map(failing, [transfer(new Uint8Array(3)), transfer(new Uint8Array(4))]);
    expect(results).toMatchObject([{ reason: { message: 'no 3' } }, { reason: { message: 'no 4' } }]);
  });

  const exitsAt4 = (bytes: Uint8Array): number => {
    if (bytes.length === 4) process.exit(1);
    return bytes.length;
  };
  const expected = [3, 'ERR_WORKER_LOST', 5, 6, 7, 8];

  it('is lost alone when it ends its worker, whatever the size of batches', async () => {
    await using parallel = new Parallel({ nJobs: 2, backend: 'threads', onError: 'settle', batchSize: 4 });
    const made = [3, 4, 5, 6, 7, 8].map((length) => transfer(new Uint8Array(length)));
    const results = await parallel.map(exitsAt4, made);
    expect(results.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.code))).toEqual(expected);
  });

  it('and so it is among tasks that are submitted together', async () => {
    await using pool = new Pool({ maxWorkers: 1, backend: 'threads' });
    const handles = [3, 4, 5, 6, 7, 8].map((length) => pool.submit(exitsAt4, transfer(new Uint8Array(length))));
    const results = await Promise.allSettled(handles);
    expect(results.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.code))).toEqual(expected);
  });
});
