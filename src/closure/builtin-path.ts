/** Ways to what exists in every worker, and how to follow them. */

import { errorClasses } from '../core/error-class.ts';
// For their classes, which are found by name.
import '../core/errors.ts';
import '../core/sync-errors.ts';
import type { BuiltinPath, BuiltinStep } from './nodes.ts';
import { perWorkerHandle } from './per-worker.ts';

/** Symbols of the language, by their name on `Symbol`. */
export const wellKnownSymbols: ReadonlyMap<symbol, string> = new Map(
  Object.getOwnPropertyNames(Symbol).flatMap((name) => {
    const value: unknown = (Symbol as unknown as Record<string, unknown>)[name];
    return typeof value === 'symbol' ? [[value, name] as const] : [];
  }),
);

/** Objects that no global names. */
export const intrinsics: Readonly<Record<string, object>> = (() => {
  const asyncFunction = async (): Promise<void> => {};
  const generator = function* (): Generator {};
  const asyncGenerator = async function* (): AsyncGenerator {};
  const prototypeOf = (value: unknown): object => Object.getPrototypeOf(value) as object;
  const part = (value: object, key: string): object => (value as Record<string, object>)[key] as object;
  const families = Object.entries({
    AsyncFunction: asyncFunction,
    GeneratorFunction: generator,
    AsyncGeneratorFunction: asyncGenerator,
  });
  return Object.fromEntries<object>([
    ...families.flatMap(([name, sample]) => [
      [name, part(prototypeOf(sample), 'constructor')] as const,
      [`${name}.prototype`, prototypeOf(sample)] as const,
    ]),
    ['GeneratorPrototype', part(prototypeOf(generator), 'prototype')],
    ['AsyncGeneratorPrototype', part(prototypeOf(asyncGenerator), 'prototype')],
    ['TypedArray', prototypeOf(Uint8Array)],
    ['ArrayIteratorPrototype', prototypeOf([][Symbol.iterator]())],
    ['MapIteratorPrototype', prototypeOf(new Map().entries())],
    ['SetIteratorPrototype', prototypeOf(new Set().values())],
    ['StringIteratorPrototype', prototypeOf(''[Symbol.iterator]())],
  ]);
})();

/**
 * What the library has in every worker in a copy of its own, found by name: workers may be bundled apart from the main
 * program.
 */
export const ownClasses: Readonly<Record<string, object>> = {
  ...Object.fromEntries(errorClasses()),
  perWorkerHandle,
};

function symbolNamed(name: string): symbol {
  return name.startsWith('@@')
    ? ((Symbol as unknown as Record<string, symbol>)[name.slice(2)] as symbol)
    : Symbol.for(name);
}

const keyOf = (key: string | { readonly symbol: string }): PropertyKey =>
  typeof key === 'string' ? key : symbolNamed(key.symbol);

function follow(from: object, step: BuiltinStep): object {
  if (typeof step !== 'string' && 'accessor' in step) {
    return Reflect.getOwnPropertyDescriptor(from, keyOf(step.key))?.[step.accessor] as object;
  }
  return Reflect.get(from, keyOf(step)) as object;
}

function rootOf(path: BuiltinPath): object {
  switch (path.from) {
    case 'global':
      return path.root === '' ? globalThis : (Reflect.get(globalThis, path.root) as object);
    case 'module':
      return process.getBuiltinModule(path.root) as object;
    case 'intrinsic':
      return intrinsics[path.root] as object;
    case 'own':
      return ownClasses[path.root] as object;
  }
  return path.from satisfies never;
}

/** The built-in at the end of a path; undefined when this Node does not have it. */
export function resolveBuiltin(path: BuiltinPath): object | undefined {
  let at: object | undefined = rootOf(path);
  for (const step of path.steps) at = at === undefined || at === null ? undefined : follow(at, step);
  return at;
}
