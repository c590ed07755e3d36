/**
 * Builds dist/: JavaScript bundled with code splitting, declarations by the TypeScript compiler.
 *
 *   node scripts/build.ts               builds
 *   node scripts/build.ts --if-needed   builds unless nothing changed since the last build
 */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { type Plugin, rolldown } from 'rolldown';
import { dropUnreachable } from './declarations.ts';
import { importsOf } from './imports-of.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = path.join(root, 'dist');
const cache = path.join(root, '.cache');
const stampFile = path.join(cache, 'build-stamp');

/** What users import. */
const publicEntries = [
  'index',
  'kernel',
  'ndarray',
  'effect',
  'backend',
  'testing',
  'compat/tinypool',
  'compat/piscina',
  'compat/workerpool',
];
/** What workers are started with. */
const workerEntries = [
  'worker/thread',
  'worker/child',
  'worker/watchdog',
  'worker/compute',
  'worker/wide-check',
  'worker/drop-in',
];

/** Parts that are loaded when they are needed (src/platform/load-part.ts). */
const parts: { readonly [name: string]: string } = {
  'parts/capture': 'api/capture',
  'parts/threads': 'backends/threads/tasks',
  'parts/processes': 'backends/processes/tasks',
  'parts/calls': 'api/calls',
  'parts/sync': 'sync/arrivals',
  'parts/actors': 'api/actor-host',
  'parts/kernels': 'api/kernel/parallel-kernel',
  'parts/workerpool': 'compat/workerpool/pool',
};

/** What a worker file of the drop-in for workerpool loads, too: each worker would hold the whole library otherwise. */
const isBase =
  /rolldown[\\/]runtime|src[\\/](?:core[\\/](?:errors|worker-errors|error-class|random|ask)|worker[\\/]task-context|memory[\\/]transfer|platform[\\/](?:load-part|entry-url|here))\.ts$/;

/** What threads and processes share, in one file. */
const isLocal = /src[\\/](?:backends[\\/](?:local|receive-reply)|worker[\\/](?:short-message|progress))/;

/** What the drop-ins share. */
const isDropIn = /src[\\/]compat[\\/](?!tinypool|piscina|workerpool)[\w-]+\.ts$/;

const inSource = (name: string): string => path.join(root, 'src', name);

/** What all pools need: the drop-ins load it alone, without the rest of the library. */
const engine = new Set(
  [
    'compat/pool-core.ts',
    'compat/tinypool.ts',
    'compat/piscina.ts',
    'core/liveness.ts',
    'platform/budget.ts',
    'memory/spill-folder.ts',
  ].flatMap((name) => [...importsOf(inSource(name))]),
);
for (const id of engine) if (path.relative(inSource('.'), id).startsWith('compat')) engine.delete(id);

/** What importing `manycore` loads. */
const library = importsOf(inSource('index.ts'));

/** The files of what users import. Each that a program loads costs it about half a millisecond. */
const libraryGroups = [
  { name: 'base', test: isBase, priority: 5 },
  { name: 'engine', test: (id: string) => engine.has(id), priority: 4 },
  { name: 'local', test: isLocal, priority: 3 },
  { name: 'drop-in', test: isDropIn, priority: 2 },
  { name: 'library', test: (id: string) => library.has(id) && !id.endsWith('index.ts'), priority: 1 },
];
/** A worker's entry is one file anyway. */
const workerGroups = [{ name: 'entry-url', test: /src[\\/]platform[\\/](?:entry-url|here)\.ts$/, priority: 1 }];

const present = (name: string): boolean => existsSync(path.join(root, 'src', `${parts[name] ?? name}.ts`));

/** Effect is bundled, except for its own face, which has to share the user's copy. */
function isExternal(id: string, importer: string | undefined): boolean {
  if (id === 'effect' || id.startsWith('effect/')) {
    const from = importer === undefined ? '' : path.relative(path.join(root, 'src'), importer);
    return from === 'effect.ts' || from.startsWith(`effect${path.sep}`);
  }
  return /^(?:node:|tinypool|koffi|webgpu|acorn|cli-progress|vitest)/.test(id);
}

/** `a, b as c` of an import as the pattern of a destructuring. */
const asPattern = (names: string): string => `{ ${names.replaceAll(/\s+as\s+/g, ': ').trim()} }`;

/**
 * Takes Node's modules from `process.getBuiltinModule` instead of importing them: an import makes every export of the module,
 * and with it loads promises, readline and streams that nobody asked for. It halves the time a worker needs to start
 * (bench/dispatch/start-up).
 */
