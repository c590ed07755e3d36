/** Several tasks at one moment in one worker. */

import assert from 'node:assert/strict';
import { delayed, Pool, taskContext, TaskTimeoutError, transfer } from '../../index.ts';
import { type Kit, range, rejection } from '../suite.ts';
import { hasWorkers } from './has-workers.ts';
import { hold, started } from './tasks.ts';

/** Waits until so many tasks run at one moment in its worker, and tells the most that ever did. */
const meet = async (count: number): Promise<number> => {
  const here = globalThis as { running?: number; most?: number };
  here.running = (here.running ?? 0) + 1;
  here.most = Math.max(here.most ?? 0, here.running);
  while (here.most < count) await new Promise((resolve) => void setTimeout(resolve, 1));
  await new Promise((resolve) => void setTimeout(resolve, 20)); // one more than `count` would be seen
  here.running--;
  return here.most;
};

export function concurrencyCases({ test, backend }: Kit): void {
  const options = { backend, maxWorkers: 1, concurrentTasksPerWorker: 4 } as const;

  test('run several asynchronous tasks in one worker', async () => {
    await using pool = new Pool(options);
    if (!(await hasWorkers(pool))) return;
    const most = await Promise.all(range(12).map(() => pool.submit(meet, 4)));
    assert.equal(Math.max(...most), 4);
    assert.deepEqual(await pool.map(indexLater, range(20)), range(20));
    assert.deepEqual(await Promise.all(range(300).map((x) => pool.submit(Math.abs, -x))), range(300));
    const buffers = await Promise.all(range(8).map((i) => pool.submit(movedLater, i)));
    assert.deepEqual(buffers.map((bytes) => [...bytes]), range(8).map((i) => [i, i])); // prettier-ignore
  });

  test('end only what is cancelled or over its time, of several in one worker', async () => {
    await using pool = new Pool(options);
    if (!(await hasWorkers(pool))) return;
    const fine = range(2).map((i) => pool.run(delayed(slowly)(i)));
    const late = rejection(pool.run(delayed(hold)(), { timeout: 60 }));
    const stopped = pool.submit(hold);
    const reason = rejection(stopped);
    await started(stopped);
    stopped.cancel('enough');
    assert.equal(await reason, 'enough');
    assert.ok((await late) instanceof TaskTimeoutError);
    assert.deepEqual(await Promise.all(fine), [0, 1]);
    assert.equal(await pool.submit(Math.abs, -1), 1);
  });

  test('find the guilty one of several in one worker', async () => {
    await using pool = new Pool(options);
    if (!(await hasWorkers(pool))) return;
    const tasks = range(4).map((i) => (i === 2 ? pool.submit(exitLater) : pool.submit(slowly, i)));
    const settled = await Promise.allSettled(tasks);
    assert.deepEqual(settled.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as { code?: string }).code)), [0, 1, 'ERR_WORKER_LOST', 3]); // prettier-ignore
  });
}

const indexLater = async (x: number): Promise<number> => {
  await new Promise((resolve) => void setTimeout(resolve, x % 3));
  return taskContext().index === x ? x : -1;
};

const movedLater = async (i: number): Promise<Uint8Array> => {
  const bytes = new Uint8Array([i, i]);
  await new Promise((resolve) => void setTimeout(resolve, 5));
  return transfer(bytes, [bytes.buffer]);
};

const slowly = async (i: number): Promise<number> => {
  await new Promise((resolve) => void setTimeout(resolve, 150));
  return i;
};

const exitLater = async (): Promise<never> => {
  await new Promise((resolve) => void setTimeout(resolve, 20));
  process.exit(3);
};
