/** Which functions carry nothing with them, so that one capture of them holds for good. */

import { analyzeFunction } from './analyze-function.ts';
import { hostGlobals } from './builtin-table.ts';
import { functionReference } from './by-reference.ts';
import { scopeHolding } from './captured-scope.ts';
import { isNativeText, textOf } from './encode-prototype.ts';
import { moduleTaskOf } from './explicit.ts';
import { canInspect, inspectFunction, withSession } from './inspect-function.ts';
import type { AnyFunction } from './nodes.ts';
import { scriptUrl } from './script-source.ts';
import { contextOf } from './named-context.ts';

const alone = new WeakMap<AnyFunction, boolean>();
const STANDARD: ReadonlySet<unknown> = new Set(['length', 'name', 'prototype', 'arguments', 'caller']);

/**
 * Does this function travel without captured values: by reference, or as a text that uses globals only? What such a
 * function does cannot change between two calls, so calls of it may be captured once. Remembered for each function.
 */
export function travelsAlone(fn: AnyFunction): boolean {
  if (moduleTaskOf(fn) !== undefined) return true;
  let known = alone.get(fn);
  if (known === undefined) {
    known = decide(fn);
    alone.set(fn, known);
  }
  return known;
}

function decide(fn: AnyFunction): boolean {
  if (contextOf(fn) !== undefined || isNativeText(fn) || !canInspect()) return false;
  if (Reflect.ownKeys(fn).some((key) => !STANDARD.has(key))) return false;
  const text = textOf(fn);
  const analysis = analyzeFunction(text);
  if (analysis.kind === 'unparsable' || analysis.lexicalThis || analysis.kind === 'class') return false;
  const names = [...analysis.free.keys()];
  // Its text says it all: a program that passes a new arrow function to each of many submits need not wait for the inspector.
  if (names.length === 0) return true;
  const usesGlobalsOnly = names.every((name) => hostGlobals.has(name));
  // A function without a name is written where it is passed: no export, and not worth a look with the inspector.
  if (!usesGlobalsOnly && fn.name === '') return false;
  return withSession(() => {
    const inspected = inspectFunction(fn);
    if (inspected.location === undefined) return false;
    if (usesGlobalsOnly && names.every((name) => scopeHolding(inspected, name) === undefined)) return true;
    return functionReference({ fn, inspected, text, url: scriptUrl(inspected.location, text) }) !== undefined;
  });
}
