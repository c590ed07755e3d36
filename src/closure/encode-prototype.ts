/** Prototypes: by path for built-ins, through their class for classes, by value for the rest. */

import { types } from 'node:util';
import { globalPath } from './builtin-table.ts';
import type { Encoder } from './encoder.ts';
import type { AnyFunction, Slot } from './nodes.ts';
import type { Place } from './refusals.ts';

/** The function or class whose `prototype` this object is. */
export function constructorOf(proto: object): AnyFunction | undefined {
  const constructor_: unknown = Reflect.getOwnPropertyDescriptor(proto, 'constructor')?.value;
  return typeof constructor_ === 'function' && (constructor_ as { prototype?: unknown }).prototype === proto
    ? (constructor_ as AnyFunction)
    : undefined;
}

/** Constructors along the prototype chain, nearest first. */
export function* constructorsOf(value: object): Generator<AnyFunction> {
  for (
    let proto = Object.getPrototypeOf(value) as object | null;
    proto !== null;
    proto = Object.getPrototypeOf(proto) as object | null
  ) {
    if (proto === Object.prototype) return;
    const constructor_: unknown = Reflect.getOwnPropertyDescriptor(proto, 'constructor')?.value;
    if (typeof constructor_ === 'function') yield constructor_ as AnyFunction;
  }
}

/** A prototype, and the one that objects of the kind usually have. */
export interface Prototype {
  readonly proto: object | null;
  readonly usual: object | null;
}

/**
 * The slot of a prototype; undefined where it is the one `usual` for the kind of object.
 *
 * Prototypes of classes are definitions whatever the object is, so that results can name them.
 */
export function prototypeSlot(encoder: Encoder, place: Place, { proto, usual }: Prototype): Slot | undefined {
  if (proto === usual) return undefined;
  if (proto === null) return null;
  const known = encoder.side.definitionOf(proto);
  if (known !== undefined) return { r: known };
  const path = globalPath(proto);
  if (path !== undefined) return encoder.builtin(path, place);
  if (isOfNodeError(place.value, proto)) {
    return prototypeSlot(encoder, place, { proto: Object.getPrototypeOf(proto) as object | null, usual });
  }
  const constructor_ = constructorOf(proto);
  if (constructor_ === undefined) return encoder.slot(proto, place, 'part', '.[[Prototype]]');
  if (!isKnownClass(encoder, constructor_)) {
    return foreignPrototype(encoder, place, { proto, usual });
  }
  return encoder.shared(proto, () => ({
    t: 'prototype-of',
    constructor_: encoder.slot(constructor_, place, 'property', 'constructor'),
  }));
}

/**
 * Is this one of the prototypes that Node puts between its own errors (`ERR_OUT_OF_RANGE` and the like) and the class they
 * say they are of? Their `constructor` is an accessor, they cannot be reached by any name, and `code` says the same.
 */
const isOfNodeError = (value: object, proto: object): boolean =>
  types.isNativeError(value) && Reflect.getOwnPropertyDescriptor(proto, 'constructor')?.get !== undefined;

/** Does the other side have this class, or can it get it? The caller's side can send any class. */
export function isKnownClass({ side }: Encoder, constructor_: AnyFunction): boolean {
  return (
    side.definitions !== undefined ||
    side.definitionOf(constructor_) !== undefined ||
    side.referenceTo(constructor_) !== undefined
  );
}

/** A class that only the worker knows. In an error, its nearest known ancestor has to do. */
function foreignPrototype(
  encoder: Encoder,
  place: Place,
  { proto, usual }: Prototype & { readonly proto: object },
): Slot | undefined {
  if (encoder.tolerant)
    return prototypeSlot(encoder, place, { proto: Object.getPrototypeOf(proto) as object | null, usual });
  return encoder.refuse(
    `it holds an instance of ${constructorOf(proto)?.name || 'an anonymous class'}, a class that only the worker knows`,
    place,
    'define the class where the caller can see it, export it from its module, or return plain data',
  );
}

const REALM_CLASSES = /^(Object|Array|Map|Set|Date|RegExp|(Type|Range|Syntax|Reference|Eval|URI|Aggregate)?Error)$/;

/** The prototype, or the one of this realm where the value was made in another (vm contexts, jest). */
export function homePrototype(value: object): object | null {
  const proto = Object.getPrototypeOf(value) as object | null;
  if (proto === null || proto === Object.prototype || proto === Array.prototype) return proto;
  const constructor_: unknown = Reflect.getOwnPropertyDescriptor(proto, 'constructor')?.value;
  if (typeof constructor_ !== 'function' || !REALM_CLASSES.test(constructor_.name)) return proto;
  const home: unknown = Reflect.get(globalThis, constructor_.name);
  const isForeign = typeof home === 'function' && home !== constructor_ && isNativeText(constructor_ as AnyFunction);
  return isForeign ? (home as { prototype: object }).prototype : proto;
}

/** Source text of a function, whatever its own `toString` does. */
export const textOf = (fn: AnyFunction): string => Function.prototype.toString.call(fn);

/** Has this function no source, because it is the engine's or bound? */
export function isNativeText(fn: AnyFunction): boolean {
  const text = textOf(fn);
  return text.length < 300 && /\{\s*\[native code\]\s*\}$/.test(text);
}
