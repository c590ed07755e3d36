/**
 * A lowered kernel as a pattern: which values it may find outside and still be the right one.
 *
 * Captured arrays may be others of the same type, and captured numbers that changed before may have any value; everything that is part of the
 * code has to be as it was. It holds none of the arrays and objects it was made with.
 */

import { type Dependencies, ELSEWHERE, isSameTable, type Read, ROOT } from '../../kernel/frontend/dependencies.ts';
import type { LoweredKernel } from '../../kernel/frontend/request.ts';
import { literalType } from '../../kernel/frontend/types.ts';
import type { Uniform, ValueOf } from '../../kernel/frontend/uniform.ts';
import { viewOf } from './array-view.ts';
import { elementOf } from './element-of.ts';

/** A lowered kernel with what a call found outside. */
export type LoweredCall = Omit<LoweredKernel, 'dependencies' | 'constants'> & {
  /** Values of its reads, by position. */
  readonly captured: readonly unknown[];
  /** Captured numbers, by the ids of their reads. */
  readonly valueOf: ValueOf;
};

type Expected =
  | { readonly kind: 'same'; readonly value: unknown }
  | { readonly kind: 'object'; readonly object: WeakRef<object> }
  | { readonly kind: 'number' }
  | { readonly kind: 'array'; readonly type: string }
  | { readonly kind: 'function'; readonly text: string }
  | { readonly kind: 'table'; readonly copy: readonly unknown[] }
  /** An object that only its properties are read of. */
  | { readonly kind: 'holder' };

/** One read, and what may be found there. */
export interface Step {
  readonly id: string;
  readonly kind: Read['kind'];
  readonly owner: number;
  readonly key: string;
  readonly isMissing: boolean;
  /** An earlier read of the same object; -1 for none. */
  readonly sameAs: number;
  readonly expected: Expected;
}

/** A variable or argument as it is now. */
export interface FoundOutside {
  readonly value: unknown;
  readonly isMissing: boolean;
}

/** How a match looks at variables and arguments; `owner` is the function, undefined for the kernel itself. */
export type ReadOutside = (step: Step, owner: unknown, index: number) => FoundOutside;

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

const isNumber = (value: unknown): value is number | bigint => typeof value === 'number' || typeof value === 'bigint';

/** What an array is to a kernel; undefined for anything else. */
function arrayType(value: unknown): string | undefined {
  const flat = elementOf(value);
  const found = flat === undefined ? viewOf(value) : { rank: 1, ...flat };
  return found === undefined ? undefined : JSON.stringify(found);
}

function expectedOf(read: Read, { functions, tables, fixed }: Dependencies, uniforms: ReadonlySet<string>): Expected {
  const { value, index, id } = read;
  if (isNumber(value) && uniforms.has(id) && !fixed.has(id)) return { kind: 'number' };
  if (!isObject(value)) return { kind: 'same', value };
  if (read.isMissing) return { kind: 'object', object: new WeakRef(value) };
  const copy = tables.get(index);
  if (copy !== undefined) return { kind: 'table', copy };
  if (functions.has(index)) return { kind: 'function', text: Function.prototype.toString.call(value) };
  const type = arrayType(value);
  if (type !== undefined) return { kind: 'array', type };
  return typeof value === 'object' ? { kind: 'holder' } : { kind: 'object', object: new WeakRef(value) };
}

function fits(expected: Expected, value: unknown): boolean {
  switch (expected.kind) {
    case 'same':
      return Object.is(value, expected.value);
    case 'object':
      return expected.object.deref() === value;
    case 'number':
      return isNumber(value);
    case 'array':
      return arrayType(value) === expected.type;
    case 'function':
      return typeof value === 'function' && Function.prototype.toString.call(value) === expected.text;
    case 'table':
      return isSameTable(value, expected.copy);
    case 'holder':
      return typeof value === 'object' && value !== null;
    default:
      return expected satisfies never;
  }
}

/** What a match found. */
export interface Match {
  readonly values: readonly unknown[];
  /** Ids of constants that are other numbers now; all else fits. */
  readonly changed: readonly string[];
}

/** A lowered kernel and what it wants to find. */
export class KernelTemplate {
  readonly steps: readonly Step[];
  /** Whether it can be found again: all that it read can be read again. */
  readonly isClosed: boolean;
  readonly #lowered: Omit<LoweredKernel, 'dependencies' | 'constants'>;
  readonly #places = new Map<string, number>();
  readonly #uniforms: readonly { readonly uniform: Uniform; readonly type: string }[];

  constructor({ dependencies, constants: _, ...lowered }: LoweredKernel, uniforms: ReadonlySet<string>) {
    const { reads, functions, tables } = dependencies;
    this.#lowered = lowered;
    this.isClosed =
      !functions.has(ELSEWHERE) && !tables.has(ELSEWHERE) && reads.every(({ owner }) => owner !== ELSEWHERE);
    const first = new Map<object, number>();
    this.steps = reads.map((read): Step => {
      const { id, kind, owner, key, value, isMissing, index } = read;
      const sameAs = isObject(value) ? (first.get(value) ?? -1) : -1;
      if (isObject(value) && sameAs === -1) first.set(value, index);
      this.#places.set(id, index);
      return { id, kind, owner, key, isMissing, sameAs, expected: expectedOf(read, dependencies, uniforms) };
    });
    this.#uniforms = lowered.scalars.flatMap((source) =>
      source.kind === 'uniform' ? [{ uniform: source.uniform, type: literalType(source.uniform.value) }] : [],
    );
  }

  /** Whether the kernel is right for what there is now; undefined when more than numbers differ. */
  match(read: ReadOutside, before?: readonly unknown[]): Match | undefined {
    const values: unknown[] = [];
    const changed: string[] = [];
    const arrays: unknown[] = [];
    for (const [index, step] of this.steps.entries()) {
      const { kind, owner, key, expected, sameAs, isMissing } = step;
      const holder = owner === ROOT ? undefined : values[owner];
      const found =
        kind !== 'property'
          ? read(step, holder, index)
          : { value: (holder as { [key: string]: unknown })[key], isMissing: false };
      const { value } = found;
      if (found.isMissing !== isMissing) return undefined;
      values.push(value);
      if (sameAs !== -1) {
        if (!Object.is(values[sameAs], value)) return undefined;
        continue;
      }
      if (expected.kind === 'array') {
        if (arrays.includes(value)) return undefined;
        arrays.push(value);
      }
      const isAsBefore = before !== undefined && expected.kind !== 'table' && Object.is(before[index], value);
      if (isAsBefore || fits(expected, value)) continue;
      if (expected.kind !== 'same' || !isNumber(value) || typeof value !== typeof expected.value) return undefined;
      changed.push(step.id);
    }
    return changed.length > 0 || this.#hasTypes(values) ? { values, changed } : undefined;
  }

  /** What a call runs. */
  call(values: readonly unknown[]): LoweredCall {
    return { ...this.#lowered, captured: values, valueOf: this.#valueOf(values) };
  }

  #valueOf(values: readonly unknown[]): ValueOf {
    return (id) => values[this.#places.get(id)!] as number | bigint;
  }

  /** Whether the numbers are of the types that the kernel was compiled for. */
  #hasTypes(values: readonly unknown[]): boolean {
    const valueOf = this.#valueOf(values);
    return this.#uniforms.every(({ uniform, type }) => literalType(uniform.compute(valueOf)) === type);
  }
}
