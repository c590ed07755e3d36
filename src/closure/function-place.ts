/** Facts about a function that never change, kept for each function object. */

import { analyzeFunction } from './analyze-function.ts';
import { globalPath } from './builtin-table.ts';
import { textOf } from './encode-prototype.ts';
import { canInspect, inspectFunction } from './inspect-function.ts';
import type { AnyFunction } from './nodes.ts';
import { scriptUrl } from './script-source.ts';

const nodeFunctions = new WeakMap<AnyFunction, boolean>();
const privateNames = new WeakMap<AnyFunction, readonly string[]>();

/** Is this one of Node's own functions or classes, written in its internal scripts? */
export function isNodeFunction(fn: AnyFunction): boolean {
  let known = nodeFunctions.get(fn);
  if (known === undefined) {
    known = globalPath(fn) !== undefined || (canInspect() && isInternalScript(fn));
    nodeFunctions.set(fn, known);
  }
  return known;
}

function isInternalScript(fn: AnyFunction): boolean {
  const { location } = inspectFunction(fn);
  return location !== undefined && scriptUrl(location, textOf(fn)).startsWith('node:');
}

/** Names of the private fields that a class gives its instances. */
export function privateFieldsOf(constructor_: AnyFunction): readonly string[] {
  let names = privateNames.get(constructor_);
  if (names === undefined) {
    const text = textOf(constructor_);
    const analysis = text.startsWith('class') && text.includes('#') ? analyzeFunction(text) : undefined;
    names = analysis !== undefined && analysis.kind !== 'unparsable' ? analysis.privateFields : [];
    privateNames.set(constructor_, names);
  }
  return names;
}
