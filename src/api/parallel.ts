import { CancelledError, InvalidOptionError } from '../core/errors.ts';
import type { TypedArray } from '../core/payload.ts';
import { checkNodeVersion } from '../platform/node-version.ts';
import { checkOptions, show } from './check-options.ts';
import type { DelayedTask } from './delayed.ts';
import { foldCall } from './fold.ts';
import type { CallSettings, ParallelOptions, StreamSettings } from './options.ts';
import { ListSink } from '../plan/results.ts';
import { resolve } from './resolve.ts';
import {
  type AnyFunction,
  type CallPlace,
  type CallRequest,
  checkRequest,
  collected,
  DELAYED,
  startCall,
} from './run-call.ts';
import { streamOf } from './stream.ts';
import { isTypedArray } from './typed-results.ts';
import type { ElementOf, Items, Merged, Only, Result, Streamed, TypedResult } from './types.ts';
import { sharedWorkerSet, type WorkerSet } from './worker-sets.ts';

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

  /** Waits for running calls, then ends the workers that no other call uses. */
  close(): Promise<void>;
  /** Cancels running calls and ends the workers. */
  terminate(): Promise<void>;
}

/** Makes {@link ParallelRunner}s, with or without `new`. */
export interface ParallelConstructor {
  /**
   * @param options - The number of workers, or options; default: all usable cores, on threads.
   * @throws InvalidOptionError `ERR_INVALID_OPTION` when an option is unknown or has a wrong value.
   * @example
   * ```ts
   * const lengths = await Parallel({ nJobs: 2, backend: 'threads' }).map((word: string) => word.length, ['one', 'three']);
   * console.log(lengths); // [ 3, 5 ]
   * ```
   */
  <const O extends ParallelOptions & object>(options: Only<O, ParallelOptions>): ParallelRunner<O>;
  (nJobs?: number): ParallelRunner;
  new <const O extends ParallelOptions & object>(options: Only<O, ParallelOptions>): ParallelRunner<O>;
  new (nJobs?: number): ParallelRunner;
  /** For `instanceof`. */
  readonly prototype: ParallelRunner;
}

/** State of a runner; the runner itself is a function with methods. */
class Runner {
  readonly options: ParallelOptions;
  readonly #sets = new Set<WorkerSet>();
  readonly #running = new Set<{ readonly cancel: (error: unknown) => void; readonly over: Promise<void> }>();

  constructor(options: ParallelOptions) {
    this.options = options;
  }

  place(options: CallSettings | undefined): CallPlace {
    checkOptions('a call', options);
    const resolved = resolve(this.options, options);
    return {
      resolved,
      workers: async (tasks) => {
        const set = await sharedWorkerSet(resolved, tasks);
        this.#sets.add(set);
        return set;
      },
    };
  }

  run(request: CallRequest, options?: CallSettings): unknown {
    const returnAs = options?.returnAs ?? this.options.returnAs ?? 'list';
    if (returnAs === 'list') return this.list(request, options);
    checkRequest(request);
    const place = this.place(options);
    return streamOf(() => this.start(place, request));
  }

  /** Always a promise: a wrong option or argument rejects, as an error of a task does. */
  async list(request: CallRequest, options?: CallSettings): Promise<unknown> {
    checkRequest(request); // before its options: most often the two were mixed up
    return this.collect(this.place(options), request);
  }

  async collect(place: CallPlace, request: CallRequest): Promise<unknown> {
    const running = await this.start(place, request);
    await running.over;
    return collected(running.sink);
  }

  start(place: CallPlace, request: CallRequest): ReturnType<typeof startCall> {
    const starting = startCall(place, request);
    // From the first moment on: close() and terminate() know calls that are only being set up, too.
    const entry = {
      cancel: (error: unknown) => void starting.then(({ call }) => call.cancel(error)).catch(() => undefined),
      over: starting.then(({ over }) => over),
    };
    this.#running.add(entry);
    const leave = () => this.#running.delete(entry);
    entry.over.then(leave, leave);
    return starting;
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#running].map((entry) => entry.over));
    await this.#retire();
  }

  async terminate(error: unknown): Promise<void> {
    const overs = [...this.#running].map((entry) => {
      entry.cancel(error);
      return entry.over;
    });
    await Promise.allSettled(overs);
    await this.#retire();
  }

  async #retire(): Promise<void> {
    const sets = [...this.#sets];
    this.#sets.clear();
    await Promise.all(sets.map((set) => set.retire()));
  }
}

const runners = new WeakMap<object, Runner>();

function runnerOf(self: object): Runner {
  const runner = runners.get(self);
  if (runner === undefined) throw new InvalidOptionError('this method belongs to an object made by Parallel(...)');
  return runner;
}

type Fn = AnyFunction;
type AnyItems = CallRequest['items'];

