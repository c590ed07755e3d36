/** A program that is busy reads late what its workers have said. Nothing that they did meanwhile may count for less, or be done again. */

import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { makeBatch, makeCall, moduleTask, options, runAll, runMany } from '../../../test/fixtures/workers/harness.ts';
import type { Settled } from '../../../test/fixtures/workers/harness.ts';
import type { Step } from '../../../test/fixtures/workers/steps.ts';
import type { Batch, CallHeader, TaskBackend, WorkerOptions } from '../../core/task.ts';
import { openThreads } from '../threads/tasks.ts';

const steps = new URL('../../../test/fixtures/workers/steps.ts', import.meta.url).href;
const never = new Int32Array(new SharedArrayBuffer(4));
let words = new Int32Array(new SharedArrayBuffer(0));
let backend: TaskBackend | undefined;

function open(more: Partial<WorkerOptions>): TaskBackend {
  words = new Int32Array(new SharedArrayBuffer(64));
  return (backend = openThreads(options({ workers: 1, ...more })));
}

afterEach(async () => {
  await backend?.close();
  backend = undefined;
});

const stepCall = (more: Partial<CallHeader> = {}): CallHeader =>
  makeCall('', { functions: [moduleTask('step', steps)], ...more });

const plan = (at: number, more: Partial<Step> = {}): Step => ({ words, at, ...more });

/** Blocks this thread until the word changes from 0, and for so many milliseconds more. */
function blockUntil(at: number, moreMs: number): void {
  Atomics.wait(words, at, 0, 20_000);
  Atomics.wait(never, 0, 0, moreMs);
}

const go = (gate: number): void => void Atomics.store(words, gate, 1);

/** Tasks so quick that others may wait behind them. */
const warmUp = (workers: TaskBackend, call: CallHeader): Promise<Settled[]> =>
  runMany(workers, call, { items: Array.from({ length: 8 }, () => plan(15)), size: 1 });

/** Runs a task and resolves when it has begun. */
async function begun(workers: TaskBackend, batch: Batch): Promise<{ readonly over: Promise<Settled[]> }> {
  const { promise, resolve } = Promise.withResolvers<void>();
  workers.onEvent = () => resolve();
  const over = runAll(workers, batch);
  await promise;
  return { over };
}

it('a task beside others that has ended in time is not over its time, however late that is read', async () => {
  const workers = open({ concurrentTasks: 2 });
  const { over } = await begun(
    workers,
    makeBatch(stepCall({ timeoutMs: 2000 }), [plan(1, { gate: 2, says: true })], { alone: false }),
  );
  await turn(); // timers come next
  go(2);
  Atomics.wait(never, 0, 0, 2500);
  expect(await over).toEqual([{ value: 1 }]);
});

it('a worker whose cancelled task has ended goes on with the next, however late that is read', async () => {
  const workers = open({});
  const call = stepCall();
  await warmUp(workers, call);
  const { over } = await begun(workers, makeBatch(call, [plan(1, { gate: 2, says: true })], { first: 100 }));
  const next = runAll(workers, makeBatch(call, [plan(3, { spinMs: 300 })], { first: 101 }));
  await turn(); // timers come next
  workers.cancel(call.id, { kind: 'abort', reason: new Error('cancelled') }, [100]);
  go(2);
  blockUntil(3, 60);
  expect(await over).toMatchObject([{ failed: 'cancelled' }]);
  expect(await next).toEqual([{ value: 1 }]);
  expect(words[3]).toBe(1);
});

it('a worker that is prepared in time is not late, however late that is read', async () => {
  await turn(); // timers come next
  const fn = moduleTask('arrive', steps);
  words = new Int32Array(new SharedArrayBuffer(64));
  const initializer = {
    definitions: [],
    fn,
    args: { kind: 'plain', values: [words] },
    timeoutMs: 3000,
    name: 'arrive',
  } as const;
  backend = openThreads(options({ workers: 1, minWorkers: 1, initializer }));
  blockUntil(0, 3000);
  expect(await runAll(backend, makeBatch(stepCall(), [plan(1, { spinMs: 300 })]))).toEqual([{ value: 1 }]);
  expect([words[0], words[1]]).toEqual([1, 1]);
});

it('a task that was cancelled before its worker was there never begins', async () => {
  const workers = open({});
  const call = stepCall();
  const first = runAll(workers, makeBatch(call, [plan(1)], { first: 0 }));
  workers.cancel(call.id, { kind: 'abort', reason: new Error('cancelled') }, [0]);
  Atomics.wait(words, 1, 0, 500); // it would begin now
  expect(await first).toMatchObject([{ failed: 'cancelled' }]);
  expect(await runAll(workers, makeBatch(call, [plan(2)], { first: 1 }))).toEqual([{ value: 1 }]);
  expect(words[1]).toBe(0);
});

it.each([
  ['any worker', {}],
  ['a key', { key: 'a' }],
  ['a worker', { worker: 1 }],
])('a task for %s that was cancelled while it waited in a worker never begins', async (_name, place) => {
  const workers = open({});
  const call = stepCall();
  await warmUp(workers, call);
  const { over } = await begun(workers, makeBatch(call, [plan(1, { gate: 2, says: true })], { first: 100, ...place }));
  const next = runAll(workers, makeBatch(call, [plan(3), plan(4)], { first: 101, ...place }));
  workers.cancel(call.id, { kind: 'abort', reason: new Error('cancelled') }, [101]);
  go(2);
  expect(await over).toEqual([{ value: 1 }]);
  expect(await next).toMatchObject([{ failed: 'cancelled' }, { value: 1 }]);
  expect([words[3], words[4]]).toEqual([0, 1]);
});

it('a task is timed, also when one that comes after it in its batch was cancelled', async () => {
  const workers = open({});
  const call = stepCall({ timeoutMs: 2000 });
  const { over } = await begun(
    workers,
    makeBatch(call, [plan(1, { gate: 2, says: true }), plan(3), plan(4)], { first: 0 }),
  );
  workers.cancel(call.id, { kind: 'abort', reason: new Error('cancelled') }, [1]);
  expect(await over).toMatchObject([{ failed: 'timeout' }, { failed: 'cancelled' }, { value: 2 }]);
  expect([words[1], words[3], words[4]]).toEqual([1, 0, 1]);
});

it('tasks that are over and whose results were not read yet count as begun', async () => {
  const workers = open({});
  const call = stepCall();
  await warmUp(workers, call);
  const over = Promise.all([1, 2].map((at) => runAll(workers, makeBatch(call, [plan(at)], { first: 100 + at }))));
  blockUntil(2, 0);
  expect([...(workers.workerSet?.begun() ?? [])]).toEqual([101, 102]);
  expect(await over).toEqual([[{ value: 1 }], [{ value: 1 }]]);
});

it('tasks for one worker count against how many it may run, and those for any worker go elsewhere', async () => {
  const workers = open({ maxTasksPerWorker: 2 });
  const call = stepCall();
  expect(await runAll(workers, makeBatch(call, [plan(1)]))).toEqual([{ value: 1 }]);
  const some = [2, 3, 4].map((at) => runAll(workers, makeBatch(call, [plan(at)], { worker: 1 })));
  expect(await Promise.all(some)).toEqual([[{ value: 1 }], [{ value: 1 }], [{ value: 1 }]]);
  expect(await runAll(workers, makeBatch(call, [plan(5), plan(6), plan(7)]))).toEqual([
    { value: 2 },
    { value: 2 },
    { value: 3 },
  ]);
  expect([...words.subarray(1, 8)]).toEqual([1, 1, 1, 1, 1, 1, 1]);
});
