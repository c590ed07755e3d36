/** Fails on an import that points the wrong way, on an import cycle, and on files and functions that are too long. */

import { existsSync, globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'rolldown/parseAst';

const root = fileURLToPath(new URL('..', import.meta.url));
const src = path.join(root, 'src');

interface Layer {
  /** Other layers it may import from. */
  readonly from: readonly string[];
  /** It has to run where there is no Node, so it may not import node: modules. */
  readonly portable?: boolean;
  /** Packages it may import. */
  readonly packages?: readonly string[];
}

/** The arrows of the architecture. A new folder under src/ needs a line here. */
const layers: { readonly [name: string]: Layer } = {
  core: { from: [], portable: true },
  platform: { from: ['core'], packages: ['cli-progress'] },
  closure: { from: ['core'], packages: ['acorn'] },
  memory: { from: ['core', 'platform'], packages: ['koffi'] },
  kernel: { from: ['core'], portable: true, packages: ['acorn'] },
  ndarray: { from: ['core', 'kernel'], portable: true },
  // Files of arrays: what of np needs Node.
  io: { from: ['core', 'ndarray'] },
  plan: { from: ['core'], portable: true, packages: ['effect'] },
  sync: { from: ['core', 'closure', 'memory'] },
  worker: { from: ['core', 'closure', 'memory', 'platform'] },
  backends: { from: ['core', 'platform', 'worker', 'memory'], packages: ['tinypool', 'webgpu'] },
  api: { from: ['core', 'platform', 'closure', 'memory', 'plan', 'kernel'], packages: ['cli-progress'] },
  // The drop-ins: what users import, and what only they need.
  compat: { from: ['core', 'platform', 'closure', 'memory', 'plan', 'worker', 'backends', 'api'] },
  // Suites for the backends of others: they see what a user sees, through the entry.
  testing: {
    from: ['core', 'platform', 'closure', 'memory', 'plan', 'api', 'entry'],
    packages: ['vitest', 'fast-check'],
  },
  effect: { from: ['core', 'platform', 'closure', 'memory', 'plan', 'api'], packages: ['effect'] },
};

const entryPackages: { readonly [file: string]: readonly string[] } = { 'effect.ts': ['effect'] };
const entries = ['index.ts', 'kernel.ts', 'ndarray.ts', 'effect.ts', 'backend.ts', 'testing.ts'];

const MAX_FILE_LINES = 500;
const MAX_FUNCTION_LINES = 80;
const LONG_FILE_LINES = 300;
const LONG_FUNCTION_LINES = 40;

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

interface Import {
  readonly id: string;
  readonly line: number;
}

interface Source {
  /** Path from src/, with forward slashes. */
  readonly name: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  readonly functions: readonly { readonly line: number; readonly length: number }[];
}

const problems: string[] = [];
const remarks: string[] = [];

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

function* descendants(node: Node): Generator<Node> {
  yield node;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* descendants(child);
  }
}

function readSource(name: string): Source {
  const text = readFileSync(path.join(src, name), 'utf8');
  const program = parseAst(text, { lang: 'ts' }) as unknown as Node;
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length;
  const imports: Import[] = [];
  const functions: { line: number; length: number }[] = [];
  for (const node of descendants(program)) {
    // Import and export declarations, import(...) and import types all keep the module's name in `source`.
    const source = node['source'];
    if (isNode(source) && typeof source['value'] === 'string') {
      imports.push({ id: source['value'], line: lineOf(node.start) });
    }
    if (/^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) {
      functions.push({ line: lineOf(node.start), length: lineOf(node.end) - lineOf(node.start) + 1 });
    }
  }
  return { name, lines: text.split('\n').length - 1, imports, functions };
}

const layerOf = (name: string): string => (name.includes('/') ? name.slice(0, name.indexOf('/')) : 'entry');
const isTest = (name: string): boolean => name.endsWith('.test.ts');
const isTable = (name: string): boolean => /(?:^|[-/.])(?:table|rules|generated)\.ts$/.test(name);
const isBuiltin = (id: string): boolean => id.startsWith('node:') || builtinModules.includes(id);
const packageOf = (id: string): string =>
  id
    .split('/')
    .slice(0, id.startsWith('@') ? 2 : 1)
    .join('/');

