/** Locks, channels and the like: the same for threads and for processes, but for what acts at once. */

import assert from 'node:assert/strict';
import {
  Barrier,
  channel,
  type Channel,
  Condition,
  Event,
  Latch,
  Mutex,
  Once,
  type ParallelError,
  Pool,
  RWLock,
  Semaphore,
  sharedValue,
} from '../index.ts';
import { type Kit, range, rejection } from './suite.ts';

const code = (error: unknown): string => (error as ParallelError).code;

/** Generous, for slow machines: nothing waits as long unless something is wrong. In milliseconds. */
const LONG_MS = 10_000;

/** Tests of everything that tasks wait for. */
export function syncCases(kit: Kit): void {
  kit.group('synchronisation', () => {
    lockCases(kit);
    permitCases(kit);
    waitCases(kit);
    barrierCases(kit);
    changeCases(kit);
    valueCases(kit);
    channelCases(kit);
    arrivalCases(kit);
    atOnceCases(kit);
  });
}

function lockCases({ test, backend }: Kit): void {
  test("keeps tasks out of each other's way with a Mutex", async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const mutex = new Mutex();
    const value = sharedValue('int32');
    // A read and a write with a pause in between: without the lock most of them would be lost.
    const bump = async (times: number): Promise<void> => {
      for (let i = 0; i < times; i++) {
        using _guard = await mutex.lock();
        const seen = await value.get();
        await new Promise((resolve) => void setImmediate(resolve));
        await value.set(seen + 1);
      }
    };
    await Promise.all([pool.submit(bump, 100), pool.submit(bump, 100), bump(50)]);
    assert.equal(value.value, 250);
  });

  test('lets readers of an RWLock in together, and writers alone', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const lock = new RWLock();
    const together = new Barrier(2);
    const reading = await Promise.all(
      range(2).map(() =>
        pool.submit(async () => {
          using guard = await lock.readLock();
          await together.wait({ timeout: LONG_MS });
          return guard.isHeld;
        }),
      ),
    );
    assert.deepEqual(reading, [true, true]);
    const value = sharedValue('int32');
    const write = async (times: number): Promise<void> => {
      for (let i = 0; i < times; i++) {
        using _guard = await lock.writeLock();
        const seen = await value.get();
        await new Promise((resolve) => void setImmediate(resolve));
        await value.set(seen + 1);
      }
    };
    await Promise.all([pool.submit(write, 50), pool.submit(write, 50), write(20)]);
    assert.equal(value.value, 120);
    using _reader = await lock.readLock();
    assert.equal(await pool.submit(async () => (await lock.tryWriteLock()) === undefined), true);
    assert.equal(await pool.submit(async () => (await lock.tryReadLock())?.isHeld), true);
  });
}

function permitCases({ test, backend }: Kit): void {
  test('lets as many pass as a Semaphore has permits', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const semaphore = new Semaphore(2);
    const inside = sharedValue('int32');
    const most = sharedValue('int32');
    const pass = async (): Promise<void> => {
      await Promise.all(
        Array.from({ length: 5 }, async () => {
          using _permit = await semaphore.acquire({ timeout: 10_000 });
          const now = (await inside.add(1)) + 1;
          await most.update((before) => Math.max(before, now));
          await new Promise((resolve) => void setImmediate(resolve));
          await inside.add(-1);
        }),
      );
    };
    await Promise.all([pool.submit(pass), pool.submit(pass)]);
    assert.equal(most.value, 2);
    assert.equal(await semaphore.available(), 2);
    assert.equal((await semaphore.tryAcquire())?.isHeld, true);
  });

  test('runs something Once, and again when it failed', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const once = new Once();
    const failed = await rejection(
      pool.submit(() =>
        once.run(() => {
          throw new RangeError('not yet');
        }),
      ),
    );
    assert.equal((failed as Error).message, 'not yet');
    const times = sharedValue('int32');
    const run = (): Promise<boolean> => once.run(() => times.add(1));
    const ran = await Promise.all([pool.submit(run), pool.submit(run), run()]);
    assert.equal(ran.filter(Boolean).length, 1);
    assert.equal(times.value, 1);
    assert.equal(await once.isDone(), true);
  });
}

function waitCases({ test, backend }: Kit): void {
  test('gives up in time, and names what it waited for', async () => {
    await using pool = new Pool({ backend, maxWorkers: 1 });
    const mutex = new Mutex({ name: 'index' });
    const guard = await mutex.lock();
    const late = await rejection(pool.submit((lock: Mutex) => lock.lock({ timeout: 20 }).then(() => 0), mutex));
    assert.equal(code(late), 'ERR_WAIT_TIMEOUT');
    assert.match((late as Error).message, /mutex "index".* 20 ms/);
    const aborted = await rejection(
      pool.submit((lock: Mutex) => lock.lock({ signal: AbortSignal.timeout(20) }).then(() => 0), mutex),
    );
    assert.equal((aborted as Error).name, 'TimeoutError');
    guard.release();
    assert.equal(await pool.submit((lock: Mutex) => lock.lock().then((held) => (held.release(), 1)), mutex), 1);
  });

  test('wakes all who wait for an Event', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const event = new Event();
    const waiting = new Latch(2);
    const tasks = range(2).map((n) =>
      pool.submit(async (i: number) => {
        waiting.countDown();
        await event.wait();
        return i;
      }, n),
    );
    await waiting.wait({ timeout: LONG_MS });
    event.set();
    assert.deepEqual(await Promise.all(tasks), [0, 1]);
    assert.equal(await pool.submit(() => event.isSet()), true);
    event.clear();
    assert.equal(await pool.submit(() => event.isSet()), false);
  });
}

