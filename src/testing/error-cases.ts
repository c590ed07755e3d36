/** Errors arrive as themselves, and the policies do with them what they say. */

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { delayed, errorInfo, NotCloneableError, taskContext } from '../index.ts';
import { describeValue } from './describe-value.ts';
import { collect, type Kit, range, rejection } from './suite.ts';

class HttpError extends Error {
  readonly status: number;

  constructor(status: number, options?: ErrorOptions) {
    super(`status ${status}`, options);
    this.status = status;
  }

  static {
    Object.defineProperty(this.prototype, 'name', { value: 'HttpError', configurable: true, writable: true });
  }
}

class Reason {
  readonly why = 'because';
}

/** What tasks throw. */
const thrown: Readonly<Record<string, () => unknown>> = {
  'an Error': () => new Error('plain'),
  'an error of a built-in class': () => new RangeError('too far'),
  'an error of a class of the caller': () => new HttpError(404),
  'an error with code and properties': () => Object.assign(new Error('x'), { code: 'E_X', errno: -2, detail: [-0] }),
  'an error with a chain of causes': () =>
    new Error('outer', { cause: new HttpError(500, { cause: new TypeError('inner', { cause: { deep: 1n } }) }) }),
  'an AggregateError': () => new AggregateError([new HttpError(1), 'two', null], 'several'),
  'a frozen error': () => Object.freeze(new TypeError('ice')),
  'an error without a message': () => new Error(),
  null: () => null,
  undefined: () => undefined,
  'a string': () => 'just text',
  'a number': () => -0,
  'an object': () => ({ nested: new Map([[1, new Set([2])]]) }),
  'an instance': () => new Reason(),
  'an array': () => [1, [2]],
};

function failOn(x: number): number {
  if (x % 10 === 3) throw new RangeError(`no ${x}`);
  return x * 2;
}

/** Tests of what happens when tasks fail. */
export function errorCases(kit: Kit): void {
  kit.group('errors', () => {
    for (const name of Object.keys(thrown)) thrownCase(kit, name);
    informationCases(kit);
    abortCases(kit);
    policyCases(kit);
    retryCases(kit);
  });
}

function thrownCase({ test, parallel }: Kit, name: string): void {
  test(`arrive as they were thrown: ${name}`, async () => {
    const expected = thrown[name]?.();
    const fail = (what: string): never => {
      throw thrown[what]?.();
    };
    const later = async (what: string): Promise<never> => {
      await sleep(0);
      return fail(what);
    };
    for (const fn of [fail, later]) {
      const error = await rejection(parallel.map(fn, [name]));
      assert.equal(describeValue(error), describeValue(expected));
      if (expected instanceof Error) assert.equal(Object.getPrototypeOf(error), Object.getPrototypeOf(expected));
    }
  });
}

function informationCases({ test, parallel, backend }: Kit): void {
  test('tell which task they came from, and both stacks', async () => {
    const error = await rejection(parallel.map(failOn, [0, 1, 3]));
    assert.ok(error instanceof RangeError);
    const { index, attempt, backend: ranOn, callStack } = errorInfo(error) ?? {};
    assert.deepEqual({ index, attempt, ranOn }, { index: 2, attempt: 1, ranOn: backend });
    assert.match(error.stack ?? '', /failOn/);
    assert.match(callStack ?? '', /^ +at /);
  });

  test('of inputs are those of the call', async () => {
    const broken = (async function* () {
      yield 1;
      await sleep(1);
      throw new HttpError(1);
    })();
    const error = await rejection(parallel.map(failOn, broken, { onError: 'settle' }));
    assert.ok(error instanceof HttpError, String(error));
  });
}

function abortCases({ test, parallel }: Kit): void {
  test('end the call by default, with the first in input order', async () => {
    const fail = async (ms: number): Promise<number> => {
      await sleep(ms);
      if (ms > 0) throw new Error(`after ${ms} ms`);
      return ms;
    };
    const error = await rejection(parallel.map(fail, [0, 30, 1], { batchSize: 1 }));
    assert.equal((error as Error).message, 'after 30 ms');
  });

  test('end a call over an endless input, and close it', async () => {
    let closed = false;
    const endless = function* (): Generator<number> {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        closed = true;
      }
    };
    const error = await rejection(parallel.map(failOn, endless()));
    assert.equal((error as Error).message, 'no 3');
    assert.ok(closed, 'the input was not closed');
  });

  test('end a stream after the results before them', async () => {
    const seen: number[] = [];
    const read = async (): Promise<void> => {
      for await (const value of parallel.stream(failOn, range(20))) seen.push(value);
    };
    assert.equal(((await rejection(read())) as Error).message, 'no 3');
    assert.deepEqual(seen, [0, 2, 4]);
  });
}

