/** Results: order, inputs of every kind, the methods of `Parallel`, and the containers that results come in. */

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { delayed, type DelayedTask, Parallel, sharedArray } from '../index.ts';
import { collect, type Kit, range, rejection } from './suite.ts';
import { inputCases, pullBytesCases, pullCases, upTo } from './input-cases.ts';

const square = (x: number): number => x * x;
const minus = (a: number, b: number): number => a - b;

/** Tests of where results come from and what they come in. */
export function resultCases(kit: Kit): void {
  kit.group('results', () => {
    orderCases(kit);
    taskCases(kit);
    inputCases(kit);
    pullCases(kit);
    pullBytesCases(kit);
    methodCases(kit);
    streamCases(kit);
    typedCases(kit);
    chosenTypeCases(kit);
  });
}

function orderCases({ test, parallel }: Kit): void {
  test('come in input order, whatever is done first', async () => {
    const waits = [40, 1, 20, 2, 0];
    const wait = async (ms: number): Promise<number> => {
      await sleep(ms);
      return ms;
    };
    assert.deepEqual(await parallel.map(wait, waits, { batchSize: 1 }), waits);
  });

  test('do not depend on the batch size', async () => {
    const items = range(1000);
    const expected = items.map(square);
    for (const batchSize of [1, 7, 1000, 5000, 'auto'] as const) {
      assert.deepEqual(await parallel.map(square, items, { batchSize }), expected, `batchSize ${batchSize}`);
    }
  });

  test('of 20,000 tasks are complete', async () => {
    assert.deepEqual(await parallel.map(square, range(20_000)), range(20_000).map(square));
  });

  test('of calls at the same time do not mix', async () => {
    const calls = range(8).map((k) => parallel.map((x: number) => x * 10 + k, range(50)));
    const expected = range(8).map((k) => range(50).map((x) => x * 10 + k));
    assert.deepEqual(await Promise.all(calls), expected);
  });
}

/** What a task may be and give. */
function taskCases({ test, parallel }: Kit): void {
  test('of synchronous and asynchronous tasks may be mixed', async () => {
    const mixed = (x: number): number | Promise<number> => (x % 3 === 0 ? Promise.resolve(x * 2) : x * 2);
    const expected = range(100).map((x) => x * 2);
    assert.deepEqual(await parallel.map(mixed, range(100)), expected);
    assert.deepEqual(await parallel.map(async (x: number) => x * 2, range(100)), expected);
  });

  test('are of calls with the item only', async () => {
    assert.deepEqual(await parallel.map(parseInt as (text: string) => number, ['10', '11', '12']), [10, 11, 12]);
  });

  test('of thenables are what they resolve to', async () => {
    // oxlint-disable-next-line promise/no-callback-in-promise -- a thenable that is no promise is the point
    const thenable = (x: number): PromiseLike<number> => ({ then: (done) => Promise.resolve(x + 1).then(done) });
    assert.deepEqual(await parallel.map(thenable, [1, 2]), [2, 3]);
  });
}

function methodCases({ test, parallel }: Kit): void {
  test('of delayed tasks may be of different functions', async () => {
    const shout = (text: string): string => `${text}!`;
    const tasks: DelayedTask<unknown>[] = [delayed(minus)(5, 3), delayed(shout)('ho'), delayed(minus)(1, 1)];
    assert.deepEqual(await parallel(tasks), [2, 'ho!', 0]);
    assert.deepEqual(
      await parallel(range(100).map((i) => delayed(minus)(i, 1))),
      range(100).map((i) => i - 1),
    );
  });

  test('of starmap spread tuples of any length', async () => {
    assert.deepEqual(await parallel.starmap(minus, [[5, 3], [1, 1]]), [2, 0]); // prettier-ignore
    const count = (...args: unknown[]): number => args.length;
    assert.deepEqual(await parallel.starmap(count, [[], [1], [undefined, undefined]]), [0, 1, 2]);
  });

  test('of filter are the items themselves', async () => {
    const items = range(30).map((id) => ({ id }));
    const kept = await parallel.filter(async ({ id }: { id: number }) => id % 10 === 0, items);
    assert.equal(kept.length, 3);
    kept.forEach((item, i) => assert.equal(item, items[i * 10]));
  });

  test('of forEach are dropped in the workers', async () => {
    assert.equal(await parallel.forEach((x: number) => () => x, [1, 2]), undefined);
  });

  test('of reduce are the same as in one thread, to the last bit', async () => {
    const items = range(3000).map((i) => 1 / (i + 1));
    const tenth = (x: number): number => x / 10;
    const plus = (a: number, b: number): number => a + b;
    const here = await Parallel({ backend: 'sequential', nJobs: 1 }).reduce(tenth, items, plus, 0);
    assert.equal(await parallel.reduce(tenth, items, plus, 0), here);
    assert.equal(await parallel.reduce((x: string) => x, ['a', 'b', 'c'], (a, b) => a + b, '>'), '>abc'); // prettier-ignore
    const error = await rejection(parallel.reduce(square, [], plus));
    assert.ok(error instanceof TypeError, String(error));
  });
}

