/** Own properties of objects, as slots. */

import type { Encoder } from './encoder.ts';
import type { OddProperty, Properties, Ref, Slot } from './nodes.ts';
import type { Place } from './refusals.ts';

const PLAIN = 7;

const flagsOf = (descriptor: PropertyDescriptor): number =>
  (descriptor.writable ? 1 : 0) | (descriptor.enumerable ? 2 : 0) | (descriptor.configurable ? 4 : 0);

const isOrdinary = (descriptor: PropertyDescriptor): boolean => 'value' in descriptor && flagsOf(descriptor) === PLAIN;

const keySlot = (encoder: Encoder, key: string | symbol, place: Place): string | Ref =>
  typeof key === 'string' ? key : (encoder.slot(key, place, 'property', key) as Ref);

/** Reads an accessor of an error, which may throw, in place of sending the accessor. */
export function readLoosely(value: object, key: PropertyKey): { readonly read: unknown } | undefined {
  try {
    return { read: Reflect.get(value, key) };
  } catch {
    return undefined;
  }
}

function oddProperty(encoder: Encoder, place: Place, key: string | symbol): OddProperty | undefined {
  const descriptor = Reflect.getOwnPropertyDescriptor(place.value, key) as PropertyDescriptor;
  const name = keySlot(encoder, key, place);
  if ('value' in descriptor) {
    return { key: name, value: encoder.slot(descriptor.value, place, 'property', key), flags: flagsOf(descriptor) };
  }
  if (encoder.tolerant) {
    const loose = readLoosely(place.value, key);
    return (
      loose && { key: name, value: encoder.slot(loose.read, place, 'property', key), flags: flagsOf(descriptor) | 1 }
    );
  }
  return {
    key: name,
    get: encoder.slot(descriptor['get'], place, 'property', key),
    set: encoder.slot(descriptor['set'], place, 'property', key),
    flags: flagsOf(descriptor) | 8,
  };
}

/** Encodes the own properties of the object at `place`, without the skipped ones; undefined when there are none. */
export function encodeProperties(
  encoder: Encoder,
  place: Place,
  skip?: (key: string | symbol) => boolean,
): Properties | undefined {
  const object = place.value;
  const all = Reflect.ownKeys(object);
  const keys = skip === undefined ? all : all.filter((key) => !skip(key));
  if (keys.length === 0) return undefined;
  const values: Slot[] = [];
  const isPlain = keys.every((key) => {
    const descriptor = Reflect.getOwnPropertyDescriptor(object, key);
    if (typeof key === 'symbol' || descriptor === undefined || !isOrdinary(descriptor)) return false;
    values.push(descriptor.value as Slot);
    return true;
  });
  if (isPlain) {
    for (let i = 0; i < keys.length; i++) values[i] = encoder.slot(values[i], place, 'property', keys[i] as string);
    return { keys: keys as string[], values };
  }
  const odd = keys.map((key) => oddProperty(encoder, place, key)).filter((property) => property !== undefined);
  return { odd };
}
