/**
 * Knows built-ins by identity: everything that a fresh worker has of its own, with the path to it.
 *
 * In tiers, because walking all of Node's modules costs 60 to 300 ms (it runs lazy getters): the language, the globals that
 * are always loaded, all globals of Node, the node: modules. A tier is built when the ones before it did not know the object.
 */

import { builtinModules } from 'node:module';
import { errorClassName } from '../core/error-class.ts';
import type { ErrorClass } from '../core/error-class.ts';
import { intrinsics, ownClasses, wellKnownSymbols } from './builtin-path.ts';
import type { BuiltinPath, BuiltinStep } from './nodes.ts';

const LANGUAGE =
  'Object Function Array Number Boolean String Symbol BigInt Math JSON Reflect Proxy Promise Map Set WeakMap WeakSet WeakRef FinalizationRegistry Date RegExp Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError SuppressedError DisposableStack AsyncDisposableStack ArrayBuffer SharedArrayBuffer Atomics DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float16Array Float32Array Float64Array BigInt64Array BigUint64Array Iterator AsyncIterator Intl WebAssembly Temporal parseInt parseFloat isNaN isFinite eval encodeURIComponent decodeURIComponent encodeURI decodeURI escape unescape'.split(
    ' ',
  );
const NODE_GLOBALS =
  'Buffer URL URLSearchParams URLPattern TextEncoder TextDecoder AbortController AbortSignal Event EventTarget CustomEvent MessageChannel MessagePort MessageEvent BroadcastChannel Blob File FormData Headers Request Response WebSocket EventSource CloseEvent ErrorEvent Storage fetch structuredClone queueMicrotask setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate performance Performance PerformanceEntry PerformanceMark PerformanceMeasure PerformanceObserver PerformanceObserverEntryList PerformanceResourceTiming console process crypto Crypto CryptoKey SubtleCrypto atob btoa DOMException ReadableStream ReadableStreamDefaultReader ReadableStreamBYOBReader WritableStream TransformStream CompressionStream DecompressionStream TextDecoderStream TextEncoderStream ByteLengthQueuingStrategy CountQueuingStrategy Navigator navigator QuotaExceededError'.split(
    ' ',
  );
const VALUE_GLOBALS = ['globalThis', 'global', 'undefined', 'NaN', 'Infinity'];
/** Not walked: they are experimental, print a warning, or are of no use in a captured function. */
const SKIPPED_MODULES: ReadonlySet<string> = new Set(
  'inspector inspector/promises repl sys punycode test wasi trace_events cluster sqlite domain sea quic'.split(' '),
);

/** Names of globals that every worker has; anything else on globalThis was put there by the program. */
export const hostGlobals: ReadonlySet<string> = new Set([...LANGUAGE, ...NODE_GLOBALS, ...VALUE_GLOBALS]);

type Table = Map<object, BuiltinPath>;
const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

const stepFor = (key: string | symbol): string | { symbol: string } | undefined => {
  if (typeof key === 'string') return key;
  const wellKnown = wellKnownSymbols.get(key);
  if (wellKnown !== undefined) return { symbol: `@@${wellKnown}` };
  const registered = Symbol.keyFor(key);
  return registered === undefined ? undefined : { symbol: registered };
};

/** How an object was reached, and how far to go on from it. */
interface Way {
  readonly path: BuiltinPath;
  readonly depth: number;
}

/** Adds an object and what can be reached from it within `depth` more steps. */
function walk(table: Table, value: unknown, { path, depth }: Way): void {
  if (!isObject(value) || table.has(value)) return;
  table.set(value, path);
  if (depth <= 0 || !isNamespaceLike(value)) return;
  for (const key of Reflect.ownKeys(value)) {
    const step = stepFor(key);
    const descriptor = step === undefined ? undefined : describe(value, key);
    if (step === undefined || descriptor === undefined) continue;
    const to = (last: BuiltinStep): BuiltinPath => ({ ...path, steps: [...path.steps, last] });
    if ('value' in descriptor) walk(table, descriptor.value, { path: to(step), depth: depth - 1 });
    for (const accessor of ['get', 'set'] as const) {
      if (descriptor[accessor]) walk(table, descriptor[accessor], { path: to({ accessor, key: step }), depth: 0 });
    }
  }
}

function describe(value: object, key: string | symbol): PropertyDescriptor | undefined {
  try {
    return Reflect.getOwnPropertyDescriptor(value, key);
  } catch {
    return undefined;
  }
}

/** Classes, prototypes and namespaces such as Math; not data that hangs below them. */
function isNamespaceLike(value: object): boolean {
  if (typeof value === 'function' || Object.hasOwn(value, 'constructor')) return true;
  const proto: unknown = Object.getPrototypeOf(value);
  return proto === null || proto === Object.prototype;
}