function barrierCases({ test, backend }: Kit): void {
  test('brings parties together at a Barrier, again and again', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const barrier = new Barrier(3);
    const rounds = async (times: number): Promise<number> => {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += await barrier.wait({ timeout: 10_000 });
      return sum;
    };
    const sums = await Promise.all([pool.submit(rounds, 10), pool.submit(rounds, 10), rounds(10)]);
    assert.equal(sums[0] + sums[1] + sums[2], 30);
    assert.equal(await pool.submit(() => barrier.parties), 3);
  });

  test('breaks a Barrier for all when one gives up', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const barrier = new Barrier(3, { name: 'step' });
    const patient = pool.submit(() => barrier.wait({ timeout: LONG_MS }));
    while ((await barrier.waiting()) < 1) await new Promise(setImmediate);
    const [late, broken] = await Promise.all([
      rejection(pool.submit(() => barrier.wait({ timeout: 20 }))),
      rejection(patient),
    ]);
    assert.deepEqual([code(late), code(broken)], ['ERR_WAIT_TIMEOUT', 'ERR_BARRIER_BROKEN']);
    assert.equal(await barrier.isBroken(), true);
    assert.equal(code(await rejection(barrier.wait())), 'ERR_BARRIER_BROKEN');
    barrier.reset();
    const again = await Promise.all([
      barrier.wait(),
      pool.submit(() => barrier.wait()),
      pool.submit(() => barrier.wait()),
    ]);
    assert.deepEqual(again.toSorted(), [0, 1, 2]);
  });
}

function changeCases({ test, backend }: Kit): void {
  test('counts a Latch down', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const latch = new Latch(4);
    const waiting = pool.submit(() => latch.wait({ timeout: 10_000 }));
    await pool.map((by: number) => latch.countDown(by), [1, 3, 2]);
    await latch.wait({ timeout: LONG_MS });
    await waiting;
    assert.equal(await latch.count(), 0);
  });

  test('waits under a Condition for what others change', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const changed = new Condition();
    const stock = sharedValue('int32');
    const buy = async (): Promise<number> => {
      using guard = await changed.mutex.lock();
      await changed.waitFor(guard, async () => (await stock.get()) > 0, { timeout: 10_000 });
      return (await stock.add(-1)) - 1;
    };
    const buyers = [pool.submit(buy), pool.submit(buy)];
    await changed.mutex.withLock(() => stock.add(1));
    changed.notify();
    await Promise.race(buyers);
    await changed.mutex.withLock(() => stock.add(1));
    changed.notifyAll();
    assert.deepEqual(await Promise.all(buyers), [0, 0]);
    const late = await pool.submit(async () => {
      const guard = await changed.mutex.lock();
      const failure = await changed.wait(guard, { timeout: 10 }).catch((error: ParallelError) => error.code);
      const isHeld = guard.isHeld && (await changed.mutex.tryLock()) === undefined;
      guard.release();
      return [failure, isHeld];
    });
    assert.deepEqual(late, ['ERR_WAIT_TIMEOUT', true]);
  });
}

function valueCases({ test, backend }: Kit): void {
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

function channelCases({ test, backend }: Kit): void {
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

function arrivalCases({ test, backend }: Kit): void {
  test('gives tasks the same object, captured or as an argument, in every task', async () => {
    await using pool = new Pool({ backend, maxWorkers: 1 });
    const objects = {
      mutex: new Mutex(),
      lock: new RWLock(),
      semaphore: new Semaphore(1),
      condition: new Condition(),
      event: new Event(),
      barrier: new Barrier(1),
      latch: new Latch(1),
      once: new Once(),
      value: sharedValue('int32'),
      channel: channel<number>(),
    };
    const isSame = (given: typeof objects, list: readonly object[]): boolean[] => [
      ...Object.values(given).map((one, i) => one === Object.values(objects)[i] && one === list[i]),
      given.condition.mutex === objects.condition.mutex,
    ];
    const same = await pool.submit(isSame, objects, Object.values(objects));
    assert.deepEqual(same, new Array(11).fill(true));
    const back = await pool.submit((given: typeof objects) => given, objects);
    assert.deepEqual(
      Object.values(back).map((one, i) => one === Object.values(objects)[i]),
      new Array(10).fill(true),
    );
  });
}

function atOnceCases({ test, backend, memory }: Kit): void {
  test('acts at once where the memory is shared, and says why where it is not', async () => {
    await using pool = new Pool({ backend, maxWorkers: 1 });
    const mutex = new Mutex({ name: 'm' });
    const value = sharedValue('int32', 7);
    const queue: Channel<number> = channel<number>();
    const attempts: (() => unknown)[] = [
      () => mutex.tryLockSync()?.release(),
      () => value.value,
      () => value.addSync(1),
      () => queue.trySendSync(3),
      () => queue.tryReceiveSync()?.value,
    ];
    const tried = await Promise.all(
      attempts.map((attempt) =>
        pool.submit((act: () => unknown) => {
          try {
            return act();
          } catch (error) {
            return (error as ParallelError).code;
          }
        }, attempt),
      ),
    );
    const expected = memory === 'mapped' ? new Array(5).fill('ERR_CANNOT_BLOCK') : [undefined, 7, 7, true, 3];
    assert.deepEqual(tried, expected);
  });
}
