/** The same kernels through every usual way to run TypeScript and JavaScript. */

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = fileURLToPath(new URL('./fixtures/kernel-tools/program.ts', import.meta.url));
const folder = mkdtempSync(path.join(root, 'test', 'conformance', 'fixtures', 'tmp-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const execute = promisify(execFile);
const tool = (...parts: string[]): string => path.join(root, 'node_modules', ...parts);

/** Runs the program and gives what it printed: how many kernels there were, and which gave something else than JavaScript. */
async function run(...args: string[]): Promise<unknown> {
  const env = {
    ...process.env,
    KERNEL_LIBRARY: new URL('../../src/kernel.ts', import.meta.url).href,
    NODE_NO_WARNINGS: '1',
  };
  const { stdout } = await execute(process.execPath, ['--enable-source-maps', ...args], { env, timeout: 180_000 });
  return JSON.parse(stdout);
}

async function bundle(...more: string[]): Promise<string> {
  const outfile = path.join(folder, `esbuild${more.join('')}.mjs`);
  const options = ['--bundle', '--platform=node', '--target=node22', '--format=esm', `--outfile=${outfile}`, ...more];
  await execute(tool('esbuild', 'bin', 'esbuild'), [program, ...options]);
  return outfile;
}

async function rolldown(...more: string[]): Promise<string> {
  const file = path.join(folder, `rolldown${more.join('')}.mjs`);
  const options = ['--file', file, '--format', 'esm', '--platform', 'node', '--no-code-splitting', ...more];
  await execute(process.execPath, [tool('rolldown', 'bin', 'cli.mjs'), program, ...options]);
  return file;
}

const all = { count: 15, wrong: [] };

describe('kernels compute what JavaScript computes, from', { timeout: 240_000 }, () => {
  it('TypeScript by type stripping', async () => expect(await run(program)).toEqual(all));
  it('tsx, which keeps names', async () => expect(await run(tool('tsx', 'dist', 'cli.mjs'), program)).toEqual(all));
  it.each([[[]], [['--minify']], [['--keep-names']], [['--minify', '--keep-names']]])(
    'an esbuild bundle with %j',
    async (options) => expect(await run(await bundle(...options))).toEqual(all),
  );
  it.each([[[]], [['--minify']]])('a rolldown bundle with %j', async (options) =>
    expect(await run(await rolldown(...options))).toEqual(all),
  );
});
