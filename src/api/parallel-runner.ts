import type { ArrayAmong, OffersElements } from '../core/kernel-elements.ts';
import type { TypedArray } from '../core/payload.ts';
import type { Explanation } from '../plan/auto/explanation.ts';
import type { DelayedTask } from './delayed.ts';
import type { CallSettings, ParallelOptions, StreamSettings } from './options.ts';
import type { ElementOf, Items, Merged, OnGpu, Only, Result, RowOf, Streamed, TypedResult } from './types.ts';

/**
 * Runs functions in parallel: call it with tasks made by {@link delayed}, or use its methods.
 *
 * Made by {@link Parallel}. Workers are started when they are needed, are shared by calls with equal worker options, and
 * end when they have been idle for a while; `await using` (or {@link ParallelRunner.close}) ends them at once.
 *
 * @typeParam O - Its options, which decide the types of results.
 */
export interface ParallelRunner<O = object> extends AsyncDisposable {
  /**
   * Runs delayed tasks.
   *
   * @param tasks - Pulled lazily; empty gives an empty result.
   * @returns Results in input order.
   */
  <R>(tasks: Items<DelayedTask<R>>): Result<O, Awaited<R>>;

  /**
   * Calls `fn` with each item of a typed array.
   *
   * @returns A typed array of the same kind and length (shared when the input is shared), unless the options say otherwise.
   */
  map<A extends TypedArray, R, const C extends CallSettings = object>(
    fn: (item: ElementOf<A>) => R,
    items: A,
    options?: Only<C, CallSettings>,
  ): TypedResult<Merged<O, C>, A, Awaited<R>>;
  /**
   * On a GPU: calls `fn` with each element of an array of `manycore/ndarray`, or with each row where it has several axes.
   *
   * @returns An array of as many elements, of the same dtype unless `dtype` says otherwise.
   */
  map<N extends OffersElements, R extends number | boolean, const C extends CallSettings = object>(
    fn: ((item: number) => R) | ((row: RowOf<N>) => R),
    items: OnGpu<Merged<O, C>, N>,
    options?: Only<C, CallSettings>,
  ): Promise<ArrayAmong<N>>;
  /**
   * Calls `fn` with each item, and with nothing else: the index is in `taskContext().index`.
   *
   * @param items - Any iterable, also an asynchronous one; pulled lazily.
   * @returns Results in input order.
   * @example
   * ```ts
   * const squares = await Parallel(2).map((x: number) => x * x, [1, 2, 3]);
   * console.log(squares); // [ 1, 4, 9 ]
   * ```
   */
  map<T, R, const C extends CallSettings = object>(
    fn: (item: T) => R,
    items: Items<T>,
    options?: Only<C, CallSettings>,
  ): Result<Merged<O, C>, Awaited<R>>;

  /**
   * Calls `fn` with each tuple of arguments.
   *
   * @param tuples - Arrays, or other iterables, of arguments; pulled lazily.
   * @returns Results in input order.
   * @throws InvalidOptionError `ERR_INVALID_OPTION` when an item is no tuple.
   * @example
   * ```ts
   * const powers = await Parallel(2).starmap((base: number, exponent: number) => base ** exponent, [[2, 3], [3, 2]]);
   * console.log(powers); // [ 8, 9 ]
   * ```
   */
  starmap<A extends readonly unknown[], R, const C extends CallSettings = object>(
    fn: (...args: A) => R,
    tuples: Items<readonly [...A]>,
    options?: Only<C, CallSettings>,
  ): Result<Merged<O, C>, Awaited<R>>;

  /** On a GPU: calls `fn` with the elements of each row of an array of two axes. */
  starmap<N extends OffersElements, R extends number | boolean, const C extends CallSettings = object>(
    fn: (...args: number[]) => R,
    rows: OnGpu<Merged<O, C>, N>,
    options?: Only<C, CallSettings>,
  ): Promise<ArrayAmong<N>>;

  /** On a GPU: calls `fn` with the elements, or the rows, of an array of `manycore/ndarray`, and keeps those arrays. */
  filter<N extends OffersElements>(
    fn: ((item: number) => unknown) | ((row: RowOf<N>) => unknown),
    items: OnGpu<O, N>,
    options?: CallSettings,
  ): Promise<RowOf<N>[]>;
  /**
   * Keeps the items for which `fn` returns something truthy, in input order.
   *
   * @example
   * ```ts
   * console.log(await Parallel(2).filter((n: number) => n % 2 === 1, [1, 2, 3])); // [ 1, 3 ]
   * ```
   */
  filter<T>(fn: (item: T) => unknown, items: Items<T>, options?: CallSettings): Promise<T[]>;

  /** Calls `fn` with each item and drops what it returns, which then need not be cloneable. */
  forEach<T>(fn: (item: T) => unknown, items: Items<T>, options?: CallSettings): Promise<void>;

