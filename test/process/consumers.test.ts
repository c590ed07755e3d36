/** Suites of users, whose tests run functions in workers, under two test runners. */

import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, it } from 'vitest';
import { fixture, RunningProgram } from './processes.ts';

it('vitest, which transforms every module', async () => {
  const folder = path.dirname(createRequire(import.meta.url).resolve('vitest/package.json'));
  const args = ['run', '--root', fixture('consumer'), '--reporter=default'];
  const { code, stdout, stderr } = await new RunningProgram([path.join(folder, 'vitest.mjs'), ...args]).ending;
  expect(stderr).toBe('');
  expect(stdout).toMatch(/Tests +9 passed \(9\)/);
  expect(code).toBe(0);
});

it('node --test', async () => {
  const program = new RunningProgram([fixture('consumer/closures.node-test.mjs')], { execArgv: ['--test'] });
  const { code, stdout } = await program.ending;
  expect(stdout).toMatch(/pass 6/);
  expect(code).toBe(0);
});
