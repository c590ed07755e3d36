/** How programs with workers end: by themselves, by `process.exit`, and killed. */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('../../../test/fixtures/workers/parent.ts', import.meta.url));

function start(backend: string, what: string): ChildProcess {
  return spawn(process.execPath, [program, backend, what], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Whether a process runs. One that has ended but whose new parent has not asked for its exit code yet does not. */
const isAlive = (pid: number): boolean => {
  try {
    if (process.platform === 'linux') return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** The pids that the program prints first. */
async function pidsOf(parent: ChildProcess): Promise<number[]> {
  for await (const chunk of parent.stdout!) return JSON.parse(String(chunk).split('\n')[0]!) as number[];
  throw new Error('the program printed nothing');
}

it.each(['threads', 'processes'])('an idle pool of %s does not keep its program alive', async (backend) => {
  const parent = start(backend, 'nothing');
  parent.stdout!.resume();
  const started = performance.now();
  const [code] = (await once(parent, 'exit')) as [number];
  expect(code).toBe(0);
  expect(performance.now() - started).toBeLessThan(30_000);
});

it.each(['threads', 'processes'])('a running call on %s keeps its program alive', async (backend) => {
  const parent = start(backend, 'later');
  let text = '';
  parent.stdout!.on('data', (chunk) => (text += String(chunk)));
  const [code] = (await once(parent, 'close')) as [number];
  expect(code).toBe(0);
  expect(text).toMatch(/came back\n$/);
});

it.each(['loop', 'wait', 'nothing'])('kill -9 of a program leaves no child alive: %s', async (what) => {
  const parent = start('processes', what);
  const pids = await pidsOf(parent);
  expect(pids.length).toBe(2);
  parent.kill('SIGKILL');
  await expect.poll(() => pids.filter(isAlive), { timeout: 15_000 }).toEqual([]);
});

it('process.exit ends children that are in an endless loop', async () => {
  const parent = start('processes', 'loop and exit');
  const pids = await pidsOf(parent);
  const [code] = (await once(parent, 'exit')) as [number];
  expect(code).toBe(7);
  await expect.poll(() => pids.filter(isAlive), { timeout: 15_000 }).toEqual([]);
});
