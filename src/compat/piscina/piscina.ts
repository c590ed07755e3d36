import { EventEmitterAsyncResource } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { WaitTimeoutError } from '../../core/sync-errors.ts';
import type { WorkerEvent } from '../../core/worker-set.ts';
import type { Task } from '../../plan/task-handle.ts';
import type { PoolOptions } from '../../api/pool-options.ts';
import { PoolCore } from '../pool-core.ts';
import { ArrayTaskQueue, FixedQueue } from '../task-queues.ts';
import { VERSION } from '../version.ts';
import { specifiedEnv } from '../worker-env.ts';
import { endErrorOf, isStrayEnd } from '../worker-errors.ts';
import { ownTask, urlOf } from '../worker-file.ts';
import { isWorkerThread, move, queueOptionsSymbol, transferableSymbol, valueSymbol, workerData } from './helpers.ts';
import { Histograms, type PiscinaHistogram, shownHistogram } from './histograms.ts';
import {
  checkCloseOptions,
  checkRunOptions,
  type CloseOptions,
  type FilledOptions,
  fillOptions,
  type Options,
  type RunOptions,
} from './options.ts';
import { WorkerViews } from './workers.ts';

/** What the engine is given for these options. */
function engineOptions(options: FilledOptions): PoolOptions {
  const { filename, niceIncrement, atomics, execArgv, argv, resourceLimits } = options;
  const env = specifiedEnv(options.env);
  return {
    backend: 'threads',
    maxWorkers: Math.ceil(options.maxThreads),
    minWorkers: Math.ceil(options.minThreads),
    idleTimeout: options.idleTimeout,
    concurrentTasksPerWorker: options.concurrentTasksPerWorker,
    initializer: ownTask('prepare'),
    initArgs: [{ niceIncrement, turns: atomics !== 'sync', ...(filename !== null && { file: urlOf(filename) }) }],
    ...(options.workerData !== undefined && { workerData: options.workerData as unknown }),
    ...(env && { env }),
    ...(argv && { argv: argv.map(String) }),
    ...(execArgv && { execArgv }),
    ...(resourceLimits && { resourceLimits }),
  };
}

/**
 * A pool of threads that run the functions of a file.
 *
 * @typeParam T - The payload of `run`.
 * @typeParam R - What `run` gives.
 * @example
 * <!-- no-run: it needs a worker file -->
 * ```ts
 * import { Piscina } from 'manycore/compat/piscina';
 *
 * const piscina = new Piscina({ filename: new URL('./worker.mjs', import.meta.url).href });
 * console.log(await piscina.run({ a: 4, b: 6 }));
 * await piscina.close();
 * ```
 */
// oxlint-disable-next-line typescript/no-explicit-any -- the defaults that programs were written for
export class Piscina<T = any, R = any> extends EventEmitterAsyncResource {
  readonly #options: FilledOptions;
  readonly #core: PoolCore;
  readonly #histograms: Histograms | undefined;
  readonly #shown: PiscinaHistogram;
  readonly #views: WorkerViews;
  readonly #started = performance.now();
  #needsDrain = false;

  /** @throws InvalidOptionError `ERR_INVALID_OPTION` */
  constructor(options: Options = {}) {
    super({ name: 'Piscina' });
    this.#options = fillOptions(options);
    const { maxThreads, concurrentTasksPerWorker, maxQueue, filename, name, recordTiming } = this.#options;
    const { loadBalancer, workerHistogram, stricterFIFO } = this.#options;
    this.#histograms = recordTiming ? new Histograms() : undefined;
    this.#shown = shownHistogram(this.#histograms);
    this.#views = new WorkerViews(() => this.#core.workers(), workerHistogram);
    // FixedQueue and ArrayTaskQueue keep the order that the engine keeps anyway, and quicker.
    const hasOwn = !(options.taskQueue instanceof FixedQueue || options.taskQueue instanceof ArrayTaskQueue);
    const queue = loadBalancer !== undefined ? this.#options.taskQueue : hasOwn ? options.taskQueue : undefined;
    this.#core = new PoolCore(
      {
        capacity: Math.ceil(maxThreads) * concurrentTasksPerWorker,
        tasksPerWorker: concurrentTasksPerWorker,
        maxQueue,
        filename,
        name,
        engine: engineOptions(this.#options),
        queue: queue as never,
        queueOptions: queueOptionsSymbol,
        ...(loadBalancer && {
          balance: {
            choose: (task) => this.#views.choose(loadBalancer, task as never),
            release: (worker, isAbortable) => this.#views.release(worker, isAbortable),
            keepsOrder: stricterFIFO,
          },
        }),
      },
      {
        onWorker: (event) => this.#onWorker(event),
        onChange: () => this.#onChange(),
        onOver: (task) => this.#onOver(task),
      },
    );
  }

  /** Runs a task: the payload through the export `name` of `filename`. */
  run(task: T, options: RunOptions = {}): Promise<R> {
    try {
      checkRunOptions(options);
    } catch (error) {
      return Promise.reject(error as Error);
    }
    return this.#core.run(task, options) as Promise<R>;
  }

