/** Workers that are killed from outside before they have run anything cost no task; those that end themselves do not hold tasks for ever. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Pool, task } from '../../src/index.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'manycore-door-'));
  file = path.join(folder, 'starts');
  writeFileSync(file, '');
});
afterEach(() => rmSync(folder, { recursive: true }));

const KILLS = 8;
/** Ends its worker the first times that it is loaded or run, and notes each. */
const dies = (how: string, times = KILLS): string => `
  import { appendFileSync, readFileSync } from 'node:fs';
  import process from 'node:process';
  export const die = () => {
    appendFileSync(${JSON.stringify(file)}, 'x');
    if (readFileSync(${JSON.stringify(file)}, 'utf8').length <= ${times}) { ${how}; for (;;); }
  };`;
const urlOf = (source: string): string => `data:text/javascript,${encodeURIComponent(source)}`;
const module = (source: string) => task<(x: number) => number>(urlOf(source), 'work');
const starts = (): number => readFileSync(file, 'utf8').length;

describe.each([
  ['processes', "process.kill(process.pid, 'SIGKILL')"],
  // What a thread sees of `terminate()` cannot be told from this.
  ['threads', 'process.exit(1)'],
])('%s', (backend, kill) => {
  it('while they load the function of a task: it runs in the next one that lives', async () => {
    await using pool = new Pool({ backend, maxWorkers: 1 });
    const work = module(`${dies(kill)} die(); export const work = (x) => x * 2;`);
    expect(await pool.submit(work, 21)).toBe(42);
    expect(starts()).toBe(KILLS + 1);
  });

  it('while they are prepared: tasks wait for one that is ready', async () => {
    const initializer = task<() => void>(urlOf(dies(kill)), 'die');
    await using pool = new Pool({ backend, maxWorkers: 1, initializer });
    expect(await Promise.all([pool.submit(Math.abs, -1), pool.map(Math.abs, [-2, -3])])).toEqual([1, [2, 3]]);
    expect(starts()).toBe(KILLS + 1);
  });

  it('and those that end themselves each time are given up soon', async () => {
    await using pool = new Pool({ backend, maxWorkers: 1 });
    const work = module(`${dies('process.exit(3)', Infinity)} die(); export const work = (x) => x;`);
    await expect(pool.submit(work, 1)).rejects.toMatchObject({ code: 'ERR_WORKER_LOST', exitCode: 3 });
    expect(starts()).toBe(3);
    expect(await pool.submit(Math.abs, -1)).toBe(1);
  });
});
