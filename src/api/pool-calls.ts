import type { OffersItems } from '../core/array-items.ts';
import type { TypedArray } from '../core/payload.ts';
import type { Explanation } from '../plan/auto/explanation.ts';
import { AsyncResult, type ResultCallbacks, splitCallbacks } from './async-result.ts';
import type { ListLater, ListTo, OnlyOnError, SettledLater, SettledTo } from './async-settings.ts';
import type { PoolEngine } from './pool-engine.ts';
import type { PoolListeners } from './pool-events.ts';
import { PoolLife } from './pool-life.ts';
import { checkListSettings, type ListSettings, type PoolCallSettings } from './pool-options.ts';
import { ResultIterator } from './result-iterator.ts';
import type { AnyFunction, CallRequest } from './call-request.ts';
import type {
  ArrayFunction,
  ArrayResult,
  Element,
  ElementOf,
  Items,
  NumberOf,
  Only,
  Result,
  RowOf,
  TypedResult,
} from './types.ts';

/** The part of {@link Pool} that is about calls over many items. */
export abstract class PoolCalls extends PoolLife {
  readonly #engine: PoolEngine;

  protected constructor(engine: PoolEngine, listeners: PoolListeners) {
    super(engine, listeners);
    this.#engine = engine;
  }

  /** Calls `fn` with each item; results in input order. Takes the options of a call of `Parallel`, and `chunkSize`. */
  map<A extends TypedArray, R2, const C extends PoolCallSettings = object>(
    fn: (item: ElementOf<A>) => R2,
    items: A,
    options?: Only<C, PoolCallSettings>,
  ): TypedResult<C, A, Awaited<R2>>;
  map<N extends OffersItems, R2, const C extends PoolCallSettings = object>(
    fn: (item: NumberOf<N>) => R2,
    items: N,
    options?: Only<C, PoolCallSettings>,
  ): ArrayResult<C, N, Awaited<R2>>;
  map<N extends OffersItems, R2, const C extends PoolCallSettings = object>(
    fn: ArrayFunction<N, R2>,
    items: N,
    options?: Only<C, PoolCallSettings>,
  ): ArrayResult<C, N, Awaited<R2>>;
  map<T, R2, const C extends PoolCallSettings = object>(
    fn: (item: T) => R2,
    items: Items<T>,
    options?: Only<C, PoolCallSettings>,
  ): Result<C, Awaited<R2>>;
  map(fn: AnyFunction, items: Items<unknown>, options?: PoolCallSettings): unknown {
    return this.#engine.call({ fn, items, spread: false }, options);
  }

  /** Calls `fn` with each tuple of arguments. */
  starmap<A extends readonly unknown[], R2, const C extends PoolCallSettings = object>(
    fn: (...args: A) => R2,
    tuples: Items<readonly [...A]>,
    options?: Only<C, PoolCallSettings>,
  ): Result<C, Awaited<R2>>;
  starmap<N extends OffersItems, R2, const C extends PoolCallSettings = object>(
    fn: ((...args: number[]) => R2) | ((...args: RowOf<N>[]) => R2),
    rows: N,
    options?: Only<C, PoolCallSettings>,
  ): ArrayResult<C, N, Awaited<R2>>;
  starmap(fn: AnyFunction, tuples: Items<unknown>, options?: PoolCallSettings): unknown {
    return this.#engine.call({ fn, items: tuples, spread: true }, options);
  }

  /**
   * {@link Pool.map} with callbacks, as `map_async` of multiprocessing.
   *
   * @example
   * ```ts
   * await using pool = new Pool(2);
   * const result = pool.mapAsync((x: number) => x * x, [1, 2], { callback: (squares) => console.log('got', squares) });
   * console.log(await result.get(10_000));
   * ```
   *
   * ```text
   * got [ 1, 4 ]
   * [ 1, 4 ]
   * ```
   */
  mapAsync<T, R2>(fn: (item: T) => R2, items: Items<T>, options: SettledTo<Awaited<R2>>): SettledLater<Awaited<R2>>;
  mapAsync<T, R2>(fn: (item: T) => R2, items: Items<T>, options: ListTo<Awaited<R2>>): ListLater<Awaited<R2>>;
  mapAsync<A extends TypedArray, R2, const C extends ListSettings & OnlyOnError = object>(
    fn: (item: ElementOf<A>) => R2,
    items: A,
    options?: Only<C, ListSettings & OnlyOnError>,
  ): AsyncResult<Awaited<TypedResult<C, A, Awaited<R2>>>>;
  mapAsync<N extends OffersItems, R2, const C extends ListSettings & OnlyOnError = object>(
    fn: ArrayFunction<N, R2>,
    items: N,
    options?: Only<C, ListSettings & OnlyOnError>,
  ): AsyncResult<Awaited<ArrayResult<C, N, Awaited<R2>>>>;
  mapAsync<T, R2, const C extends ListSettings & OnlyOnError = object>(
    fn: (item: T) => R2,
    items: Items<T>,
    options?: Only<C, ListSettings & OnlyOnError>,
  ): AsyncResult<Awaited<Result<C, Awaited<R2>>>>;
  mapAsync(
    fn: AnyFunction,
    items: Items<unknown>,
    options?: ListSettings & ResultCallbacks<never>,
  ): AsyncResult<never> {
    return this.#list('mapAsync', { fn, items, spread: false }, options);
  }

