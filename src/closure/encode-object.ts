/** Makes the node of an object: what kind of object it is decides how it travels, or why it cannot. */

import { types } from 'node:util';
import { builtinPath, globalPath, languagePath } from './builtin-table.ts';
import { requiredNode } from './by-reference.ts';
import { encodeBuffer, encodeView } from './encode-buffer.ts';
import { encodeHost, refuseNative } from './encode-host.ts';
import { encodeProperties, readLoosely } from './encode-properties.ts';
import {
  constructorOf,
  constructorsOf,
  homePrototype,
  isKnownClass,
  isNativeText,
  prototypeSlot,
} from './encode-prototype.ts';
import type { Encoder } from './encoder.ts';
import { hookOf, transferMark } from './hooks.ts';
import type { Marked } from '../core/transfer-marks.ts';
import { moduleToolNode } from './import-from.ts';
import { isRef } from './nodes.ts';
import type { AnyFunction, ArrayNode, ErrorNode, Node, ObjectNode, RawNode, Slot } from './nodes.ts';
import { hasOnlyItems, lockOf } from './quick-walk.ts';
import { CAPTURED_MARK, CAPTURED_MARK_HINT } from './refusals.ts';
import type { Place } from './refusals.ts';

/** Encodes the object at `place`, with slots for all that it holds. */
export function encodeObject(encoder: Encoder, place: Place): Node {
  const value = place.value;
  if (types.isProxy(value))
    encoder.refuse('it holds a Proxy, whose handler cannot be copied', place, 'send the target object instead');
  const hook = hookOf(value, encoder.side);
  if (hook !== undefined) return encodeHook(encoder, place, hook);
  const mark = transferMark(value);
  if (mark !== undefined) return encodeTransfer(encoder, place, mark);
  return (
    encodeReference(encoder, place) ??
    encodeCollection(encoder, place) ??
    encodeHost(encoder, place) ??
    encodeInstance(encoder, place)
  );
}

function encodeHook(encoder: Encoder, place: Place, hook: readonly unknown[]): Node {
  const [factory, ...args] = hook;
  if (typeof factory !== 'function') {
    encoder.refuse(
      'its toWorker method did not return [factory, ...arguments]',
      place,
      'return an array whose first item is a function',
    );
  }
  return {
    t: 'hook',
    factory: encoder.slot(factory, place, 'part', '[toWorker factory]'),
    args: args.map((arg, i) => encoder.slot(arg, place, 'part', `[toWorker argument ${i}]`)),
  };
}

/** A value under `transfer()`: what it lists moves instead of being copied, so its buffers are never placed elsewhere. */
function encodeTransfer(encoder: Encoder, place: Place, mark: Marked): Node {
  if (place.isDefinition) encoder.refuse(CAPTURED_MARK, place, CAPTURED_MARK_HINT);
  for (const moved of mark.list) encoder.side.transfers.add(moved);
  return { t: 'alias', value: encoder.slot(mark.value, place, 'part', '') };
}

/** What the other side has of its own: built-ins, modules and what belongs to them. */
function encodeReference(encoder: Encoder, place: Place): Node | undefined {
  const { value, isDefinition } = place;
  const tool = moduleToolNode(value);
  if (tool !== undefined) return tool;
  const path = languagePath(value) ?? (isWellKnownHost(value) ? globalPath(value) : undefined);
  if (path !== undefined) return { t: 'builtin', path };
  // Modules are looked for among captured variables only: an argument is data.
  if (!isDefinition) return undefined;
  const required = requiredNode(value);
  if (required !== undefined) return required;
  const constructor_ = constructorOf(value);
  if (constructor_ !== undefined) {
    return { t: 'prototype-of', constructor_: encoder.slot(constructor_, place, 'property', 'constructor') };
  }
  const modulePath = looksLikeNodeModule(value) ? builtinPath(value) : undefined;
  return modulePath?.from === 'module' ? { t: 'builtin', path: modulePath } : undefined;
}

