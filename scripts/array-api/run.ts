/**
 * Runs the public test suite of the Array API standard against arrays, and writes docs/array-api.md: `npm run check:array-api`. Anything that fails
 * without a reason in known-failures.ts is an error.
 *
 * It needs git and Python 3.10 or newer, and the network for the suite and its packages the first time. What is there already can be given:
 * `ARRAY_API_SUITE` (a checkout of the suite with its submodule), `PYTHON` (with pytest, hypothesis, ndindex, and numpy for the comparison).
 *
 * `--examples 100`: random examples for each test (100 unless given). `--check`: write nothing.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { notRun } from './known-failures.ts';
import { failuresOf, type Outcomes, pageOf } from './page.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = path.join(here, '..', '..');
const cache = path.join(root, '.cache', 'array-api');
const { values } = parseArgs({
  options: { examples: { type: 'string', default: '100' }, check: { type: 'boolean', default: false } },
});
const packages = ['pytest', 'hypothesis', 'ndindex', 'numpy'];

function stop(message: string): never {
  console.error(message);
  process.exit(1);
}

/** Runs a program; undefined when it is missing or fails. */
function tryRun(program: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  return status === 0 ? stdout.trim() : undefined;
}

const importsOf = (names: readonly string[]): string => names.map((name) => `import ${name}`).join('; ');

function findPython(): string {
  const given = process.env['PYTHON'];
  if (given !== undefined) return given;
  const own = path.join(cache, 'venv', 'bin', 'python');
  if (!existsSync(own)) {
    mkdirSync(cache, { recursive: true });
    if (tryRun('python3', ['-m', 'venv', path.join(cache, 'venv')]) === undefined) {
      stop('python3 with the module venv is missing; install it, or give PYTHON');
    }
  }
  const hasAll = spawnSync(own, ['-c', importsOf(packages)], { stdio: 'ignore' }).status === 0;
  if (!hasAll && tryRun(own, ['-m', 'pip', 'install', '--quiet', ...packages]) === undefined) {
    stop(`pip could not install ${packages.join(', ')}; give PYTHON, an interpreter that has them`);
  }
  return own;
}

function findSuite(): string {
  const given = process.env['ARRAY_API_SUITE'];
  const suite = given ?? path.join(cache, 'suite');
  if (!existsSync(suite)) {
    const url = 'https://github.com/data-apis/array-api-tests';
    const cloned = tryRun('git', ['clone', '--quiet', '--depth', '1', '--recurse-submodules', url, suite]);
    if (cloned === undefined) stop(`git could not fetch ${url}; give ARRAY_API_SUITE, a checkout with its submodule`);
  }
  if (!existsSync(path.join(suite, 'array-api', 'src', 'array_api_stubs'))) {
    stop(`${suite} has no submodule array-api; run git submodule update --init in it`);
  }
  return suite;
}

interface Tools {
  readonly python: string;
  readonly suite: string;
}

/** Runs tests of the suite against a module. */
function runSuite({ python, suite }: Tools, module: string, tests: readonly string[]): Outcomes {
  const report = path.join(cache, `${module}.json`);
  mkdirSync(cache, { recursive: true });
  const ignored = Object.keys(notRun).map((file) => `--ignore=array_api_tests/${file}`);
  const args = ['-m', 'pytest', '-p', 'report', '-q', '--tb=short', '-p', 'no:cacheprovider', '--disable-deadline'];
  const { status } = spawnSync(python, [...args, '--max-examples', values.examples, ...ignored, ...tests], {
    cwd: suite,
    stdio: ['ignore', module === 'numpy' ? 'ignore' : 'inherit', 'inherit'],
    env: {
      ...process.env,
      PYTHONPATH: here,
      NODE: process.execPath,
      MANYCORE_VERSION: versionOf(path.join(root, 'package.json')),
      ARRAY_API_STUBS: path.join(suite, 'array-api', 'src'),
      ARRAY_API_TESTS_MODULE: module,
      ARRAY_API_TESTS_VERSION: '2025.12',
      ARRAY_API_REPORT: report,
    },
  });
  // 0: all passed; 1: some failed.
  if (status !== 0 && status !== 1) stop(`pytest ended with ${String(status)}`);
  return JSON.parse(readFileSync(report, 'utf8')) as Outcomes;
}

const versionOf = (file: string): string => (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;

function versionsOf({ python, suite }: Tools): { readonly [name: string]: string } {
  const script = `${importsOf(packages)}; import platform; print(platform.python_version(), *(m.__version__ for m in (${packages.join(', ')})))`;
  const [own, ...found] = execFileSync(python, ['-c', script], { encoding: 'utf8' }).trim().split(' ');
  const commit = (folder: string): string =>
    tryRun('git', ['-C', folder, 'log', '-1', '--format=%h of %cs']) ?? 'unknown';
  return {
    manycore: versionOf(path.join(root, 'package.json')),
    'Array API standard': '2025.12',
    'array-api-tests': commit(suite),
    Node: process.versions.node,
    Python: own!,
    ...Object.fromEntries(packages.map((name, at) => [name, found[at]!])),
  };
}

const tools = { python: findPython(), suite: findSuite() };
const outcomes = runSuite(tools, 'manycore_bridge.np', ['array_api_tests']);
const failed = Object.keys(outcomes).filter((id) => outcomes[id]!.outcome === 'failed');
const files = [...new Set(failed.map((id) => id.slice(0, id.indexOf('::'))))];
const failures = failuresOf(outcomes, files.length === 0 ? undefined : runSuite(tools, 'numpy', files));
const facts = {
  date: new Date().toISOString().slice(0, 10),
  examples: Number(values.examples),
  versions: versionsOf(tools),
};
if (!values.check) writeFileSync(path.join(root, 'docs', 'array-api.md'), pageOf(outcomes, failures, facts));
const bugs = failures.filter(({ known }) => known === undefined);
for (const { id } of bugs) console.error(`fails without a reason: ${id}\n  ${outcomes[id]!.error}`);
console.log(
  `${Object.keys(outcomes).length} tests, ${failures.length} failed, ${bugs.length} of them without a reason`,
);
process.exitCode = bugs.length === 0 ? 0 : 1;
