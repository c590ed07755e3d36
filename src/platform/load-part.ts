import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BackendUnavailableError } from '../core/errors.ts';
import { here, ownUrl } from './here.ts';

/** Parts of the library that are loaded when they are first needed; scripts/build.ts makes a file of its own of each. */
const parts = {
  capture: '../api/capture.ts',
  threads: '../backends/threads/tasks.ts',
  processes: '../backends/processes/tasks.ts',
  calls: '../api/calls.ts',
  kernels: '../api/kernel/parallel-kernel.ts',
  workerpool: '../compat/workerpool/pool.ts',
} as const;

/** The name of a part. */
export type PartName = keyof typeof parts;

/** Made when it is needed: worker files of a drop-in load this file, too, and load no part. */
let requireFromHere: NodeJS.Require | undefined;
const load = (file: string): unknown =>
  (requireFromHere ??= process.getBuiltinModule('node:module').createRequire(here))(file);
const loaded = new Map<PartName, unknown>();

/** Off under `--no-experimental-require-module`. */
const canRequireModules = (process.features as { readonly require_module?: boolean }).require_module === true;

function fileOf(name: PartName): string | undefined {
  if (!canRequireModules || ownUrl === undefined) return undefined;
  const isSource = ownUrl.endsWith('.ts');
  const url = new URL(isSource ? parts[name] : `./parts/${name}.js`, ownUrl);
  if (url.protocol !== 'file:') return undefined;
  const file = fileURLToPath(url);
  return existsSync(file) ? file : undefined;
}

/**
 * Loads a part at once, within the call that needs it: what a function captured has to be read before the caller's next
 * statement, and workers should start before anything else is loaded.
 *
 * @returns Undefined where that cannot be: in a program that bundles the library, where the part is a chunk for `import()`.
 */
export function requirePart<T>(name: PartName): T | undefined {
  let part = loaded.get(name) as T | undefined;
  if (part !== undefined) return part;
  const file = fileOf(name);
  if (file === undefined) return undefined;
  part = load(file) as T;
  loaded.set(name, part);
  return part;
}

/**
 * As {@link requirePart}, for a part that can be another copy of the library: where the library was bundled into the program, that of
 * the installed package.
 *
 * @throws Error when the package is not installed, or Node cannot `require` modules.
 */
export function requireAnyPart<T>(name: PartName): T {
  const part = requirePart<T>(name);
  if (part !== undefined) return part;
  if (!canRequireModules) {
    throw new BackendUnavailableError(
      'this needs Node to be able to require modules; start it without --no-experimental-require-module',
    );
  }
  const main = process.getBuiltinModule('node:module').createRequire(here).resolve('manycore');
  return load(path.join(path.dirname(main), 'parts', `${name}.js`)) as T;
}

/** Whether {@link requirePart} gives this part, without loading it. */
export const canRequirePart = (name: PartName): boolean => loaded.has(name) || fileOf(name) !== undefined;

/** Keeps a part that `import()` has loaded, for {@link requirePart}. */
export function keepPart(name: PartName, part: unknown): void {
  loaded.set(name, part);
}