  /** {@link Pool.starmap} with callbacks, as `starmap_async` of multiprocessing. */
  starmapAsync<A extends readonly unknown[], R2>(
    fn: (...args: A) => R2,
    tuples: Items<readonly [...A]>,
    options: SettledTo<Awaited<R2>>,
  ): SettledLater<Awaited<R2>>;
  starmapAsync<A extends readonly unknown[], R2>(
    fn: (...args: A) => R2,
    tuples: Items<readonly [...A]>,
    options: ListTo<Awaited<R2>>,
  ): ListLater<Awaited<R2>>;
  starmapAsync<A extends readonly unknown[], R2, const C extends ListSettings & OnlyOnError = object>(
    fn: (...args: A) => R2,
    tuples: Items<readonly [...A]>,
    options?: Only<C, ListSettings & OnlyOnError>,
  ): AsyncResult<Awaited<Result<C, Awaited<R2>>>>;
  starmapAsync<N extends OffersItems, R2, const C extends ListSettings & OnlyOnError = object>(
    fn: ((...args: number[]) => R2) | ((...args: RowOf<N>[]) => R2),
    rows: N,
    options?: Only<C, ListSettings & OnlyOnError>,
  ): AsyncResult<Awaited<ArrayResult<C, N, Awaited<R2>>>>;
  starmapAsync(
    fn: AnyFunction,
    tuples: Items<unknown>,
    options?: ListSettings & ResultCallbacks<never>,
  ): AsyncResult<never> {
    return this.#list('starmapAsync', { fn, items: tuples, spread: true }, options);
  }

  /**
   * Calls `fn` with each item and gives results in input order as they come, as `imap` of multiprocessing. Nothing starts
   * before the first result is asked for, and the input is pulled no faster than results are taken.
   *
   * @example
   * ```ts
   * await using pool = new Pool(2);
   * for await (const square of pool.imap((x: number) => x * x, [1, 2, 3])) console.log(square);
   * ```
   *
   * ```text
   * 1
   * 4
   * 9
   * ```
   */
  imap<T, R2, const C extends ListSettings = object>(
    fn: (item: T) => R2,
    items: Items<T>,
    options?: Only<C, ListSettings>,
  ): ResultIterator<Element<C, Awaited<R2>>>;
  imap<N extends OffersItems, R2, const C extends ListSettings = object>(
    fn: ArrayFunction<N, R2>,
    items: N,
    options?: Only<C, ListSettings>,
  ): ResultIterator<Element<C, Awaited<R2>>>;
  imap(fn: AnyFunction, items: Items<unknown>, options?: ListSettings): ResultIterator<never> {
    return this.#iterate('imap', { fn, items, spread: false }, options);
  }

  /** The same, each result as soon as it is there. */
  imapUnordered<T, R2, const C extends ListSettings = object>(
    fn: (item: T) => R2,
    items: Items<T>,
    options?: Only<C, ListSettings>,
  ): ResultIterator<Element<C, Awaited<R2>>>;
  imapUnordered<N extends OffersItems, R2, const C extends ListSettings = object>(
    fn: ArrayFunction<N, R2>,
    items: N,
    options?: Only<C, ListSettings>,
  ): ResultIterator<Element<C, Awaited<R2>>>;
  imapUnordered(fn: AnyFunction, items: Items<unknown>, options?: ListSettings): ResultIterator<never> {
    return this.#iterate('imapUnordered', { fn, items, spread: false }, options);
  }

  /**
   * How the last call over many items (`map`, `starmap` and the like) chose its backend, and how long it took beside what was
   * predicted; undefined before the first one. `onExplain` tells it of each call.
   */
  explain(): Explanation | undefined {
    return this.#engine.explain();
  }

  /** What `backend: 'auto'` would choose for `map(fn, items)`; runs no more than the first items. See `Parallel(...).plan`. */
  plan<T>(fn: (item: T) => unknown, items: Items<T>, options?: PoolCallSettings): Promise<Explanation>;
  plan<T>(items: Items<T>, fn: (item: T) => unknown, options?: PoolCallSettings): Promise<Explanation>;
  plan(a: unknown, b: unknown, options?: PoolCallSettings): Promise<Explanation> {
    return this.#engine.plan(a, b, options);
  }

  #list<R2>(
    who: string,
    request: CallRequest,
    options: (ListSettings & ResultCallbacks<R2>) | undefined,
  ): AsyncResult<R2> {
    const { callbacks, rest } = splitCallbacks<R2>(who, options);
    checkListSettings(who, rest);
    return new AsyncResult<R2>(this.#engine.call(request, rest) as Promise<R2>, callbacks);
  }

  #iterate<R2>(who: 'imap' | 'imapUnordered', request: CallRequest, options: ListSettings | undefined) {
    checkListSettings(who, options);
    const returnAs = who === 'imap' ? 'generator' : 'generatorUnordered';
    const stream = this.#engine.call(request, { ...options, returnAs });
    return new ResultIterator(stream as AsyncGenerator<R2, void, undefined>);
  }
}
