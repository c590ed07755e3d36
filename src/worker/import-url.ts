import type { Importer } from '../closure/import-from.ts';

/** Whether anybody may import it: there is nothing to resolve. */
export const isUrlOfFile = (specifier: string): boolean => specifier.startsWith('file:');

/**
 * The `import()` of a worker, for files that are given by their URLs. To make that of another file takes Node's loader of CommonJS. Only here:
 * in a program's bundle, an `import()` of what is not known before is the bundler's affair.
 */
export const importUrl: Importer = (specifier, options) => import(specifier, options as ImportCallOptions);
