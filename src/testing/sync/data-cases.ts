/** Shared values and channels. */

import assert from 'node:assert/strict';
import { channel, Pool, sharedValue } from '../../index.ts';
import { type Kit, range, rejection } from '../suite.ts';
import { code, LONG_MS } from './expect.ts';

export function valueCases({ test, backend }: Kit): void {
  test('shares values of every kind, and changes them at once', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const int = sharedValue('int32', -1);
    const unsigned = sharedValue('uint32', 0xffff_ffff);
    const long = sharedValue('int64', -(2n ** 62n));
    const float = sharedValue('float64', 0.5);
    const single = sharedValue('float32', 0.1);
    const seen = await pool.submit(async () => [
      await int.get(),
      await unsigned.add(1),
      await long.exchange(5n),
      await float.add(0.25),
      await single.compareExchange(0.1, Number.NaN),
    ]);
    assert.deepEqual(seen, [-1, 0xffff_ffff, -(2n ** 62n), 0.5, Math.fround(0.1)]);
    assert.deepEqual([unsigned.value, long.value, float.value, single.value], [0, 5n, 0.75, Number.NaN]);
    const add = async (times: number): Promise<void> => {
      for (let i = 0; i < times; i++) await float.add(1);
    };
    await Promise.all([pool.submit(add, 200), pool.submit(add, 200)]);
    assert.equal(float.value, 400.75);
  });
}

export function channelCases({ test, backend }: Kit): void {
  test('brings messages through a channel, each once and in order', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const numbers = channel<number>({ capacity: 4 });
    const squares = channel<readonly [number, number]>({ capacity: 4 });
    const square = async (): Promise<number> => {
      let count = 0;
      for await (const n of numbers) {
        await squares.send([n, n * n]);
        count++;
      }
      return count;
    };
    const workers = [pool.submit(square), pool.submit(square)];
    const sending = (async () => {
      for (const n of range(200)) await numbers.send(n);
      numbers.close();
    })();
    const got = new Map<number, number>();
    for (let i = 0; i < 200; i++) {
      const [n, squared] = await squares.receive({ timeout: LONG_MS });
      assert.equal(got.has(n), false);
      got.set(n, squared);
    }
    await sending;
    assert.deepEqual(
      [...got].toSorted(([a], [b]) => a - b),
      range(200).map((n) => [n, n * n]),
    );
    const counts = await Promise.all(workers);
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      200,
    );
  });
}

export function channelOrderCases({ test, backend }: Kit): void {
  test('keeps the order of messages that were sent without awaiting', async () => {
    await using pool = new Pool({ backend, maxWorkers: 1 });
    const out = channel<number>({ capacity: 2 });
    const sending = pool.submit(async () => {
      await Promise.all(Array.from({ length: 50 }, (_, n) => out.send(n)));
      out.close();
    });
    const got: number[] = [];
    for await (const n of out) got.push(n);
    await sending;
    assert.deepEqual(got, range(50));
  });
}

export function messageCases({ test, backend }: Kit): void {
  test('brings any plain data through a channel, and refuses the rest', async () => {
    await using pool = new Pool({ backend, maxWorkers: 1 });
    const data = channel<unknown>({ maxBytes: 1 << 16, name: 'data' });
    const values = [
      undefined,
      null,
      -0,
      10n,
      'text',
      new Map([[1, new Date(5)]]),
      new Float64Array([1, Number.NaN]),
      /x/g,
    ];
    await pool.submit(async (all: unknown[]) => {
      for (const value of all) await data.send(value);
    }, values);
    for (const value of values) assert.deepEqual(await data.receive(), value);
    assert.equal(code(await rejection(data.send({ fn: () => 1 }))), 'ERR_NOT_CLONEABLE');
    const large = await rejection(pool.submit(() => data.send(new Uint8Array(1 << 17))));
    assert.equal(code(large), 'ERR_MESSAGE_TOO_LARGE');
    assert.match((large as Error).message, /channel "data"/);
    data.close();
    data.close();
    assert.equal(code(await rejection(pool.submit(() => data.send(1)))), 'ERR_CHANNEL_CLOSED');
    assert.equal(code(await rejection(pool.submit(() => data.receive()))), 'ERR_CHANNEL_CLOSED');
  });
}
