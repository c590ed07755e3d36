/** The same program, sent through every usual way to run TypeScript and JavaScript. */

import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const sources = fileURLToPath(new URL('./fixtures/environment/', import.meta.url));
// Inside the repository, so that packages are found; not under node_modules, whose modules travel by reference.
const folder = mkdtempSync(path.join(root, 'test', 'closure', 'fixtures', 'tmp-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const packages = ['acorn', 'cli-progress'];
const checks = path.join(sources, 'checks.ts');
interface Outcome {
  readonly checks: number;
  readonly wrong: readonly string[];
}

const execute = promisify(execFile);

/** Runs the program, mapped to its sources as Node itself does it, and gives what it printed. */
async function run(...args: string[]): Promise<Outcome> {
  const env = {
    ...process.env,
    CLOSURE_LIBRARY: new URL('../../src/closure/call-codec.ts', import.meta.url).href,
    CLOSURE_WORKER: new URL('./fixtures/worker.ts', import.meta.url).href,
    NODE_NO_WARNINGS: '1',
  };
  const { stdout } = await execute(process.execPath, ['--enable-source-maps', ...args], {
    cwd: root,
    env,
    timeout: 180_000,
  });
  const line = stdout.split('\n').find((text) => text.startsWith('{"checks"'));
  return JSON.parse(line ?? `{"checks":0,"wrong":${JSON.stringify([stdout])}}`) as Outcome;
}

const tool = (...parts: string[]): string => path.join(root, 'node_modules', ...parts);

const bundlerArguments = [
  ...packages.map((name) => `--external:${name}`),
  '--platform=node',
  '--target=node22',
  '--sourcemap',
];

/** Both modules, compiled one by one. */
async function compile(format: 'esm' | 'cjs'): Promise<string> {
  const extension = format === 'esm' ? 'mjs' : 'cjs';
  for (const name of ['checks', 'local']) {
    const text = readFileSync(path.join(sources, `${name}.ts`), 'utf8').replaceAll(
      './local.ts',
      `./local.${extension}`,
    );
    writeFileSync(path.join(folder, `${name}.ts`), text);
    const outfile = path.join(folder, `${name}.${extension}`);
    await execute(tool('esbuild', 'bin', 'esbuild'), [
      path.join(folder, `${name}.ts`),
      `--format=${format}`,
      '--platform=node',
      '--target=node22',
      `--outfile=${outfile}`,
    ]);
  }
  return path.join(folder, `checks.${extension}`);
}

async function bundleWithEsbuild(format: 'esm' | 'cjs', ...more: string[]): Promise<string> {
  const outfile = path.join(folder, `esbuild-${format}-${more.join('')}.${format === 'esm' ? 'mjs' : 'cjs'}`);
  await execute(tool('esbuild', 'bin', 'esbuild'), [
    checks,
    '--bundle',
    `--format=${format}`,
    `--outfile=${outfile}`,
    ...bundlerArguments,
    ...more,
  ]);
  return outfile;
}

async function bundleWithRolldown(...more: string[]): Promise<string> {
  const file = path.join(folder, `rolldown-${more.join('')}.mjs`);
  await execute(process.execPath, [
    tool('rolldown', 'bin', 'cli.mjs'),
    checks,
    '--file',
    file,
    '--format',
    'esm',
    '--platform',
    'node',
    '--sourcemap',
    '--external',
    packages.join(','),
    '--no-code-splitting',
    ...more,
  ]);
  return file;
}

const all = { checks: expect.any(Number) as number, wrong: [] };

describe('functions travel from', { timeout: 240_000 }, () => {
  it('TypeScript by type stripping', async () => expect(await run(checks)).toEqual(all));
  it('ES modules', async () => expect(await run(await compile('esm'))).toEqual(all));
  it('CommonJS modules', async () => expect(await run(await compile('cjs'))).toEqual(all));
  it('tsx', async () => expect(await run(tool('tsx', 'dist', 'cli.mjs'), checks)).toEqual(all));
  it('an esbuild bundle', async () => expect(await run(await bundleWithEsbuild('esm'))).toEqual(all));
  it('a minified esbuild bundle', async () =>
    expect(await run(await bundleWithEsbuild('esm', '--minify'))).toEqual(all));
  it('a minified CommonJS bundle', async () =>
    expect(await run(await bundleWithEsbuild('cjs', '--minify'))).toEqual(all));
  it('a rolldown bundle', async () => expect(await run(await bundleWithRolldown())).toEqual(all));
  it('a minified rolldown bundle', async () => expect(await run(await bundleWithRolldown('--minify'))).toEqual(all));
  it('a vitest run that transforms its modules', async () => {
    copyFileSync(path.join(sources, 'local.ts'), path.join(folder, 'local.ts'));
    const text = readFileSync(checks, 'utf8').replace(
      'void main();',
      "const { it } = await import('vitest');\nit('runs', main, 180_000);",
    );
    writeFileSync(path.join(folder, 'checks.test.ts'), text);
    const vitest = [tool('vitest', 'vitest.mjs'), 'run', '--root', folder, '--config', vitestConfig()];
    expect(await run(...vitest, '--disable-console-intercept')).toEqual(all);
  });
});

function vitestConfig(): string {
  const file = path.join(folder, 'vitest.config.mjs');
  writeFileSync(file, 'export default { test: { include: ["*.test.ts"], pool: "forks" } };\n');
  return file;
}
