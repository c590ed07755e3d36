/** Functions that a pool finds in modules, and pools that modules share. */

import assert from 'node:assert/strict';
import { getSharedPool, InvalidOptionError, Pool } from '../../index.ts';
import { type Kit, rejection } from '../suite.ts';

export function moduleCases({ test, backend }: Kit): void {
  const source = `export const add = (a, b) => a + b; export const later = async (x) => x * 2; export default 5;`;
  const url = `data:text/javascript,${encodeURIComponent(source)}`;
  type Module = { add(a: number, b: number): number; later(x: number): Promise<number>; readonly default: number };

  test('call the exports of a module like functions', async () => {
    await using pool = new Pool({ backend, maxWorkers: 2 });
    const work = pool.proxy<Module>(url);
    assert.deepEqual(await Promise.all([work.add(1, 2), work.later(4), work.add(work.later(1), 5)]), [3, 8, 7]);
    assert.equal(await (async () => work)(), work);
    const missing = (work as unknown as { nothing(): Promise<unknown> }).nothing();
    assert.equal(((await rejection(missing)) as { code?: string }).code, 'ERR_TASK_MODULE');
    assert.throws(() => pool.proxy('./work.js'), { code: 'ERR_INVALID_OPTION', message: /must be a URL/ });
    assert.throws(() => pool.proxy(), InvalidOptionError);
  });

  test('run a module of the call instead of their own', async () => {
    await using pool = new Pool({ backend, maxWorkers: 1 });
    assert.equal(await pool.run(21, { filename: url, name: 'later' }), 42);
  });

  test('are shared by all parts of a program', async () => {
    const key = `conformance ${backend}`;
    const pool = getSharedPool(key, { backend, maxWorkers: 1 });
    assert.equal(await pool.submit(Math.abs, -3), 3);
    assert.equal(getSharedPool(key), pool);
    assert.equal(getSharedPool(key, { maxWorkers: 1, backend }), pool);
    assert.throws(() => getSharedPool(key, { backend, maxWorkers: 2 }), InvalidOptionError);
    assert.throws(() => getSharedPool({ backend, maxWorkers: 2 } as never), /takes a name before the options/);
    await pool.close();
    const next = getSharedPool(key, { backend, maxWorkers: 2 });
    assert.notEqual(next, pool);
    await next.close();
  });
}
