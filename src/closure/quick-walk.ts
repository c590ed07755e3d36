/** Finds out quickly how values can travel: as packed numbers, as they are, or only as a graph. */

import { inspect, types } from 'node:util';
import type { CodecTarget } from '../core/codec.ts';

/** Below this many numbers a typed array costs more than it saves. */
const MIN_PACKED = 4;

/** All numbers, packed exactly: Int32Array when all are int32 and none is -0, else Float64Array; undefined when not all are numbers. */
export function packNumbers(values: readonly unknown[]): Int32Array | Float64Array | undefined {
  const count = values.length;
  if (count < MIN_PACKED || typeof values[0] !== 'number') return undefined;
  const ints = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const value = values[i];
    if (typeof value !== 'number') return undefined;
    const int = value | 0;
    // -0 equals 0 here, and only its reciprocal tells.
    if (int !== value || (int === 0 && 1 / value < 0)) return packDoubles(values, ints, i);
    ints[i] = int;
  }
  return ints;
}

function packDoubles(values: readonly unknown[], head: Int32Array, done: number): Float64Array | undefined {
  const doubles = new Float64Array(values.length);
  doubles.set(head.subarray(0, done));
  for (let i = done; i < values.length; i++) {
    const value = values[i];
    if (typeof value !== 'number') return undefined;
    doubles[i] = value;
  }
  return doubles;
}

/** Structured clone recurses: what is nested deeper goes as a flat graph. */
const MAX_DEPTH = 200;
/** Arrays up to here are checked key by key; longer ones without making a string of each index. */
const MAX_LISTED_KEYS = 64;
/**
 * Typed arrays longer than this lose properties that a program hung on them, which nobody was seen doing: to look for them costs
 * a tenth of what it costs to send a megabyte.
 */
export const MAX_WATCHED_LENGTH = 1000;

export interface QuickWalkOptions {
  readonly target: CodecTarget;
  /** Array buffers from this size on are placed elsewhere. */
  readonly minBlobBytes: number;
  /** Is this object a definition of the call already? Then it has to keep its identity. */
  readonly isKnown: (value: object) => boolean;
}

/**
 * Does the transport keep these values exactly? One walk in the order in which structured clone recurses, so that the depth
 * seen is the depth it would reach.
 */
export function isPlain(values: readonly unknown[], options: QuickWalkOptions): boolean {
  const stack: object[] = [];
  const depths: number[] = [];
  let seen: Set<object> | undefined;
  for (const value of values) {
    if (typeof value === 'object' ? value !== null : typeof value === 'function' || typeof value === 'symbol') {
      seen ??= new Set();
      if (typeof value !== 'object' || !drainFrom(value as object, { stack, depths, seen, options })) return false;
    }
  }
  return true;
}

interface Walk {
  readonly stack: object[];
  readonly depths: number[];
  readonly seen: Set<object>;
  readonly options: QuickWalkOptions;
}

function drainFrom(root: object, walk: Walk): boolean {
  const { stack, depths, seen } = walk;
  stack.push(root);
  depths.push(1);
  while (stack.length > 0) {
    const value = stack.pop() as object;
    const depth = depths.pop() as number;
    if (seen.has(value)) continue;
    if (depth > MAX_DEPTH || walk.options.isKnown(value)) return false;
    seen.add(value);
    const first = stack.length;
    if (!pushParts(value, stack, walk.options)) return false;
    // Taken from the end: turned round, the first part is walked first, as structured clone does.
    if (stack.length - first > 1) reverseFrom(stack, first);
    while (depths.length < stack.length) depths.push(depth + 1);
  }
  return true;
}

function reverseFrom(list: object[], first: number): void {
  for (let low = first, high = list.length - 1; low < high; low++, high--) {
    const kept = list[low] as object;
    list[low] = list[high] as object;
    list[high] = kept;
  }
}

/** Pushes a part that is an object; false for what cannot be part of a plain value. */
function pushPart(part: unknown, stack: object[]): boolean {
  if (typeof part === 'object') {
    if (part !== null) stack.push(part);
    return true;
  }
  return typeof part !== 'function' && typeof part !== 'symbol';
}

function pushParts(value: object, stack: object[], options: QuickWalkOptions): boolean {
  if (types.isProxy(value)) return false;
  const proto: unknown = Object.getPrototypeOf(value);
  if (Array.isArray(value)) return proto === Array.prototype && pushItems(value, stack);
  if (proto === Object.prototype) return pushProperties(value, stack);
  return isPlainNative(value, stack, options);
}

function pushItems(array: readonly unknown[], stack: object[]): boolean {
  if (!Object.isExtensible(array) || !keepsItems(array)) return false;
  for (let i = 0; i < array.length; i++) if (!pushPart(array[i], stack)) return false;
  return true;
}

function pushProperties(value: object, stack: object[]): boolean {
  // Math, JSON and the like have a tag of their own; a module namespace has no prototype.
  if (Symbol.toStringTag in value || !Object.isExtensible(value)) return false;
  for (const key of Reflect.ownKeys(value)) {
    if (typeof key === 'symbol') return false;
    const descriptor = Reflect.getOwnPropertyDescriptor(value, key);
    if (descriptor === undefined || !('value' in descriptor)) return false;
    if (!descriptor.enumerable || !descriptor.writable || !descriptor.configurable) return false;
    if (!pushPart(descriptor.value, stack)) return false;
  }
  return true;
}