/** Results one by one. */
function streamCases({ test, parallel, backend }: Kit): void {
  test('of a stream come in order, or as they are done', async () => {
    const options = { batchSize: 1 } as const;
    const expected = range(40).map(square);
    assert.deepEqual(await collect(parallel.stream(square, range(40), options)), expected);
    const unordered = await collect(parallel.stream(square, range(40), { ...options, ordered: false }));
    assert.deepEqual(
      unordered.toSorted((a, b) => a - b),
      expected,
    );
  });

  test('come as a generator where returnAs says so', async () => {
    const options = { backend, nJobs: 2 } as const;
    const ordered = Parallel({ ...options, returnAs: 'generator' }).map(square, range(40));
    assert.deepEqual(await collect(ordered), range(40).map(square));
    const unordered = Parallel({ ...options, returnAs: 'generatorUnordered' })(range(9).map((i) => delayed(square)(i)));
    assert.deepEqual(new Set(await collect(unordered)), new Set(range(9).map(square)));
  });

  test('are no longer made when the loop over them is left', async () => {
    let closed = false;
    const endless = function* (): Generator<number> {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        closed = true;
      }
    };
    for await (const value of parallel.stream(square, endless())) if (value > 50) break;
    assert.ok(closed, 'the input was not closed');
    assert.deepEqual(await parallel.map(square, [3]), [9]);
  });
}

function typedCases({ test, parallel }: Kit): void {
  test('over a typed array come in one of the same kind', async () => {
    const numbers = [
      Int8Array,
      Uint8Array,
      Uint8ClampedArray,
      Int16Array,
      Uint16Array,
      Int32Array,
      Uint32Array,
      Float32Array,
      Float64Array,
    ];
    for (const Kind of numbers) {
      const input = Kind.from(range(100));
      const results = await parallel.map((x: number) => x * 2.5, input as Float64Array);
      assert.deepEqual(results, input.map((x) => x * 2.5), Kind.name); // prettier-ignore
    }
    const big = BigInt64Array.from(range(10).map(BigInt));
    assert.deepEqual(await parallel.map((x: bigint) => -x, big), big.map((x) => -x)); // prettier-ignore
  });

  test('over a window of a buffer are those of the window', async () => {
    const window = new Float32Array(new Float32Array(range(20)).buffer, 20, 7);
    assert.deepEqual(
      await parallel.map((x: number) => x, window),
      Float32Array.from(range(7), (i) => i + 5),
    );
  });
}

/** Containers that the caller or the memory of the input decides. */
function chosenTypeCases({ test, parallel }: Kit): void {
  test('come in the kind of array that dtype names', async () => {
    assert.deepEqual(
      await parallel.map(square, range(300), { dtype: 'float32' }),
      Float32Array.from(range(300), square),
    );
    assert.deepEqual(
      await parallel.map((x: number) => x * 100, [1, 2, 3], { dtype: 'uint8clamped' }),
      Uint8ClampedArray.of(100, 200, 255),
    );
    assert.deepEqual(await parallel.map(square, new Int8Array([1, 2]), { dtype: 'int32' }), Int32Array.of(1, 4));
    assert.deepEqual(await parallel.map(square, upTo(2000), { dtype: 'int32' }), Int32Array.from(range(2000), square));
  });

  test('over a shared array come in a shared array', async () => {
    const input = sharedArray('float64', 500);
    range(500).forEach((i) => (input[i] = i));
    const results = await parallel.map((x: number) => x / 4, input);
    assert.ok(results.buffer instanceof SharedArrayBuffer);
    assert.deepEqual(Array.from(results), range(500).map((i) => i / 4)); // prettier-ignore
  });
}