  /** On a GPU: applies `fn` to the elements, or the rows, of an array of `manycore/ndarray`. */
  reduce<N extends OffersElements, const C extends CallSettings = object>(
    fn: ((item: number) => number) | ((row: RowOf<N>) => number),
    items: OnGpu<Merged<O, C>, N>,
    combine: (a: number, b: number) => number,
    ...rest: [initial?: number, options?: Only<C, CallSettings>]
  ): Promise<number>;
  /**
   * Applies `fn` to each item and combines the results, in the workers as far as possible.
   *
   * The shape of the tree depends on the number of items alone, so the result is the same for any number of workers,
   * also where `combine` rounds. `combine` has to be associative. 256 items are one task, for `timeout`, `retry` and progress.
   *
   * @param fn - Called with each item.
   * @param combine - Joins two results, the earlier one first.
   * @param rest - `initial`, joined in front and what an empty input gives; and options.
   * @throws TypeError on an empty input without `initial`, as `Array.prototype.reduce` does.
   * @example
   * ```ts
   * const total = await Parallel(2).reduce((word: string) => word.length, ['a', 'bc'], (a, b) => a + b, 0);
   * console.log(total); // 3
   * ```
   */
  reduce<T, R>(
    fn: (item: T) => R,
    items: Items<T>,
    combine: (a: Awaited<R>, b: Awaited<R>) => Awaited<R>,
    ...rest: [initial?: Awaited<R>, options?: CallSettings]
  ): Promise<Awaited<R>>;

  /**
   * Results as they come, in input order; `{ ordered: false }` as soon as each is there. Leaving the loop cancels the rest.
   *
   * @example
   * ```ts
   * let sum = 0;
   * for await (const square of Parallel(2).stream((n: number) => n * n, [1, 2, 3, 4])) {
   *   sum += square;
   *   if (sum > 10) break;
   * }
   * console.log(sum); // 14
   * ```
   */
  stream<T, R, const C extends StreamSettings = object>(
    fn: (item: T) => R,
    items: Items<T>,
    options?: Only<C, StreamSettings>,
  ): Result<Streamed<Merged<O, C>>, Awaited<R>>;

  /**
   * How the last call that has begun chose its backend: what was predicted for each of them, and, once it is over, how long it
   * took. Undefined before the first call. `onExplain` tells it of each call.
   *
   * @example
   * ```ts
   * const parallel = Parallel({ backend: 'auto' });
   * await parallel.map((x: number) => x + 1, [1, 2, 3]);
   * console.log(parallel.explain()?.backend); // sequential
   * ```
   */
  explain(): Explanation | undefined;

  /**
   * What `backend: 'auto'` would choose for `map(fn, items)`. Runs the first items in the caller's own thread, for some
   * milliseconds, and drops their results; the rest is not run. Measures the machine, where that has not been done.
   *
   * @param items - Read anew by the call itself: an array, say, and not a generator.
   * @throws InvalidOptionError `ERR_INVALID_OPTION` when the items can be read only once.
   */
  plan<T>(fn: (item: T) => unknown, items: Items<T>, options?: CallSettings): Promise<Explanation>;
  /** The same, with the items first. */
  plan<T>(items: Items<T>, fn: (item: T) => unknown, options?: CallSettings): Promise<Explanation>;

  /** Waits for running calls, then ends the workers that no other call uses. */
  close(): Promise<void>;
  /** Cancels running calls and ends the workers. */
  terminate(): Promise<void>;
}

/** Makes {@link ParallelRunner}s, with or without `new`. */
export interface ParallelConstructor {
  /**
   * @param options - The number of workers, or options, or both in this order; default: all usable cores, on threads.
   * @throws InvalidOptionError `ERR_INVALID_OPTION` when an option is unknown or has a wrong value.
   * @example
   * ```ts
   * const lengths = await Parallel({ nJobs: 2, backend: 'threads' }).map((word: string) => word.length, ['one', 'three']);
   * console.log(lengths); // [ 3, 5 ]
   * ```
   */
  <const O extends ParallelOptions & object>(options: Only<O, ParallelOptions>): ParallelRunner<O>;
  (nJobs?: number): ParallelRunner;
  <const O extends ParallelOptions & object>(nJobs: number, options: Only<O, ParallelOptions>): ParallelRunner<O>;
  new <const O extends ParallelOptions & object>(options: Only<O, ParallelOptions>): ParallelRunner<O>;
  new (nJobs?: number): ParallelRunner;
  new <const O extends ParallelOptions & object>(nJobs: number, options: Only<O, ParallelOptions>): ParallelRunner<O>;
  /** For `instanceof`. */
  readonly prototype: ParallelRunner;
}