function checkInner(source: Source, { id, line }: Import): void {
  const at = `src/${source.name}:${line}`;
  const target = path.posix.join(path.posix.dirname(source.name), id);
  if (!existsSync(path.join(src, target)) || !id.endsWith('.ts')) {
    problems.push(`${at} imports ${id}, which is not a file of src/ (name it with its .ts)`);
    return;
  }
  const from = layerOf(source.name);
  const to = layerOf(target);
  if (from === 'entry' ? to !== 'entry' || entries.includes(target) : from === to) return;
  if (!layers[from]?.from.includes(to)) {
    const allowed = layers[from]?.from.join(', ');
    problems.push(`${at} imports ${target}: ${from} may only import from ${allowed === '' ? 'itself' : allowed}`);
  }
}

function checkOuter(source: Source, { id, line }: Import): void {
  const at = `src/${source.name}:${line}`;
  const layer = layers[layerOf(source.name)];
  if (isBuiltin(id)) {
    if (!id.startsWith('node:')) problems.push(`${at} imports ${id}; write node:${id}`);
    if (layer?.portable === true)
      problems.push(`${at} imports ${id}: ${layerOf(source.name)} imports nothing of node:`);
    return;
  }
  const allowed = layer === undefined ? entryPackages[source.name] : layer.packages;
  if (!allowed?.includes(packageOf(id))) {
    problems.push(
      `${at} imports the package ${id}: ${layerOf(source.name)} may import ${allowed?.join(', ') ?? 'none'}`,
    );
  }
}

function checkArrows(source: Source): void {
  const layer = layerOf(source.name);
  if (layer === 'entry' ? !entries.includes(source.name) : layers[layer] === undefined) {
    problems.push(`src/${source.name} is in no layer; add it to scripts/check-layers.ts`);
  }
  // A unit test may take whatever it needs to set its subject up.
  if (isTest(source.name)) return;
  for (const imported of source.imports) {
    if (imported.id.startsWith('.')) checkInner(source, imported);
    else checkOuter(source, imported);
  }
}

function checkLengths(source: Source): void {
  if (isTest(source.name) || isTable(source.name)) return;
  const report = (what: string, length: number, limits: readonly [long: number, max: number]): void => {
    if (length > limits[1]) problems.push(`${what} has ${length} lines; the limit is ${limits[1]}`);
    else if (length > limits[0]) remarks.push(`${what} has ${length} lines`);
  };
  report(`src/${source.name}`, source.lines, [LONG_FILE_LINES, MAX_FILE_LINES]);
  for (const { line, length } of source.functions) {
    report(`the function at src/${source.name}:${line}`, length, [LONG_FUNCTION_LINES, MAX_FUNCTION_LINES]);
  }
}

/** Walks the imports depth first; meeting a file that is still on the path closes a cycle. Types count as well. */
function checkCycles(sources: ReadonlyMap<string, Source>): void {
  const done = new Set<string>();
  const visit = (name: string, trail: readonly string[]): void => {
    if (trail.includes(name)) {
      problems.push(`import cycle: ${[...trail.slice(trail.indexOf(name)), name].join(' -> ')}`);
      return;
    }
    if (done.has(name)) return;
    for (const { id } of sources.get(name)?.imports ?? []) {
      if (id.startsWith('.')) visit(path.posix.join(path.posix.dirname(name), id), [...trail, name]);
    }
    done.add(name);
  };
  for (const name of sources.keys()) visit(name, []);
}

const names = globSync('**/*.ts', { cwd: src })
  .map((name) => name.replaceAll(path.sep, '/'))
  .filter((name) => !name.includes('/fixtures/'))
  .toSorted();
const sources = new Map(names.map((name) => [name, readSource(name)]));
for (const source of sources.values()) {
  checkArrows(source);
  checkLengths(source);
}
checkCycles(sources);

for (const remark of remarks) console.log(`long: ${remark}`);
for (const problem of problems) console.error(`error: ${problem}`);
console.log(`layers: ${sources.size} files, ${remarks.length} long, ${problems.length} wrong`);
process.exitCode = problems.length === 0 ? 0 : 1;
