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

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = path.join(root, 'dist');
const cache = path.join(root, '.cache');
const stampFile = path.join(cache, 'build-stamp');

/** What users import. */
const publicEntries = ['index', 'effect', 'backend', 'testing'];
/** What workers are started with. */
const workerEntries = ['worker/thread', 'worker/child', 'worker/watchdog'];

/** Parts that are loaded when they are needed (src/platform/load-part.ts). */
const parts: { readonly [name: string]: string } = {
  'parts/capture': 'closure/capture',
  'parts/threads': 'backends/threads/tasks',
  'parts/processes': 'backends/processes/tasks',
};

/** What importing the library loads in any case, in one file: each file costs an import about half a millisecond. */
const isLibrary =
  /src[\\/](?:(?:core|plan|api|platform|memory)[\\/]|closure[\\/](?:explicit|hooks|import-from|per-worker|named-context|quick-walk)\.ts|worker[\\/]task-context\.ts|backends[\\/]register\.ts)/;

const present = (name: string): boolean => existsSync(path.join(root, 'src', `${parts[name] ?? name}.ts`));

/** Effect is bundled, except for its own face, which has to share the user's copy. */
function isExternal(id: string, importer: string | undefined): boolean {
  if (id === 'effect' || id.startsWith('effect/')) {
    const from = importer === undefined ? '' : path.relative(path.join(root, 'src'), importer);
    return from === 'effect.ts' || from.startsWith(`effect${path.sep}`);
  }
  return /^(?:node:|tinypool|koffi|acorn|cli-progress|vitest)/.test(id);
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
      const loaded = `process.getBuiltinModule("${id}")`;
      const parts = [whole === undefined ? '' : `const ${whole} = ${loaded};`];
      if (names !== undefined) parts.push(`const ${asPattern(names)} = ${whole ?? loaded};`);
      return parts.join(' ').trim();
    });
    return { code: replaced, map: null }; // lines stay where they are
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
    plugins: [builtinsWithoutFacade],
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
      groups: [
        { name: 'entry-url', test: /src[\\/]platform[\\/]entry-url\.ts$/, priority: 2 },
        // A worker's entry is one file anyway.
        ...(entries.includes('index') ? [{ name: 'library', test: isLibrary, priority: 1 }] : []),
      ],
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
