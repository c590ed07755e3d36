/** Workers whose preparation never ends. */

import { afterEach, describe, expect, it } from 'vitest';
import { InitializerError, Pool } from '../../src/index.ts';

const waitForEver = (): Promise<never> => new Promise(() => {});
const loopForEver = (): never => {
  for (;;);
};

let pool: Pool;
afterEach(() => pool.terminate());

const late = (name: string): unknown =>
  expect.objectContaining({
    code: 'ERR_INITIALIZER',
    message: expect.stringMatching(new RegExp(`the initializer ${name} .*within 400 ms.*raise initializerTimeout`)),
  });

describe.each(['threads', 'processes', 'sequential'])('%s', (backend) => {
  it('tell all tasks when their initializer never ends, by name', async () => {
    pool = new Pool({ backend, maxWorkers: 2, initializer: waitForEver, initializerTimeout: 400 });
    const tasks = await Promise.allSettled([
      pool.submit(Math.abs, -1),
      pool.submit(Math.abs, -2),
      pool.map(Math.abs, [1, 2, 3]),
    ]);
    for (const one of tasks) expect(one).toEqual({ status: 'rejected', reason: late('waitForEver') });
    expect((tasks[0] as PromiseRejectedResult).reason).toBeInstanceOf(InitializerError);
  });

  it('take as long as they are told that they may', async () => {
    const initializer = () => new Promise((resolve) => void setTimeout(resolve, 50));
    pool = new Pool({ backend, maxWorkers: 1, initializer, initializerTimeout: Infinity });
    expect(await pool.submit(Math.abs, -1)).toBe(1);
  });
});

describe.each(['threads', 'processes'])('%s', (backend) => {
  it('end one whose initializer loops for ever, and reject ready()', async () => {
    pool = new Pool({ backend, maxWorkers: 1, initializer: loopForEver, initializerTimeout: 400 });
    await expect(pool.ready()).rejects.toEqual(late('loopForEver'));
    await expect(pool.submit(Math.abs, -1)).rejects.toEqual(late('loopForEver'));
  });
});

it('the limit has to be a number of milliseconds', () => {
  expect(() => new Pool({ initializerTimeout: 0 })).toThrow(
    /initializerTimeout must be a number of milliseconds above 0, got 0/,
  );
});
