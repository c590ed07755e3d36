/** Looking up captured variables. */

import { isRevived } from './compile-function.ts';
import { filePathOf } from './import-from.ts';
import type { CapturedScope, InspectedFunction } from './inspect-function.ts';
import type { AnyFunction } from './nodes.ts';
import { knownScript } from './script-source.ts';
import { isViteModule } from './vite-import.ts';
import { requireHere } from './here.ts';

/** The innermost captured scope that has a variable of this name; globals are not captured. */
export function scopeHolding(inspected: InspectedFunction, name: string): CapturedScope | undefined {
  for (const scope of inspected.scopes) {
    if (scope.description === 'Global') return undefined;
    if (Object.hasOwn(scope.object, name)) return scope;
  }
  return undefined;
}

/** Does this scope exist once per file, so that two functions of the file certainly share it? */
export function isFileScope(scope: CapturedScope, inspected: InspectedFunction, url: string): boolean {
  if (scope.description === 'Module' || scope.description === 'Script') return true;
  const { scopes, location } = inspected;
  const fromOutside = scopes.length - 1 - scopes.indexOf(scope);
  if (scopes.at(-1)?.description !== 'Global' || !url.startsWith('file:')) return false;
  const isOutermost = fromOutside === 1 && scope.description.startsWith('Closure');
  if (isOutermost && requireHere.cache[filePathOf(url)] !== undefined) return true;
  // Vite runs a module as an async function around a block.
  return fromOutside <= 2 && location !== undefined && isViteModule(knownScript(location.scriptId));
}

/**
 * Is this the scope that a revived function was given its captured variables in? What it may write there was decided when
 * it was captured first.
 */
export const isRevivedScope = (scope: CapturedScope, inspected: InspectedFunction, fn: AnyFunction): boolean =>
  isRevived(fn) && inspected.scopes.at(-2) === scope && inspected.scopes.at(-1)?.description === 'Global';
