/** The names of Python's multiprocessing: apply, map, imap and their asynchronous forms. */

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { InvalidStateError, Pool, taskContext } from '../index.ts';
import { collect, type Kit, range, rejection } from './suite.ts';

const square = (x: number): number => x * x;
const add = (a: number, b: number): number => a + b;
const nap = async (ms: number): Promise<number> => sleep(ms, ms);
const odd = (x: number): number => {
  if (x % 2 === 1) throw new RangeError(`no ${x}`);
  return x;
};

/** Tests of multiprocessing's `Pool` over a backend. */
export function multiprocessingCases(kit: Kit): void {
  kit.group("multiprocessing's pool", () => {
    applyCases(kit);
    asyncResultCases(kit);
    mapCases(kit);
    imapCases(kit);
    imapEndCases(kit);
    joinCases(kit);
  });
}

function applyCases({ test, backend }: Kit): void {
  test('applies a function to an array of arguments', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    assert.equal(await pool.apply(add, [3, 4]), 7);
    assert.equal(await pool.apply(() => 'none'), 'none');
    assert.equal(await pool.apply(Math.max, [1, 5, 2], { timeout: 60_000 }), 5);
    const message = ((await rejection(pool.apply(odd, [1]))) as Error).message;
    assert.equal(message, 'no 1');
    const wrong = [
      [() => pool.apply(add, 3 as never), 'apply takes the arguments in an array'],
      [() => pool.apply(5 as never, []), 'apply takes a function, got 5'],
      [() => pool.apply(add, [1, 2], { timeOut: 5 } as never), 'did you mean timeout?'],
      [() => pool.applyAsync(add, [1, 2], { callback: 5 as never }), 'callback of applyAsync must be a function'],
    ] as const;
    for (const [call, text] of wrong) {
      const error = await rejection((async () => call())());
      assert.ok((error as Error).message.includes(text), String(error));
    }
  });

  test('applies with the options of a task', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const told: unknown[] = [];
    const tell = (word: string): number => {
      taskContext().report(word);
      return taskContext().workerId;
    };
    const onReport = ({ data }: { readonly data: unknown }): void => void told.push(data);
    const options = { key: 'one', priority: 3, onReport };
    const handles = [pool.apply(tell, ['a'], options), pool.apply(tell, ['b'], options)];
    const later = pool.applyAsync(tell, ['c'], options);
    assert.equal(new Set(await Promise.all([...handles, later])).size, 1);
    assert.deepEqual(new Set(told), new Set(['a', 'b', 'c']));
  });
}

function asyncResultCases({ test, backend }: Kit): void {
  test('calls back with the result or the error, once', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const told: unknown[] = [];
    const callbacks = {
      callback: (value: unknown) => told.push(value),
      errorCallback: (error: unknown) => told.push((error as Error).message),
    };
    const results = [pool.applyAsync(square, [3], callbacks), pool.applyAsync(odd, [1], callbacks)];
    assert.deepEqual(results.map((result) => result.ready()), [false, false]); // prettier-ignore
    for (const result of results) assert.equal(await result.wait(60_000), true);
    assert.deepEqual(results.map((result) => result.successful()), [true, false]); // prettier-ignore
    assert.equal(await results[0]?.get(), 9);
    assert.deepEqual(new Set(told), new Set([9, 'no 1']));
    assert.equal(told.length, 2);
  });

  test('waits no longer than it is told, and the task goes on', async () => {
    await using pool = new Pool({ backend, maxWorkers: 1 });
    const result = pool.applyAsync(nap, [100]);
    assert.equal(((await rejection(result.get(1))) as { code?: string }).code, 'ERR_WAIT_TIMEOUT');
    assert.throws(() => result.successful(), InvalidStateError);
    assert.equal(await result.get(60_000), 100);
    assert.equal(result.successful(), true);
  });
}

