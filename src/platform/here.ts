import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** URL of the library's code; undefined where a bundler has made CommonJS of it, which leaves `import.meta` empty. */
export const ownUrl = import.meta.url as string | undefined;

/** The same, or a file in the working directory: from where packages are looked for. */
export const here: string = ownUrl ?? pathToFileURL(path.resolve('index.js')).href;
