/** What modules register in a worker to run before it ends. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onTeardown, Pool } from '../../src/index.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'manycore-teardown-'));
  file = path.join(folder, 'log');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Has this worker write lines before it ends. */
const register = async (log: string, names: readonly string[]): Promise<void> => {
  const { appendFileSync } = await import('node:fs');
  for (const name of names) {
    onTeardown(async () => {
      await new Promise((resolve) => void setTimeout(resolve, 5));
      appendFileSync(log, `${name}\n`);
      if (name === 'fails') throw new Error('on purpose');
    });
  }
  onTeardown(() => appendFileSync(log, 'taken back\n'))();
};
const lines = (): string[] => readFileSync(file, 'utf8').split('\n').filter(Boolean);

describe.each(['threads', 'processes', 'sequential'])('%s', (backend) => {
  it('run when the pool is closed, the last one first, and then the teardown of the pool', async () => {
    const pool = new Pool({
      backend,
      maxWorkers: 1,
      stdio: 'ignore',
      initializer: (log: string) => log,
      initArgs: [file],
      teardown: async (log: string) => (await import('node:fs')).appendFileSync(log, 'pool\n'),
    });
    await pool.submit(register, file, ['first', 'second']);
    await pool.close();
    expect(lines()).toEqual(['second', 'first', 'pool']);
  });
});

describe.each(['threads', 'processes'])('%s', (backend) => {
  it('run when a worker is replaced or the pool becomes smaller, also after one that fails', async () => {
    const pool = new Pool({ backend, minWorkers: 1, maxWorkers: 1, stdio: 'ignore' });
    await pool.submit(register, file, ['first', 'fails']);
    await pool.recycle();
    expect(lines()).toEqual(['fails', 'first']);
    await pool.submit(register, file, ['later']);
    const ended = new Promise((resolve) => void pool.on('workerEnd', resolve));
    pool.resize({ min: 0 });
    await pool.recycle();
    await ended;
    expect(lines()).toEqual(['fails', 'first', 'later']);
    await pool.close();
  });
});

it('what is no function is refused', () => {
  expect(() => onTeardown(5 as never)).toThrow('onTeardown takes a function, got 5');
});
