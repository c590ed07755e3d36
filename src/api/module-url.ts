import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InvalidOptionError } from '../core/errors.ts';
import { show } from './check-options.ts';

/**
 * The URL of a module that an option names.
 *
 * @param filename - A URL or an absolute path.
 * @param option - What the option is called.
 * @throws InvalidOptionError `ERR_INVALID_OPTION` for anything else.
 */
export function moduleUrl(filename: unknown, option = 'filename'): URL {
  if (filename instanceof URL) return filename;
  if (typeof filename === 'string') {
    // First: on Windows a path such as C:\work.js would pass for a URL.
    if (isAbsolute(filename)) return pathToFileURL(filename);
    if (URL.canParse(filename)) return new URL(filename);
  }
  throw new InvalidOptionError(
    `${option} must be a URL or an absolute path, such as new URL('./work.js', import.meta.url), got ${show(filename)}`,
  );
}
