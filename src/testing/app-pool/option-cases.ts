/** Options of pools that are refused. */

import assert from 'node:assert/strict';
import { delayed, InvalidOptionError, Pool, type PoolOptions } from '../../index.ts';
import { type Kit, rejection } from '../suite.ts';
import { whoAmI } from './tasks.ts';

export function optionCases({ test, backend }: Kit): void {
  test('name the option that is wrong', async () => {
    const wrong: readonly [PoolOptions, RegExp][] = [
      [{ minWorkers: -1 }, /minWorkers must be an integer of at least 0, got -1/],
      [{ minWorkers: 3, maxWorkers: 2 }, /minWorkers must be at most maxWorkers/],
      [{ concurrentTasksPerWorker: 0 }, /concurrentTasksPerWorker must be an integer of at least 1, got 0/],
      [{ recycle: { heapMb: 0 } }, /recycle must be an object of positive numbers/],
      [{ teardown: 'close' as never }, /teardown must be a function, got "close"/],
      [{ teardownTimeout: 0 }, /teardownTimeout must be a positive number of milliseconds, got 0/],
      [{ forWorker: {} as never }, /forWorker must be a function/],
      [{ maxQueue: -1 }, /maxQueue must be an integer of at least 0/],
      [{ taskQueue: [] as never }, /taskQueue must be an object with size, push/],
      [{ preload: ['./a.js'] }, /preload must be a URL or an absolute path/],
    ];
    for (const [options, message] of wrong) {
      assert.throws(() => new Pool({ backend, ...options }), { code: 'ERR_INVALID_OPTION', message });
    }
    await using pool = new Pool({ backend, maxWorkers: 2 });
    assert.throws(() => pool.resize({ min: 3, max: 2 }), InvalidOptionError);
    for (const size of [0, undefined, null, 'two']) {
      assert.throws(() => pool.resize(size as never), InvalidOptionError, String(size));
    }
    assert.ok((await rejection(pool.run(delayed(whoAmI)(), { priority: Number.NaN }))) instanceof InvalidOptionError);
    assert.ok((await rejection(pool.run(delayed(whoAmI)(), { key: {} as never }))) instanceof InvalidOptionError);
  });
}
