/** Workers that are kept, counted, prepared and replaced. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Pool, taskContext, workerData, type WorkerEvent } from '../../index.ts';
import { type Kit, range, rejection } from '../suite.ts';
import { hasWorkers } from './has-workers.ts';
import { whoAmI } from './tasks.ts';

export function keptWorkerCases({ test, backend }: Kit): void {
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
}

/** More workers, fewer, and others. */
export function changingWorkerCases({ test, backend }: Kit): void {
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

export function prepareCases({ test, backend }: Kit): void {
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
