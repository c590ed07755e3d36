/** Functions of the program as the kernel front end wants them. */

import { type CapturedValue, functionValues } from '../../closure/function-values.ts';
import type { AnyFunction } from '../../closure/nodes.ts';
import type { FunctionSource } from '../../kernel/frontend/parse.ts';

/** Values of variables given by name, which win over captured ones. */
export type GivenValues = { readonly [name: string]: unknown };

/**
 * The source of a function, with what it captured as it is now.
 *
 * @param onRead - Hears of each variable that is read.
 */
export function sourceOf(
  fn: AnyFunction,
  given: GivenValues = {},
  onRead?: (name: string, found: CapturedValue) => void,
): FunctionSource {
  const { text, read, place } = functionValues(fn);
  const find = (name: string): CapturedValue | undefined =>
    Object.hasOwn(given, name) ? { value: given[name], holder: given, isFixed: () => false } : read(name);
  return {
    name: fn.name === '' ? 'kernel' : fn.name,
    text,
    read(name) {
      const found = find(name);
      if (found !== undefined) onRead?.(name, found);
      return found;
    },
    // Only messages ask for the place, and finding it can take a while.
    get place() {
      return place();
    },
  };
}
