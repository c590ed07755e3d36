import { types } from 'node:util';

/** A part of a value that V8 serialisation would refuse, or change in silence. */
export interface Unplain {
  /** Where it is, such as `value.items[3].fn`. */
  readonly path: string;
  /** What it is, such as `a function`. */
  readonly what: string;
}

interface Visit {
  readonly value: object;
  readonly path: string;
}

const isIdentifier = (key: string): boolean => /^[A-Za-z_$][\w$]*$/.test(key);
const member = (path: string, key: string): string =>
  isIdentifier(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;

/** Classes of the language are native code; those of a program are not. */
function isNative(prototype: object): boolean {
  const constructor: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return (
    typeof constructor === 'function' &&
    /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(constructor))
  );
}

const isClonedKind = (value: object): boolean =>
  Array.isArray(value) ||
  ArrayBuffer.isView(value) ||
  types.isArrayBuffer(value) ||
  types.isMap(value) ||
  types.isSet(value) ||
  types.isDate(value) ||
  types.isRegExp(value) ||
  types.isBoxedPrimitive(value) ||
  types.isNativeError(value);

/** What is wrong with an object itself, whatever is in it. */
function problemOf(value: object): string | undefined {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null) return 'an object without a prototype';
  if (types.isSharedArrayBuffer(value)) return 'a SharedArrayBuffer';
  if (types.isProxy(value)) return 'a Proxy';
  if (Buffer.isBuffer(value)) return undefined;
  if (!isNative(prototype))
    return `an instance of ${(value.constructor as { name?: string } | undefined)?.name || 'a class'}`;
  const isPlain = Object.getPrototypeOf(prototype) === null;
  return isPlain || isClonedKind(value) ? undefined : `a ${Object.prototype.toString.call(value).slice(8, -1)}`;
}

function* propertiesOf({ value, path }: Visit): Generator<readonly [string, unknown] | Unplain> {
  const array = Array.isArray(value);
  for (const key of Reflect.ownKeys(value)) {
    if (typeof key === 'symbol') {
      yield { path: `${path}[${String(key)}]`, what: 'a property named by a symbol' };
      continue;
    }
    const property = Object.getOwnPropertyDescriptor(value, key) as PropertyDescriptor;
    const at = array && /^\d+$/.test(key) ? `${path}[${key}]` : member(path, key);
    if (property.get !== undefined || property.set !== undefined) yield { path: at, what: 'a getter or setter' };
    else if (property.enumerable === true) yield [at, property.value];
  }
}

function* partsOf(visit: Visit): Generator<readonly [string, unknown] | Unplain> {
  const { value, path } = visit;
  if (types.isMap(value))
    for (const [key, item] of value) yield* [[`${path} (a key)`, key] as const, [`${path}.get(...)`, item] as const];
  else if (types.isSet(value)) for (const item of value) yield [`${path} (a member)`, item];
  else if (!ArrayBuffer.isView(value) && !types.isNativeError(value)) yield* propertiesOf(visit);
}

/** What is wrong with a value, or the object to look into. */
function look(value: unknown, path: string): Unplain | Visit | undefined {
  if (typeof value === 'function') return { path, what: `the function ${value.name || '(anonymous)'}` };
  if (typeof value === 'symbol') return { path, what: String(value) };
  if (typeof value !== 'object' || value === null) return undefined;
  if (ArrayBuffer.isView(value) && types.isSharedArrayBuffer(value.buffer))
    return { path, what: 'an array in shared memory' };
  const what = problemOf(value);
  return what === undefined ? { value, path } : { path, what };
}

/**
 * Finds the first part of a value that V8 serialisation would refuse or change: functions, instances of classes, symbols,
 * accessors and the like.
 *
 * @param root - What the value is called in the path.
 * @returns undefined when all of it travels unchanged.
 */
export function findUnplain(value: unknown, root = 'value'): Unplain | undefined {
  const seen = new Set<object>();
  // A list of its own instead of recursion: values may be nested deeper than the stack.
  const waiting: (readonly [string, unknown])[] = [[root, value]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const found = look(next[1], next[0]);
    if (found === undefined) continue;
    if ('what' in found) return found;
    if (seen.has(found.value)) continue;
    seen.add(found.value);
    for (const part of partsOf(found)) {
      if ('what' in part) return part;
      waiting.push(part);
    }
  }
  return undefined;
}
