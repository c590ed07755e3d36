import { InvalidOptionError } from '../core/errors.ts';
import type { TypedArray } from '../core/payload.ts';
import type { TaskBackend } from '../core/task.ts';
import { TypedSink } from '../plan/results.ts';
import { isShared } from '../plan/windows.ts';
import type { Dtype, ParallelOptions } from './options.ts';

type TypedArrayConstructor = {
  new (length: number): TypedArray;
  new (buffer: SharedArrayBuffer): TypedArray;
  readonly BYTES_PER_ELEMENT: number;
  readonly name: string;
};

const constructors: { readonly [D in Dtype]: TypedArrayConstructor } = {
  int8: Int8Array,
  uint8: Uint8Array,
  uint8clamped: Uint8ClampedArray,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
};

const kinds = new Map(Object.values(constructors).map((constructor) => [constructor.name, constructor]));

/** Whether a value is a typed array that tasks can map over. */
export const isTypedArray = (value: unknown): value is TypedArray =>
  ArrayBuffer.isView(value) && !(value instanceof DataView) && kinds.has(value[Symbol.toStringTag as never] as string);

/** The kind of typed array that the results of a call come in; undefined for a plain array. */
function resultKind(items: unknown, options: ParallelOptions): TypedArrayConstructor | undefined {
  const { dtype, onError = 'abort', returnAs = 'list' } = options;
  const wanted = dtype ?? (isTypedArray(items) ? items[Symbol.toStringTag] : undefined);
  if (wanted === undefined || returnAs !== 'list') return undefined;
  if (onError === 'settle' || onError === 'skip') {
    if (dtype === undefined) return undefined;
    throw new InvalidOptionError(
      `dtype: "${dtype}" needs a number for each task, so it does not go with onError: "${onError}"`,
    );
  }
  return dtype === undefined ? kinds.get(wanted) : constructors[dtype];
}

/** Where typed results are collected. */
export interface TypedTarget {
  readonly sink: TypedSink;
  readonly kind: string;
  /** Set when workers write to the array themselves. */
  readonly out: TypedArray | undefined;
}

/** Prepares a typed result, where the input or `dtype` asks for one. A shared input gives a shared result. */
export function typedTarget(
  items: unknown,
  options: ParallelOptions,
  memory: TaskBackend['memory'],
): TypedTarget | undefined {
  const Kind = resultKind(items, options);
  if (Kind === undefined) return undefined;
  const shared = isTypedArray(items) && isShared(items);
  const make = (length: number) =>
    shared ? new Kind(new SharedArrayBuffer(length * Kind.BYTES_PER_ELEMENT)) : new Kind(length);
  const total = isTypedArray(items) || Array.isArray(items) ? items.length : 0;
  const results = make(total);
  const out = shared && memory === 'shared' ? results : undefined;
  return { sink: new TypedSink(make, results, out !== undefined), kind: Kind.name, out };
}
