/** Takes the marks of `transfer()` off values that stay in this heap, wherever in them they are. */

import { types } from 'node:util';
import { anyMarks, markedValue } from '../core/transfer-marks.ts';
import type { Marked } from '../core/transfer-marks.ts';
import { emptyLike } from './empty-like.ts';

/**
 * The value without marks: itself where it holds none, else a copy of what leads to them, as a worker would have it. Nothing is looked
 * at before the first mark is made. Getters are not called.
 *
 * @throws NotCloneableError where an object holds a mark and no copy of it could stand for it, as when it is sent to a worker.
 */
export function liftMarks<T>(value: T): T {
  if (!anyMarks() || !isObject(value)) return value;
  const holders = holdersIn(value);
  return holders.size === 0 ? value : (copyOf(value, holders) as T);
}

/** Whether a mark can be reached from the value. */
export const holdsMarks = (value: unknown): boolean => anyMarks() && isObject(value) && holdersIn(value).size > 0;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** What the mark says, if this is one. Proxies are not asked: their traps are the caller's code, and may throw. */
const markOf = (value: unknown): Marked | undefined =>
  isObject(value) && !types.isProxy(value) ? markedValue(value) : undefined;

/** All objects from which a mark can be reached, and the marks. No recursion: values may be deep, and cycles have no bottom. */
function holdersIn(root: object): ReadonlySet<object> {
  const parents = new Map<object, object[]>([[root, []]]);
  const reached: object[] = [];
  for (const at of parents.keys()) {
    const inner = markOf(at);
    if (inner !== undefined) reached.push(at);
    for (const part of inner === undefined ? partsOf(at) : [inner.value]) {
      if (!isObject(part)) continue;
      const known = parents.get(part);
      if (known === undefined) parents.set(part, [at]);
      else known.push(at);
    }
  }
  const holders = new Set(reached);
  for (const at of holders) for (const parent of parents.get(at) as object[]) holders.add(parent);
  return holders;
}

function* partsOf(value: object): Generator<unknown> {
  if (types.isProxy(value) || ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) return;
  if (types.isMap(value)) for (const entry of Map.prototype.entries.call(value)) yield* entry as [unknown, unknown];
  else if (types.isSet(value)) yield* Set.prototype.values.call(value);
  for (const key of Reflect.ownKeys(value)) yield Reflect.getOwnPropertyDescriptor(value, key)?.value;
}

/** Copies in two steps, all objects first, so that cycles and objects that are met twice stay so. */
function copyOf(root: object, holders: ReadonlySet<object>): unknown {
  const copies = new Map<object, object>();
  for (const holder of holders) if (markOf(holder) === undefined) copies.set(holder, emptyLike(holder));
  const lifted = (value: unknown): unknown => {
    let at = value;
    for (let mark = markOf(at); mark !== undefined; mark = markOf(at)) at = mark.value;
    return copies.get(at as object) ?? at;
  };
  for (const [original, copy] of copies) fill(copy, original, lifted);
  return lifted(root);
}

function fill(copy: object, original: object, lifted: (value: unknown) => unknown): void {
  if (types.isMap(original))
    for (const [key, value] of Map.prototype.entries.call(original) as MapIterator<[unknown, unknown]>)
      Map.prototype.set.call(copy, lifted(key), lifted(value));
  else if (types.isSet(original))
    for (const value of Set.prototype.values.call(original)) Set.prototype.add.call(copy, lifted(value));
  for (const key of Reflect.ownKeys(original)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(original, key) as PropertyDescriptor;
    const holdsValue = 'value' in descriptor;
    // The stack of an error is read by an accessor that knows its own object only.
    const isStack = !holdsValue && key === 'stack' && types.isNativeError(original);
    if (isStack) Object.defineProperty(copy, key, { value: original.stack, writable: true, configurable: true });
    else Object.defineProperty(copy, key, holdsValue ? { ...descriptor, value: lifted(descriptor.value) } : descriptor);
  }
  if (!Object.isExtensible(original)) Object.preventExtensions(copy);
}
