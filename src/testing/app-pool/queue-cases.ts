/** The order in which tasks of a pool start, and how many may wait. */

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { delayed, Pool, type QueuedTask, QueueFullError, taskContext, type TaskQueue } from '../../index.ts';
import { type Kit, range, rejection } from '../suite.ts';
import { hold, started, whoAmI } from './tasks.ts';

/** Reports its argument. Not exported: it goes to the workers with its values, and such tasks are not sent ahead of time. */
const nameIt = (name: string): string => {
  taskContext().report(name);
  return name;
};

export function priorityCases({ test, backend }: Kit): void {
  test('run tasks of higher priority first', async () => {
    await using pool = new Pool({ backend, maxWorkers: 1 });
    const order: string[] = [];
    const blocker = pool.submit(hold);
    const blocked = rejection(blocker);
    await started(blocker);
    const task = (name: string, priority?: number) =>
      pool.run(delayed(nameIt)(name), {
        ...(priority !== undefined && { priority }),
        onReport: () => order.push(name),
      });
    const all = Promise.all([task('low', -1), task('plain'), task('high', 5), task('higher', 9), task('plain too')]);
    blocker.cancel('go on');
    assert.equal(await blocked, 'go on');
    await all;
    assert.deepEqual(order, ['higher', 'high', 'plain', 'plain too', 'low']);
  });
}

export function urgencyCases({ test, backend }: Kit): void {
  test('run what is urgent before what came earlier and was not sent yet', async () => {
    await using pool = new Pool({ backend, maxWorkers: 1 });
    const order: string[] = [];
    const run = (name: string, priority?: number) => {
      const options = priority === undefined ? {} : { priority };
      return pool.run(delayed(nameIt)(name), { ...options, onReport: () => order.push(name) });
    };
    await run('warm');
    const blocker = pool.submit(hold);
    const blocked = rejection(blocker);
    await started(blocker);
    const early = ['a', 'b', 'c'].map((name) => run(name));
    await sleep(20); // as much of them as ever is made ready to be sent
    const late = [run('urgent', 1), run('most urgent', 2), run('not urgent', -1)];
    blocker.cancel('go on');
    assert.equal(await blocked, 'go on');
    await Promise.all([...early, ...late]);
    assert.deepEqual(order, ['warm', 'most urgent', 'urgent', 'a', 'b', 'c', 'not urgent']);
    // From now on little is sent ahead, and still all at once where nothing is urgent.
    assert.deepEqual(await Promise.all(range(500).map((x) => pool.submit(Math.abs, -x))), range(500));
  });
}

export function queueCases({ test, backend }: Kit): void {
  test('keep tasks of one key on one worker', async () => {
    await using pool = new Pool({ backend, minWorkers: 2, maxWorkers: 2 });
    await pool.ready();
    const where = await Promise.all(range(20).map((i) => pool.run(delayed(whoAmI)(), { key: `user ${i % 4}` })));
    for (const [i, workerId] of where.entries()) assert.equal(workerId, where[i % 4]);
    if (pool.workers.length > 0) assert.equal(new Set(where).size, 2);
  });

  test('refuse what is more than may wait, and say when there is room', async () => {
    await using pool = new Pool({ backend, maxWorkers: 1, maxQueue: 2 });
    const events: string[] = [];
    pool.on('needsDrain', () => events.push('needsDrain')).on('drain', () => events.push('drain'));
    const running = pool.submit(hold);
    const stopped = rejection(running);
    const waiting = [pool.submit(Math.abs, -1), pool.submit(Math.abs, -2)];
    assert.equal(pool.needsDrain, true);
    const refused = await rejection(pool.submit(Math.abs, -3));
    assert.ok(refused instanceof QueueFullError && refused.code === 'ERR_QUEUE_FULL' && refused.maxQueue === 2);
    running.cancel('go on');
    assert.equal(await stopped, 'go on');
    assert.deepEqual(await Promise.all(waiting), [1, 2]);
    assert.deepEqual([events, pool.needsDrain, pool.queueSize], [['needsDrain', 'drain'], false, 0]);
    assert.equal(await pool.submit(Math.abs, -4), 4);
  });
}

/** A queue of the user in place of our own. */
export function ownQueueCases({ test, backend }: Kit): void {
  test('take the order from a queue of the user', async () => {
    const list: QueuedTask[] = [];
    const taskQueue: TaskQueue = {
      get size() {
        return list.length;
      },
      push: (task) => void list.push(task),
      shift: () => list.pop(),
      remove: (task) => void list.splice(list.indexOf(task), 1),
    };
    await using pool = new Pool({ backend, maxWorkers: 1, taskQueue });
    const order: number[] = [];
    const blocker = pool.submit(hold);
    const blocked = rejection(blocker);
    await started(blocker);
    const all = range(5).map(async (i) => order.push(await pool.submit(Math.abs, -i)));
    const dropped = pool.submit(Math.abs, -9);
    const thrownAway = rejection(dropped);
    list.pop();
    blocker.cancel('go on');
    assert.equal(await blocked, 'go on');
    await Promise.all(all);
    assert.equal(order[0], 4);
    assert.equal(((await thrownAway) as { code?: string }).code, 'ERR_CANCELLED');
  });
}