const builders: readonly ((table: Table) => void)[] = [addLanguage, addCommonGlobals, addNodeGlobals, addNodeModules];
const tables: Table[] = [];

function addGlobals(table: Table, names: readonly string[], depthOf: (name: string) => number): void {
  for (const name of names) {
    walk(table, Reflect.get(globalThis, name), {
      path: { from: 'global', root: name, steps: [] },
      depth: depthOf(name),
    });
  }
}

function addLanguage(table: Table): void {
  table.set(globalThis, { from: 'global', root: '', steps: [] });
  addGlobals(table, LANGUAGE, () => 4);
  for (const [root, value] of Object.entries(intrinsics))
    walk(table, value, { path: { from: 'intrinsic', root, steps: [] }, depth: 2 });
  // Not walked further: their statics are the language's own.
  for (const [root, value] of Object.entries(ownClasses))
    walk(table, value, { path: { from: 'own', root, steps: [] }, depth: 2 });
}

/** Loaded with Node itself. Reading any other of its globals may load a part of Node, which takes up to 30 ms together. */
const COMMON_GLOBALS =
  'Buffer URL URLSearchParams TextEncoder TextDecoder AbortController AbortSignal Event EventTarget console process structuredClone queueMicrotask setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate'.split(
    ' ',
  );

const depthOfGlobal = (name: string): number => (/^(process|console|performance|navigator|crypto)$/.test(name) ? 2 : 4);

function addCommonGlobals(table: Table): void {
  addGlobals(table, COMMON_GLOBALS, depthOfGlobal);
}

function addNodeGlobals(table: Table): void {
  const names = NODE_GLOBALS.filter((name) => name in globalThis);
  addGlobals(table, names, depthOfGlobal);
}

/** A global, or the prototype of one, that is called like it: found without reading the others. */
function namedGlobal(value: object): BuiltinPath | undefined {
  const isFunction = typeof value === 'function';
  const owner: unknown = isFunction ? value : Reflect.getOwnPropertyDescriptor(value, 'constructor')?.value;
  const name = typeof owner === 'function' ? owner.name : tagOf(value)?.toLowerCase();
  if (name === undefined || !hostGlobals.has(name)) return undefined;
  const found: unknown = Reflect.get(globalThis, name);
  if (found === value) return { from: 'global', root: name, steps: [] };
  const isPrototype = typeof found === 'function' && found.prototype === value;
  return isPrototype ? { from: 'global', root: name, steps: ['prototype'] } : undefined;
}

function tagOf(value: object): string | undefined {
  const tag: unknown = (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
  return typeof tag === 'string' ? tag : undefined;
}

function addNodeModules(table: Table): void {
  for (const name of builtinModules) {
    const plain = name.replace(/^node:/, '');
    if (plain.startsWith('_') || plain.includes('internal') || SKIPPED_MODULES.has(plain)) continue;
    const loaded: unknown = process.getBuiltinModule(`node:${plain}`);
    walk(table, loaded, { path: { from: 'module', root: `node:${plain}`, steps: [] }, depth: 3 });
  }
}

function tier(level: number): Table {
  let table = tables[level];
  if (table === undefined) {
    table = new Map();
    builders[level]?.(table);
    tables[level] = table;
  }
  return table;
}

/** Path of an error class of another copy of this library, or of its prototype: the other side's class of that name. */
function otherCopyPath(value: object): BuiltinPath | undefined {
  const isClass = typeof value === 'function';
  const owner: unknown = isClass ? value : Reflect.getOwnPropertyDescriptor(value, 'constructor')?.value;
  const root = errorClassName(owner);
  if (root === undefined || !Object.hasOwn(ownClasses, root)) return undefined;
  if (isClass) return { from: 'own', root, steps: [] };
  return (owner as ErrorClass).prototype === value ? { from: 'own', root, steps: ['prototype'] } : undefined;
}

/** Path of a built-in of the language or of this library's errors. Cheap. */
export const languagePath = (value: object): BuiltinPath | undefined => tier(0).get(value) ?? otherCopyPath(value);

/** Path of any built-in; costs up to 300 ms the first time nothing cheap knows the object. */
export function builtinPath(value: object): BuiltinPath | undefined {
  for (let level = 0; level < builders.length; level++) {
    const path = tier(level).get(value);
    if (path !== undefined) return path;
  }
  return otherCopyPath(value);
}

/** Path of a language built-in or of a global of Node: what is called like one, or belongs to one that is always loaded. */
export const globalPath = (value: object): BuiltinPath | undefined =>
  tier(0).get(value) ?? tier(1).get(value) ?? namedGlobal(value) ?? otherCopyPath(value);
