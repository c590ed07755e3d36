/** Functions with what they capture given by name, where nothing else captures it. */

import type { FunctionSource } from './parse.ts';

type AnyFunction = (...args: never[]) => unknown;

/** Values of free variables, by name. Functions among them see the same values. */
export type Captures = { readonly [name: string]: unknown };

/**
 * A function as the front end wants it.
 *
 * @param fn - Any function with a text.
 * @param captures - The variables from outside that it uses, and those of the functions it calls.
 */
export function explicitSource(fn: AnyFunction, captures: Captures = {}): FunctionSource {
  return {
    name: fn.name === '' ? 'kernel' : fn.name,
    text: Function.prototype.toString.call(fn),
    read: (name) => (Object.hasOwn(captures, name) ? { value: captures[name] } : undefined),
  };
}
