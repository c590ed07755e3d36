import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type * as Package from 'tinypool';
import { workerEntryUrl } from '../../platform/entry-url.ts';

let loaded: typeof Package | undefined;

/** As in a file of this package, also where a bundler has put its code into the program. */
const requireOfPackage = (): NodeJS.Require => createRequire(workerEntryUrl('thread'));

/**
 * tinypool, loaded now if it is not yet. Not by an `import`: a bundler would put it into the program's own file, away from the file that its
 * threads start with.
 */
export function tinypool(): typeof Package {
  loaded ??= requireOfPackage()('tinypool') as typeof Package;
  return loaded;
}

/** Makes sure that {@link tinypool} works where Node cannot `require` modules, too. */
export async function loadTinypool(): Promise<void> {
  const file = requireOfPackage().resolve('tinypool');
  loaded ??= (await import(pathToFileURL(file).href)) as typeof Package;
}
