import { execFile } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';

const TIMEOUT_MS = 300_000;

test('the suites of the build pass under another test runner', { timeout: TIMEOUT_MS }, async () => {
  const fixture = path.join(import.meta.dirname, 'fixtures', 'node-test.mjs');
  // Vitest's own settings would reach the workers.
  const env = { ...process.env, NODE_OPTIONS: undefined, NODE_TEST_CONTEXT: undefined, VITEST: undefined };
  const args = ['--test', '--test-reporter=tap', fixture];
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { env, timeout: TIMEOUT_MS, maxBuffer: 2 ** 26 }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
  expect(output.match(/^\s*not ok .*$/gm) ?? [], output.slice(-5000)).toEqual([]);
  expect(output).toMatch(/^# fail 0$/m);
  expect(Number(/^# pass (\d+)$/m.exec(output)?.[1])).toBeGreaterThan(150);
});
