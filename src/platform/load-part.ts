import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Parts of the library that are loaded when they are first needed; scripts/build.ts makes a file of its own of each. */
const parts = {
  capture: '../closure/capture.ts',
  threads: '../backends/threads/tasks.ts',
  processes: '../backends/processes/tasks.ts',
} as const;

/** The name of a part. */
export type PartName = keyof typeof parts;

const require = createRequire(import.meta.url);
const loaded = new Map<PartName, unknown>();

/** Off under `--no-experimental-require-module`. */
const canRequireModules = (process.features as { readonly require_module?: boolean }).require_module === true;

function fileOf(name: PartName): string | undefined {
  if (!canRequireModules) return undefined;
  const isSource = import.meta.url.endsWith('.ts');
  const url = new URL(isSource ? parts[name] : `./parts/${name}.js`, import.meta.url);
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
  part = require(file) as T;
  loaded.set(name, part);
  return part;
}

/** Whether {@link requirePart} gives this part, without loading it. */
export const canRequirePart = (name: PartName): boolean => loaded.has(name) || fileOf(name) !== undefined;

/** Keeps a part that `import()` has loaded, for {@link requirePart}. */
export function keepPart(name: PartName, part: unknown): void {
  loaded.set(name, part);
}
