import type { OffersItems } from '../core/array-items.ts';
import type { ArrayAmong } from '../core/kernel-elements.ts';
import type { TypedArray } from '../core/payload.ts';
import type { Explanation } from '../plan/auto/explanation.ts';
import type { DelayedTask, ResultOf } from './delayed.ts';
import type { CallSettings, ParallelOptions, StreamSettings } from './options.ts';
import type {
  ArrayFunction,
  ArrayResult,
  ElementOf,
  Items,
  Merged,
  NumberOf,
  Only,
  Result,
  RowOf,
  Streamed,
  TypedResult,
} from './types.ts';

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
   * Runs delayed tasks, of one function or of several.
   *
   * @param tasks - Pulled lazily; empty gives an empty result.
   * @returns Results in input order.
   */
  <T extends DelayedTask<unknown>>(tasks: Items<T>): Result<O, Awaited<ResultOf<T>>>;

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
   * Calls `fn` with each element of an array of `manycore/ndarray` that has one axis, or with each row where it has several.
   *
   * Elements are what `toArray` gives: numbers, booleans of a bool array, bigints where an array of 64 bit integers has some that are no
   * safe integers. Rows are arrays of one axis less: say so, `(row: np.NDArray) => ...`.
   *
   * @returns An array with a result for each item. Results that are numbers, or lists of them, get the dtype of the items or `dtype`, as an
   *   assignment to a typed array would convert them; results that are arrays or typed arrays keep theirs, and are stacked.
   * @throws DTypeError `ERR_DTYPE` for a result that no array can hold, ShapeError `ERR_SHAPE` for results of several shapes; both name
   *   the task.
   * @example
   * ```ts
   * import * as np from 'manycore/ndarray';
   *
   * const table = np.array([[1, 2, 3], [4, 5, 6]], { dtype: 'float64' });
   * console.log(String(await Parallel(2).map((row: np.NDArray) => row.mean(), table))); // [2. 5.]
   * console.log(String(await Parallel(2).map((x) => x * x, table.at(0)))); // [1. 4. 9.]
   * ```
   */
  map<N extends OffersItems, R, const C extends CallSettings = object>(
    fn: (item: NumberOf<N>) => R,
    items: N,
    options?: Only<C, CallSettings>,
  ): ArrayResult<Merged<O, C>, N, Awaited<R>>;
  /** The same, for functions of other elements and of rows. */
  map<N extends OffersItems, R, const C extends CallSettings = object>(
    fn: ArrayFunction<N, R>,
    items: N,
    options?: Only<C, CallSettings>,
  ): ArrayResult<Merged<O, C>, N, Awaited<R>>;
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

  /** Calls `fn` with the elements of each row of an array of two axes; of more with the parts of each row. */
  starmap<N extends OffersItems, R, const C extends CallSettings = object>(
    fn: ((...args: number[]) => R) | ((...args: RowOf<N>[]) => R),
    rows: N,
    options?: Only<C, CallSettings>,
  ): ArrayResult<Merged<O, C>, N, Awaited<R>>;

  /** Keeps elements of a typed array, as its own `filter` does. */
  filter<A extends TypedArray>(fn: (item: ElementOf<A>) => unknown, items: A, options?: CallSettings): Promise<A>;
  /** Keeps elements, or rows, of an array of `manycore/ndarray`: in such an array. */
  filter<N extends OffersItems>(
    fn: (item: NumberOf<N>) => unknown,
    items: N,
    options?: CallSettings,
  ): Promise<ArrayAmong<N>>;
  /** The same, for functions of other elements and of rows. */
  filter<N extends OffersItems>(
    fn: ArrayFunction<N, unknown>,
    items: N,
    options?: CallSettings,
  ): Promise<ArrayAmong<N>>;
  /**
   * Keeps the items for which `fn` returns something truthy, in input order.
   *
   * @example
   * ```ts
   * console.log(await Parallel(2).filter((n: number) => n % 2 === 1, [1, 2, 3])); // [ 1, 3 ]
   * ```
   */
  filter<T>(fn: (item: T) => unknown, items: Items<T>, options?: CallSettings): Promise<T[]>;

  /** Calls `fn` with the elements, or the rows, of an array of `manycore/ndarray`. */
  forEach<N extends OffersItems>(fn: ArrayFunction<N, unknown>, items: N, options?: CallSettings): Promise<void>;
  /** Calls `fn` with each item and drops what it returns, which then need not be cloneable. */
  forEach<T>(fn: (item: T) => unknown, items: Items<T>, options?: CallSettings): Promise<void>;

  /** Applies `fn` to the elements, or the rows, of an array of `manycore/ndarray`. */
  reduce<N extends OffersItems, R, const C extends CallSettings = object>(
    fn: ArrayFunction<N, R>,
    items: N,
    combine: (a: Awaited<R>, b: Awaited<R>) => Awaited<R>,
    ...rest: [initial?: Awaited<R>, options?: Only<C, CallSettings>]
  ): Promise<Awaited<R>>;
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
  /** The elements, or the rows, of an array of `manycore/ndarray`. */
  stream<N extends OffersItems, R, const C extends StreamSettings = object>(
    fn: ArrayFunction<N, R>,
    items: N,
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