  /** Waits for the tasks that were given, for `closeTimeout` at most, and ends the threads. */
  async close(options: CloseOptions = {}): Promise<void> {
    checkCloseOptions(options);
    const limit = new AbortController();
    const { closeTimeout } = this.#options;
    const late = sleep(closeTimeout, 'late', { ref: false, signal: limit.signal }).catch(() => 'ended');
    const drained = this.#core.drain(options.force ?? false).then(() => 'drained');
    const how = await Promise.race([drained, late]);
    limit.abort();
    if (how === 'late') this.emit('error', new WaitTimeoutError('Close operation timed out'));
    await this.destroy();
    this.emit('close');
  }

  /** Ends all threads; tasks that run or wait are rejected. */
  async destroy(): Promise<void> {
    await this.#core.destroy();
  }

  /** As {@link close}. */
  [Symbol.dispose](): void {
    this.close().catch((error: unknown) => this.emit('error', error));
  }

  /** As {@link close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  get maxThreads(): number {
    return this.#options.maxThreads;
  }

  get minThreads(): number {
    return this.#options.minThreads;
  }

  /** The options with all defaults. */
  get options(): FilledOptions {
    return this.#options;
  }

  /** The threads that there are. */
  get threads(): Worker[] {
    return this.#core.workers().map(({ handle }) => handle as Worker);
  }

  /** Threads that have no task. */
  get idleThreads(): number {
    return this.#core.workers().filter(({ running }) => running === 0).length;
  }

  /** Tasks that wait for a thread. */
  get queueSize(): number {
    return this.#core.queueSize;
  }

  /** Tasks that are over. */
  get completed(): number {
    return this.#core.completed;
  }

  /** Times that tasks ran and waited. */
  get histogram(): PiscinaHistogram {
    return this.#shown;
  }

  /** How much of what its threads could have done the pool has done so far: from 0 to 1. */
  get utilization(): number {
    const capacity = this.duration * this.#options.maxThreads;
    return Math.min(1, (this.#histograms?.totalRunMs ?? 0) / capacity);
  }

  /** Age of the pool in milliseconds. */
  get duration(): number {
    return performance.now() - this.#started;
  }

  /** Whether all threads have as many tasks as they take. */
  get needsDrain(): boolean {
    return this.#needsDrain;
  }

  /** Whether this code runs in a thread of a pool. */
  static get isWorkerThread(): boolean {
    return isWorkerThread;
  }

  /** In a thread, the `workerData` of its pool. */
  // oxlint-disable-next-line typescript/no-explicit-any -- the type that programs were written for
  static get workerData(): any {
    return workerData;
  }

  /** Version of this library. */
  static get version(): string {
    return VERSION;
  }

  /** This class: for programs that take it from what `require` gives. */
  static get Piscina(): typeof Piscina {
    return Piscina;
  }

  static get FixedQueue(): typeof FixedQueue {
    return FixedQueue;
  }

  static get ArrayTaskQueue(): typeof ArrayTaskQueue {
    return ArrayTaskQueue;
  }

  /** Marks a value to be moved instead of copied, for a payload and for a result. */
  static get move(): typeof move {
    return move;
  }

  static get transferableSymbol(): typeof transferableSymbol {
    return transferableSymbol;
  }

  static get valueSymbol(): typeof valueSymbol {
    return valueSymbol;
  }

  static get queueOptionsSymbol(): typeof queueOptionsSymbol {
    return queueOptionsSymbol;
  }

  #onWorker(event: WorkerEvent): void {
    const { kind, worker } = event;
    if (kind === 'start') {
      const thread = worker.handle as Worker;
      // `ready` is how the thread reports to the engine.
      thread.on('message', (message: { readonly ready?: unknown } | null) => {
        if (message?.ready !== true) this.emit('message', message);
      });
    } else if (kind === 'ready') this.emit('workerCreate', this.#views.viewOf(worker));
    else {
      this.emit('workerDestroy', this.#views.viewOf(worker));
      this.#views.forget(worker);
    }
    if (isStrayEnd(event)) void endErrorOf(event).then((error) => this.emit('error', error));
  }

  #onChange(): void {
    if (this.#core.isFull === this.#needsDrain) return;
    this.#needsDrain = !this.#needsDrain;
    const event = this.#needsDrain ? 'needsDrain' : 'drain';
    // To emit costs as much as a good part of a small task, and mostly nobody listens.
    if (this.listenerCount(event) > 0) queueMicrotask(() => this.emit(event));
  }

  #onOver({ trip }: Task): void {
    if (trip?.runMs === undefined) return;
    this.#views.record(trip.workerId, trip.runMs);
    if (this.#histograms === undefined) return;
    const waitMs = performance.now() - trip.queuedAt - trip.runMs;
    this.#histograms.record(trip.runMs, Math.max(0, waitMs));
  }
}
