/** Types of results, as they follow from the options. */

import type { OffersItems } from '../core/array-items.ts';
import type { ArrayAmong } from '../core/kernel-elements.ts';
import type { TypedArray } from '../core/payload.ts';
import type { TaskHandle } from '../plan/task-handle.ts';
import type { Dtype } from './options.ts';

/** One outcome with `onError: 'settle'`. */
export type Settled<R> = PromiseSettledResult<R>;

/** What one task contributes to the result. */
export type Element<O, R> = O extends { readonly onError: 'settle' }
  ? Settled<R>
  : O extends { readonly onError: (error: unknown, index: number) => infer F }
    ? R | Awaited<F>
    : R;

/** The arrays of each {@link Dtype}. */
export interface ArrayOfDtype {
  /** 8-bit integers. */
  readonly int8: Int8Array;
  /** 8-bit unsigned integers. */
  readonly uint8: Uint8Array;
  /** 8-bit unsigned integers, values outside their range clamped. */
  readonly uint8clamped: Uint8ClampedArray;
  /** 16-bit integers. */
  readonly int16: Int16Array;
  /** 16-bit unsigned integers. */
  readonly uint16: Uint16Array;
  /** 32-bit integers. */
  readonly int32: Int32Array;
  /** 32-bit unsigned integers. */
  readonly uint32: Uint32Array;
  /** 32-bit floats. */
  readonly float32: Float32Array;
  /** 64-bit floats. */
  readonly float64: Float64Array;
  /** 64-bit integers, as bigint. */
  readonly int64: BigInt64Array;
  /** 64-bit unsigned integers, as bigint. */
  readonly uint64: BigUint64Array;
}

/** What a call gives, by its options: a stream, a typed array or a plain array. */
export type Result<O, R> = O extends { readonly returnAs: 'generator' | 'generatorUnordered' }
  ? AsyncGenerator<Element<O, R>, void, undefined>
  : O extends { readonly dtype: infer D extends Dtype }
    ? Promise<ArrayOfDtype[D]>
    : Promise<Element<O, R>[]>;

/** Options of a call whose results are streamed, whatever they say themselves. */
export interface Streaming {
  /** As `stream` sets it. */
  readonly returnAs: 'generator';
}

/** The options `O`, for a call whose results are streamed. */
export type Streamed<O> = Omit<O, 'returnAs' | 'dtype'> & Streaming;

/** What a call over a typed array gives: the kind of the input is kept, unless the options say otherwise. */
export type TypedResult<O, A extends TypedArray, R> = O extends
  | { readonly returnAs: 'generator' | 'generatorUnordered' }
  | { readonly onError: 'settle' | 'skip' }
  | { readonly dtype: Dtype }
  ? Result<O, R>
  : Promise<A>;

/** Options of a call over those of its `Parallel`. */
export type Merged<O, C> = Omit<O, keyof C> & C;

/** The elements of a typed array. */
export type ElementOf<A extends TypedArray> = A extends BigInt64Array | BigUint64Array ? bigint : number;

/** Arguments of a submitted task: each may be the handle of a task that gives it. */
export type Arguments<A extends readonly unknown[]> = { readonly [K in keyof A]: A[K] | TaskHandle<A[K]> };

/** Items of a call. */
export type Items<T> = Iterable<T> | AsyncIterable<T>;

/** `C`, where every option it has is one of `Known`: a misspelt name does not compile. */
export type Only<C, Known> = C & Known & { readonly [Name in Exclude<keyof C, keyof Known>]: never };

/** What a loop over an array gives. */
export type RowOf<N> = N extends Iterable<infer Row> ? Row : never;

/** The elements of an array, as `item()` gives them. */
export type ScalarOf<N> = N extends HasItem<infer Item> ? Item : never;

/** What has elements. */
export interface HasItem<Item> {
  /** One of them. */
  item(...index: readonly number[]): Item;
}

/** The elements of an array of one axis as the items of a call: numbers, where it has any. */
export type NumberOf<N> = number extends ScalarOf<N> ? number : ScalarOf<N>;

/** Functions of an item of an array: of an element, or of a row. */
export type ArrayFunction<N, R> = FunctionOf<ScalarOf<N> | RowOf<N>, R>;

/** A function of one of several types. */
export type FunctionOf<T, R> = T extends unknown ? (item: T) => R : never;

/** A result that an array can hold: a number, or an array, a typed array or lists of them. */
export type Arrayable = number | bigint | boolean | ArrayBufferView | OffersItems | ComplexLike | readonly Arrayable[];

/** A complex number. */
export interface ComplexLike {
  /** The real part. */
  readonly re: number;
  /** The imaginary part. */
  readonly im: number;
}

/** What a call over an array of `manycore/ndarray` gives: such an array, unless the options say otherwise. */
export type ArrayResult<O, N, R> = O extends
  { readonly returnAs: 'generator' | 'generatorUnordered' } | { readonly onError: 'settle' | 'skip' }
  ? Result<O, R>
  : [R] extends [Arrayable]
    ? Promise<ArrayAmong<N>>
    : Promise<never>;
