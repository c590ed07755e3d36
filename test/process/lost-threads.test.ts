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

const LEFT = 'the program exits without a worker thread that does not end';
const both = (code: number) => `early listener: ${code}\nlate listener: ${code}\n`;

// A listener that throws, or that exits itself, is the last one, as without such a thread.
const exits: [args: string[], code: number, stdout: string, said: string][] = [
  [['3'], 3, both(3), LEFT],
  [['-1'], 255, both(-1), LEFT],
  [['throw'], 1, both(1), 'Error: uncaught here'],
  [['SIGTERM'], 143, both(143), LEFT],
  [['3', 'late-code'], 5, both(3), LEFT],
  [['3', 'late-mute'], 3, both(3), ''],
  [['3', 'early-exit'], 9, 'early listener: 3\n', LEFT],
  [['3', 'late-exit'], 9, both(3), LEFT],
  [['throw', 'early-exit'], 9, 'early listener: 1\n', 'Error: uncaught here'],
  [['3', 'early-throw'], 3, 'early listener: 3\n', 'Error: a listener threw'],
  [['3', 'late-throw'], 3, both(3), 'Error: a listener threw'],
  [['throw', 'early-throw'], 1, 'early listener: 1\n', 'Error: uncaught here'],
  [['3', 'early-throw', 'handle'], 3, 'early listener: 3\nhandled: a listener threw\n', LEFT],
  [['3', 'early-throw', 'handle-throw'], 7, 'early listener: 3\n', 'Error: a listener threw'],
];

// All at once: each waits two seconds for its thread.
it('a program exits beside a thread in a call of native code', async () => {
  const endings = exits.map(([args]) => new RunningProgram([fixture('exit-beside-read.mjs'), ...args]).ending);
  for (const [index, [args, code, stdout, said]] of exits.entries()) {
    const ending = await endings[index];
    const hasSaid = ending?.stderr.includes(said) === true && (said === '' || ending.stderr.includes(LEFT));
    expect
      .soft([args, ending?.code, ending?.signal, ending?.stdout, hasSaid])
      .toEqual([args, code, null, stdout, true]);
  }
});

it('a program that may not start a shell exits beside such a thread, by a signal', async () => {
  const ending = await new RunningProgram([fixture('exit-beside-read.mjs'), '3', 'late-forbid']).ending;
  expect([ending.code, ending.signal, ending.stdout]).toEqual([null, 'SIGKILL', both(3)]);
});
