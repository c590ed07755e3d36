/**
 * The main job on real input: statistics of every source file that the installed dependencies put on disk, on each
 * backend, with the same closure.
 *
 *   npm run demo                  all files, all backends
 *   npm run demo -- --files 500   the first 500 files
 *   npm run demo -- --jobs 4      four workers instead of all cores
 */

import { readFile } from 'node:fs/promises';
import { globSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { type Node, parse } from 'acorn';
import { effectiveNJobs, Parallel } from 'manycore';

const { values: flags } = parseArgs({
  options: { files: { type: 'string' }, jobs: { type: 'string', default: '-1' } },
});

const root = fileURLToPath(new URL('../node_modules', import.meta.url));
const jobs = Number(flags.jobs);
const settings = { maxBytes: 400_000, topPerFile: 10 };

/** Branches that add a path through a function (McCabe's cyclomatic complexity, 1976). */
const branching = new Set([
  'IfStatement',
  'ConditionalExpression',
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
  'CatchClause',
  'LogicalExpression',
]);
const isFunction = (node: Node): boolean =>
  node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression';

interface FunctionStats {
  readonly name: string;
  readonly line: number;
  readonly complexity: number;
}

interface FileStats {
  readonly file: string;
  readonly bytes: number;
  readonly lines: number;
  readonly functions: number;
  readonly parsed: boolean;
  readonly top: readonly FunctionStats[];
}

function* childrenOf(node: Node): Generator<Node> {
  for (const value of Object.values(node) as unknown[]) {
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof child === 'object' && child !== null && 'type' in child) yield child as Node;
    }
  }
}

/** Paths through one function, without the functions inside it. */
function complexityOf(body: Node): number {
  let complexity = 1;
  const open = [...childrenOf(body)];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (branching.has(node.type) || (node.type === 'SwitchCase' && 'test' in node && node.test !== null)) complexity++;
    if (!isFunction(node)) open.push(...childrenOf(node));
  }
  return complexity;
}

const nameOf = (node: Node): string => (node as Node & { id?: { name?: string } | null }).id?.name ?? '(anonymous)';

function functionsOf(program: Node, lineOf: (offset: number) => number): FunctionStats[] {
  const found: FunctionStats[] = [];
  const open: Node[] = [program];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (isFunction(node)) found.push({ name: nameOf(node), line: lineOf(node.start), complexity: complexityOf(node) });
    open.push(...childrenOf(node));
  }
  return found;
}

function tryParse(text: string): Node | undefined {
  for (const sourceType of ['module', 'script'] as const) {
    try {
      return parse(text, { ecmaVersion: 'latest', sourceType, allowHashBang: true, allowReturnOutsideFunction: true });
    } catch {
      // The other kind may do; files that neither does (JSX, Flow) are counted as not parsed.
    }
  }
  return undefined;
}

const byComplexity = (a: FunctionStats, b: FunctionStats): number => b.complexity - a.complexity || a.line - b.line;

/** The task: everything it uses is captured with it. */
const statsOf = async (file: string): Promise<FileStats> => {
  const text = await readFile(path.join(root, file), 'utf8');
  const lineOf = (offset: number) => text.slice(0, offset).split('\n').length;
  const program = tryParse(text);
  const functions = program === undefined ? [] : functionsOf(program, lineOf);
  return {
    file,
    bytes: text.length,
    lines: text.split('\n').length,
    functions: functions.length,
    parsed: program !== undefined,
    top: functions.toSorted(byComplexity).slice(0, settings.topPerFile),
  };
};

const all = globSync('**/*.{js,mjs,cjs}', { cwd: root })
  .filter(
    (file) => statSync(path.join(root, file)).size <= settings.maxBytes && statSync(path.join(root, file)).isFile(),
  )
  .toSorted();
const files = flags.files === undefined ? all : all.slice(0, Number(flags.files));
const workers = effectiveNJobs(jobs);
console.log(`${files.length} source files of the installed dependencies, ${workers} workers\n`);

interface Run {
  readonly backend: string;
  readonly seconds: number;
  readonly stats: readonly FileStats[];
}

async function measure(backend: 'sequential' | 'threads' | 'processes'): Promise<Run> {
  await using parallel = Parallel({ nJobs: jobs, backend, progress: backend.padEnd(10) });
  const start = performance.now();
  const stats = await parallel.map(statsOf, files);
  return { backend, seconds: (performance.now() - start) / 1000, stats };
}

// Reads every file once, so that the first backend does not pay for a cold disk.
await Promise.all(files.slice(0, 2000).map((file) => readFile(path.join(root, file))));

const runs: Run[] = [];
for (const backend of ['sequential', 'threads', 'processes'] as const) runs.push(await measure(backend));

const [reference] = runs as [Run, ...Run[]];
const number = (value: number): string => value.toFixed(2);
console.log('\nbackend      wall s   speed-up   efficiency   same result');
for (const { backend, seconds, stats } of runs) {
  const speedUp = reference.seconds / seconds;
  const efficiency = backend === 'sequential' ? 1 : speedUp / workers;
  const same = isDeepStrictEqual(stats, reference.stats) ? 'yes' : 'NO';
  const cells = [number(seconds).padStart(7), number(speedUp).padStart(10), number(efficiency).padStart(12)];
  console.log(`${backend.padEnd(11)} ${cells.join(' ')}   ${same.padStart(11)}`);
  if (same === 'NO') process.exitCode = 1;
}

const lines = reference.stats.reduce((sum, file) => sum + file.lines, 0);
const functions = reference.stats.reduce((sum, file) => sum + file.functions, 0);
const unparsed = reference.stats.filter((file) => !file.parsed).length;
console.log(`\n${lines} lines, ${functions} functions; ${unparsed} files are not plain JavaScript`);
console.log('\nThe ten most complex functions:');
reference.stats
  .flatMap((file) => file.top.map((one) => ({ ...one, file: file.file })))
  .toSorted((a, b) => b.complexity - a.complexity || a.file.localeCompare(b.file))
  .slice(0, 10)
  .forEach(({ complexity, name, file, line }) =>
    console.log(`${String(complexity).padStart(6)}  ${name}  ${file}:${line}`),
  );