function policyCases({ test, parallel }: Kit): void {
  test("settle with onError: 'settle'", async () => {
    const settled = await parallel.map(failOn, range(5), { onError: 'settle' });
    assert.deepEqual(settled.map(({ status }) => status === 'fulfilled'), [true, true, true, false, true]); // prettier-ignore
    assert.deepEqual(settled[4], { status: 'fulfilled', value: 8 });
    const { reason } = settled[3] as PromiseRejectedResult;
    assert.ok(reason instanceof RangeError && reason.message === 'no 3');
  });

  test("are left out with onError: 'skip'", async () => {
    assert.deepEqual(await parallel.map(failOn, range(5), { onError: 'skip' }), [0, 2, 4, 8]);
    assert.deepEqual(await collect(parallel.stream(failOn, range(5), { onError: 'skip' })), [0, 2, 4, 8]);
  });

  test('are replaced by what onError returns, now or later', async () => {
    const now = (error: unknown, index: number): string => `${index}: ${(error as Error).message}`;
    assert.deepEqual(await parallel.map(failOn, range(5), { onError: now }), [0, 2, 4, '3: no 3', 8]);
    const later = async (error: unknown, index: number): Promise<string> => sleep(5, now(error, index));
    assert.deepEqual(await parallel.map(failOn, [3, 13], { onError: later }), ['0: no 3', '1: no 13']);
  });

  test('of onError itself end the call', async () => {
    const onError = (): never => {
      throw new HttpError(2);
    };
    assert.ok((await rejection(parallel.map(failOn, range(50), { onError }))) instanceof HttpError);
  });

  test('of one task cost the others of its batch nothing', async () => {
    const results = await parallel.map(failOn, range(100), { batchSize: 100, onError: () => 'failed' });
    assert.deepEqual(results, range(100).map((x) => (x % 10 === 3 ? 'failed' : x * 2))); // prettier-ignore
  });

  test('of delayed tasks and tuples follow the same policies', async () => {
    assert.deepEqual(await parallel.starmap(failOn, [[3], [4]], { onError: 'skip' }), [8]);
    const error = await rejection(parallel([delayed(failOn)(1), delayed(failOn)(3)]));
    assert.equal(errorInfo(error)?.index, 1);
  });
}

function retryCases({ test, parallel }: Kit): void {
  const flaky = (x: number): string => {
    const { attempt, index } = taskContext();
    if (attempt <= x)
      throw Object.assign(new Error(`attempt ${attempt}`), { code: attempt === 1 ? 'E_ONE' : 'E_MORE' });
    return `${index}:${attempt}`;
  };

  test('are tried again, with the same index', async () => {
    const retry = { times: 2, delay: 1 };
    assert.deepEqual(await parallel.map(flaky, [0, 2, 0, 1], { retry }), ['0:1', '1:3', '2:1', '3:2']);
  });

  test('arrive when all attempts are used up', async () => {
    const error = await rejection(parallel.map(flaky, [0, 9], { retry: { times: 2, delay: 1 } }));
    assert.equal((error as Error).message, 'attempt 3');
    assert.equal(errorInfo(error)?.attempt, 3);
  });

  test('are tried again only where retry.on says so, after the wait it is given', async () => {
    const waits: number[] = [];
    const delay = (attempt: number): number => waits.push(attempt);
    const on = (error: unknown): boolean => (error as { code: string }).code === 'E_ONE';
    const settled = await parallel.map(flaky, [1, 2], { retry: { times: 5, on, delay }, onError: 'settle' });
    assert.deepEqual(settled[0], { status: 'fulfilled', value: '0:2' });
    assert.equal(((settled[1] as PromiseRejectedResult).reason as Error).message, 'attempt 2');
    assert.deepEqual(waits, [1, 1]);
  });

  test('that no second try can change are not tried again', async () => {
    let attempts = 0;
    const options = { retry: { times: 3, delay: 1 }, onTaskStart: () => attempts++ };
    const settled = await parallel.map((x: number) => x, [new WeakMap() as never], { ...options, onError: 'settle' });
    if (settled[0]?.status === 'rejected') assert.ok(settled[0].reason instanceof NotCloneableError);
    assert.ok(attempts <= 1, `${attempts} attempts`);
  });
}
