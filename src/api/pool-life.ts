import process from 'node:process';
import { CancelledError } from '../core/errors.ts';
import type { WorkerBounds } from '../core/worker-set.ts';
import type { PoolEngine } from './pool-engine.ts';
import type { PoolEventName, PoolListener, PoolListeners } from './pool-events.ts';
import { checkShutdownOptions, type ShutdownOptions } from './pool-options.ts';
import type { PoolStats } from './pool-stats.ts';
import { type PoolWorker, PoolWorkers } from './pool-workers.ts';
import type { AnyFunction } from './call-request.ts';

/** The part of {@link Pool} that is about its workers, its figures and its end. */
export abstract class PoolLife implements AsyncDisposable {
  readonly #engine: PoolEngine;
  readonly #listeners: PoolListeners;
  readonly #workers: PoolWorkers;

  protected constructor(engine: PoolEngine, listeners: PoolListeners) {
    this.#engine = engine;
    this.#listeners = listeners;
    this.#workers = new PoolWorkers(engine, listeners);
    engine.begin();
  }

  /**
   * Runs `fn` with these arguments once on each worker that there is; starts the least number of workers, at least one, where
   * there are fewer. Workers that come later do not run it: what each worker needs is for `initializer`.
   *
   * @returns What each worker gave. Rejects with the first failure, when all have ended.
   * @example
   * ```ts
   * await using pool = new Pool({ minWorkers: 2, maxWorkers: 2 });
   * console.log(await pool.broadcast(() => taskContext().workerId)); // [ 1, 2 ]
   * ```
   */
  broadcast<A extends readonly unknown[], R2>(fn: (...args: A) => R2, ...args: A): Promise<Awaited<R2>[]> {
    return this.#workers.broadcast(fn as AnyFunction, args) as Promise<Awaited<R2>[]>;
  }

  /**
   * Starts the least number of workers, at least one, and resolves when they are ready for tasks.
   *
   * @throws WorkerStartError `ERR_WORKER_START`, InitializerError `ERR_INITIALIZER`, PoolClosedError `ERR_POOL_CLOSED`
   */
  ready(): Promise<void> {
    return this.#workers.ready();
  }

  /**
   * Changes how many workers there may be while they work: too many end as soon as they have nothing to do.
   *
   * @param size - The most workers, or `min` and `max`.
   * @throws InvalidOptionError `ERR_INVALID_OPTION`
   */
  resize(size: number | WorkerBounds): void {
    this.#workers.resize(size);
  }

  /** Replaces all workers by new ones, each after what it runs; resolves when the old ones are gone. One that starts is new. */
  recycle(): Promise<void> {
    return this.#workers.recycle();
  }

  /** The workers that there are now. */
  get workers(): readonly PoolWorker[] {
    return this.#workers.list();
  }

  /** Whether it takes tasks: it was not closed, terminated or shut down. */
  get isOpen(): boolean {
    return this.#engine.isOpen;
  }

  /** Tasks that were submitted and not given to a worker yet. */
  get queueSize(): number {
    return this.#engine.tasks.queued;
  }

  /** As many tasks wait as `maxQueue` allows; false again, with the event `drain`, when none does. */
  get needsDrain(): boolean {
    return this.#engine.needsDrain;
  }

  /**
   * What the pool has done and is doing. Counts and times are of single tasks (`submit`, `run`).
   *
   * @example
   * ```ts
   * await using pool = new Pool(2);
   * await Promise.all([3, 4].map((x) => pool.submit(Math.sqrt, x)));
   * const { completed, failed, waitMs } = pool.stats();
   * console.log(completed, failed, waitMs.count); // 2 0 2
   * ```
   */
  stats(): PoolStats {
    return this.#workers.stats();
  }

  /** Begins to count and measure anew. */
  resetStats(): void {
    this.#workers.resetStats();
  }

  /**
   * Calls `listener` at each of these events.
   *
   * @throws InvalidOptionError `ERR_INVALID_OPTION` for an event that pools do not have.
   */
  on<E extends PoolEventName>(event: E, listener: PoolListener<E>): this {
    this.#listeners.add(event, listener, false);
    return this;
  }

  /** Calls `listener` at the next of these events. */
  once<E extends PoolEventName>(event: E, listener: PoolListener<E>): this {
    this.#listeners.add(event, listener, true);
    return this;
  }

  /** Calls `listener` no more. */
  off<E extends PoolEventName>(event: E, listener: PoolListener<E>): this {
    this.#listeners.remove(event, listener);
    return this;
  }

  /** Takes no new tasks, waits for those that were given, and ends the workers. Safe to call twice. */
  close(): Promise<void> {
    return this.#engine.close();
  }

  /** Cancels all tasks and ends the workers now. Safe to call twice. */
  terminate(): Promise<void> {
    return this.#engine.terminate();
  }

  /**
   * Resolves when the pool has ended, after `close` or `terminate`.
   *
   * @throws InvalidStateError `ERR_INVALID_STATE`, as a rejection, before one of these was called.
   */
  join(): Promise<void> {
    return this.#engine.join();
  }

  /**
   * Takes no new tasks and ends, as the `shutdown` of an executor in Python.
   *
   * @param options - `wait: false` does not wait for the end; `cancelPending: true` cancels what has not started.
   * @throws InvalidOptionError `ERR_INVALID_OPTION`, as a rejection.
   * @example
   * ```ts
   * const pool = new Pool(2);
   * const handle = pool.submit(Math.sqrt, 9);
   * await pool.shutdown({ cancelPending: false });
   * console.log(await handle); // 3
   * ```
   */
  async shutdown(options: ShutdownOptions = {}): Promise<void> {
    checkShutdownOptions(options);
    const over = this.#engine.close();
    if (options.cancelPending === true) this.#engine.cancelPending(new CancelledError('the pool was shut down'));
    if (options.wait !== false) return over;
    // Nobody waits for this one, so nobody else would hear of workers that cannot be ended.
    over.catch((error: unknown) => process.emitWarning(error as Error));
  }

  /** The same as {@link Pool.close}: it drains, where `with Pool()` of Python terminates. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
