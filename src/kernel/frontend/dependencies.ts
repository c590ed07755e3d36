/** What a lowered kernel took from outside of its text: variables that functions captured, properties of objects, lists of numbers. */

import { isKnownGlobal } from './globals.ts';
import type { FunctionSource } from './parse.ts';

/** One look at something outside. */
export interface Read {
  /** Position among the reads of the kernel. */
  readonly index: number;
  /** Equal for the same place in equal code, whatever the values are: `a`, `a.b`, `helper>a`. */
  readonly id: string;
  /** `argument`: of the call, where it is no number and no array; its key is the position. */
  readonly kind: 'variable' | 'property' | 'argument';
  /** The read whose value has it; {@link ROOT} for variables of the kernel itself, {@link ELSEWHERE} for objects that came by no read. */
  readonly owner: number;
  readonly key: string;
  readonly value: unknown;
  /** No function captured such a variable: it is a global. */
  readonly isMissing: boolean;
}

/** Owner of the variables of the kernel's own function, and of arguments. */
export const ROOT = -1;
/** Owner of properties of objects that came by no read. */
export const ELSEWHERE = -2;

/** What was read while a kernel was lowered, in order: owners come before what they own. */
export interface Dependencies {
  readonly reads: readonly Read[];
  /** Reads whose value is a function of which the text became part of the kernel. */
  readonly functions: ReadonlySet<number>;
  /** Reads whose value is a list that became a table of constants, with a copy of it. */
  readonly tables: ReadonlyMap<number, readonly unknown[]>;
  /** Reads of numbers that had to be constants, though the request has them as uniforms. */
  readonly fixed: ReadonlySet<string>;
}

const isSame = (now: unknown, then: unknown): boolean =>
  Array.isArray(now) && Array.isArray(then)
    ? now.length === then.length && now.every((one, at) => isSame(one, then[at]))
    : Object.is(now, then);

/** Whether a list is still what its copy was. */
export const isSameTable = (now: unknown, copy: readonly unknown[]): boolean => isSame(now, copy);

/** What a global is now; those that mean nothing in a kernel are not looked at. */
const globalOf = (name: string): unknown =>
  isKnownGlobal(name) ? (globalThis as { [global: string]: unknown })[name] : undefined;

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

const step = (key: string): string => (/^[\w$]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`);

function readsOf(all: Map<object, Map<string, Read>>, holder: object): Map<string, Read> {
  let known = all.get(holder);
  if (known === undefined) all.set(holder, (known = new Map<string, Read>()));
  return known;
}

/** Notes what a kernel reads while it is lowered. */
export class ReadLog implements Dependencies {
  readonly reads: Read[] = [];
  readonly functions = new Set<number>();
  readonly tables = new Map<number, readonly unknown[]>();
  readonly fixed = new Set<string>();
  /** The first read that gave an object. */
  readonly #holders = new Map<object, number>();
  /** Which read gave the function of a source. */
  readonly #owners = new Map<FunctionSource, number>();
  readonly #variables = new Map<object, Map<string, Read>>();
  readonly #properties = new Map<object, Map<string, Read>>();

  /** The value of a variable that a function captured; its read is missing when there is none of this name. */
  variable(source: FunctionSource, name: string): Read {
    const known = readsOf(this.#variables, source);
    let read = known.get(name);
    if (read === undefined) {
      const found = source.read(name);
      const owner = this.#owners.get(source) ?? ROOT;
      const prefix = owner === ROOT ? '' : `${this.reads[owner]?.id ?? '?'}>`;
      const value = found === undefined ? globalOf(name) : found.value;
      read = this.#note({
        id: prefix + name,
        kind: 'variable',
        owner,
        key: name,
        value,
        isMissing: found === undefined,
      });
      known.set(name, read);
    }
    return read;
  }

  /** An argument of the call that is neither a number nor an array. */
  argument(position: number, value: unknown): Read {
    const key = String(position);
    return this.#note({ id: `#${key}`, kind: 'argument', owner: ROOT, key, value, isMissing: false });
  }

  /** The value of a property now. */
  property(object: object, key: string): Read {
    const known = readsOf(this.#properties, object);
    let read = known.get(key);
    if (read === undefined) {
      const owner = this.#holders.get(object) ?? ELSEWHERE;
      const id = (owner === ELSEWHERE ? '?' : this.reads[owner]!.id) + step(key);
      const value = (object as { [key: string]: unknown })[key];
      read = this.#note({ id, kind: 'property', owner, key, value, isMissing: false });
      known.set(key, read);
    }
    return read;
  }

  /** The text of a function becomes part of the kernel. */
  text(fn: object, source: FunctionSource): void {
    const owner = this.#holders.get(fn) ?? ELSEWHERE;
    this.#owners.set(source, owner);
    this.functions.add(owner);
  }

  /** A list becomes a table. */
  table(list: readonly unknown[]): void {
    this.tables.set(this.#holders.get(list) ?? ELSEWHERE, structuredClone(list));
  }

  #note(fields: Omit<Read, 'index'>): Read {
    const read = { index: this.reads.length, ...fields };
    this.reads.push(read);
    if (isObject(read.value) && !this.#holders.has(read.value)) this.#holders.set(read.value, read.index);
    return read;
  }
}
