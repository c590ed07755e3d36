/** The variables that a program named for a function, by `withContext`. */

import type { AnyFunction } from './nodes.ts';

/** A function and the values of the variables it captured. */
export interface StaticContext {
  readonly fn: AnyFunction;
  readonly context: Readonly<Record<string, unknown>>;
}

const contexts = new WeakMap<AnyFunction, StaticContext>();

/** The context a function was given by `withContext`. */
export const contextOf = (fn: AnyFunction): StaticContext | undefined => contexts.get(fn);

export function setContext(wrapper: AnyFunction, context: StaticContext): void {
  contexts.set(wrapper, context);
}
