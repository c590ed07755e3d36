/** A function as text and values, for compilers: what the capture knows without encoding anything. */

import { fileURLToPath } from 'node:url';
import { scopeHolding } from './captured-scope.ts';
import { isNativeText, textOf } from './encode-prototype.ts';
import { canInspect, type InspectedFunction, inspectFunction } from './inspect-function.ts';
import { isFixedVariable } from './fixed-variables.ts';
import { contextOf } from './named-context.ts';
import type { AnyFunction } from './nodes.ts';
import { scriptUrl, textStart } from './script-source.ts';

/** A captured variable as it is now. */
export interface CapturedValue {
  readonly value: unknown;
  /** Whether this function will find the same value there for ever: nothing assigns to such a variable. */
  readonly isFixed: () => boolean;
  /** The object that has it as a property of this name, where it is one that the program gave. */
  readonly holder?: object;
}

/** Text, place and captured values of a function. */
export interface FunctionValues {
  readonly text: string;
  /** The value of a captured variable now; undefined when the function captured none of this name. */
  readonly read: (name: string) => CapturedValue | undefined;
  /** Where the text starts, lines and columns from 1. Finding it may take long: for messages only. */
  readonly place: () => { readonly file: string; readonly line: number; readonly column: number } | undefined;
}

function readFrom(
  { inspected, text }: { readonly inspected: InspectedFunction; readonly text: string },
  name: string,
): CapturedValue | undefined {
  const scope = scopeHolding(inspected, name);
  if (scope === undefined) return undefined;
  // A variable that is not initialised yet throws here as it would in the function.
  const value = scope.object[name];
  const { location } = inspected;
  return { value, isFixed: () => location !== undefined && isFixedVariable({ location, text }, { name, value }) };
}

function placeIn({ location }: InspectedFunction, text: string): ReturnType<FunctionValues['place']> {
  if (location === undefined) return undefined;
  const start = textStart(location, text);
  if (start === undefined) return undefined;
  const url = scriptUrl(location, text);
  return { file: url.startsWith('file:') ? fileURLToPath(url) : url, line: start.line + 1, column: start.column + 1 };
}

/**
 * Looks at a function. Values are those of the moment of the first call of `read`.
 *
 * @returns Text and values; a function made by `withContext` has the values it was given.
 */
export function functionValues(fn: AnyFunction): FunctionValues {
  const given = contextOf(fn);
  if (given !== undefined) {
    const { context } = given;
    const read = (name: string): CapturedValue | undefined =>
      Object.hasOwn(context, name) ? { value: context[name], holder: context, isFixed: () => false } : undefined;
    return { text: textOf(given.fn), read, place: () => undefined };
  }
  const text = textOf(fn);
  if (isNativeText(fn) || !canInspect()) return { text, read: () => undefined, place: () => undefined };
  // Looking takes some 100 us: who wants the text only does not wait for it.
  let looked: InspectedFunction | undefined;
  const inspected = (): InspectedFunction => (looked ??= inspectFunction(fn));
  return {
    text,
    read: (name) => readFrom({ inspected: inspected(), text }, name),
    place: () => placeIn(inspected(), text),
  };
}
