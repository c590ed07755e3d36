/** What the pool of an app asks of its workers. A backend without workers of its own says so, and runs the tasks all the same. */

import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BackendUnavailableError,
  delayed,
  getSharedPool,
  InvalidOptionError,
  Pool,
  QueueFullError,
  taskContext,
  TaskTimeoutError,
  transfer,
  workerData,
} from '../index.ts';
import type { PoolOptions, QueuedTask, TaskHandle, TaskQueue, WorkerEvent } from '../index.ts';
import { type Kit, range, rejection } from './suite.ts';

const whoAmI = (): number => taskContext().workerId;

/** Tests of workers that are kept, counted, prepared and replaced. */
export function appPoolCases(kit: Kit): void {
  kit.group('pools of apps', () => {
    workerCases(kit);
    prepareCases(kit);
    priorityCases(kit);
    queueCases(kit);
    watchCases(kit);
    moduleCases(kit);
    concurrencyCases(kit);
    optionCases(kit);
  });
}

/** Whether the backend has workers of its own; if not, what needs them is refused by name. */
async function hasWorkers(pool: Pool): Promise<boolean> {
  await pool.ready();
  if (pool.workers.length > 0) return true;
  assert.ok((await rejection(pool.recycle())) instanceof BackendUnavailableError);
  assert.throws(() => pool.resize(1), BackendUnavailableError);
  return false;
}

function workerCases({ test, backend }: Kit): void {
  test('are ready before the first task, and know their workers', async () => {
    await using pool = new Pool({ backend, minWorkers: 2, maxWorkers: 2 });
    if (!(await hasWorkers(pool))) return;
    assert.deepEqual(pool.workers.map(({ state, tasks }) => ({ state, tasks })), [{ state: 'ready', tasks: 0 }, { state: 'ready', tasks: 0 }]); // prettier-ignore
    await pool.map(whoAmI, range(10));
    assert.equal(pool.workers.reduce((sum, { tasks }) => sum + tasks, 0), 10); // prettier-ignore
  });

  test('run something on each worker', async () => {
    await using pool = new Pool({ backend, minWorkers: 2, maxWorkers: 2 });
    const many = (await hasWorkers(pool)) ? 2 : 1;
    const by = 3;
    const results = await pool.broadcast((x: number) => [x * by, taskContext().workerId], 5);
    assert.deepEqual(results.map(([product]) => product), range(many).map(() => 15)); // prettier-ignore
    assert.equal(new Set(results.map(([, workerId]) => workerId)).size, many);
    const fail = (): never => {
      throw new RangeError('not here');
    };
    assert.ok((await rejection(pool.broadcast(fail))) instanceof RangeError);
    assert.equal(await pool.submit(Math.hypot, 3, 4), 5);
  });

  test('become larger and smaller while they work', async () => {
    await using pool = new Pool({ backend, minWorkers: 1, maxWorkers: 1 });
    if (!(await hasWorkers(pool))) return;
    const results = Promise.all(range(500).map((x) => pool.submit(Math.abs, -x)));
    pool.resize({ min: 3, max: 3 });
    await pool.ready();
    assert.equal(pool.workers.length, 3);
    const ended = new Promise<void>((resolve) => {
      let count = 0;
      pool.on('workerEnd', () => ++count === 2 && resolve());
    });
    pool.resize({ min: 0, max: 1 });
    await ended;
    assert.equal(pool.workers.length, 1);
    assert.deepEqual(await results, range(500));
  });

  test('replace their workers and tell about it', async () => {
    await using pool = new Pool({ backend, minWorkers: 1, maxWorkers: 1 });
    if (!(await hasWorkers(pool))) return;
    const events: WorkerEvent[] = [];
    for (const name of ['workerStart', 'workerReady', 'workerEnd'] as const)
      pool.on(name, (event) => events.push(event));
    const before = await pool.submit(whoAmI);
    await pool.recycle();
    await pool.ready();
    const after = await pool.submit(whoAmI);
    assert.deepEqual([before, after], [1, 2]);
    const seen = events.map(({ kind, worker }) => `${kind} ${worker.workerId}`);
    assert.deepEqual(seen.toSorted(), ['end 1', 'ready 2', 'start 2']);
    assert.equal(events.find(({ kind }) => kind === 'end')?.expected, true);
  });
}

