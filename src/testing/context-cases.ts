/** What tasks know of themselves and how they talk: context, random numbers, reports, output, initializers, nested calls. */

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Parallel, taskContext, type TaskDone, type TaskOutput } from '../index.ts';
import { type Kit, range, rejection } from './suite.ts';

/** Tests of what surrounds a task. */
export function contextCases(kit: Kit): void {
  kit.group('tasks', () => {
    selfCases(kit);
    randomCases(kit);
    reportCases(kit);
    listenerCases(kit);
    outputCases(kit);
    workerCases(kit);
    nestingCases(kit);
  });
}

function selfCases({ test, parallel, backend }: Kit): void {
  test('know their index, attempt, backend and level', async () => {
    const self = () => {
      const { index, attempt, backend: ranOn, level, workerId } = taskContext();
      return { index, attempt, ranOn, level, known: Number.isInteger(workerId) };
    };
    const expected = range(50).map((index) => ({ index, attempt: 1, ranOn: backend, level: 1, known: true }));
    for (const batchSize of [1, 7, 50]) assert.deepEqual(await parallel.map(self, range(50), { batchSize }), expected);
  });

  test('know themselves after an await, too', async () => {
    const self = async (x: number): Promise<boolean> => {
      const before = taskContext();
      await sleep(1);
      return taskContext() === before && before.index === x && !before.signal.aborted;
    };
    assert.deepEqual(await parallel.map(self, range(10)), new Array(10).fill(true));
  });
}

function randomCases({ test, parallel }: Kit): void {
  const draw = (): number[] => {
    const { rng } = taskContext();
    return [rng.random(), rng.int(0, 1000), rng.normal(), rng.uint32()];
  };

  test('draw the same random numbers on any backend, for any batch size', async () => {
    for (const seed of [1, 42n, 'seed']) {
      const here = await Parallel({ backend: 'sequential', nJobs: 1, seed }).map(draw, range(60));
      for (const batchSize of [1, 13, 'auto'] as const) {
        assert.deepEqual(await parallel.map(draw, range(60), { seed, batchSize }), here);
      }
    }
  });

  test('draw the same random numbers at every attempt', async () => {
    const flaky = (): number => {
      const first = taskContext().rng.random();
      if (taskContext().attempt === 1) throw new Error('again');
      return first;
    };
    const steady = (): number => taskContext().rng.random();
    const options = { seed: 7, retry: { times: 1, delay: 0 } };
    assert.deepEqual(await parallel.map(flaky, range(20), options), await parallel.map(steady, range(20), { seed: 7 }));
  });

  test('draw different numbers in different tasks, and without a seed in different calls', async () => {
    const first = (): number => taskContext().rng.random();
    const [a, b] = await Promise.all([parallel.map(first, range(50)), parallel.map(first, range(50))]);
    assert.equal(new Set([...a, ...b]).size, 100);
  });
}

function reportCases({ test, parallel }: Kit): void {
  test('report to their caller while they run', async () => {
    const seen: unknown[] = [];
    const work = (x: number): number => {
      taskContext().report({ half: x / 2 });
      taskContext().report('done');
      return x;
    };
    await parallel.map(work, [4, 6], {
      onReport: ({ index, data }: { index: number; data: unknown }) => seen.push([index, data]),
    });
    const of = (index: number) => seen.filter((one) => (one as unknown[])[0] === index);
    assert.deepEqual(of(0), [[0, { half: 2 }], [0, 'done']]); // prettier-ignore
    assert.deepEqual(of(1), [[1, { half: 3 }], [1, 'done']]); // prettier-ignore
  });

  test('do not pay for a listener that throws: the call does', async () => {
    const onReport = (): never => {
      throw new RangeError('the listener failed');
    };
    const work = async (x: number): Promise<number> => {
      taskContext().report(x);
      await sleep(5);
      return x;
    };
    assert.match(String(await rejection(parallel.map(work, [1, 2], { onReport }))), /RangeError: the listener failed/);
    assert.deepEqual(await parallel.map(work, [1, 2]), [1, 2]);
  });
}

