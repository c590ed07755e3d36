/** The example apps print the same whether they run on the library that they were written for or on its drop-in. */

import { execFile } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);
const LIMIT_MS = 120_000;

async function outputOf(app: string, pool: string, args: readonly string[]): Promise<string> {
  const main = fileURLToPath(new URL(`../../examples/${app}/main.ts`, import.meta.url));
  const { stdout } = await run(process.execPath, [main, '--pool', pool, ...args], { timeout: LIMIT_MS });
  return stdout;
}

describe.each([
  ['a server that resizes images', 'resize-server', 'piscina', ['--pictures', '12']],
  ['a build step on threads', 'build-assets', 'tinypool', ['--files', '1500']],
  ['a build step on processes', 'build-assets', 'tinypool', ['--files', '300', '--runtime', 'child_process']],
  ['a CSV import on threads', 'csv-import', 'workerpool', ['--rows', '20000']],
  ['a CSV import on processes', 'csv-import', 'workerpool', ['--rows', '20000', '--type', 'process']],
])('%s', (_, app, peer, args) => {
  it(`prints the same on ${peer} and on its drop-in`, { timeout: 2 * LIMIT_MS }, async () => {
    const before = await outputOf(app, peer, args);
    expect(before.split('\n').length).toBeGreaterThan(5);
    expect(await outputOf(app, `manycore/compat/${peer}`, args)).toBe(before);
  });
});