/** The methods of every runner; on a prototype, so that runners are cheap. */
class Methods {
  map(fn: Fn, items: AnyItems, options?: CallSettings) {
    return runnerOf(this).run({ fn, items, spread: false }, options);
  }

  starmap(fn: Fn, items: AnyItems, options?: CallSettings) {
    return runnerOf(this).run({ fn, items, spread: true }, options);
  }

  async filter(fn: Fn, items: AnyItems, options?: CallSettings) {
    const runner = runnerOf(this);
    checkRequest({ fn, items, spread: false });
    const place = runner.place(options);
    const { onError = 'abort' } = place.resolved.options;
    if (onError === 'settle') {
      throw new InvalidOptionError("filter gives items, not outcomes: use onError 'abort', 'skip' or a function");
    }
    const kept: unknown[] = [];
    const request = { fn, items: remember(items, kept), spread: false, sink: new ListSink(undefined) };
    const flags = (await runner.collect(
      asList(place, onError === 'skip' ? () => false : onError),
      request,
    )) as unknown[];
    return kept.filter((_, index) => flags[index]);
  }

  async forEach(fn: Fn, items: AnyItems, options?: CallSettings) {
    const runner = runnerOf(this);
    const request = { fn, items, spread: false, discard: true };
    checkRequest(request);
    await runner.collect(asList(runner.place(options)), request);
  }

  async reduce(fn: Fn, items: AnyItems, ...[combine, ...rest]: [Fn, unknown?, CallSettings?]) {
    const runner = runnerOf(this);
    checkRequest({ fn, items, spread: false });
    const [initial, options] = rest;
    const { onError = 'abort' } = options ?? {};
    if (onError !== 'abort') {
      throw new InvalidOptionError(`reduce needs every result, so onError must be 'abort', got ${show(onError)}`);
    }
    const place = asList(runner.place(options), 'abort');
    const start = initial === undefined ? [] : [initial];
    return foldCall({ fn, items, combine, initial: start }, (request) =>
      runner.collect(place, { ...request, sink: new ListSink(undefined) }),
    );
  }

  stream(fn: Fn, items: AnyItems, options?: StreamSettings) {
    const { ordered = true, ...others } = options ?? {};
    const returnAs = ordered ? 'generator' : 'generatorUnordered';
    return runnerOf(this).run({ fn, items, spread: false }, { ...others, returnAs });
  }

  close() {
    return runnerOf(this).close();
  }

  terminate() {
    return runnerOf(this).terminate(new CancelledError('Parallel was terminated'));
  }

  [Symbol.asyncDispose]() {
    return runnerOf(this).close();
  }
}

/** The same place for a call of which the caller does not see the list of results. */
function asList({ resolved, workers }: CallPlace, onError = resolved.options.onError): CallPlace {
  const options: ParallelOptions = { ...resolved.options, onError, returnAs: 'list' };
  return { resolved: { ...resolved, options }, workers };
}

/** Items as they pass, kept for {@link ParallelRunner.filter}. */
function remember(items: AnyItems, kept: unknown[]): AnyItems {
  if (Symbol.asyncIterator in Object(items)) {
    return (async function* () {
      for await (const item of items as AsyncIterable<unknown>) yield kept[kept.push(item) - 1];
    })();
  }
  if (Array.isArray(items) || isTypedArray(items)) {
    for (const item of items as Iterable<unknown>) kept.push(item);
    return kept;
  }
  return (function* () {
    for (const item of items as Iterable<unknown>) yield kept[kept.push(item) - 1];
  })();
}

function makeParallel(options?: number | ParallelOptions): object {
  checkNodeVersion();
  const given: ParallelOptions = typeof options === 'number' ? { nJobs: options } : (options ?? {});
  checkOptions('Parallel', given);
  const runner = new Runner(given);
  const self = (tasks: AnyItems) => runner.run({ fn: DELAYED, items: tasks, spread: true });
  Object.setPrototypeOf(self, makeParallel.prototype as object);
  runners.set(self, runner);
  return self;
}

// Runners are functions, so their methods come before those of Function.prototype.
makeParallel.prototype = Object.create(Function.prototype, {
  ...Object.getOwnPropertyDescriptors(Methods.prototype),
  constructor: { value: makeParallel, configurable: true, writable: true },
}) as object;
Object.defineProperty(makeParallel, 'name', { value: 'Parallel' });

/**
 * joblib's `Parallel`: runs functions on all cores, with closures, in input order.
 *
 * @example
 * ```ts
 * const minLength = 4;
 * const words = await Parallel(-1).map((text: string) => text.split(' ').filter((w) => w.length >= minLength), ['a long day']);
 * console.log(words); // [ [ 'long' ] ]
 * ```
 */
export const Parallel = makeParallel as unknown as ParallelConstructor;