const hostObjects = ['process', 'console', 'performance', 'crypto', 'navigator'];
function isWellKnownHost(value: object): boolean {
  const tag = (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
  return value === process || value === console || (typeof tag === 'string' && hostObjects.includes(tag.toLowerCase()));
}

/** Node's own modules are objects of native or internal functions, and nothing else is known of them from outside. */
function looksLikeNodeModule(value: object): boolean {
  if (types.isModuleNamespaceObject(value) || Array.isArray(value) || ArrayBuffer.isView(value)) return false;
  const keys = Object.keys(value);
  if (keys.length < 3) return false;
  for (const key of keys.slice(0, 50)) {
    const member: unknown = Reflect.getOwnPropertyDescriptor(value, key)?.value;
    if (typeof member === 'function') return isHostFunction(member as AnyFunction);
  }
  return false;
}

const isHostFunction = (fn: AnyFunction): boolean => isNativeText(fn) || builtinPath(fn) !== undefined;

/** Where an object is being encoded. */
interface At {
  readonly encoder: Encoder;
  readonly place: Place;
}
/** What objects of a kind have by themselves. */
interface Usual {
  readonly usual: object;
  readonly skip?: (key: string | symbol) => boolean;
}

/** A node with prototype, own properties and lock, where they are not the usual ones. */
function withFields<N extends { t: string }>({ encoder, place }: At, node: N, { usual, skip }: Usual): N {
  const proto = prototypeSlot(encoder, place, { proto: homePrototype(place.value), usual });
  const props = encodeProperties(encoder, place, skip);
  const lock = lockOf(place.value);
  return Object.assign(node, proto === undefined ? undefined : { proto }, props && { props }, lock && { lock });
}

function encodeCollection(encoder: Encoder, place: Place): Node | undefined {
  const { value } = place;
  if (Array.isArray(value)) return encodeArray(encoder, place, value);
  if (types.isMap(value)) {
    const entries = [...Map.prototype.entries.call(value)];
    const mapKeys = entries.map(([key]) => encoder.slot(key, place, 'part', '.keys()'));
    const mapValues = entries.map(([key, item]) => encoder.slot(item, place, 'key', keyLabel(key)));
    return withFields({ encoder, place }, { t: 'map' as const, mapKeys, mapValues }, { usual: Map.prototype });
  }
  if (types.isSet(value)) {
    const items = [...Set.prototype.values.call(value)].map((item, i) =>
      encoder.slot(item, place, 'part', `[set item ${i}]`),
    );
    return withFields({ encoder, place }, { t: 'set' as const, items }, { usual: Set.prototype });
  }
  if (types.isDate(value))
    return withFields(
      { encoder, place },
      { t: 'date' as const, time: Date.prototype.getTime.call(value) },
      { usual: Date.prototype },
    );
  if (types.isRegExp(value)) {
    const { source, flags } = value;
    return withFields({ encoder, place }, { t: 'regexp' as const, source, flags }, { usual: RegExp.prototype });
  }
  // Newer Nodes count DOMException among the native errors.
  if (types.isNativeError(value) && Object.getPrototypeOf(value) !== DOMException.prototype)
    return encodeError(encoder, place, value);
  if (types.isBoxedPrimitive(value)) return encodeBoxed(encoder, place, value);
  if (types.isAnyArrayBuffer(value)) return encodeBuffer(encoder, place, value);
  return ArrayBuffer.isView(value) ? encodeView(encoder, place, value) : undefined;
}

function keyLabel(key: unknown): string {
  if (typeof key === 'string') return JSON.stringify(key);
  return typeof key === 'object' || typeof key === 'function' ? '...' : String(key);
}

function encodeArray(encoder: Encoder, place: Place, array: readonly unknown[]): ArrayNode | RawNode {
  const node = { t: 'array', length: array.length } as const;
  if (!hasOnlyItems(array))
    return withFields({ encoder, place }, node, { usual: Array.prototype, skip: (key) => key === 'length' });
  const items = new Array<Slot>(array.length);
  for (let i = 0; i < array.length; i++) items[i] = encoder.slot(array[i], place, 'item', i);
  const proto = prototypeSlot(encoder, place, { proto: homePrototype(array), usual: Array.prototype });
  const lock = lockOf(array);
  if (proto === undefined && lock === 0 && !items.some(isRef)) return { t: 'raw', v: array };
  return { ...node, items, ...(proto === undefined ? undefined : { proto }), ...(lock && { lock }) };
}

function encodeError(encoder: Encoder, place: Place, error: Error): Node {
  const isStack = (key: string | symbol): boolean => key === 'stack';
  const node: ErrorNode = withFields(
    { encoder, place },
    { t: 'error' as const, stack: readStack(error) },
    { usual: Error.prototype, skip: isStack },
  );
  return encoder.tolerant ? withName(encoder, node, error) : node;
}

/** Keeps the name of an error whose class does not travel, where the nearest class that does has another. */
function withName(encoder: Encoder, node: ErrorNode, error: Error): ErrorNode {
  const constructors = [...constructorsOf(error)];
  const known = constructors.find((constructor_) => isKnownClass(encoder, constructor_));
  if (known === constructors[0] || Object.hasOwn(error, 'name')) return node;
  const name: unknown = readLoosely(error, 'name')?.read;
  if (typeof name !== 'string' || name === (known?.prototype as Error | undefined)?.name) return node;
  const odd =
    node.props?.odd ?? (node.props?.keys ?? []).map((key, i) => ({ key, value: node.props?.values?.[i], flags: 7 }));
  return { ...node, props: { odd: [...odd, { key: 'name', value: name, flags: 5 }] } };
}

/** The stack as text; a getter or a broken prepareStackTrace may throw. */
function readStack(error: Error): string | undefined {
  try {
    const { stack } = error;
    return typeof stack === 'string' ? stack : undefined;
  } catch {
    return undefined;
  }
}

function encodeBoxed(encoder: Encoder, place: Place, boxed: object): Node {
  const inner: unknown = (boxed as { valueOf(): unknown }).valueOf();
  const usual = Object.getPrototypeOf(Object(inner)) as object;
  const isIndex = (key: string | symbol): boolean =>
    typeof inner === 'string' && (key === 'length' || /^\d+$/.test(String(key)));
  return withFields(
    { encoder, place },
    { t: 'boxed', value: encoder.slot(inner, place, 'part', '.valueOf()') },
    { usual, skip: isIndex },
  );
}

/** Plain objects and instances of classes. */
function encodeInstance(encoder: Encoder, place: Place): Node {
  if (types.isModuleNamespaceObject(place.value)) return encodeNamespace(encoder, place);
  refuseNative(encoder, place);
  const node = withFields<ObjectNode>({ encoder, place }, { t: 'object' }, { usual: Object.prototype });
  // Nothing but primitives: the transport keeps it as it is, and smaller.
  const isLeaf =
    node.proto === undefined &&
    !('proto' in node) &&
    node.lock === undefined &&
    !node.props?.odd &&
    !node.props?.values?.some(isRef);
  return isLeaf ? { t: 'raw', v: place.value } : node;
}

/** A namespace whose module is not known: its exports, as a plain object without prototype. */
function encodeNamespace(encoder: Encoder, place: Place): ObjectNode {
  const keys = Object.keys(place.value);
  const values = keys.map((key) => encoder.slot(Reflect.get(place.value, key), place, 'property', key));
  return { t: 'object', proto: null, props: { keys, values } };
}
