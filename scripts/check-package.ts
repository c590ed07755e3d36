/** Checks the package as users get it: packed, installed into an empty folder, imported from TypeScript and JavaScript. */

import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { reachable } from './declarations.ts';
import { install, pack, root, run } from './tarball.ts';

/**
 * Importing the package may take this long, in milliseconds: the limit that the project promises. Processor time, and the least of
 * several runs: what else the machine does is no cost of the import.
 */
const IMPORT_LIMIT_MS = 50;
/** A slow machine may take longer, but no longer than so many starts of Node itself; on a quick one, one start is 25 ms. */
const IMPORT_LIMIT_STARTS = 2;
const IMPORT_RUNS = 9;

/** Packages that are loaded when they are needed, not with the main entry. */
const lazyPackages = ['tinypool', 'webgpu', 'effect', 'koffi'];

const bin = (name: string): string => path.join(root, 'node_modules', '.bin', name);

function expectSuccess(command: string, args: readonly string[], cwd?: string): string {
  const { code, stdout, output } = run(command, args, cwd);
  if (code !== 0) throw new Error(`${path.basename(command)} ${args.join(' ')} ended with ${code}:\n${output}`);
  return stdout;
}

function expectOutput(project: string, file: string, expected: string): void {
  const printed = expectSuccess(process.execPath, [file], project).trim();
  if (printed !== expected)
    throw new Error(`${file} printed ${JSON.stringify(printed)}, not ${JSON.stringify(expected)}`);
}

/** Type checks the TypeScript consumer strictly, our declarations included. */
function checkTypes(project: string): void {
  const compilerOptions = {
    target: 'es2024',
    module: 'nodenext',
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    lib: ['es2024', 'esnext.disposable'],
    types: ['node'],
    typeRoots: [path.join(root, 'node_modules', '@types')],
  };
  writeFileSync(path.join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['esm.mts'] }));
  expectSuccess(bin('tsc'), ['-p', project]);
}

/** Which modules of packages a file of the build was made of, by its source map. */
function bundledSources(file: string): string[] {
  // The bundler's own helpers are a chunk without a map.
  if (!existsSync(`${file}.map`)) return [];
  const map = JSON.parse(readFileSync(`${file}.map`, 'utf8')) as { sources: string[] };
  return map.sources.filter((source) => source.includes('node_modules/'));
}

/** What test/package/import-cost.mjs prints. */
interface ImportCost {
  readonly cpuMs: number;
  readonly startCpuMs: number;
  readonly elapsedMs: number;
  readonly loaded: readonly string[];
}

function checkImportCost(project: string): string {
  const runs = Array.from({ length: IMPORT_RUNS }, () => {
    const printed = expectSuccess(process.execPath, ['import-cost.mjs'], project);
    return JSON.parse(printed) as ImportCost;
  });
  const files = runs[0]!.loaded.filter((url) => url.startsWith('file:')).map((url) => fileURLToPath(url));
  const ours = files.filter((file) => file.includes('node_modules/manycore/dist/'));
  if (ours.length === 0) throw new Error('the package was not loaded from its installation');
  for (const name of lazyPackages) {
    const culprit = [...files, ...ours.flatMap(bundledSources)].find((file) => file.includes(`node_modules/${name}/`));
    if (culprit !== undefined) throw new Error(`importing manycore loads ${name} (${culprit})`);
  }
  const least = (what: 'cpuMs' | 'startCpuMs' | 'elapsedMs') => Math.min(...runs.map((one) => one[what]));
  const [cpuMs, startMs] = [least('cpuMs'), least('startCpuMs')];
  const cost = `${cpuMs.toFixed(1)} ms of processor time (Node itself ${startMs.toFixed(1)} ms)`;
  if (cpuMs >= Math.max(IMPORT_LIMIT_MS, IMPORT_LIMIT_STARTS * startMs))
    throw new Error(`importing takes ${cost}; ${files.join(', ')}`);
  return `${cost}, ${least('elapsedMs').toFixed(1)} ms, ${files.length} files`;
}

function checkMainTypes(): void {
  const { packages } = reachable(path.join(root, 'dist'), 'index');
  const foreign = [...packages].filter((id) => !id.startsWith('node:'));
  if (foreign.length > 0) throw new Error(`the types of the main entry name ${foreign.join(', ')}`);
}

const failures: string[] = [];

function check(name: string, body: () => string | void): void {
  try {
    console.log(`ok      ${name} ${body() ?? ''}`.trimEnd());
  } catch (error) {
    failures.push(name);
    console.error(`FAILED  ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const folder = mkdtempSync(path.join(tmpdir(), 'manycore-package-'));
try {
  const tarball = pack(path.join(folder, 'packed'));
  const project = path.join(folder, 'project');
  install(project, [tarball]);
  cpSync(path.join(root, 'test', 'package', 'consumer'), project, { recursive: true });
  for (const name of ['smoke.mjs', 'import-cost.mjs']) {
    cpSync(path.join(root, 'test', 'package', name), path.join(project, name));
  }
  check('publint', () => void expectSuccess(bin('publint'), ['--strict', tarball]));
  check('are the types wrong', () => void expectSuccess(bin('attw'), [tarball, '--profile', 'esm-only', '--no-emoji']));
  check('the types of the main entry name no package', checkMainTypes);
  check('an ESM TypeScript consumer type checks', () => checkTypes(project));
  check('an ESM TypeScript consumer runs', () => expectOutput(project, 'esm.mts', 'row a,row b 1,2 function true'));
  check('an ESM JavaScript consumer runs', () => expectOutput(project, 'esm.mjs', 'row a,row b'));
  check('a CommonJS consumer runs by require', () => expectOutput(project, 'require.cjs', 'row a,row b'));
  check('a CommonJS consumer runs by import', () => expectOutput(project, 'import.cjs', 'row a,row b'));
  check('the smoke test passes', () => void expectSuccess(process.execPath, ['smoke.mjs'], project));
  check('importing is quick and loads nothing heavy', () => checkImportCost(project));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

console.log(failures.length === 0 ? 'package: all well' : `package: ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
