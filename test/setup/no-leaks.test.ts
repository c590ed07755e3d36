import { execFile } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { expect, it } from 'vitest';

const fixtures = path.join(import.meta.dirname, 'fixtures');
const runner = path.join(import.meta.dirname, '..', '..', 'node_modules', 'vitest', 'vitest.mjs');

/** Runs one fixture as a suite of its own. */
function runFixture(name: string): Promise<{ code: unknown; output: string }> {
  const args = [runner, 'run', '--config', path.join(fixtures, 'vitest.config.ts'), `${name}.fixture.ts`];
  const env = { ...process.env, NO_COLOR: '1', VITEST: undefined, LEAK_GRACE_MS: '2000' };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env, timeout: 100_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, output: stdout + stderr });
    });
  });
}

it.concurrent('lets a file pass that ends what it starts', async () => {
  const { code, output } = await runFixture('clean');
  expect(code, output).toBe(0);
});

it.concurrent.each([
  ['thread', /leaves alive: worker thread \d+/],
  ['child', /leaves alive: child process \d+: .*setInterval/],
  ['port', /leaves alive: 1 x MessagePort/],
  ['gpu', /leaves alive: 1 GPU buffers/],
  ['spill', /leaves alive: spill file \S+/],
  ['hang', /did not settle\. Alive: worker thread \d+/],
])('fails a file that leaves something behind: %s', async (name, message) => {
  const { code, output } = await runFixture(name);
  expect(code).toBe(1);
  expect(output).toMatch(message);
});
