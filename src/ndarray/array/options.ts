/** Options of array functions: what is unknown is refused by name. */

import { InvalidOptionError } from '../../core/errors.ts';

/**
 * Checks the names of options.
 *
 * @throws InvalidOptionError (`ERR_INVALID_OPTION`) naming the one that does not exist.
 */
export function checkOptions(what: string, options: object | undefined, known: readonly string[]): void {
  if (options === undefined) return;
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new InvalidOptionError(
      `${what} takes its options as an object ({ ${known.join(', ')} }), got ${String(options)}`,
    );
  }
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) {
      throw new InvalidOptionError(`${what} has no option ${JSON.stringify(name)}; it has ${known.join(', ')}`);
    }
  }
}
