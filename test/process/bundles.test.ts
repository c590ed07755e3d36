/** Programs that have the library in their own bundle: workers are started from the installed package. */

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { fixture, RunningProgram } from './processes.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
// In the repository, so that the package finds itself.
const folder = mkdtempSync(path.join(root, 'test', 'process', 'fixtures', 'tmp-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const execute = promisify(execFile);
const tool = (...parts: string[]): string => path.join(root, 'node_modules', ...parts);
const common = ['--platform=node', '--external:koffi', '--external:webgpu', '--log-level=error'];

async function withEsbuild(format: 'esm' | 'cjs', ...more: string[]): Promise<string> {
  const file = path.join(folder, `${format}${more.join('')}.${format === 'esm' ? 'mjs' : 'cjs'}`);
  const to = [`--format=${format}`, `--outfile=${file}`, '--bundle', '--target=node22'];
  await execute(tool('esbuild', 'bin', 'esbuild'), [fixture('bundled.mjs'), ...to, ...common, ...more]);
  return file;
}

async function withRolldown(): Promise<string> {
  const to = path.join(folder, 'rolldown');
  const outside = ['--external', 'koffi', '--external', 'webgpu'];
  const cli = tool('rolldown', 'bin', 'cli.mjs');
  await execute(process.execPath, [cli, fixture('bundled.mjs'), '--dir', to, '--platform', 'node', ...outside]);
  return path.join(to, 'bundled.js');
}

const bundles = [
  ['esbuild, one ES module', () => withEsbuild('esm')],
  ['esbuild, one ES module, minified', () => withEsbuild('esm', '--minify')],
  ['esbuild, one CommonJS file', () => withEsbuild('cjs')],
  ['esbuild, one CommonJS file, minified', () => withEsbuild('cjs', '--minify')],
  ['rolldown, in chunks', withRolldown],
] as const;

describe.each(bundles)('%s', (_, bundle) => {
  it('sends closures, shared values, actors and objects of synchronisation', { timeout: 240_000 }, async () => {
    const file = await bundle();
    for (const backend of ['threads', 'processes']) {
      const { stdout, stderr } = await new RunningProgram([file, backend]).ending;
      expect(JSON.parse(stdout || JSON.stringify(stderr)), backend).toEqual({
        captured: 7,
        mapped: [3, 6, 9],
        indexes: [0, 1],
        shared: 11,
        total: 10,
        words: ['a', 'b', 'c'],
        kinds: 7,
        counted: [1, 3],
        isSet: true,
      });
    }
  });
});
