/** Writes down a value exactly, so that what arrives somewhere can be compared with what was sent. */

import { types } from 'node:util';

/** Objects by number, in the order in which they were met. Each is written down once, so shared references and cycles show. */
type Seen = Map<object, number>;

function describePrimitive(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'string':
      return JSON.stringify(value);
    case 'bigint':
      return `${value}n`;
    case 'symbol':
      return `symbol ${Symbol.keyFor(value) ?? `(${String(value.description)})`}`;
    case 'function':
      return `function ${value.name}`;
    case 'boolean':
    case 'undefined':
    case 'object':
      return String(value);
  }
}

function kindOf(value: object): string {
  const prototype = Object.getPrototypeOf(value) as { readonly constructor?: { readonly name?: string } } | null;
  const name = prototype === null ? 'no prototype' : String(prototype.constructor?.name);
  if (Object.isFrozen(value) && !ArrayBuffer.isView(value)) return `frozen ${name}`;
  if (Object.isSealed(value) && !ArrayBuffer.isView(value)) return `sealed ${name}`;
  return Object.isExtensible(value) ? name : `closed ${name}`;
}

const hex = (bytes: ArrayBufferLike): string => Buffer.from(bytes).toString('hex');

function describeView(view: ArrayBufferView, seen: Seen): string {
  // Small Buffers are windows of a pool that is nobody's business.
  if (Buffer.isBuffer(view)) return view.toString('hex');
  return `${view.byteOffset}+${view.byteLength} of ${describe(view.buffer, seen)}`;
}

/** What an object holds beside its properties. */
function describeInside(value: object, seen: Seen): string {
  if (ArrayBuffer.isView(value)) return describeView(value, seen);
  if (types.isAnyArrayBuffer(value)) return hex(value);
  if (types.isDate(value)) return String(value.getTime());
  if (types.isRegExp(value)) return String(value);
  if (types.isMap(value)) {
    return [...value].map(([key, item]) => `${describe(key, seen)} => ${describe(item, seen)}`).join(', ');
  }
  if (types.isSet(value)) return [...value].map((item) => describe(item, seen)).join(', ');
  if (types.isBoxedPrimitive(value)) return describePrimitive(value.valueOf());
  if (types.isNativeError(value)) return 'error';
  return '';
}

function describeProperty(value: object, key: PropertyKey, seen: Seen): string {
  const property = Object.getOwnPropertyDescriptor(value, key) as PropertyDescriptor;
  const flags = [
    property.writable === false ? 'r' : '',
    property.enumerable === true ? '' : 'h',
    property.configurable === true ? '' : 'p',
  ].join('');
  const content = property.get === undefined ? describe(property.value, seen) : 'getter';
  return `${typeof key === 'symbol' ? `[${describePrimitive(key)}]` : JSON.stringify(key)}${flags}: ${content}`;
}

function keysOf(value: object): readonly PropertyKey[] {
  const keys = Reflect.ownKeys(value);
  // The elements of a typed array are in its buffer; a stack belongs to where an error was made.
  if (ArrayBuffer.isView(value)) return keys.filter((key) => typeof key === 'symbol' || !/^\d+$/.test(key));
  return types.isNativeError(value) ? keys.filter((key) => key !== 'stack') : keys;
}

/** A value where it is used: objects by their number. */
function describe(value: unknown, seen: Seen): string {
  if (typeof value !== 'object' || value === null) return describePrimitive(value);
  let number = seen.get(value);
  if (number === undefined) seen.set(value, (number = seen.size));
  return `#${number}`;
}

function describeObject(value: object, seen: Seen): string {
  const inside = describeInside(value, seen);
  const properties = keysOf(value).map((key) => describeProperty(value, key, seen));
  return `#${seen.get(value)} = ${kindOf(value)}(${inside}) { ${properties.join(', ')} }`;
}

/**
 * Writes down a value with everything a program can see of it: types, -0, holes, order of keys, attributes, prototypes by
 * name, shared references and cycles. Two values with equal descriptions are equal in all of that. A line for each object.
 */
export function describeValue(value: unknown): string {
  const seen: Seen = new Map();
  const lines = [describe(value, seen)];
  // Grows while it is walked, by the objects that each one holds: no recursion, so any depth will do.
  for (const object of seen.keys()) lines.push(describeObject(object, seen));
  return lines.join('\n');
}
