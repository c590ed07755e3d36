import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The modules that a worker is started with; scripts/build.ts makes a file of its own of each. */
export type WorkerEntry = 'thread' | 'child';

/** This package as an application sees it, for when our code was bundled into the application's. */
function installedUrl(entry: WorkerEntry): URL {
  const require = createRequire(`${process.cwd()}/`);
  return new URL(`./worker/${entry}.js`, `file://${require.resolve('manycore')}`);
}

/**
 * Where the module is that a worker starts with: beside us in the source, in the build, or in the installed package.
 *
 * The build puts this module into a chunk of its own directly in dist/, so that the path does not depend on who imports it.
 */
export function workerEntryUrl(entry: WorkerEntry): URL {
  if (import.meta.url.endsWith('.ts')) return new URL(`../worker/${entry}.ts`, import.meta.url);
  const url = new URL(`./worker/${entry}.js`, import.meta.url);
  return existsSync(url) ? url : installedUrl(entry);
}
