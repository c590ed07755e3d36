/** Makes an empty object of the kind and class of another one, for copies within one heap. */

import { types } from 'node:util';
import { NotCloneableError } from '../core/errors.ts';

/**
 * An object of the same kind and prototype, without its own properties and without what a Map or Set holds.
 *
 * @throws NotCloneableError for an object with state that cannot be given to another one: private fields, a promise, weak collections.
 */
export function emptyLike(value: object): object {
  refuseHiddenState(value);
  const prototype = Object.getPrototypeOf(value) as object | null;
  const empty = emptyOfKind(value);
  return empty === undefined
    ? (Object.create(prototype) as object)
    : (Object.setPrototypeOf(empty, prototype) as object);
}

function emptyOfKind(value: object): object | undefined {
  if (Array.isArray(value)) return [];
  if (types.isMap(value)) return new Map();
  if (types.isSet(value)) return new Set();
  if (types.isDate(value)) return new Date(Date.prototype.getTime.call(value));
  if (types.isRegExp(value)) return new RegExp(value.source, value.flags);
  if (types.isBoxedPrimitive(value)) return Object((value as { valueOf(): unknown }).valueOf()) as object;
  return types.isNativeError(value) ? new Error() : undefined;
}

const hiddenKinds: readonly ((value: unknown) => boolean)[] = [
  types.isPromise,
  types.isWeakMap,
  types.isWeakSet,
  types.isGeneratorObject,
  types.isMapIterator,
  types.isSetIterator,
  types.isExternal,
];

function refuseHiddenState(value: object): void {
  if (hiddenKinds.some((isKind) => isKind(value))) {
    const tag = Object.prototype.toString.call(value).slice(8, -1);
    throw uncopied(`an object of the kind ${tag}, whose state only the engine can see`);
  }
  for (const constructor_ of constructorsOf(value)) {
    const [name] = privateFieldsOf(Function.prototype.toString.call(constructor_));
    if (name === undefined) continue;
    const title = constructor_.name || 'a class without name';
    throw uncopied(
      `an instance of ${title} with private fields (#${name}), which cannot be read or restored from outside`,
    );
  }
}

const uncopied = (what: string): NotCloneableError =>
  new NotCloneableError(
    `cannot take the mark of transfer() off what is in ${what}\n    hint: send the marked value beside the object, not in it`,
    'value',
  );

/** The classes of a value, its own first. */
function* constructorsOf(value: object): Generator<{ readonly name: string }> {
  for (let at = value; ;) {
    at = Object.getPrototypeOf(at) as object;
    if (at === null || at === Object.prototype || types.isProxy(at)) return;
    const own: unknown = Reflect.getOwnPropertyDescriptor(at, 'constructor')?.value;
    if (typeof own === 'function') yield own;
  }
}

const USED_PRIVATE = /\.\s*#([\w$]+)|#([\w$]+)\s+in\b/g;

/**
 * Private names that a class uses on instances, as its text shows them: private state that no code reads does not matter, and what is
 * static belongs to the class.
 */
function* privateFieldsOf(text: string): Generator<string> {
  if (!text.startsWith('class')) return;
  for (const [, read, tested] of text.matchAll(USED_PRIVATE)) {
    const name = (read ?? tested) as string;
    const isStatic = new RegExp(
      `\\bstatic\\s+(?:async\\s+|get\\s+|set\\s+|\\*\\s*)*#${name.replaceAll('$', '\\$&')}(?![\\w$])`,
    );
    if (!isStatic.test(text)) yield name;
  }
}
