/** Makes the node of a function or class, on the caller's side: by reference where it can be found there, else by value. */

import { types } from 'node:util';
import { toWorker } from '../core/to-worker.ts';
import { analyzeFunction } from './analyze-function.ts';
import { builtinPath, globalPath } from './builtin-table.ts';
import { functionReference, moduleVariable, packageScopeOf, libraryExport } from './by-reference.ts';
import type { CapturedFunction, MutableFunctionNode } from './captured-function.ts';
import type { Cells } from './cells.ts';
import { encodeEnvironment } from './encode-environment.ts';
import { encodeProperties } from './encode-properties.ts';
import { isNativeText, prototypeSlot, textOf } from './encode-prototype.ts';
import { noteLocation } from './location-key.ts';
import type { Encoder } from './encoder.ts';
import { hookOf } from './hooks.ts';
import { canInspect, inspectFunction } from './inspect-function.ts';
import type { InspectedFunction } from './inspect-function.ts';
import { lexicalThisOf } from './lexical-this.ts';
import type { AnyFunction, FunctionNode, Node } from './nodes.ts';
import { BOUND_TARGET, type Place } from './refusals.ts';
import { scriptUrl } from './script-source.ts';
import { contextOf } from './named-context.ts';
import { refuseMissing } from './static-context.ts';
import type { StaticContext } from './named-context.ts';
import { checkWrites } from './writes.ts';
import { lockOf } from './quick-walk.ts';

/** What all functions of one capture share. */
export interface Capture {
  /** The variables that several of them use and some assign. */
  readonly cells: Cells;
  /** Captured variables that the program named for the whole call. */
  readonly context: Readonly<Record<string, unknown>> | undefined;
}

/** Encodes the function at `place`. */
export function encodeFunction(encoder: Encoder, place: Place, capture: Capture): Node {
  const fn = place.value as AnyFunction;
  if (types.isProxy(fn))
    encoder.refuse('it holds a Proxy around a function', place, 'send the target function instead');
  const hook = Object.hasOwn(fn, toWorker) ? hookOf(fn, encoder.side) : undefined;
  if (hook !== undefined) return encodeFunctionHook(encoder, place, hook);
  const path = globalPath(fn);
  if (path !== undefined) return { t: 'builtin', path };
  const own = libraryExport(fn);
  if (own !== undefined) return own;
  const context = contextOf(fn) ?? (capture.context && { fn, context: capture.context });
  if (context !== undefined || !canInspect()) {
    return encodeStatically(encoder, place, { cells: capture.cells, given: context });
  }
  const inspected = inspectFunction(fn);
  if (inspected.bound !== undefined) return encodeBound(encoder, place, inspected.bound);
  const text = textOf(fn);
  const { location } = inspected;
  if (location === undefined || isNativeText(fn)) return encodeNativeFunction(encoder, place);
  noteLocation(fn, inspected);
  const url = scriptUrl(location, text);
  if (url.startsWith('node:')) return encodeNativeFunction(encoder, place);
  const reference = functionReference({ fn, inspected, text, url });
  return (
    reference ??
    encodePackageFunction(fn, inspected, url) ??
    encodeByValue(encoder, place, { fn, inspected, location, text, url, cells: capture.cells })
  );
}

function encodeFunctionHook(encoder: Encoder, place: Place, hook: readonly unknown[]): Node {
  const [factory, ...args] = hook;
  return {
    t: 'hook',
    factory: encoder.slot(factory, place, 'part', '[toWorker factory]'),
    args: args.map((arg, i) => encoder.slot(arg, place, 'part', `[toWorker argument ${i}]`)),
  };
}

function encodeBound(encoder: Encoder, place: Place, bound: NonNullable<InspectedFunction['bound']>): Node {
  return {
    t: 'bound',
    target: encoder.slot(bound.target, place, 'part', BOUND_TARGET),
    self: encoder.slot(bound.self, place, 'part', '.[[BoundThis]]'),
    args: bound.args.map((arg, i) => encoder.slot(arg, place, 'part', `.[[BoundArgs]][${i}]`)),
  };
}

function encodeNativeFunction(encoder: Encoder, place: Place): Node {
  const path = builtinPath(place.value);
  if (path !== undefined) return { t: 'builtin', path };
  const { name } = place.value as AnyFunction;
  return encoder.refuse(
    `it holds the native function "${name}", which has no source`,
    place,
    'wrap it in an arrow function that makes or gets the object it belongs to',
  );
}

/** A function of a package that is not exported: the worker reads it from the module's own scope. */
function encodePackageFunction(fn: AnyFunction, inspected: InspectedFunction, url: string): Node | undefined {
  const scope = packageScopeOf(inspected, url);
  if (scope === undefined || !fn.name || !Object.hasOwn(scope.object, fn.name)) return undefined;
  try {
    return scope.object[fn.name] === fn ? moduleVariable(url, fn.name, scope) : undefined;
  } catch {
    return undefined; // not initialised yet
  }
}

type Found = Pick<CapturedFunction, 'fn' | 'inspected' | 'location' | 'text' | 'url'> & {
  readonly cells: Cells;
};

/** Without the inspector: the text alone, with what the program says it captured. */
function encodeStatically(
  encoder: Encoder,
  place: Place,
  { cells, given }: { readonly cells: Cells; readonly given: StaticContext | undefined },
): Node {
  const fn = given?.fn ?? (place.value as AnyFunction);
  if (isNativeText(fn)) return encodeNativeFunction(encoder, place);
  const context = given?.context ?? {};
  const text = textOf(fn);
  refuseMissing(encoder, place, { fn, context });
  const location = { scriptId: '', lineNumber: 0, columnNumber: 0 };
  return encodeByValue(encoder, place, {
    fn,
    inspected: { scopes: [{ description: 'Context', object: { ...context } }], location },
    location,
    text,
    url: '',
    cells,
  });
}

