import { checkNodeVersion } from '../platform/node-version.ts';
import type { TaskHandle } from '../plan/task-handle.ts';
import { type Actor, type ActorClass, spawnActor } from './actor.ts';
import { AsyncResult, type ResultCallbacks, splitCallbacks } from './async-result.ts';
import { countAndOptions } from './count-and-options.ts';
import type { DelayedTask } from './delayed.ts';
import { ModuleTasks } from './module-tasks.ts';
import { PoolCalls } from './pool-calls.ts';
import { PoolEngine, type TaskParts } from './pool-engine.ts';
import { PoolListeners } from './pool-events.ts';
import {
  type ApplyOptions,
  checkApplied,
  checkApplyOptions,
  checkPoolOptions,
  checkRunOptions,
  type PoolOptions,
  type RunOptions,
} from './pool-options.ts';
import { openProxy, type PoolProxy } from './pool-proxy.ts';
import type { AnyFunction } from './call-request.ts';
import type { Arguments } from './types.ts';

/**
 * Workers that belong to one owner and run what they are given, until they are closed.
 *
 * `await using` drains: it waits for running tasks, then ends the workers ({@link Pool.close}). An idle pool does not keep
 * the process alive.
 *
 * @typeParam P - The payload of `run`, for a pool with a `filename`.
 * @typeParam R - What `run` gives.
 * @example
 * ```ts
 * await using pool = new Pool({ maxWorkers: 2 });
 * const squares = await pool.map((x: number) => x * x, [1, 2, 3]);
 * console.log(squares, await pool.submit(Math.hypot, 3, 4)); // [ 1, 4, 9 ] 5
 * ```
 */
export class Pool<P = unknown, R = unknown> extends PoolCalls {
  readonly #engine: PoolEngine;
  readonly #module: ModuleTasks;

  /**
   * @param options - The number of workers, or options.
   * @param more - Options, after a number.
   * @throws InvalidOptionError `ERR_INVALID_OPTION`
   */
  constructor(options: PoolOptions | number = {}, more?: PoolOptions) {
    checkNodeVersion();
    const given = countAndOptions({ who: 'Pool', key: 'maxWorkers', first: options, second: more });
    checkPoolOptions(given);
    const listeners = new PoolListeners();
    const engine = new PoolEngine(given, listeners);
    const module = new ModuleTasks(given);
    super(engine, listeners);
    this.#engine = engine;
    this.#module = module;
  }

  /**
   * Runs `fn` with an array of arguments, as `apply` of multiprocessing: {@link Pool.submit} with options.
   *
   * @example
   * ```ts
   * await using pool = new Pool(2);
   * console.log(await pool.apply(Math.hypot, [3, 4], { timeout: 10_000, retry: 2 })); // 5
   * ```
   */
  apply<R2>(fn: () => R2, args?: readonly [], options?: ApplyOptions): TaskHandle<Awaited<R2>>;
  apply<A extends readonly unknown[], R2>(
    fn: (...args: A) => R2,
    args: Arguments<A>,
    options?: ApplyOptions,
  ): TaskHandle<Awaited<R2>>;
  apply(fn: AnyFunction, args: readonly unknown[] = [], options: ApplyOptions = {}): TaskHandle<never> {
    return this.#apply('apply', { fn, args }, options) as TaskHandle<never>;
  }

  /**
   * The same with callbacks, as `apply_async` of multiprocessing.
   *
   * @example
   * ```ts
   * await using pool = new Pool(2);
   * const result = pool.applyAsync(Math.hypot, [3, 4], { callback: (length) => console.log('length', length) });
   * await result.wait(10_000);
   * console.log(result.successful());
   * ```
   *
   * ```text
   * length 5
   * true
   * ```
   */
  applyAsync<R2>(
    fn: () => R2,
    args?: readonly [],
    options?: ApplyOptions & ResultCallbacks<Awaited<R2>>,
  ): AsyncResult<Awaited<R2>>;
  applyAsync<A extends readonly unknown[], R2>(
    fn: (...args: A) => R2,
    args: Arguments<A>,
    options?: ApplyOptions & ResultCallbacks<Awaited<R2>>,
  ): AsyncResult<Awaited<R2>>;
  applyAsync(
    fn: AnyFunction,
    args: readonly unknown[] = [],
    options: ApplyOptions & ResultCallbacks<never> = {},
  ): AsyncResult<never> {
    const { callbacks, rest } = splitCallbacks('applyAsync', options);
    const running = this.#apply('applyAsync', { fn, args }, rest) as TaskHandle<never>;
    return new AsyncResult(running, callbacks);
  }

