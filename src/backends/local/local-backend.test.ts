import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  failures,
  makeBatch,
  makeCall,
  moduleTask,
  options,
  runAll,
  runMany,
  tasksUrl,
} from '../../../test/fixtures/workers/harness.ts';
import type { Settled } from '../../../test/fixtures/workers/harness.ts';
import { spin } from '../../../test/fixtures/workers/tasks.ts';
import type { TaskBackend, TaskEvent, WorkerOptions } from '../../core/task.ts';
import { openProcesses } from '../processes/tasks.ts';
import { openThreads } from '../threads/tasks.ts';

const kinds = [
  ['threads', openThreads],
  ['processes', openProcesses],
] as const;

/** A timeout that innocent tasks have to meet, too, in milliseconds: a busy machine can stop a worker for a while. */
const INNOCENT_MS = 2000;

/** `failed` with this reason and code. */
const failure = (reason: string, code: string, more: object = {}): unknown =>
  expect.objectContaining({ failed: reason, error: expect.objectContaining({ code, ...more }) });

describe.each(kinds)('%s', (name, open) => {
  let backend: TaskBackend | undefined;

  const start = (more: Partial<WorkerOptions> = {}): TaskBackend => (backend = open(options(more)));

  afterEach(async () => {
    await backend?.close();
    backend = undefined;
  });

  it('runs a function of a module', async () => {
    const settled = await runAll(start(), makeBatch(makeCall('square'), [1, 2, 3]));
    expect(settled).toEqual([{ value: 1 }, { value: 4 }, { value: 9 }]);
  });

  it('spreads tuples over parameters', async () => {
    const call = makeCall('add');
    const settled = await runAll(
      start(),
      makeBatch(
        call,
        [
          [1, 2],
          [3, 4],
        ],
        { spread: true },
      ),
    );
    expect(settled).toEqual([{ value: 3 }, { value: 7 }]);
  });

  it('takes a function for each task', async () => {
    const call = makeCall('square', { functions: [moduleTask('square'), moduleTask('double')] });
    const settled = await runAll(start(), makeBatch(call, [5, 5, 6], { fn: [0, 1, 0] }));
    expect(settled).toEqual([{ value: 25 }, { value: 10 }, { value: 36 }]);
  });

  it('waits for asynchronous tasks', async () => {
    const settled = await runAll(start(), makeBatch(makeCall('later'), [1, 2, 3]));
    expect(settled).toEqual([{ value: 2 }, { value: 4 }, { value: 6 }]);
  });

  it('gives an empty batch no outcome', async () => {
    expect(await runAll(start(), makeBatch(makeCall('square'), []))).toEqual([]);
  });

  it('tells tasks about themselves, the same for any batch', async () => {
    const call = makeCall('context', { seed: [3, 4] });
    const [first, second] = await runAll(start(), makeBatch(call, [0, 0], { first: 7, attempt: 2 }));
    const again = await runAll(backend!, makeBatch(call, [0], { first: 8 }));
    expect(first).toMatchObject({ value: { index: 7, attempt: 2, backend: name, level: 1, aborted: false } });
    const random = ({ value }: { value?: unknown }): unknown => (value as { random: number }).random;
    expect(random(again[0] as { value: unknown })).toBe(random(second as { value: unknown }));
  });

  it('passes on what tasks report and log', async () => {
    const events: TaskEvent[] = [];
    start({ stdio: 'pipe' }).onEvent = (event) => events.push(event);
    const call = makeCall('report');
    await runAll(backend!, makeBatch(call, [4], { first: 3 }));
    expect(events).toEqual([
      { kind: 'report', callId: call.id, index: 3, data: { half: 2 } },
      { kind: 'output', stream: 'stdout', text: 'task 4\n', workerId: 1, callId: call.id, index: 3 },
    ]);
  });

  it('fills typed results and drops unwanted ones', async () => {
    const typed = makeBatch(makeCall('square', { resultType: 'Float32Array' }), [1.5, 2]);
    expect(await runAll(start(), typed)).toEqual([{ value: 2.25 }, { value: 4 }]);
    const unwanted = makeBatch(makeCall('square', { discardResults: true }), [1, 2]);
    expect(await runAll(backend!, unwanted)).toEqual([{ value: undefined }, { value: undefined }]);
  });

  it('refuses arguments that cannot be sent, and goes on', async () => {
    const settled = await runAll(start(), makeBatch(makeCall('same'), [1, () => 2]));
    expect(settled).toEqual([
      failure('not-cloneable', 'ERR_NOT_CLONEABLE'),
      failure('not-cloneable', 'ERR_NOT_CLONEABLE'),
    ]);
    expect(await runAll(backend!, makeBatch(makeCall('same'), ['x']))).toEqual([{ value: 'x' }]);
  });

  it('ends what runs when its caller stops listening', async () => {
    start({ workers: 1 });
    const replies = backend!.run(makeBatch(makeCall('act'), ['endless loop']))[Symbol.asyncIterator]();
    await replies.return?.();
    expect(await runAll(backend!, makeBatch(makeCall('square'), [3]))).toEqual([{ value: 9 }]);
  });

  it('passes environment and arguments on', async () => {
    vi.stubEnv('MANYCORE_NOT', 'removed');
    start({ env: { MANYCORE_TEST: 'yes', MANYCORE_NOT: undefined }, argv: ['--one', 'two'] });
    const settled = await runAll(backend!, makeBatch(makeCall('surroundings'), [0]));
    vi.unstubAllEnvs();
    const path = process.env['PATH'];
    expect(settled).toEqual([{ value: { yes: 'yes', not: null, path, argv: ['--one', 'two'] } }]);
  });

  it('skips what follows a throw when the call stops on errors', async () => {
    const settled = await runAll(start(), makeBatch(makeCall('act', { stopOnError: true }), [1, 'throw Error', 2, 3]));
    expect(settled[0]).toEqual({ value: 2 });
    expect(settled[1]).toHaveProperty('thrown');
    expect(settled.slice(2)).toEqual([{ skipped: true }, { skipped: true }]);
  });

  const crashes: readonly (readonly [string, unknown])[] = [
    ['exit 0', failure('lost', 'ERR_WORKER_LOST', { exitCode: 0 })],
    ['exit 1', failure('lost', 'ERR_WORKER_LOST', { exitCode: 1 })],
    ['exit 3', failure('lost', 'ERR_WORKER_LOST', { exitCode: 3 })],
    ['reject later', failure('lost', 'ERR_UNCAUGHT_IN_TASK')],
    ['throw in a timer', failure('lost', 'ERR_UNCAUGHT_IN_TASK')],
    ['return a function', failure('not-cloneable', 'ERR_NOT_CLONEABLE')],
    ['return a generator', failure('not-cloneable', 'ERR_NOT_CLONEABLE')],
    ['return a promise in an object', failure('not-cloneable', 'ERR_NOT_CLONEABLE')],
    ['throw null', { thrown: null }],
    ['throw frozen', { thrown: { frozen: true } }],
    ['throw getters', { thrown: expect.anything() }],
    ['throw Error', { thrown: expect.objectContaining({ message: 'no good' }) }],
    ...(name === 'processes'
      ? ([
          ['kill -9', failure('lost', 'ERR_WORKER_LOST', { exitCode: null, signal: 'SIGKILL' })],
          ['abort', failure('lost', 'ERR_WORKER_LOST', { signal: 'SIGABRT' })],
        ] as const)
      : []),
  ];

  it.each(crashes)('one task that does "%s" costs only itself', async (deed, expected) => {
    const items = [1, 2, 3, 4, 5, deed, 7, 8];
    start();
    for (const task of ['act', 'actLater']) {
      const settled = await runAll(backend!, makeBatch(makeCall(task), items));
      expect(failures(settled)).toEqual([[5, expected]]);
      expect(settled[7]).toEqual({ value: 16 });
    }
    expect(await runAll(backend!, makeBatch(makeCall('square'), [3]))).toEqual([{ value: 9 }]);
  });

  it('tells a task that ran out of memory', async () => {
    start({ workers: 1, resourceLimits: { maxOldGenerationSizeMb: 40 }, stdio: 'ignore' });
    const settled = await runAll(backend!, makeBatch(makeCall('act'), [1, 'out of memory', 2]));
    expect(failures(settled)).toEqual([[1, failure('lost', 'ERR_WORKER_OUT_OF_MEMORY')]]);
  });

  it.each(['endless loop', 'endless wait'])('ends a task in an %s at its timeout', async (deed) => {
    const call = makeCall('act', { timeoutMs: INNOCENT_MS });
    const settled = await runAll(start(), makeBatch(call, [1, 2, deed, 4]));
    expect(failures(settled)).toEqual([[2, failure('timeout', 'ERR_TASK_TIMEOUT', { timeoutMs: INNOCENT_MS })]]);
  });

  it('does not count the time in which the caller is too busy to take results', async () => {
    start({ workers: 1 });
    const call = makeCall('square', { timeoutMs: INNOCENT_MS });
    await runAll(backend!, makeBatch(call, [1]));
    const settled = runAll(backend!, makeBatch(call, [2, 3]));
    spin(INNOCENT_MS + 500);
    expect(await settled).toEqual([{ value: 4 }, { value: 9 }]);
  });

  it('tells a listening task that its time is over, and keeps its worker', async () => {
    start({ workers: 1 });
    const call = makeCall('pid', { functions: [moduleTask('pid'), moduleTask('listens')], timeoutMs: INNOCENT_MS });
    const [before, told, after] = await runAll(backend!, makeBatch(call, [0, 0, 0], { fn: [0, 1, 0] }));
    expect(told).toEqual(failure('timeout', 'ERR_TASK_TIMEOUT'));
    expect(after).toEqual(before);
    const again = await runAll(backend!, makeBatch(makeCall('context'), [0]));
    expect(again).toMatchObject([{ value: { workerId: 1 } }]);
  });

  it('cancels running and waiting tasks of one call, and no others', async () => {
    start();
    const doomed = makeCall('act');
    const other = makeCall('square');
    const reason = new Error('enough');
    const lost = [0, 1, 2, 3].map((i) => runAll(backend!, makeBatch(doomed, [1, 'endless loop'], { first: i * 2 })));
    const kept = runAll(backend!, makeBatch(other, [2, 3]));
    backend!.cancel(doomed.id, { kind: 'abort', reason });
    for (const settled of await Promise.all(lost)) {
      for (const what of settled) expect(what).toMatchObject({ failed: 'cancelled' });
      expect((settled[1] as { error: unknown }).error).toBe(reason);
    }
    expect(await kept).toEqual([{ value: 4 }, { value: 9 }]);
  });

  it('cancels a single task and runs its innocent mates again', async () => {
    start({ workers: 1 });
    await runAll(backend!, makeBatch(makeCall('square'), [1]));
    const call = makeCall('act', { functions: [moduleTask('act'), moduleTask('report')] });
    const begun = new Promise<void>((resolve) => {
      backend!.onEvent = (event) => event.kind === 'report' && resolve();
    });
    const settled = runAll(backend!, makeBatch(call, [8, 'endless loop', 5], { fn: [1, 0, 0], first: 10 }));
    await begun;
    backend!.cancel(call.id, { kind: 'abort', reason: 'stop' }, [11]);
    expect(await settled).toEqual([{ value: 8 }, { failed: 'cancelled', error: 'stop' }, { value: 10 }]);
  });

  it('prepares each worker with its initializer', async () => {
    const initializer = { definitions: [], fn: moduleTask('initOk'), args: { kind: 'plain', values: [42] } } as const;
    const settled = await runMany(start({ initializer }), makeCall('initialized'), { items: [1, 2, 3, 4], size: 1 });
    expect(settled).toEqual(new Array(4).fill({ value: 42 }));
  });

  it.each([
    ['initThrows', 'ERR_INITIALIZER'],
    ['initExits', 'ERR_WORKER_START'],
  ])('tells every task when the initializer fails: %s', async (init, code) => {
    start({
      initializer: { definitions: [], fn: moduleTask(init), args: { kind: 'void', count: 0 } },
      stdio: 'ignore',
    });
    const settled = await runMany(backend!, makeCall('square'), {
      items: Array.from({ length: 50 }, (_, i) => i),
      size: 5,
    });
    expect(settled).toEqual(new Array(50).fill(failure('unstartable', code)));
  });

  it('tells every task when Node does not take the options of a worker', async () => {
    start({ execArgv: ['--no-such-option-at-all'], stdio: 'ignore' });
    const settled = await runMany(backend!, makeCall('square'), { items: [1, 2, 3], size: 1 });
    expect(settled).toEqual(new Array(3).fill(failure('unstartable', 'ERR_WORKER_START')));
    expect((settled[0] as { error: Error }).error.message).toMatch(/no-such-option-at-all/);
  });

  it.each([
    ['a missing file', new URL('./none.ts', tasksUrl).href, 'square'],
    ['no such export', tasksUrl, 'nothing'],
  ])('tells that a task module cannot be used: %s', async (_case, url, exported) => {
    const call = makeCall('', { functions: [moduleTask(exported, url)] });
    const settled = await runAll(start(), makeBatch(call, [1, 2]));
    expect(settled).toEqual([failure('unstartable', 'ERR_TASK_MODULE'), failure('unstartable', 'ERR_TASK_MODULE')]);
  });

  it('replaces a worker after its share of tasks', async () => {
    start({ workers: 1, maxTasksPerWorker: 3 });
    const settled = await runAll(backend!, makeBatch(makeCall('context'), [0, 0, 0, 0, 0, 0, 0]));
    expect(settled.map((what) => (what as { value: { workerId: number } }).value.workerId)).toEqual([
      1, 1, 1, 2, 2, 2, 3,
    ]);
  });

  it('keeps what a task prints before it exits, with the task', async () => {
    const events: TaskEvent[] = [];
    start({ stdio: 'pipe' }).onEvent = (event) => events.push(event);
    const settled = await runAll(backend!, makeBatch(makeCall('printAndExit'), ['last words'], { first: 4 }));
    expect(settled).toEqual([failure('lost', 'ERR_WORKER_LOST', { exitCode: 0 })]);
    expect(events).toEqual([expect.objectContaining({ kind: 'output', text: 'last words\n', index: 4 })]);
  });

  it('lets timers fire that a task left behind', async () => {
    const fired = new Promise((resolve) => {
      start({ workers: 1 }).onEvent = resolve;
    });
    await runAll(backend!, makeBatch(makeCall('leavesTimer'), [5]));
    expect(await fired).toMatchObject({ kind: 'report', data: 'fired' });
  });

  it('loses nothing of a flood of output', async () => {
    let text = '';
    start({ stdio: 'pipe' }).onEvent = (event) => {
      if (event.kind === 'output') text += event.text;
    };
    await runAll(backend!, makeBatch(makeCall('flood'), [20_000]));
    expect(text.split('\n').length).toBe(20_001);
    expect(text).toMatch(/line 19999 x+\n$/);
  });

  // Node lets a thread run on for a moment after an exit in a microtask, so there nobody can tell which task it was.
  it('costs exactly the task that ends its worker when it has returned', async () => {
    const settled = await runAll(start(), makeBatch(makeCall('act'), [1, 'exit in a microtask', 3, 4]));
    expect(failures(settled)).toEqual([[1, failure('lost', 'ERR_WORKER_LOST', { exitCode: 3 })]]);
  });

  it('costs exactly the three guilty of 20,000 tasks', async () => {
    const items: unknown[] = Array.from({ length: 20_000 }, (_, i) => i);
    items[5000] = 'exit 3';
    items[7000] = 'endless loop';
    items[9000] = 'throw Error';
    const settled = await runMany(start(), makeCall('act', { timeoutMs: INNOCENT_MS }), { items, size: 500 });
    expect(failures(settled)).toEqual([
      [5000, failure('lost', 'ERR_WORKER_LOST', { exitCode: 3 })],
      [7000, failure('timeout', 'ERR_TASK_TIMEOUT')],
      [9000, { thrown: expect.objectContaining({ message: 'no good' }) }],
    ]);
    expect(settled[19_999]).toEqual({ value: 39_998 });
  });

  it('settles everything when it is closed while tasks run, twice, and refuses more', async () => {
    start();
    const running = [1, 2, 3, 4, 5].map(() => runAll(backend!, makeBatch(makeCall('act'), ['endless loop', 1])));
    const closed = [backend!.close(), backend!.close()];
    const settled: Settled[] = (await Promise.all(running)).flat();
    expect(settled).toEqual(new Array(10).fill(failure('cancelled', 'ERR_POOL_CLOSED')));
    await Promise.all(closed);
    await expect(async () => runAll(backend!, makeBatch(makeCall('square'), [1]))).rejects.toMatchObject({
      code: 'ERR_POOL_CLOSED',
    });
  });

  it('ends a cancelled task of a batch that waited in a worker and could not be taken back', async () => {
    start({ workers: 1 });
    const spinning = makeCall('spin');
    const acting = makeCall('act');
    // Both calls are known to be quick, so that the batches of one may wait behind those of the other.
    for (const call of [spinning, acting]) await runMany(backend!, call, { items: new Array(8).fill(1), size: 1 });
    const first = runAll(backend!, makeBatch(spinning, [100]));
    const transfer = [new ArrayBuffer(8)];
    const waiting = runAll(backend!, makeBatch(acting, [1, 'endless loop'], { first: 10, transfer }));
    backend!.cancel(acting.id, { kind: 'abort', reason: 'no more' }, [11]);
    await first;
    expect((await waiting)[1]).toEqual({ failed: 'cancelled', error: 'no more' });
  });

  it('takes a batch back that waits behind a long task while another worker is idle', async () => {
    start();
    // Both workers run: one alone would need too long for these.
    const workerIds = new Set<number>();
    while (workerIds.size < 2) {
      const settled = await runMany(backend!, makeCall('spinAndTell'), { items: [50, 50, 50, 50], size: 1 });
      for (const what of settled) workerIds.add((what as { value: number }).value);
    }
    const quick = makeCall('spin');
    // The call is known to be quick, so that its batches may wait in a worker.
    await runMany(backend!, quick, { items: new Array(8).fill(1), size: 1 });
    const ended: string[] = [];
    const long = runAll(backend!, makeBatch(quick, [3000], { first: 1 })).then(() => ended.push('long'));
    const others = [1, 2].map(() => runAll(backend!, makeBatch(quick, [1])).then(() => ended.push('quick')));
    await Promise.all([long, ...others]);
    expect(ended).toEqual(['quick', 'quick', 'long']);
  });

  it('settles a batch whose buffers were moved when its worker is lost', async () => {
    start({ workers: 1 });
    const bytes = new ArrayBuffer(16);
    const call = makeCall('same', { functions: [moduleTask('same'), moduleTask('act')] });
    const batch = makeBatch(call, [bytes, 'exit 3', 5], { fn: [0, 1, 0], transfer: [bytes] });
    const settled = await runAll(backend!, batch);
    expect(settled[1]).toEqual(failure('lost', 'ERR_WORKER_LOST', { exitCode: 3 }));
    // A thread took the buffer with it; to a process it went as a copy.
    if (name === 'threads') expect(settled[2]).toEqual(failure('lost', 'ERR_WORKER_LOST'));
    else expect(settled[2]).toEqual({ value: 5 });
  });

  it('does not take a batch back that was cancelled while its worker starts', async () => {
    start();
    await runAll(backend!, makeBatch(makeCall('square'), [1]));
    const busy = runAll(backend!, makeBatch(makeCall('spin'), [10]));
    const doomed = makeCall('square');
    const cancelled = runAll(backend!, makeBatch(doomed, [1, 2, 3]));
    backend!.cancel(doomed.id, { kind: 'abort', reason: 'stop' });
    expect(await cancelled).toEqual(new Array(3).fill({ failed: 'cancelled', error: 'stop' }));
    // Now the first worker has nothing to do, and the second one still starts.
    await busy;
    expect(await runAll(backend!, makeBatch(makeCall('square'), [2]))).toEqual([{ value: 4 }]);
  });

  it('lets idle workers end', async () => {
    start({ idleTimeoutMs: 20, workers: 1 });
    const call = makeCall('context');
    await runAll(backend!, makeBatch(call, [0]));
    const worker = async (): Promise<unknown> =>
      ((await runAll(backend!, makeBatch(call, [0])))[0] as { value: { workerId: number } }).value.workerId;
    await expect.poll(worker, { interval: 100, timeout: 15_000 }).toBeGreaterThan(1);
  });
});
