import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeBatch, makeCall, moduleTask, options, runAll } from '../../../test/fixtures/workers/harness.ts';
import type { TaskBackend, WorkerOptions } from '../../core/task.ts';
import type { WorkerEvent, WorkerSet } from '../../core/worker-set.ts';
import { openProcesses } from '../processes/tasks.ts';
import { openThreads } from '../threads/tasks.ts';

const kinds = [
  ['threads', openThreads],
  ['processes', openProcesses],
] as const;

describe.each(kinds)('workers of %s', (_name, open) => {
  let backend: TaskBackend | undefined;

  const start = (more: Partial<WorkerOptions> = {}): { readonly backend: TaskBackend; readonly set: WorkerSet } => {
    backend = open(options(more));
    return { backend, set: backend.workerSet as WorkerSet };
  };

  /** Resolves when so many workers have ended. */
  const ends = (set: WorkerSet, count: number): Promise<WorkerEvent[]> =>
    new Promise((resolve) => {
      const seen: WorkerEvent[] = [];
      set.onWorker = (event) => {
        if (event.kind === 'end' && seen.push(event) === count) resolve(seen);
      };
    });

  afterEach(async () => {
    await backend?.close();
    backend = undefined;
  });

  it('start before the first task when there is a least number, and are kept', async () => {
    const { set } = start({ workers: 3, minWorkers: 2, idleTimeoutMs: 1 });
    await set.ready();
    expect(set.workers()).toMatchObject([{ state: 'ready' }, { state: 'ready' }]);
    const third = ends(set, 1);
    set.resize({ min: 3 });
    await set.ready();
    set.resize({ min: 2 });
    await third;
    expect(set.workers()).toHaveLength(2);
  });

  it('tell about their lives', async () => {
    const { backend: made, set } = start({ workers: 1 });
    const events: WorkerEvent[] = [];
    const ended = new Promise<void>((resolve) => {
      set.onWorker = (event) => {
        events.push(event);
        if (event.kind === 'end') resolve();
      };
    });
    await runAll(made, makeBatch(makeCall('square'), [1, 2]));
    expect(set.workers()).toMatchObject([{ workerId: 1, tasks: 2, running: 0 }]);
    await runAll(made, makeBatch(makeCall('act'), ['exit 3']));
    await ended;
    expect(events.map(({ kind }) => kind)).toEqual(['start', 'ready', 'end']);
    expect(events.at(-1)).toMatchObject({ exitCode: 3, expected: false, worker: { workerId: 1, tasks: 3 } });
  });

  it('become fewer and more while they work', async () => {
    const { backend: made, set } = start({ workers: 3 });
    made.warm?.(3);
    const running = runAll(made, makeBatch(makeCall('slowNumber'), [30]));
    const gone = ends(set, 2);
    set.resize({ max: 1 });
    expect(made.capacity()).toBe(2);
    await gone;
    expect(await running).toMatchObject([{ value: expect.any(Number) }]);
    expect(set.workers()).toHaveLength(1);
    set.resize({ min: 2, max: 2 });
    await set.ready();
    expect(set.workers()).toHaveLength(2);
  });

  it('say why they cannot be started', async () => {
    const { set } = start({ initializer: { definitions: [], fn: moduleTask('notThere') } });
    await expect(set.ready()).rejects.toMatchObject({ code: 'ERR_INITIALIZER' });
  });

  it('are replaced when asked to, after what they run', async () => {
    const { backend: made, set } = start({ workers: 2, minWorkers: 2 });
    await set.ready();
    const running = runAll(made, makeBatch(makeCall('slowNumber'), [20]));
    await set.recycle();
    const [one] = await running;
    await set.ready();
    const now = set.workers().map(({ workerId }) => workerId);
    expect(now).toEqual([3, 4]);
    expect(now).not.toContain((one as { value: number }).value);
  });

  it('are replaced while they work by others that are ready before they go', async () => {
    const { backend: made, set } = start({ workers: 1 });
    await runAll(made, makeBatch(makeCall('square'), [1]));
    const events: string[] = [];
    set.onWorker = ({ kind, worker }) => events.push(`${kind} ${worker.workerId}`);
    const running = runAll(made, makeBatch(makeCall('slowNumber'), [20]));
    const gone = Promise.all([set.recycle(), set.recycle()]);
    expect(set.workers().map(({ workerId }) => workerId)).toEqual([1, 2]);
    expect(await running).toEqual([{ value: 1 }]);
    await gone;
    expect(events).toEqual(['start 2', 'ready 2', 'end 1']);
    expect(await runAll(made, makeBatch(makeCall('slowNumber'), [0]))).toEqual([{ value: 2 }]);
  });

  it('get their tasks done however often they are replaced', async () => {
    const { backend: made, set } = start({ workers: 2 });
    const timer = setInterval(() => void set.recycle(), 1);
    try {
      const ids = new Set<number>();
      while (ids.size < 4) {
        const [one] = await runAll(made, makeBatch(makeCall('slowNumber'), [1]));
        ids.add((one as { value: number }).value);
      }
    } finally {
      clearInterval(timer);
    }
  });

  it('are replaced when their heap has grown too big', async () => {
    const { backend: made, set } = start({ workers: 1, recycle: { heapBytes: 60e6 } });
    const [small] = await runAll(made, makeBatch(makeCall('workerNumber'), [0]));
    const gone = ends(set, 1);
    await runAll(made, makeBatch(makeCall('keepMegabytes'), [80]));
    expect((await gone)[0]).toMatchObject({ expected: true, worker: { workerId: 1 } });
    const [next] = await runAll(made, makeBatch(makeCall('workerNumber'), [0]));
    expect([small, next]).toEqual([{ value: 1 }, { value: 2 }]);
  });

  it('are replaced when they are old', async () => {
    const { set } = start({ workers: 1, minWorkers: 1, recycle: { ageMs: 30 } });
    await set.ready();
    const [first] = await ends(set, 1);
    expect(first).toMatchObject({ expected: true, worker: { workerId: 1 } });
  });

  it('have a state, and clean it up when they end in good order', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'manycore-crew-'));
    const file = path.join(folder, 'log');
    const { backend: made } = start({
      workers: 1,
      initializer: {
        definitions: [],
        fn: moduleTask('openState'),
        args: { kind: 'plain', values: [file] },
        teardown: moduleTask('closeState'),
      },
    });
    expect(await runAll(made, makeBatch(makeCall('workerState'), [0]))).toEqual([{ value: { path: file } }]);
    await made.close();
    expect(readFileSync(file, 'utf8')).toBe('closed\n');
    rmSync(folder, { recursive: true });
  });

  it('run what is for one of them, and for a key, each on the same one', async () => {
    const { backend: made, set } = start({ workers: 2, minWorkers: 2 });
    await set.ready();
    const call = makeCall('slowNumber');
    const on = (worker: number) => runAll(made, makeBatch(call, [5], { worker }));
    expect(await Promise.all([on(2), on(1), on(2)])).toEqual([[{ value: 2 }], [{ value: 1 }], [{ value: 2 }]]);
    const keyed = await Promise.all(
      Array.from({ length: 12 }, (_, i) => runAll(made, makeBatch(call, [i % 3], { key: i % 2 }))),
    );
    const places = keyed.map(([one]) => (one as { value: number }).value);
    expect(new Set(places)).toEqual(new Set([1, 2]));
    places.forEach((place, i) => expect(place).toBe(places[i % 2]));
  });

  it('lose only what was for the one that died; keys find another', async () => {
    const { backend: made, set } = start({ workers: 2, minWorkers: 2 });
    await set.ready();
    const call = makeCall('act', { functions: [moduleTask('act'), moduleTask('square')] });
    const bad = runAll(made, makeBatch(call, ['exit 1'], { worker: 1 }));
    const behind = runAll(made, makeBatch(call, [3], { worker: 1, fn: 1 }));
    const keyed = Promise.all([4, 5].map((n) => runAll(made, makeBatch(call, [n], { key: 'k', fn: 1 }))));
    expect(await bad).toMatchObject([{ failed: 'lost' }]);
    expect(await behind).toMatchObject([{ failed: 'lost', error: { code: 'ERR_WORKER_LOST', workerId: 1 } }]);
    expect(await keyed).toEqual([[{ value: 16 }], [{ value: 25 }]]);
    expect(await runAll(made, makeBatch(call, [3], { worker: 1, fn: 1 }))).toMatchObject([{ failed: 'lost' }]);
  });
});
