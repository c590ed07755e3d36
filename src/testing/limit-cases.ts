/** Timeouts, signals and leaving early: calls end when they are told to, and the workers go on. */

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorInfo, taskContext, TaskTimeoutError } from '../index.ts';
import { collect, type Kit, range, rejection } from './suite.ts';

/** How long a call may take to end once it is told to, in milliseconds: it must not hang, how quick it is others measure. */
const SOON_MS = 15_000;
/** A timeout that innocent tasks have to meet, too, in milliseconds: a busy machine can stop a worker for a while. */
const INNOCENT_MS = 2500;

const square = (x: number): number => x * x;

/** Never ends, except for even numbers. */
const hang = async (x: number): Promise<number> => (x % 2 === 0 ? x : new Promise<never>(() => {}));

/** Ends when it is told to. */
const listen = async (): Promise<never> => {
  const { signal } = taskContext();
  return sleep(60_000, undefined as never, { signal });
};

async function within<T>(ms: number, promise: PromiseLike<T>): Promise<T> {
  const started = performance.now();
  const value = await promise;
  const elapsed = performance.now() - started;
  assert.ok(elapsed <= ms, `took ${Math.round(elapsed)} ms instead of at most ${ms} ms`);
  return value;
}

/** Tests of how calls are limited and stopped. */
export function limitCases(kit: Kit): void {
  kit.group('limits', () => {
    timeoutCases(kit);
    signalCases(kit);
    signalReasonCases(kit);
    signalEffectCases(kit);
    streamCases(kit);
  });
}

function timeoutCases({ test, parallel }: Kit): void {
  test('of time cost exactly the task that exceeds them', async () => {
    const settled = await within(SOON_MS, parallel.map(hang, range(4), { timeout: INNOCENT_MS, onError: 'settle' }));
    for (const [i, one] of settled.entries()) {
      if (i % 2 === 0) assert.deepEqual(one, { status: 'fulfilled', value: i });
      else
        assert.ok(
          one.status === 'rejected' && one.reason instanceof TaskTimeoutError && one.reason.timeoutMs === INNOCENT_MS,
        );
    }
  });

  test('of time reject a call with the error of the task', async () => {
    const error = await within(SOON_MS, rejection(parallel.map(hang, [0, 1], { timeout: INNOCENT_MS })));
    assert.ok(error instanceof TaskTimeoutError && error.code === 'ERR_TASK_TIMEOUT');
    assert.equal(errorInfo(error)?.index, 1);
  });

  test('of time are for each task from its own start', async () => {
    const nap = async (ms: number): Promise<number> => sleep(ms, ms);
    const options = { timeout: INNOCENT_MS, batchSize: 10 };
    // One batch, which as a whole takes longer than any of its tasks may.
    assert.deepEqual(await parallel.map(nap, new Array(10).fill(300), options), new Array(10).fill(300));
  });

  test('of time are told to tasks that listen', async () => {
    const error = await within(SOON_MS, rejection(parallel.map(listen, [0], { timeout: 50 })));
    assert.ok(error instanceof TaskTimeoutError, String(error));
  });

  test('of time may be met at the next attempt', async () => {
    const slowFirst = async (): Promise<number> => (taskContext().attempt === 1 ? hang(1) : 5);
    const results = await parallel.map(slowFirst, [0], { timeout: INNOCENT_MS, retry: { times: 1, delay: 1 } });
    assert.deepEqual(results, [5]);
  });
}

function signalCases({ test, parallel }: Kit): void {
  test('a signal that is aborted already starts nothing', async () => {
    const reason = new Error('too late');
    let pulled = false;
    const input = function* (): Generator<number> {
      pulled = true;
      yield 1;
    };
    assert.equal(await rejection(parallel.map(square, input(), { signal: AbortSignal.abort(reason) })), reason);
    assert.equal(pulled, false);
  });

  test('a signal without a reason of its own gives an AbortError', async () => {
    const controller = new AbortController();
    const call = parallel.map(hang, [1], { signal: controller.signal, onError: 'settle' });
    controller.abort();
    const error = (await within(SOON_MS, rejection(call))) as DOMException;
    assert.equal(error.name, 'AbortError');
  });

  test('a signal that is aborted after the end changes nothing', async () => {
    const controller = new AbortController();
    const results = await parallel.map(square, range(10), { signal: controller.signal });
    controller.abort();
    assert.deepEqual(results, range(10).map(square));
  });
}

function signalReasonCases({ test, parallel }: Kit): void {
  for (const [name, fn] of [
    ['a task that listens', listen],
    ['a task that does not', hang],
  ] as const) {
    // prettier-ignore
    test(`a signal ends a call at once, with its reason: ${name}`, async () => {
      const controller = new AbortController();
      const reason = { why: 'enough' };
      const call = parallel.map(fn, [1, 3, 5], { signal: controller.signal, onTaskStart: () => setTimeout(() => controller.abort(reason), 20) });
      assert.equal(await within(SOON_MS, rejection(call)), reason);
      assert.deepEqual(await parallel.map(square, [2]), [4]);
    });
  }
}

/** What a signal does beyond the tasks of its call. */
function signalEffectCases({ test, parallel }: Kit): void {
  test('a signal closes the input of its call', async () => {
    const controller = new AbortController();
    let closed = false;
    const endless = async function* (): AsyncGenerator<number> {
      try {
        for (let i = 0; ; i += 2) {
          if (i === 200) controller.abort(new Error('stop'));
          yield i;
          await sleep(0);
        }
      } finally {
        closed = true;
      }
    };
    const error = await within(SOON_MS, rejection(parallel.map(square, endless(), { signal: controller.signal })));
    assert.equal((error as Error).message, 'stop');
    const asked = performance.now();
    while (!closed && performance.now() - asked < SOON_MS) await sleep(1);
    assert.ok(closed, 'the input was not closed');
  });

  test('a signal costs other calls nothing', async () => {
    const controller = new AbortController();
    const doomed = rejection(parallel.map(hang, range(20), { signal: controller.signal, batchSize: 5 }));
    const others = range(5).map((k) => parallel.map((x: number) => x + k, range(100), { batchSize: 10 }));
    setTimeout(() => controller.abort('stop'), 30);
    assert.equal(await within(SOON_MS, doomed), 'stop');
    assert.deepEqual(await Promise.all(others), range(5).map((k) => range(100).map((x) => x + k))); // prettier-ignore
  });
}

function streamCases({ test, parallel }: Kit): void {
  test('a signal ends a stream with its reason', async () => {
    const controller = new AbortController();
    const stream = parallel.stream(hang, [0, 2, 1], { signal: controller.signal, batchSize: 1 });
    assert.equal((await stream.next()).value, 0);
    controller.abort('enough');
    assert.equal(await within(SOON_MS, rejection(collect(stream))), 'enough');
  });

  test('leaving a loop ends tasks that run', async () => {
    const stream = parallel.stream(hang, [0, 1, 3, 5], { batchSize: 1 });
    const leave = async (): Promise<void> => {
      for await (const value of stream) if (value === 0) break;
    };
    await within(SOON_MS, leave());
    assert.deepEqual(await parallel.map(square, [3]), [9]);
  });
}