function encodeByValue(encoder: Encoder, place: Place, found: Found): FunctionNode {
  const { cells, ...rest } = found;
  const { fn, location, text, url } = rest;
  const here = `${url}:${location.lineNumber + 1}:${location.columnNumber + 1}`;
  const title = place.parent === undefined ? 'it' : `"${fn.name || 'an anonymous function'}" (${here})`;
  const analysis = analyzeFunction(text);
  if (analysis.kind === 'unparsable') {
    // An arrow function with new.target is no text that stands for itself.
    if (analysis.reason.includes('new.target')) {
      return encoder.refuse(
        `${title} is an arrow function that uses new.target of the function around it`,
        place,
        'copy it to a variable first',
      );
    }
    return encoder.refuse(
      `${title} has source that cannot be parsed: ${analysis.reason}`,
      place,
      'move it to a module and export it',
    );
  }
  const captured: CapturedFunction = { ...rest, place, title, analysis };
  refuseForms(encoder, captured);
  checkWrites(encoder, captured);
  const self = lexicalThisOf(encoder, captured);
  const variables = encodeEnvironment(encoder, captured, cells);
  const node: MutableFunctionNode = {
    t: 'function',
    code: undefined,
    env: [],
    ...(analysis.superClass === undefined ? undefined : { parent: parentSlot(encoder, captured) }),
    ...(self === undefined ? undefined : { self }),
    name: ownNameOf(fn),
    ...functionFields(encoder, captured),
  };
  // Which variables are cells is known only when all functions have been seen.
  cells.addFunction({ captured, node, variables });
  return node;
}

function parentSlot(encoder: Encoder, { fn, place }: CapturedFunction): FunctionNode['parent'] {
  const parent = Object.getPrototypeOf(fn) as object;
  return parent === Function.prototype ? null : encoder.slot(parent, place, 'part', ' extends');
}

function ownNameOf(fn: AnyFunction): string | undefined {
  const name: unknown = Reflect.getOwnPropertyDescriptor(fn, 'name')?.value;
  return typeof name === 'string' ? name : undefined;
}

function refuseForms(encoder: Encoder, { analysis, title, text, place, inspected }: CapturedFunction): void {
  const refuse = (what: string, hint?: string): never => encoder.refuse(`${title} ${what}`, place, hint);
  if (analysis.kind === 'private-method') {
    refuse(`is a private method (${text.slice(0, 20)}...)`, 'send the object instead of its private method');
  }
  if (analysis.directEval)
    refuse('calls eval() directly, so what it uses cannot be known', 'use (0, eval)(...), or pass the values in');
  if (analysis.usesSuper) {
    refuse(
      'uses super, which only works inside its class or object',
      'send the object (its class travels with it) and call the method on it',
    );
  }
  if (analysis.privateNames.size > 0) {
    refuse(
      `reads private fields (#${[...analysis.privateNames][0]}) of a class around it`,
      'use a method of the class, and send the instance',
    );
  }
  const usesArguments = analysis.kind === 'arrow' && analysis.free.has('arguments');
  if (
    usesArguments &&
    inspected.scopes.some((scope) => scope.description !== 'Global' && Object.hasOwn(scope.object, 'arguments'))
  ) {
    refuse(
      'is an arrow function that uses "arguments" of the function around it',
      'use a rest parameter: (...args) => ...',
    );
  }
}

const STANDARD: ReadonlySet<unknown> = new Set(['length', 'name', 'prototype', 'arguments', 'caller']);

/** A method comes back with the text of its class; what a static field holds does not, because those do not run again. */
function comesWithClass(owner: object, key: string | symbol, text: string): boolean {
  const descriptor = Reflect.getOwnPropertyDescriptor(owner, key);
  const parts: unknown[] = [descriptor?.value, descriptor?.get, descriptor?.set].filter((part) => part !== undefined);
  return parts.length > 0 && parts.every((part) => isMethodOf(part, text));
}

function isMethodOf(part: unknown, classText: string): boolean {
  if (typeof part !== 'function') return false;
  const text = textOf(part as AnyFunction);
  return classText.includes(text) && analyzeFunction(text).kind === 'method';
}

/** What hangs on a function: static state, own properties, what was added to its prototype. */
function functionFields(encoder: Encoder, captured: CapturedFunction): Partial<FunctionNode> {
  const { fn, analysis, place, text } = captured;
  const isClass = analysis.kind === 'class';
  const props = encodeProperties(
    encoder,
    place,
    (key) => STANDARD.has(key) || (isClass && comesWithClass(fn, key, text)),
  );
  const lock = lockOf(fn);
  const fields: Partial<FunctionNode> = { ...(props && { props }), ...(lock && { lock }) };
  const prototype: unknown = Reflect.getOwnPropertyDescriptor(fn, 'prototype')?.value;
  if (typeof prototype !== 'object' || prototype === null || analysis.isGenerator) return fields;
  const at: Place = { ...place, value: prototype, parent: place, step: 'property', key: 'prototype' };
  const prototypeProps = encodeProperties(
    encoder,
    at,
    (key) => key === 'constructor' || (isClass && comesWithClass(prototype, key, text)),
  );
  if (isClass) return { ...fields, ...(prototypeProps && { prototypeProps }) };
  const proto = prototypeSlot(encoder, at, {
    proto: Object.getPrototypeOf(prototype) as object | null,
    usual: Object.prototype,
  });
  return {
    ...fields,
    ...(prototypeProps && { prototypeProps }),
    ...(proto === undefined ? undefined : { prototypeProto: proto, hasPrototypeProto: true }),
  };
}
