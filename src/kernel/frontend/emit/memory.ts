/** Elements of arrays. */

import { loadedType } from '../../../core/kernel.ts';
import type { BinarySign, Expr, Storage } from '../hir.ts';
import type { Value } from '../../ir/types.ts';
import { isWide } from '../types.ts';
import { clamped, narrowed, toElement } from './convert.ts';
import type { Target } from './target.ts';

type Of<K extends Expr['kind']> = Extract<Expr, { kind: K }>;

/** The flat position of an element. */
function flatIndex(target: Target, storage: Storage, indices: readonly Expr[]): Value {
  const { b } = target;
  const at = indices.map((index) => target.emitters.expression(target, index, 'i32'));
  if (storage.kind === 'buffer') {
    const { strides, base } = storage;
    const terms = at.map((index, axis) => {
      const stride = strides[axis] ?? null;
      return stride === null ? index : b.mul(index, target.scalar(stride));
    });
    if (base !== undefined) terms.unshift(target.emitters.expression(target, base, 'i32'));
    return terms.reduce((sum, term) => b.add(sum, term));
  }
  return at.slice(1).reduce((flat, index, axis) => b.add(b.mul(flat, storage.shape[axis + 1]!), index), at[0]!);
}

function read(target: Target, storage: Storage, at: Value): Value {
  return storage.kind === 'buffer'
    ? target.b.load(target.buffer(storage), at)
    : target.b.loadArray(target.array(storage), at);
}

function write(target: Target, storage: Storage, { at, value }: { at: Value; value: Value }): void {
  const { b } = target;
  if (storage.kind === 'buffer') {
    const stored = storage.clamped ? clamped(b, value) : toElement(b, value, loadedType[storage.element]);
    b.store(target.buffer(storage), at, stored);
    return;
  }
  const array = target.array(storage);
  b.storeArray(array, at, arrayElement(target, storage, value));
}

/** A value as an element of a local array. */
export function arrayElement(target: Target, storage: Extract<Storage, { kind: 'array' }>, value: Value): Value {
  const { b } = target;
  if (storage.narrow === 'u8c') return clamped(b, value);
  const element = toElement(b, value, target.array(storage).type);
  return storage.narrow === null ? element : narrowed(b, element, storage.narrow);
}

export const emitLoad = (target: Target, expr: Of<'load'>): Value =>
  read(target, expr.storage, flatIndex(target, expr.storage, expr.indices));

/** `a[i] = v` and `a[i] += v`: the index is computed once. The value is what was computed, before the array narrows it. */
export function emitStore(target: Target, expr: Of<'store'>): Value {
  const { storage, update, value, result } = expr;
  const at = flatIndex(target, storage, expr.indices);
  if (storage.kind === 'array' || storage.source.kind !== 'result') checkKind(target, storage, value);
  if (update === null) {
    const made = target.emitters.expression(target, value, storedType(target, storage, value));
    write(target, storage, { at, value: made });
    return made;
  }
  const old = read(target, storage, at);
  const made = changed(target, expr, { old, sign: update });
  write(target, storage, { at, value: made });
  return result === 'old' ? old : made;
}

/** Bigints belong in arrays of bigints, and numbers in others: JavaScript throws where they are mixed. */
function checkKind(target: Target, storage: Storage, value: Expr): void {
  const element = storage.kind === 'buffer' ? loadedType[storage.element] : target.array(storage).type;
  const isWideArray = isWide(element);
  if (isWide(target.typing.of(value)) === isWideArray) return;
  target.refuse(
    value.at,
    `${storage.name} holds ${isWideArray ? 'bigints, and this is a number' : 'numbers, and this is a bigint'}`,
    isWideArray ? 'convert it: i64(x), or 0n for 0' : 'convert it: Number(x)',
  );
}

/** Floats are rounded once, to the element; integers wrap from what they are. */
function storedType(target: Target, storage: Storage, value: Expr): ReturnType<Target['typeOf']> {
  const own = target.typing.of(value);
  const element = storage.kind === 'buffer' ? loadedType[storage.element] : target.array(storage).type;
  return own === 'float' && (element === 'f32' || element === 'f64') ? element : target.typeOf(value);
}

/** The new value of an element, through a temporary variable that stands for the old one. */
function changed(target: Target, expr: Of<'store'>, { old, sign }: { old: Value; sign: BinarySign }): Value {
  const variable = { name: 'old', at: expr.at, sources: [], type: old.type, single: true };
  target.bind(variable, old);
  const combined: Expr = {
    kind: 'binary',
    sign,
    a: { kind: 'variable', variable, at: expr.at },
    b: expr.value,
    at: expr.at,
  };
  return target.emitters.expression(target, combined, target.typeOf(combined));
}

/** An atomic operation: out of range nothing happens. */
export function emitAtomic(target: Target, expr: Of<'atomic'>): Value {
  const { storage } = expr;
  const index = flatIndex(target, storage, expr.indices);
  const place = storage.kind === 'buffer' ? target.buffer(storage) : target.array(storage);
  const type = storage.kind === 'buffer' ? loadedType[storage.element] : target.array(storage).type;
  const isWhole = storage.kind === 'array' || storage.element === type;
  if (!isWhole || type === 'bool')
    return target.refuse(
      expr.at,
      `there are no atomics on elements of ${storage.name}`,
      'use an Int32Array, Uint32Array or Float32Array',
    );
  const operand = (one: Expr): Value => {
    checkKind(target, storage, one);
    return toElement(target.b, target.emitters.expression(target, one, target.typeOf(one)), type);
  };
  return target.b.atomic(expr.op, {
    target: place,
    index,
    ...(expr.value === null ? {} : { value: operand(expr.value) }),
    ...(expr.expected === null ? {} : { expected: operand(expr.expected) }),
  });
}