/** Maps, sets, dates, regular expressions and bytes with nothing added to them. */
function isPlainNative(value: object, stack: object[], options: QuickWalkOptions): boolean {
  const proto: unknown = Object.getPrototypeOf(value);
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) return isPlainBytes(value, proto, options);
  if (!Object.isExtensible(value)) return false;
  const ownKeys = Reflect.ownKeys(value).length;
  if (proto === Map.prototype && types.isMap(value)) {
    return ownKeys === 0 && [...value].every(([key, item]) => pushPart(key, stack) && pushPart(item, stack));
  }
  if (proto === Set.prototype && types.isSet(value))
    return ownKeys === 0 && [...value].every((item) => pushPart(item, stack));
  if (proto === Date.prototype && types.isDate(value)) return ownKeys === 0;
  return proto === RegExp.prototype && types.isRegExp(value) && ownKeys === 1 && value.lastIndex === 0;
}

/** Not on every Node that we run on. */
const { Float16Array: halves } = globalThis as unknown as { readonly Float16Array?: typeof Float64Array };

// prettier-ignore
const classesOfBytes = [
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array,
  BigInt64Array, BigUint64Array, DataView, ArrayBuffer, SharedArrayBuffer,
];

/** The name that bytes with this prototype give themselves, unless they are of another kind. */
const kindsOfBytes = new Map<unknown, string>(classesOfBytes.map((home) => [home.prototype, home.name]));
if (halves !== undefined) kindsOfBytes.set(halves.prototype, halves.name);

/** Between threads V8 keeps views and their buffers; Node's serialisers for processes copy each view by itself. */
function isPlainBytes(value: object, proto: unknown, { target, minBlobBytes }: QuickWalkOptions): boolean {
  const buffer = ArrayBuffer.isView(value) ? value.buffer : (value as ArrayBufferLike);
  if (!Object.isExtensible(value) || (ArrayBuffer.isView(value) && target === 'process')) return false;
  const kind = kindsOfBytes.get(proto);
  if (kind === undefined || kind !== (value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag]) return false;
  if (hasExtraKeys(value)) return false;
  if (types.isSharedArrayBuffer(buffer)) return target === 'thread';
  const { resizable, detached } = buffer as ArrayBuffer & { readonly detached?: boolean };
  return !resizable && !detached && buffer.byteLength < minBlobBytes;
}

function hasExtraKeys(bytes: object): boolean {
  const length = ArrayBuffer.isView(bytes) ? ((bytes as { length?: number }).length ?? 0) : 0;
  if (length > MAX_WATCHED_LENGTH) return false;
  if (Object.getOwnPropertySymbols(bytes).length > 0) return true;
  if (!ArrayBuffer.isView(bytes)) return Object.getOwnPropertyNames(bytes).length > 0;
  if (length <= MAX_LISTED_KEYS) return Object.getOwnPropertyNames(bytes).length !== length;
  return !showsOnlyItems(bytes);
}

/** Does Node print nothing but "... n more items"? Its own fast way to see properties that are not indexes. */
function showsOnlyItems(value: object): boolean {
  const shown = inspect(value, {
    maxArrayLength: 0,
    depth: 0,
    customInspect: false,
    maxStringLength: 0,
    breakLength: Infinity,
  });
  return /^[^[]*\[ \.\.\. \d+ more items? \]$/.test(shown);
}

/** No extra properties and no getters; holes are allowed, structured clone keeps them. */
function keepsItems(array: readonly unknown[]): boolean {
  if (array.length > MAX_LISTED_KEYS) {
    return Object.getOwnPropertySymbols(array).length === 0 && showsOnlyItems(array);
  }
  let items = 0;
  for (let i = 0; i < array.length; i++) {
    const descriptor = Reflect.getOwnPropertyDescriptor(array, i);
    if (descriptor === undefined) continue;
    if (!('value' in descriptor) || !descriptor.writable || !descriptor.enumerable || !descriptor.configurable)
      return false;
    items++;
  }
  return Reflect.ownKeys(array).length === items + 1;
}

export const SEALED = 2;
export const FROZEN = 3;

/** 1 not extensible, {@link SEALED}, {@link FROZEN}; 0 for an ordinary object. */
export function lockOf(value: object): number {
  if (Object.isExtensible(value)) return 0;
  // V8 says that an empty array is frozen although its length can still be written.
  const isFrozen =
    Object.isFrozen(value) && !(Array.isArray(value) && Reflect.getOwnPropertyDescriptor(value, 'length')?.writable);
  if (isFrozen) return FROZEN;
  return Object.isSealed(value) ? SEALED : 1;
}

/** An array with an item at every index, no getters among them and no extra properties. */
export function hasOnlyItems(array: readonly unknown[]): boolean {
  if (array.length > MAX_LISTED_KEYS) {
    if (Object.getOwnPropertySymbols(array).length > 0 || !showsOnlyItems(array)) return false;
    for (let i = 0; i < array.length; i++) if (array[i] === undefined && !Object.hasOwn(array, i)) return false;
    return true;
  }
  const keys = Reflect.ownKeys(array);
  if (keys.length !== array.length + 1) return false;
  // Sealing and freezing make items what they are below; any other item is a property of its own kind.
  const lock = lockOf(array);
  const [writable, configurable] = [lock < FROZEN, lock < SEALED];
  for (let i = 0; i < array.length; i++) {
    const item = Reflect.getOwnPropertyDescriptor(array, i);
    if (item === undefined || !('value' in item) || !item.enumerable) return false;
    if (item.writable !== writable || item.configurable !== configurable) return false;
  }
  return true;
}
