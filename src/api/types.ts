/** Types of results, as they follow from the options. */

import type { TypedArray } from '../core/payload.ts';
import type { Dtype } from './options.ts';

/** One outcome with `onError: 'settle'`. */
export type Settled<R> = PromiseSettledResult<R>;

/** What one task contributes to the result. */
export type Element<O, R> = O extends { readonly onError: 'settle' }
  ? Settled<R>
  : O extends { readonly onError: (error: unknown, index: number) => infer F }
    ? R | Awaited<F>
    : R;

interface ArrayOfDtype {
  readonly int8: Int8Array;
  readonly uint8: Uint8Array;
  readonly uint8c: Uint8ClampedArray;
  readonly int16: Int16Array;
  readonly uint16: Uint16Array;
  readonly int32: Int32Array;
  readonly uint32: Uint32Array;
  readonly float32: Float32Array;
  readonly float64: Float64Array;
  readonly bigint64: BigInt64Array;
  readonly biguint64: BigUint64Array;
}

/** What a call gives, by its options: a stream, a typed array or a plain array. */
export type Result<O, R> = O extends { readonly returnAs: 'generator' | 'generatorUnordered' }
  ? AsyncGenerator<Element<O, R>, void, undefined>
  : O extends { readonly dtype: infer D extends Dtype }
    ? Promise<ArrayOfDtype[D]>
    : Promise<Element<O, R>[]>;

/** The same for a call over a typed array, whose kind is kept. */
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

/** Items of a call. */
export type Items<T> = Iterable<T> | AsyncIterable<T>;

/** `C`, where every option it has is one of `Known`: a misspelt name does not compile. */
export type Only<C, Known> = C & Known & { readonly [Name in Exclude<keyof C, keyof Known>]: never };
