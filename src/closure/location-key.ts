/** A stable key for the place where a function was written. */

import type { InspectedFunction } from './inspect-function.ts';
import type { AnyFunction } from './nodes.ts';
import { placeKey } from './script-source.ts';

const keys = new WeakMap<AnyFunction, string>();

/** Remembers where a function was written. */
export function noteLocation(fn: AnyFunction, inspected: InspectedFunction): void {
  if (inspected.location !== undefined) keys.set(fn, placeKey(inspected.location));
}

/**
 * A stable key for the place where a function was written (script, line, column), for estimates that should hold for
 * all closures of one place. Known once the function was captured; undefined before, and for native functions.
 */
export const locationKey = (fn: AnyFunction): string | undefined => keys.get(fn);