function prepareCases({ test, backend }: Kit): void {
  test('give their workers data and a state, and clean up', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'manycore-pool-'));
    const file = path.join(folder, 'log');
    const pool = new Pool({
      backend,
      maxWorkers: 1,
      workerData: { locale: 'de', big: 3n },
      initializer: (log: string) => ({ log, opened: 1 }),
      initArgs: [file],
      teardown: async (state: { readonly log: string; readonly opened: number }) => {
        const { writeFileSync } = await import('node:fs');
        writeFileSync(state.log, `closed ${state.opened}`);
      },
    });
    assert.deepEqual(await pool.submit(() => workerData()), { locale: 'de', big: 3n });
    assert.deepEqual(await pool.submit(() => taskContext().state), { log: file, opened: 1 });
    await pool.close();
    assert.equal(readFileSync(file, 'utf8'), 'closed 1');
    rmSync(folder, { recursive: true });
  });

  test('import modules before the first task', async () => {
    const source = 'globalThis.preloaded = (globalThis.preloaded ?? 0) + 1;';
    const url = `data:text/javascript,${encodeURIComponent(source)}//${backend}`;
    await using pool = new Pool({ backend, maxWorkers: 1, preload: [url] });
    await pool.ready();
    assert.equal(await pool.submit(() => (globalThis as { preloaded?: number }).preloaded), 1);
    const missing = new Pool({ backend, maxWorkers: 1, preload: ['data:text/javascript,throw new Error("broken")'] });
    const error = await rejection(missing.submit(whoAmI));
    assert.equal((error as { code?: string }).code, 'ERR_INITIALIZER');
    await missing.close();
  });
}

/** Keeps every worker busy until it is told to go on. */
const hold = (): Promise<never> => new Promise<never>(() => {});

/** Resolves when the task has been given to a worker. */
async function started(task: TaskHandle): Promise<void> {
  while (task.status === 'queued') await sleep(1);
}

