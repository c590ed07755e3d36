/** Makes functions of their text again. */

import vm from 'node:vm';
import { FORMS } from './source-forms.ts';
import { filePathOf, importerOf, metaOf } from './import-from.ts';
import type { AnyFunction, CodeNode } from './nodes.ts';

/** What a revived function is made with. */
export interface Surroundings {
  /** Captured variables that are known now, by position in `code.names`. */
  readonly values: readonly unknown[];
  /** Positions of those that follow later, because they are made of this function or after it. */
  readonly late: readonly number[];
  readonly parent: unknown;
  /** `this` of the code around an arrow function. */
  readonly self: unknown;
}

export interface RevivedFunction {
  readonly fn: AnyFunction;
  /** Hands in the late variables, in the order of `late`. */
  readonly complete: (...values: unknown[]) => void;
}

type Factory = (this: unknown, ...args: unknown[]) => [unknown, (...values: unknown[]) => void];

/** Compiled factories by file, place and text. Shared by all calls of this thread; the oldest go first. */
const factories = new Map<string, Factory>();
const MAX_FACTORIES = 2000;

function compile(code: CodeNode, late: readonly number[]): Factory {
  const source = factoryText(code, late);
  const filename =
    (code.url === '' ? 'captured-function' : filePathOf(code.url)) + (code.mapped ? `?closure=${code.mapped}` : '');
  const key = `${filename}\n${code.line}\n${source}`;
  let factory = factories.get(key);
  if (factory === undefined) {
    const oldest = factories.size >= MAX_FACTORIES ? factories.keys().next().value : undefined;
    if (oldest !== undefined) factories.delete(oldest);
    // The text starts on the second line of the source, padded to its column: traces show the place in the file.
    factory = new vm.Script(source, { filename, lineOffset: code.line - 1 }).runInThisContext() as Factory;
    factories.set(key, factory);
  }
  return factory;
}

function factoryText(code: CodeNode, late: readonly number[]): string {
  const tools = [code.metaName, code.importName, code.superName].filter((name) => name !== undefined);
  const parameters = [...tools, ...code.names].join(',');
  const [before, after] = FORMS[code.form];
  // Names of the parameters of `complete` must hide no captured variable: they are all `arguments`.
  const assignments = late.map((position, i) => `${code.names[position] as string}=arguments[${i}];`).join('');
  const strict = code.strict ? '"use strict";' : '';
  return `(function(${parameters}){${strict}return [${before}\n${' '.repeat(code.column)}${code.text}${after},function(){${assignments}}]})`;
}

/** Compiles the code of a function and gives it what it captured. */
export function reviveFunction(code: CodeNode, { values, late, parent, self }: Surroundings): RevivedFunction {
  const tools: unknown[] = [];
  if (code.metaName !== undefined) tools.push(metaOf(code.url));
  if (code.importName !== undefined) tools.push(importerOf(code.url));
  if (code.superName !== undefined) tools.push(parent);
  const [made, complete] = compile(code, late).call(self, ...tools, ...values);
  const fn = extract(code.form, made);
  revived.add(fn);
  return { fn, complete };
}

const revived = new WeakSet<AnyFunction>();

/** Was this function revived here? What it captured is then in the scope of the factory around its text. */
export const isRevived = (fn: AnyFunction): boolean => revived.has(fn);

/** The function inside the object or class that its text had to be put in. */
function extract(form: CodeNode['form'], made: unknown): AnyFunction {
  if (form === 'expression') return made as AnyFunction;
  const owner = (form === 'class-method' ? (made as { prototype: object }).prototype : made) as object;
  const standard = new Set<unknown>(form === 'method' ? [] : ['constructor', 'length', 'name', 'prototype']);
  const key = Reflect.ownKeys(owner).find((candidate) => !standard.has(candidate)) ?? Reflect.ownKeys(owner)[0] ?? '';
  const descriptor = Reflect.getOwnPropertyDescriptor(owner, key);
  return (descriptor?.value ?? descriptor?.get ?? descriptor?.set) as AnyFunction;
}
