/** What becomes of the objects themselves when they travel. */

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
} from '../../index.ts';
import type { Kit } from '../suite.ts';

export function arrivalCases({ test, backend }: Kit): void {
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

export function atOnceCases({ test, backend, memory }: Kit): void {
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
