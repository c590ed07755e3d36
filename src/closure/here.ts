import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** URL of the library's code; of the working directory where a bundler has made CommonJS of it, which leaves `import.meta` empty. */
export const here: string = (import.meta.url as string | undefined) ?? pathToFileURL(path.resolve('index.js')).href;

/** As in a CommonJS file there. */
export const requireHere: NodeJS.Require = createRequire(here);
