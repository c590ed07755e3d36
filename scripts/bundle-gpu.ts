/**
 * Packs what a Linux x64 machine without network needs to run `check:gpu`, into one archive: Node, Dawn, the library as source and as
 * built, the suites and their runner, a Vulkan loader and the software adapter.
 *
 *   npm run bundle:gpu     here: .cache/gpu-bundle.tar.xz
 *   tar xJf gpu-bundle.tar.xz && manycore-gpu/run [--software]     there
 */

import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const work = path.join(root, '.cache', 'gpu-bundle');
const stage = path.join(work, 'manycore-gpu');
const archive = path.join(root, '.cache', 'gpu-bundle.tar.xz');
const LIMIT_BYTES = 60e6;

/** What the suites import; their own dependencies come with them. */
const packages = ['vitest', 'fast-check', 'webgpu', 'acorn', 'tinypool', '@sparticuz/chromium'];

/** Needed for types, or by parts that the suites do not use. */
const unneeded = new Set([
  '@types/node',
  'undici-types',
  'esbuild',
  'tsx',
  'yaml',
  'effect',
  'jiti',
  'terser',
  'sass',
  'less',
]);

/** Parts of packages that are large and not for this: other platforms, and a browser. */
const unneededFiles = [/webgpu\/dist\/(?!linux-x64)/, /chromium\/bin\/(?!swiftshader)/, /\.map$/, /\.d\.[cm]?ts$/];

const files = ['package.json', 'src', 'test', 'scripts', 'dist', 'vitest.config.ts', 'LICENSE'];

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** The folder of a package, as Node looks for it. */
function findPackage(name: string, from: string): string | undefined {
  const folder = path.join(from, 'node_modules', name);
  if (existsSync(folder)) return folder;
  return from === root || path.dirname(from) === from ? undefined : findPackage(name, path.dirname(from));
}

/** Folders of packages with all that they depend on, as far as it is installed. */
function closure(names: readonly string[], from: string, found = new Set<string>()): Set<string> {
  for (const name of names) {
    const folder = unneeded.has(name) ? undefined : findPackage(name, from);
    if (folder === undefined || found.has(folder)) continue;
    found.add(folder);
    const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
    const { dependencies, optionalDependencies, peerDependencies } = manifest;
    closure(Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }), folder, found);
  }
  return found;
}

function run(command: string, args: readonly string[], cwd = root): void {
  const { status, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`);
}

function copyPackages(): void {
  for (const folder of closure(packages, root)) {
    const target = path.join(stage, path.relative(root, folder));
    const nested = path.join(folder, 'node_modules');
    cpSync(folder, target, {
      recursive: true,
      dereference: true,
      filter: (source) => !source.startsWith(nested) && !unneededFiles.some((pattern) => pattern.test(source)),
    });
  }
}

/** Symbols for debuggers are a sixth of the binaries. */
function strip(file: string): void {
  if (spawnSync('strip', ['--strip-all', file]).error !== undefined)
    console.log('no strip here; the archive is larger');
}

if (process.platform !== 'linux' || process.arch !== 'x64') {
  throw new Error(
    `the archive is for Linux on x64 and takes its binaries from here, which is ${process.platform} on ${process.arch}`,
  );
}
rmSync(work, { recursive: true, force: true });
mkdirSync(stage, { recursive: true });
for (const name of files) cpSync(path.join(root, name), path.join(stage, name), { recursive: true });
copyPackages();
cpSync(process.execPath, path.join(stage, 'node'), { dereference: true });
strip(path.join(stage, 'node'));
strip(path.join(stage, 'node_modules', 'webgpu', 'dist', 'linux-x64', 'dawn.node'));
const start = '#!/bin/sh\ncd "$(dirname "$0")" && exec ./node scripts/check-gpu.ts "$@"\n';
writeFileSync(path.join(stage, 'run'), start);
chmodSync(path.join(stage, 'run'), 0o755);
rmSync(archive, { force: true });
run('tar', ['--use-compress-program', 'xz -6 -T0', '-cf', archive, '-C', work, 'manycore-gpu']);
rmSync(work, { recursive: true });
const { size } = statSync(archive);
console.log(`${path.relative(root, archive)}: ${(size / 1e6).toFixed(1)} MB`);
if (size > LIMIT_BYTES) throw new Error(`the archive is larger than ${LIMIT_BYTES / 1e6} MB`);