function priorityCases({ test, backend }: Kit): void {
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

function queueCases({ test, backend }: Kit): void {
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

/** Reports its argument. */
const nameIt = (name: string): string => {
  taskContext().report(name);
  return name;
};

function watchCases({ test, backend }: Kit): void {
  test('count and measure their tasks', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const fail = (): never => {
      throw new Error('no');
    };
    await Promise.allSettled([...range(10).map((x) => pool.submit(Math.abs, x)), pool.submit(fail), pool.submit(fail)]);
    const stopped = pool.submit(hold);
    const reason = rejection(stopped);
    stopped.cancel('enough');
    await reason;
    const { completed, failed, cancelled, waitMs, runMs, open, queued } = pool.stats();
    assert.deepEqual({ completed, failed, cancelled, open, queued }, { completed: 10, failed: 2, cancelled: 1, open: 0, queued: 0 }); // prettier-ignore
    assert.ok(waitMs.count >= 12 && runMs.count >= 12 && waitMs.max >= waitMs.p50 && runMs.min <= runMs.p99);
    pool.resetStats();
    assert.equal(pool.stats().completed, 0);
  });

  test('measure how busy their workers are, from the reset on', async () => {
    await using pool = new Pool({ backend, minWorkers: 1, maxWorkers: 1 });
    if (!(await hasWorkers(pool))) return;
    const spin = (ms: number): void => {
      for (const end = Date.now() + ms; Date.now() < end;);
    };
    await pool.submit(spin, 100);
    const busy = pool.stats().utilization;
    assert.ok(busy > 0 && busy <= 1, `busy for ${busy}`);
    pool.resetStats();
    await sleep(5);
    assert.equal(pool.stats().utilization, 0);
  });

  test('hand on what single tasks report, in the context of the caller', async () => {
    const storage = new AsyncLocalStorage<string>();
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const seen: (readonly [unknown, unknown])[] = [];
    const results = range(3).map((i) =>
      storage.run(`request ${i}`, () =>
        pool.run(delayed(nameIt)(`task ${i}`), { onReport: ({ data }) => seen.push([storage.getStore(), data]) }),
      ),
    );
    assert.deepEqual(await Promise.all(results), ['task 0', 'task 1', 'task 2']);
    const expected = range(3).map((i) => [`request ${i}`, `task ${i}`] as const);
    assert.deepEqual(new Map(seen), new Map(expected));
    const broken = pool.run(delayed(nameIt)('x'), {
      onReport: () => {
        throw new RangeError('my listener');
      },
    });
    assert.ok((await rejection(broken)) instanceof RangeError);
  });
}

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

function concurrencyCases({ test, backend }: Kit): void {
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

function moduleCases({ test, backend }: Kit): void {
  const source = `export const add = (a, b) => a + b; export const later = async (x) => x * 2; export default 5;`;
  const url = `data:text/javascript,${encodeURIComponent(source)}`;
  type Module = { add(a: number, b: number): number; later(x: number): Promise<number>; readonly default: number };

  test('call the exports of a module like functions', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const work = pool.proxy<Module>(url);
    assert.deepEqual(await Promise.all([work.add(1, 2), work.later(4), work.add(work.later(1), 5)]), [3, 8, 7]);
    assert.equal(await (async () => work)(), work);
    const missing = (work as unknown as { nothing(): Promise<unknown> }).nothing();
    assert.equal(((await rejection(missing)) as { code?: string }).code, 'ERR_TASK_MODULE');
    assert.throws(() => pool.proxy('./work.js'), { code: 'ERR_INVALID_OPTION', message: /must be a URL/ });
    assert.throws(() => pool.proxy(), InvalidOptionError);
  });

  test('run a module of the call instead of their own', async () => {
    await using pool = new Pool({ backend, maxWorkers: 1 });
    assert.equal(await pool.run(21, { filename: url, name: 'later' }), 42);
  });

  test('are shared by all parts of a program', async () => {
    const key = `conformance ${backend}`;
    const pool = getSharedPool(key, { backend, maxWorkers: 1 });
    assert.equal(await pool.submit(Math.abs, -3), 3);
    assert.equal(getSharedPool(key), pool);
    assert.equal(getSharedPool(key, { maxWorkers: 1, backend }), pool);
    assert.throws(() => getSharedPool(key, { backend, maxWorkers: 2 }), InvalidOptionError);
    assert.throws(() => getSharedPool({ backend, maxWorkers: 2 } as never), /takes a name before the options/);
    await pool.close();
    const next = getSharedPool(key, { backend, maxWorkers: 2 });
    assert.notEqual(next, pool);
    await next.close();
  });
}

function optionCases({ test, backend }: Kit): void {
  test('name the option that is wrong', async () => {
    const wrong: readonly [PoolOptions, RegExp][] = [
      [{ minWorkers: -1 }, /minWorkers must be an integer of at least 0, got -1/],
      [{ minWorkers: 3, maxWorkers: 2 }, /minWorkers must be at most maxWorkers/],
      [{ concurrentTasksPerWorker: 0 }, /concurrentTasksPerWorker must be an integer of at least 1, got 0/],
      [{ recycle: { heapMb: 0 } }, /recycle must be an object of positive numbers/],
      [{ teardown: 'close' as never }, /teardown must be a function, got "close"/],
      [{ teardownTimeout: 0 }, /teardownTimeout must be a positive number of milliseconds, got 0/],
      [{ forWorker: {} as never }, /forWorker must be a function/],
      [{ maxQueue: -1 }, /maxQueue must be an integer of at least 0/],
      [{ taskQueue: [] as never }, /taskQueue must be an object with size, push/],
      [{ preload: ['./a.js'] }, /preload must be a URL or an absolute path/],
    ];
    for (const [options, message] of wrong) {
      assert.throws(() => new Pool({ backend, ...options }), { code: 'ERR_INVALID_OPTION', message });
    }
    await using pool = new Pool({ backend, maxWorkers: 2 });
    assert.throws(() => pool.resize({ min: 3, max: 2 }), InvalidOptionError);
    for (const size of [0, undefined, null, 'two']) {
      assert.throws(() => pool.resize(size as never), InvalidOptionError, String(size));
    }
    assert.ok((await rejection(pool.run(delayed(whoAmI)(), { priority: Number.NaN }))) instanceof InvalidOptionError);
    assert.ok((await rejection(pool.run(delayed(whoAmI)(), { key: {} as never }))) instanceof InvalidOptionError);
  });
}
