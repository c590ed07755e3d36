/** Threads that run out of memory or cannot be ended: the calls settle, and the program ends. */

import { expect, it } from 'vitest';
import { fixture, RunningProgram } from './processes.ts';

it('a full heap ends the thread, not the program', { timeout: 240_000 }, async () => {
  const { code, stdout } = await new RunningProgram([fixture('full-heaps.mjs')]).ending;
  expect(stdout).toBe("Set(1) { 'ERR_WORKER_OUT_OF_MEMORY' } 10\n");
  expect(code).toBe(0);
});

it('a thread that V8 cannot interrupt costs its task, and does not keep the program', async () => {
  const { code, signal, stdout } = await new RunningProgram([fixture('unending-thread.mjs')]).ending;
  expect(stdout).toBe('1 ERR_TASK_TIMEOUT 3\n2 4 6\n');
  expect([code, signal]).toEqual([0, null]);
});

it.each([
  ['exit', 3, ''],
  ['throw', 1, 'Error: uncaught here'],
  ['SIGTERM', 143, ''],
])('a program exits beside a thread that V8 cannot interrupt, by %s', async (how, code, said) => {
  const ending = await new RunningProgram([fixture('exit-beside-loop.mjs'), how]).ending;
  expect([ending.code, ending.signal]).toEqual([code, null]);
  expect(ending.stdout).toBe(`early listener: ${code}\nlate listener: ${code}\n`);
  expect(ending.stderr).toContain(said);
});
