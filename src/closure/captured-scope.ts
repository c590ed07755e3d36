/** Looking up captured variables. */

import { createRequire } from 'node:module';
import { filePathOf } from './import-from.ts';
import type { CapturedScope, InspectedFunction } from './inspect-function.ts';

const require = createRequire(import.meta.url);

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
  const { scopes } = inspected;
  const isOutermost = scopes[scopes.length - 2] === scope && scopes[scopes.length - 1]?.description === 'Global';
  return (
    isOutermost &&
    scope.description.startsWith('Closure') &&
    url.startsWith('file:') &&
    require.cache[filePathOf(url)] !== undefined
  );
}
