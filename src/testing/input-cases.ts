/** Inputs: of every kind, of nothing, and read no further ahead than they may be. */

import assert from 'node:assert/strict';
import { collect, type Kit, range, rejection } from './suite.ts';

const square = (x: number): number => x * x;
const minus = (a: number, b: number): number => a - b;

export function* upTo(count: number): Generator<number> {
  for (let i = 0; i < count; i++) yield i;
}

async function* upToLater(count: number): AsyncGenerator<number> {
  for (let i = 0; i < count; i++) {
    yield await Promise.resolve(i);
  }
}

export function inputCases({ test, parallel }: Kit): void {
  test('come from any iterable', async () => {
    const ten = range(10);
    assert.deepEqual(await parallel.map(square, upTo(10)), ten.map(square));
    assert.deepEqual(await parallel.map(square, upToLater(10)), ten.map(square));
    assert.deepEqual(await parallel.map(square, new Set(ten)), ten.map(square));
    assert.deepEqual(await parallel.map(([k, v]: readonly [string, number]) => k + v, new Map([['a', 1]])), ['a1']);
    assert.deepEqual(await parallel.map((c: string) => c.toUpperCase(), 'abc'), ['A', 'B', 'C']);
  });

  test('of holes in an array are those of undefined', async () => {
    const holes = new Array<unknown>(3);
    assert.deepEqual(await parallel.map((x) => x === undefined, holes), [true, true, true]);
  });

  test('of nothing are empty', async () => {
    assert.deepEqual(await parallel.map(square, []), []);
    assert.deepEqual(await parallel.map(square, upTo(0)), []);
    assert.deepEqual(await parallel.map(square, upToLater(0)), []);
    assert.deepEqual(await parallel([]), []);
    assert.deepEqual(await parallel.starmap(minus, []), []);
    assert.deepEqual(await parallel.filter(square, []), []);
    assert.deepEqual(await collect(parallel.stream(square, [])), []);
    assert.equal(await parallel.reduce(square, [], minus, 7), 7);
    assert.deepEqual(await parallel.map(square, new Float64Array(0)), new Float64Array(0));
  });

  test('are not those of an input that throws', async () => {
    const broken = function* (): Generator<number> {
      yield 1;
      throw new RangeError('no more');
    };
    const error = await rejection(parallel.map(square, broken()));
    assert.ok(error instanceof RangeError && error.message === 'no more', String(error));
  });
}

/** How far ahead of the tasks an input is read. */
export function pullCases({ test, parallel }: Kit): void {
  test('are waited for lazily: an input is pulled as tasks end', async () => {
    let pulled = 0;
    const counted = function* (): Generator<number> {
      for (; ; pulled++) yield pulled;
    };
    const stream = parallel.stream(square, counted(), { batchSize: 1, preDispatch: 2 });
    assert.deepEqual(await stream.next(), { done: false, value: 0 });
    await stream.return();
    assert.ok(pulled < 100, `${pulled} items were pulled for one result`);
  });

  test("are not begun before the whole input is read with preDispatch: 'all'", async () => {
    let started = 0;
    let seen = -1;
    const watching = function* (): Generator<number> {
      yield* upTo(20);
      seen = started;
    };
    await parallel.map(square, watching(), { preDispatch: 'all', onTaskStart: () => started++ });
    assert.equal(seen, 0);
    assert.equal(started, 20);
  });
}

export function pullBytesCases({ test, parallel }: Kit): void {
  test('of large items are on their way within maxInFlightBytes', async () => {
    const megabyte = 1 << 20;
    let pulled = 0;
    let done = 0;
    let most = 0;
    const large = function* (): Generator<Uint8Array> {
      for (let i = 0; i < 12; i++) {
        most = Math.max(most, ++pulled - done);
        yield new Uint8Array(megabyte);
      }
    };
    const lengths = await parallel.map((bytes: Uint8Array) => bytes.length, large(), {
      maxInFlightBytes: 2 * megabyte,
      preDispatch: 100,
      onTaskDone: () => done++,
    });
    assert.deepEqual(lengths, new Array(12).fill(megabyte));
    assert.ok(most <= 4, `${most} items of 1 MiB were on their way`);
  });
}
