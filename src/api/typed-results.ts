import { InvalidOptionError } from '../core/errors.ts';
import type { ElementType } from '../core/kernel.ts';
import { kernelElements, type OffersElements, offersElements, resultBeside } from '../core/kernel-elements.ts';
import type { TypedArray } from '../core/payload.ts';
import type { TaskBackend } from '../core/task.ts';
import { TypedSink } from '../plan/results.ts';
import { isShared } from '../plan/windows.ts';
import type { Dtype, ParallelOptions } from './options.ts';

type TypedArrayConstructor = {
  new (length: number): TypedArray;
  new (elements: ArrayLike<number> | ArrayLike<bigint>): TypedArray;
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

/** A copy in memory of its own; of a `Buffer`, whose own `slice` would share it, in a plain `Uint8Array`, as results come. */
export const copyOf = (items: TypedArray): TypedArray => new (kinds.get(items[Symbol.toStringTag])!)(items);

/** Kinds of typed array for the elements that every backend computes with. */
const kindsOfElements: { readonly [E in ElementType]?: string } = {
  f32: 'Float32Array',
  i32: 'Int32Array',
  u32: 'Uint32Array',
};

/** The kind of typed array that the results of a call come in; undefined for a plain array. */
function resultKind(ownKind: string | undefined, options: ParallelOptions): TypedArrayConstructor | undefined {
  const { dtype, onError = 'abort', returnAs = 'list' } = options;
  const wanted = dtype ?? ownKind;
  if (wanted === undefined || returnAs !== 'list') return undefined;
  if (onError === 'settle' || onError === 'skip') {
    if (dtype === undefined) return undefined;
    throw new InvalidOptionError(
      `dtype: "${dtype}" needs a number for each task, so it does not go with onError: "${onError}"`,
    );
  }
  return dtype === undefined ? kinds.get(wanted) : constructors[dtype];
}

/** Collects an array of the module that the items are an array of. */
class ArraySink extends TypedSink {
  readonly #owner: OffersElements;

  constructor(owner: OffersElements, Kind: TypedArrayConstructor) {
    super((length) => new Kind(length), new Kind(0), false);
    this.#owner = owner;
  }

  override finish(): never {
    const { buffer, byteOffset, byteLength, length, [Symbol.toStringTag]: kind } = super.finish();
    const element = Object.entries(kindsOfElements).find(([, name]) => name === kind)![0] as ElementType;
    const array = resultBeside(this.#owner, { element, shape: [length], content: 'any' });
    array[kernelElements]('write', 'packed').bytes!().set(new Uint8Array(buffer, byteOffset, byteLength));
    return array as never;
  }
}

/**
 * Prepares an array of another module for the results, where the items are one: on backends that run kernels, which compute with its elements. On others
 * its parts are items as those of any iterable.
 */
export function arrayTarget(items: unknown, options: ParallelOptions): TypedTarget | undefined {
  if (!offersElements(items)) return undefined;
  const { element } = items[kernelElements]('type', 'packed');
  const Kind = resultKind(kindsOfElements[element], options);
  if (Kind === undefined) return undefined;
  return { sink: new ArraySink(items, Kind), kind: Kind.name, out: undefined };
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
  const Kind = resultKind(isTypedArray(items) ? items[Symbol.toStringTag] : undefined, options);
  if (Kind === undefined) return undefined;
  const shared = isTypedArray(items) && isShared(items);
  const make = (length: number) =>
    shared ? new Kind(new SharedArrayBuffer(length * Kind.BYTES_PER_ELEMENT)) : new Kind(length);
  const total = isTypedArray(items) || Array.isArray(items) ? items.length : 0;
  const results = make(total);
  const out = shared && memory === 'shared' ? results : undefined;
  return { sink: new TypedSink(make, results, out !== undefined), kind: Kind.name, out };
}
