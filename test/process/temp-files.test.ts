/** Files that carry large arrays to child processes: gone after the program, however it ended. */

import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { start } from './processes.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'manycore-test-spills-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Files in the folder and the folders in it, with what they hold. */
function files(): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

const bytes = (): number => files().reduce((sum, file) => sum + statSync(file).size, 0);

it('nothing is left after a normal run', async () => {
  const { code, stdout, stderr } = await start('spills.mjs', [folder]).ending;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/running\n[^]*1,1\n$/);
  expect(readdirSync(folder)).toEqual([]);
});

it.each(['SIGINT', 'SIGTERM'] as const)('nothing is left after %s', async (signal) => {
  const program = start('spills.mjs', [folder, 'hang']);
  await program.printed('running');
  expect(bytes()).toBeGreaterThanOrEqual(2 ** 26);
  program.child.kill(signal);
  await program.ending;
  await expect.poll(() => readdirSync(folder), { timeout: 15_000 }).toEqual([]);
});

it('nothing is left after process.exit in the middle of a call', async () => {
  const program = start('spills.mjs', [folder, 'exit']);
  await program.ending;
  await expect.poll(() => readdirSync(folder), { timeout: 15_000 }).toEqual([]);
});

it('what a killed program leaves is removed by the next one', async () => {
  const killed = start('spills.mjs', [folder, 'hang']);
  await killed.printed('running');
  killed.child.kill('SIGKILL');
  await killed.ending;
  await expect.poll(() => killed.alive(), { timeout: 15_000 }).toEqual([]);
  const left = files();
  expect(left).not.toEqual([]);

  const { code } = await start('spills.mjs', [folder]).ending;
  expect(code).toBe(0);
  expect(files().filter((file) => left.includes(file))).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});

it('a program that runs keeps its files while another one starts and ends', async () => {
  const first = start('spills.mjs', [folder, 'hang']);
  await first.printed('running');
  const before = files();
  expect((await start('spills.mjs', [folder]).ending).code).toBe(0);
  expect(files()).toEqual(before);
  first.child.kill('SIGTERM');
  await first.ending;
});