const builtinsWithoutFacade: Plugin = {
  name: 'builtins-without-facade',
  renderChunk(code) {
    // A default, a namespace or names in braces, or a default and names: the parts of the statement before `from`.
    const statement = /^import (?:\* as )?([\w$]+)?(?:, )?(?:\{([^}]*)\})? from "(node:[\w/]+)";$/gm;
    const replaced = code.replaceAll(statement, (...[, whole, names, id]: (string | undefined)[]) => {
      // The module is the global itself; a constant of that name would hide it from its own initialiser.
      if (id === 'node:process' && whole === 'process' && names === undefined) return '';
      const loaded = `process.getBuiltinModule("${id}")`;
      const parts = [whole === undefined ? '' : `const ${whole} = ${loaded};`];
      if (names !== undefined) parts.push(`const ${asPattern(names)} = ${whole ?? loaded};`);
      return parts.join(' ').trim();
    });
    return { code: replaced, map: null }; // lines stay where they are
  },
};

/**
 * Writes other characters than ASCII as escapes. They stand in strings and patterns only, and one of them is enough for V8 to keep the
 * whole file in two bytes per character and to take twice as long to read it (bench/dispatch/start-up).
 */
const asciiOnly: Plugin = {
  name: 'ascii-only',
  renderChunk(code) {
    const escape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
    return { code: code.replaceAll(/[^ -~\t\n\r]/g, escape), map: null };
  },
};

/**
 * Bundles entries that share chunks. Each worker entry is bundled by itself, so that a worker loads one file: a file costs
 * its start about a millisecond.
 */
async function bundle(outDir: string, entries: readonly string[]): Promise<void> {
  const input = Object.fromEntries(entries.map((name) => [name, path.join(root, 'src', `${parts[name] ?? name}.ts`)]));
  const build = await rolldown({
    input,
    cwd: root,
    platform: 'node',
    external: isExternal,
    tsconfig: false,
    // Our modules may be left out where nothing of theirs is used; the entries register backends, so those stay.
    treeshake: true,
    // A worker's entry may hold what its later parts need, too; what users import shows its own exports only.
    preserveEntrySignatures: entries.includes('index') ? 'strict' : 'allow-extension',
    transform: { target: 'node22.19' },
    plugins: [builtinsWithoutFacade, asciiOnly],
  });
  await build.write({
    dir: outDir,
    format: 'esm',
    sourcemap: true,
    minify: false,
    keepNames: false,
    // A third of the text; the source maps lead to the sources, which have them.
    comments: false,
    entryFileNames: '[name].js',
    // All chunks lie directly in dist/, so './worker/thread.js' is right from each of them; see src/platform/entry-url.ts.
    chunkFileNames: '[name]-[hash].js',
    codeSplitting: {
      groups: entries.includes('index') ? libraryGroups : workerGroups,
    },
  });
  await build.close();
}

/** Runs the compiler as a process of its own, beside the bundler. */
function emitTypes(outDir: string): Promise<void> {
  const compiler = path.join(root, 'node_modules', '.bin', 'tsc');
  const child = spawn(compiler, ['-p', 'tsconfig.build.json', '--outDir', outDir], { cwd: root, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`tsc ended with ${code}`))));
  });
}

/** Changes whenever a file changes that the build reads. */
function stamp(): string {
  const files = globSync(
    ['src/**/*.ts', 'scripts/build.ts', 'scripts/declarations.ts', 'tsconfig*.json', 'package-lock.json'],
    {
      cwd: root,
    },
  );
  const hash = createHash('sha256');
  for (const file of files.filter((name) => !name.endsWith('.test.ts')).toSorted()) {
    const { size, mtimeMs } = statSync(path.join(root, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

const isFresh = (now: string): boolean =>
  existsSync(path.join(dist, 'index.js')) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === now;

async function build(): Promise<void> {
  const started = performance.now();
  const now = stamp();
  if (process.argv.includes('--if-needed') && isFresh(now)) return;
  // Into a folder aside first: whoever runs the old build meanwhile is not disturbed until the new one is whole.
  const next = path.join(cache, `dist-${process.pid}`);
  mkdirSync(cache, { recursive: true });
  try {
    const groups = [[...publicEntries, ...Object.keys(parts)], ...workerEntries.map((entry) => [entry])];
    await Promise.all([emitTypes(next), ...groups.map((entries) => bundle(next, entries.filter(present)))]);
    dropUnreachable(next, publicEntries);
    rmSync(dist, { recursive: true, force: true });
    renameSync(next, dist);
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
  writeFileSync(stampFile, now);
  console.log(`built dist/ in ${Math.round(performance.now() - started)} ms`);
}

await build();
