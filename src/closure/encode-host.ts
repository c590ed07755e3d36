/** Objects of the runtime: some can be made again or copied by it, the others are refused with what to do instead. */

import { types } from 'node:util';
import { languagePath } from './builtin-table.ts';
import { constructorsOf, isNativeText } from './encode-prototype.ts';
import { isNodeFunction, privateFieldsOf } from './function-place.ts';
import type { Encoder } from './encoder.ts';
import type { AnyFunction, Node } from './nodes.ts';
import type { Place } from './refusals.ts';

/** Classes whose instances structured clone copies between threads. */
const CLONED_BETWEEN_THREADS: ReadonlySet<string> = new Set(
  'Blob File KeyObject SecretKeyObject PublicKeyObject PrivateKeyObject CryptoKey X509Certificate Histogram RecordableHistogram BlockList SocketAddress'.split(
    ' ',
  ),
);

/** URL, Intl, Temporal, DOMException: rebuilt from what they say of themselves. What Node copies or moves itself: as it is. */
export function encodeHost(encoder: Encoder, place: Place): Node | undefined {
  const { value } = place;
  const proto = Object.getPrototypeOf(value) as object | null;
  // Nearly every object is plain: out at once.
  if (proto === null || proto === Object.prototype) return undefined;
  if (proto === URL.prototype) return { t: 'url', kind: 'URL', text: (value as URL).href };
  if (proto === URLSearchParams.prototype) return { t: 'url', kind: 'URLSearchParams', text: String(value) };
  if (proto === DOMException.prototype) {
    const { message, name, stack } = value as DOMException;
    return { t: 'dom-exception', message, name, stack };
  }
  if (encoder.side.target === 'thread' && encoder.side.transfers.has(value)) return { t: 'raw', v: value };
  if (isWasmModule(value)) return encoder.side.target === 'thread' ? { t: 'raw', v: value } : undefined;
  return encodeNative(proto, value) ?? encodeCloned(encoder, value);
}

const isWasmModule = (value: object): boolean => {
  const { WebAssembly } = globalThis as { WebAssembly?: { Module: new () => object } };
  return WebAssembly !== undefined && value instanceof WebAssembly.Module;
};

function encodeNative(proto: object, value: object): Node | undefined {
  const path = languagePath(proto);
  const kind = path?.steps[0];
  if (typeof kind !== 'string') return undefined;
  if (path?.root === 'Temporal') return { t: 'temporal', kind, text: String(value) };
  if (path?.root !== 'Intl') return undefined;
  const options = (value as Intl.NumberFormat).resolvedOptions() as unknown as Record<string, unknown>;
  return { t: 'intl', kind, locale: String(options['locale']), options };
}

function encodeCloned(encoder: Encoder, value: object): Node | undefined {
  if (encoder.side.target !== 'thread') return undefined;
  const [constructor_] = constructorsOf(value);
  const isCloned =
    constructor_ !== undefined && CLONED_BETWEEN_THREADS.has(constructor_.name) && isNodeFunction(constructor_);
  return isCloned ? { t: 'raw', v: value } : undefined;
}

const MAKE_INSIDE = 'create it inside the function, or in a perWorker() factory';

function article(name: string): string {
  return `${/^[AEIOU]/i.test(name) ? 'an' : 'a'} ${name}`;
}

/** Prototypes whose instances were found to be ordinary objects. */
const ordinary = new WeakSet<object>();

/** Refuses what has state that only the engine or Node can see. */
export function refuseNative(encoder: Encoder, place: Place): void {
  const { value } = place;
  const proto = Object.getPrototypeOf(value) as object | null;
  const refuse = (what: string, hint: string): never =>
    encoder.refuse(`it holds ${article(what)}, which cannot be copied`, place, hint);
  if (proto === Object.prototype || proto === null || ordinary.has(proto)) return;
  if (types.isPromise(value)) refuse('Promise', 'await it first and send the result');
  if (
    value instanceof WeakMap ||
    value instanceof WeakSet ||
    value instanceof WeakRef ||
    value instanceof FinalizationRegistry
  ) {
    refuse(constructorName(value), `weak collections belong to their thread; ${MAKE_INSIDE}`);
  }
  if (types.isGeneratorObject(value))
    refuse('running generator', 'send the generator function and its arguments, or an array of the items');
  if (types.isMapIterator(value) || types.isSetIterator(value) || isIterator(value))
    refuse('iterator', 'send the collection, or an array of its items');
  if (types.isExternal(value)) refuse('native external value', MAKE_INSIDE);
  refuseClasses(value, refuse);
  const fields = privateFields(value);
  if (fields !== undefined) {
    encoder.refuse(
      `it holds ${article(fields.className)} with private fields (${fields.names}), which cannot be read or restored from outside the class`,
      place,
      `give ${fields.className} a [toWorker]() method that returns [factory, ...arguments], or send its plain data`,
    );
  }
  ordinary.add(proto);
}

const constructorName = (value: object): string => [...constructorsOf(value)][0]?.name || 'object';

const isIterator = (value: object): boolean => {
  const path = languagePath(Object.getPrototypeOf(value) as object);
  return path !== undefined && /Iterator/.test(path.root);
};

const ENGINE_NAMESPACES: ReadonlySet<string> = new Set([
  'Intl',
  'Temporal',
  'WebAssembly',
  'Promise',
  'WeakMap',
  'WeakSet',
  'WeakRef',
  'FinalizationRegistry',
]);

/** Refuses instances of classes of the engine and of Node, and of classes that extend one. */
function refuseClasses(value: object, refuse: (what: string, hint: string) => never): void {
  const constructors = [...constructorsOf(value)];
  const own = constructors[0];
  for (const constructor_ of constructors) {
    if (constructor_.name === 'EventEmitter') continue; // plain data and listeners
    const path = languagePath(constructor_);
    const isEngine = path !== undefined && ENGINE_NAMESPACES.has(path.root);
    if (!isEngine && !isHostClass(constructor_)) continue;
    const name = constructor_.name || 'native object';
    if (constructor_ === own)
      refuse(
        `${name} (a host object: open handle, stream, socket, timer, state inside the runtime)`,
        `create the ${name} inside the function, or send what is needed to create it (a path, a URL, options)`,
      );
    refuse(`${own?.name || 'object'} (extends ${name}, a host class with native state)`, MAKE_INSIDE);
  }
}

function isHostClass(constructor_: AnyFunction): boolean {
  if (languagePath(constructor_) !== undefined) return false; // Array, Map, Error ...: their instances are copied
  return isNativeText(constructor_) || isNodeFunction(constructor_);
}

function privateFields(value: object): { className: string; names: string } | undefined {
  for (const constructor_ of constructorsOf(value)) {
    const names = privateFieldsOf(constructor_);
    if (names.length > 0)
      return {
        className: constructor_.name || 'an anonymous class',
        names: names.map((name) => `#${name}`).join(', '),
      };
  }
  return undefined;
}