function mapCases({ test, backend }: Kit): void {
  test('maps with callbacks', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    let told: readonly number[] = [];
    const result = pool.mapAsync(square, range(100), { chunkSize: 7, callback: (all) => (told = all) });
    assert.deepEqual(await result.get(60_000), range(100).map(square));
    assert.deepEqual(told, range(100).map(square));
    const sums = pool.starmapAsync(add, [[1, 2], [3, 4]]); // prettier-ignore
    assert.deepEqual(await sums, [3, 7]);
    let failed: unknown;
    const wrong = pool.mapAsync(odd, [0, 1, 2], { errorCallback: (error) => (failed = error) });
    assert.equal(await rejection(wrong), failed);
    assert.ok(failed instanceof RangeError);
    const settled = await pool.mapAsync(odd, [0, 1], { onError: 'settle' });
    assert.deepEqual(settled.map((one) => one.status), ['fulfilled', 'rejected']); // prettier-ignore
  });

  test('takes the size of chunks', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    assert.deepEqual(await pool.map(square, range(10), { chunkSize: 3 }), range(10).map(square));
    assert.deepEqual(await pool.starmap(add, [[1, 2]], { chunkSize: 1 }), [3]);
    const both = rejection(pool.map(square, [1], { chunkSize: 2, batchSize: 2 }));
    assert.match(((await both) as Error).message, /chunkSize and batchSize are two names of one option/);
    const none = rejection(pool.map(square, [1], { chunkSize: 0 }));
    assert.match(((await none) as Error).message, /chunkSize must be an integer of at least 1, or 'auto', got 0/);
  });

  test('prepares workers', async () => {
    const initializer = (base: number): void => {
      (globalThis as { base?: number }).base = base;
    };
    await using pool = new Pool({ backend, maxWorkers: 2, initializer, initArgs: [40] });
    const plus = (x: number): number => ((globalThis as { base?: number }).base ?? Number.NaN) + x;
    assert.deepEqual(await pool.map(plus, [1, 2]), [41, 42]);
    assert.equal(await pool.apply(plus, [2]), 42);
  });
}

function imapCases({ test, backend }: Kit): void {
  test('gives results one by one, in order', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    assert.deepEqual(await collect(pool.imap(square, range(500))), range(500).map(square));
    assert.deepEqual(await collect(pool.imap(square, [])), []);
  });

  test('gives results as they come', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const results = await collect(pool.imapUnordered(square, range(500), { chunkSize: 10 }));
    assert.deepEqual(results.toSorted((a, b) => a - b), range(500).map(square)); // prettier-ignore
  });

  test('pulls its input no faster than results are taken', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    let pulled = 0;
    const endless = function* (): Generator<number> {
      for (;;) yield pulled++;
    };
    const results = pool.imap(square, endless(), { chunkSize: 1, preDispatch: 4 });
    assert.equal(pulled, 0);
    for (let i = 0; i < 10; i++) assert.deepEqual(await results.next(), { done: false, value: i * i });
    assert.ok(pulled <= 30, `${pulled} items were pulled for 10 results`);
    await results.return();
    assert.deepEqual(await results.next(), { done: true, value: undefined });
  });
}

/** Results that are late, missing, or no longer to come. */
function imapEndCases({ test, backend }: Kit): void {
  test('gives a late result to the next call', async () => {
    await using pool = new Pool({ backend, maxWorkers: 1 });
    const results = pool.imap(nap, [200, 1]);
    assert.equal(((await rejection(results.next(1))) as { code?: string }).code, 'ERR_WAIT_TIMEOUT');
    assert.deepEqual(await collect(results), [200, 1]);
  });

  test('gives the error in its place', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const results = pool.imap(odd, [0, 2, 1, 4], { chunkSize: 1 });
    assert.equal((await results.next()).value, 0);
    assert.equal((await results.next()).value, 2);
    assert.equal(((await rejection(results.next())) as Error).message, 'no 1');
    assert.deepEqual(await results.next(), { done: true, value: undefined });
  });

  test('starts nothing after the end of the pool', async () => {
    const pool = new Pool({ backend, maxWorkers: 1 });
    const results = pool.imap(square, [1]);
    await pool.close();
    assert.equal(((await rejection(results.next())) as { code?: string }).code, 'ERR_POOL_CLOSED');
  });
}

function joinCases({ test, backend }: Kit): void {
  test('is joined after close or terminate, and not before', async () => {
    for (const end of ['close', 'terminate'] as const) {
      const pool = new Pool({ backend, maxWorkers: 2 });
      const result = pool.applyAsync(() => taskContext().backend);
      assert.ok((await rejection(pool.join())) instanceof InvalidStateError);
      await result.wait();
      const ending = pool[end]();
      await pool.join();
      await ending;
      await pool.join();
    }
  });
}
