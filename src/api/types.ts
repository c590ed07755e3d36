/** Types of results, as they follow from the options. */

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

/** The items of a call that runs on a GPU; nothing for other calls. */
export type OnGpu<O, N> = O extends Readonly<Record<'backend', 'gpu'>> ? N : never;

/** What a loop over an array gives. */
export type RowOf<N> = N extends Iterable<infer Row> ? Row : never;