function listenerCases({ test, parallel }: Kit): void {
  test('are told of to the listeners of the call, each once', async () => {
    const started: number[] = [];
    const done: string[] = [];
    const fail = (x: number): number => {
      if (x === 3) throw new Error('no');
      return x;
    };
    await parallel.map(fail, range(10), {
      onError: 'skip',
      onTaskStart: ({ index }: { index: number }) => started.push(index),
      onTaskDone: ({ index, status }: TaskDone) => done.push(`${index} ${status}`),
    });
    assert.deepEqual(started.toSorted((a, b) => a - b), range(10)); // prettier-ignore
    const expected = range(10).map((i) => `${i} ${i === 3 ? 'rejected' : 'fulfilled'}`);
    assert.deepEqual(done.toSorted(), expected.toSorted());
  });

  test('are counted by progress', async () => {
    const counts: number[] = [];
    await parallel.map((x: number) => x, range(100), { progress: ({ done }: { done: number }) => counts.push(done) });
    assert.equal(counts.at(-1), 100);
  });
}

function outputCases({ test, backend }: Kit): void {
  test('write lines that arrive with their index', async () => {
    await using piped = Parallel({ backend, nJobs: 1, stdio: 'pipe' });
    const seen: string[] = [];
    const say = (x: number): void => taskContext().log('item %d', x);
    await piped.map(say, [5, 6], { onOutput: ({ index, text }: TaskOutput) => seen.push(`${index}: ${text}`) });
    assert.deepEqual(seen, ['0: item 5\n', '1: item 6\n']);
  });
}

function workerCases({ test, backend }: Kit): void {
  const slot = Symbol.for('manycore.testing.slot');

  test('find their worker prepared by the initializer', async () => {
    const prepare = (a: number, b: { n: number }): void => {
      (globalThis as { [slot]?: number })[slot] = a + b.n;
    };
    const read = (): unknown => (globalThis as { [slot]?: number })[slot];
    await using prepared = Parallel({ backend, nJobs: 2, initializer: prepare, initArgs: [1, { n: 2 }] });
    assert.deepEqual(await prepared.map(read, range(10), { batchSize: 1 }), new Array(10).fill(3));
  });

  test('find their worker prepared by an asynchronous initializer', async () => {
    const prepare = async (): Promise<void> => {
      await sleep(5);
      (globalThis as { [slot]?: number })[slot] = 8;
    };
    const read = (): unknown => (globalThis as { [slot]?: number })[slot];
    await using prepared = Parallel({ backend, nJobs: 1, initializer: prepare });
    assert.deepEqual(await prepared.map(read, [1, 2]), [8, 8]);
  });

  test('have their worker replaced after maxTasksPerWorker', async () => {
    await using short = Parallel({ backend, nJobs: 2, maxTasksPerWorker: 3 });
    assert.deepEqual(await short.map((x: number) => -x, range(8)), [-0, -1, -2, -3, -4, -5, -6, -7]);
  });
}

function nestingCases({ test, parallel, backend }: Kit): void {
  test('make calls of their own', async () => {
    const inner = async (n: number): Promise<number> => {
      const squares = await Parallel({ nJobs: 2 }).map((x: number) => x * x, range(n));
      return squares.reduce((a, b) => a + b, 0);
    };
    assert.deepEqual(await parallel.map(inner, [3, 4, 5, 6]), [5, 14, 30, 55]);
  });

  test('make calls of their own on the same backend', async () => {
    const inner = async (n: number): Promise<unknown> => {
      await using nested = Parallel({ nJobs: 2, backend });
      return nested.map((x: number) => [x, taskContext().level] as const, range(n));
    };
    assert.deepEqual(await parallel.map(inner, [1, 2]), [[[0, 2]], [[0, 2], [1, 2]]]); // prettier-ignore
  });

  test('must not ask for a context outside of a task', async () => {
    const error = await rejection(Promise.resolve().then(() => taskContext()));
    assert.equal((error as { code?: string }).code, 'ERR_NO_TASK');
  });
}