  /**
   * Runs one task: the payload through the pool's `filename`, or a delayed task.
   *
   * @throws InvalidOptionError `ERR_INVALID_OPTION` when the pool has no `filename` and the payload is no delayed task.
   * @example
   * ```ts
   * await using pool = new Pool<string, string>({ maxWorkers: 2, filename: 'node:path', name: 'basename' });
   * console.log(await pool.run('/a/one.txt'), await pool.run(delayed(Math.max)(1, 2), { timeout: 1000 })); // one.txt 2
   * ```
   */
  run<R2>(task: DelayedTask<R2>, options?: RunOptions): TaskHandle<Awaited<R2>>;
  run(payload: P, options?: RunOptions): TaskHandle<R>;
  run(payload: unknown, options: RunOptions = {}): TaskHandle {
    const { filename, name, transferList, ...settings } = options;
    return this.#engine.submitWith(() => {
      checkRunOptions(options);
      return this.#module.taskOf(payload, { filename, name, transferList });
    }, settings);
  }

  /**
   * Runs `fn` with these arguments. Tasks submitted in one turn of the event loop travel together.
   *
   * An argument may be the handle of another task, of this pool or any other: this one starts when the result is there,
   * and fails or is cancelled when that one is.
   *
   * @returns A promise of the result that also tells how far the task is, and can cancel it.
   * @example
   * ```ts
   * await using pool = new Pool(2);
   * const sum = (...all: number[]) => all.reduce((a, b) => a + b);
   * const parts = [pool.submit(sum, 1, 2), pool.submit(sum, 3, 4)];
   * console.log(await pool.submit(sum, ...parts)); // 10
   * ```
   */
  submit<A extends readonly unknown[], R2>(fn: (...args: A) => R2, ...args: Arguments<A>): TaskHandle<Awaited<R2>> {
    return this.#engine.submit(fn as AnyFunction, args) as TaskHandle<Awaited<R2>>;
  }

  /**
   * The exports of a module as functions whose calls are tasks of this pool. Nothing of the module is loaded here.
   *
   * @typeParam M - Type of the module: `typeof import('./work.js')`.
   * @param url - A URL or an absolute path; default: the pool's `filename`.
   * @throws InvalidOptionError `ERR_INVALID_OPTION`
   * @example
   * ```ts
   * await using pool = new Pool(2);
   * const path = pool.proxy<typeof import('node:path')>('node:path');
   * console.log(await path.join('a', 'b'), await path.basename('/c/d.txt')); // a/b d.txt
   * ```
   */
  proxy<M>(url?: string | URL): PoolProxy<M> {
    return openProxy(this.#engine, url ?? this.#engine.options.filename) as PoolProxy<M>;
  }

  /**
   * Makes an instance of a class in a worker of its own, and gives its methods: they run there, one at a time, in the order of the
   * calls. The worker is one more than the pool's, of the same kind and with the same options, and ends with the pool.
   *
   * When the worker ends, the state is gone: calls that are not over, and all later ones, reject with {@link ActorLostError}.
   *
   * @param constructor_ - The class; it travels as functions do.
   * @param args - For its constructor.
   * @returns The methods of the class, each giving a promise; `terminate()`; `await using` disposes of it.
   * @throws What the constructor throws.
   * @throws ActorLostError `ERR_ACTOR_LOST`
   * @example
   * ```ts
   * class Counter {
   *   #count: number;
   *   constructor(start: number) { this.#count = start; }
   *   add(by: number): number { return (this.#count += by); }
   * }
   * await using pool = new Pool(1);
   * await using counter = await pool.spawnActor(Counter, 10);
   * void counter.add(1);
   * console.log(await counter.add(2)); // 13
   * ```
   */
  spawnActor<T extends object, A extends readonly unknown[]>(
    constructor_: ActorClass<T, A>,
    ...args: A
  ): Promise<Actor<T>> {
    return spawnActor(this.#engine, constructor_, args);
  }

  #apply(who: string, parts: TaskParts, options: ApplyOptions): TaskHandle {
    return this.#engine.submitWith(() => {
      checkApplyOptions(who, options);
      return checkApplied(who, parts);
    }, options);
  }
}
