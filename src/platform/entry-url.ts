import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { here } from './here.ts';

/** The modules that a worker is started with; scripts/build.ts makes a file of its own of each. */
export type WorkerEntry = 'thread' | 'child' | 'watchdog' | 'compute' | 'wide-check' | 'drop-in';

/** This package as the application sees it, for when our code was bundled into the application's own file. */
function installedUrl(entry: WorkerEntry): URL {
  const main = process.getBuiltinModule('node:module').createRequire(here).resolve('manycore');
  return new URL(`./worker/${entry}.js`, pathToFileURL(main));
}

/**
 * Where the module is that a worker starts with: in the source, in the build, or in the installed package.
 *
 * The build puts this module into a chunk of its own directly in dist/, so the path does not depend on who imports it.
 */
export function workerEntryUrl(entry: WorkerEntry): URL {
  if (here.endsWith('/platform/here.ts')) return new URL(`../worker/${entry}.ts`, here);
  const built = new URL(`./worker/${entry}.js`, here);
  return existsSync(built) ? built : installedUrl(entry);
}
