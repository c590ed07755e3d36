/** Capture without the inspector: the program names what a function captured. */

import { analyzeFunction } from './analyze-function.ts';
import { textOf } from './encode-prototype.ts';
import type { Encoder } from './encoder.ts';
import type { AnyFunction } from './nodes.ts';
import type { Place } from './refusals.ts';

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

/** Refuses a function that uses variables nobody named. */
export function refuseMissing(encoder: Encoder, place: Place, { fn, context }: StaticContext): void {
  const analysis = analyzeFunction(textOf(fn));
  if (analysis.kind === 'unparsable') return; // refused with its own message
  const missing = [...analysis.free.values()]
    .filter(({ name, typeofOnly }) => !typeofOnly && !Object.hasOwn(context, name) && !(name in globalThis))
    .map(({ name }) => name);
  if (missing.length === 0) return;
  const names = missing.map((name) => `"${name}"`).join(', ');
  encoder.refuse(
    `${fn.name === '' ? 'it' : `"${fn.name}"`} uses ${names} from the code around it, and captured variables cannot be read here`,
    place,
    `name ${missing.length > 1 ? 'them' : 'it'}: withContext(fn, { ${missing.join(', ')} }); or export the function from a module and use task(url, name); ` +
      'under --permission, --allow-inspector lets them be read',
  );
}
