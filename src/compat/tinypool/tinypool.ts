import { EventEmitterAsyncResource } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { InvalidOptionError } from '../../core/errors.ts';
import { WaitTimeoutError } from '../../core/sync-errors.ts';
import type { WorkerEvent, WorkerInfo } from '../../core/worker-set.ts';
import type { PoolOptions } from '../../api/pool-options.ts';
import { move } from '../movable.ts';
import { PoolCore } from '../pool-core.ts';
import { specifiedEnv } from '../worker-env.ts';
import { endErrorOf, isStrayEnd } from '../worker-errors.ts';
import { ownTask, pathOf, taskOf, urlOf } from '../worker-file.ts';
import { VERSION } from '../version.ts';
import { Channels } from './channels.ts';
import { kQueueOptions, kTransferable, kValue, stateHere, symbols } from './helpers.ts';
import { type FilledOptions, fillOptions, type Options, type RunOptions, type TinypoolWorker } from './options.ts';

/** What the engine is given for these options. */
function engineOptions(options: FilledOptions): PoolOptions {
  const { filename, maxMemoryLimitBeforeRecycle, teardown, execArgv, argv, resourceLimits } = options;
  const env = specifiedEnv(options.env);
  const file = filename === null ? undefined : urlOf(filename);
  return {
    backend: options.runtime === 'child_process' ? 'processes' : 'threads',
    maxWorkers: options.maxThreads,
    minWorkers: options.minThreads,
    idleTimeout: options.idleTimeout,
    concurrentTasksPerWorker: options.concurrentTasksPerWorker,
    initializer: ownTask('prepare'),
    initArgs: [{ isTinypool: true, turns: !options.useAtomics, ...(file !== undefined && { file }) }],
    ...(options.workerData !== undefined && { workerData: options.workerData }),
    ...(env && { env }),
    ...(argv && { argv: argv.map(String) }),
    ...(execArgv && { execArgv }),
    ...(resourceLimits && { resourceLimits }),
    ...(options.isolateWorkers === true && { maxTasksPerWorker: 1 }),
    ...(maxMemoryLimitBeforeRecycle && { recycle: { heapMb: maxMemoryLimitBeforeRecycle / 2 ** 20 } }),
    ...(teardown !== undefined && file !== undefined && { teardown: taskOf(file, teardown) }),
  };
}

/**
 * A pool of workers that run the functions of a file.
 *
 * @example
 * <!-- no-run: it needs a worker file -->
 * ```ts
 * import Tinypool from 'manycore/compat/tinypool';
 *
 * const pool = new Tinypool({ filename: new URL('./worker.mjs', import.meta.url) });
 * console.log(await pool.run({ a: 4, b: 6 }));
 * await pool.destroy();
 * ```
 */
export class Tinypool extends EventEmitterAsyncResource {
  readonly #options: FilledOptions;
  readonly #core: PoolCore;
  readonly #started = performance.now();
  #channels: Channels | undefined;
  #hadQueue = false;

  /** @throws InvalidOptionError `ERR_INVALID_OPTION` */
  constructor(options: Options = {}) {
    super({ name: 'Tinypool' });
    this.#options = fillOptions(options);
    const { maxThreads, concurrentTasksPerWorker, maxQueue, filename, name } = this.#options;
    const capacity = maxThreads * concurrentTasksPerWorker;
    const core = { capacity, tasksPerWorker: concurrentTasksPerWorker, maxQueue, filename, name };
    this.#core = new PoolCore(
      {
        ...core,
        engine: engineOptions(this.#options),
        queue: options.taskQueue as never,
        queueOptions: kQueueOptions,
      },
      { onWorker: (event) => this.#onWorker(event), onChange: () => this.#onChange(), onOver: () => {} },
    );
  }

  /** Runs a task: the payload through the export `name` of `filename`. */
  // oxlint-disable-next-line typescript/no-explicit-any -- the signature that programs were written for
  run(task: any, options: RunOptions = {}): Promise<any> {
    const { channel, ...rest } = options;
    if (channel === undefined) return this.#core.run(task, rest);
    if (this.#options.runtime === 'worker_threads') {
      if (channel.onMessage === undefined && channel.postMessage === undefined) return this.#core.run(task, rest);
      const message =
        "{ runtime: 'worker_threads' } takes no channel with onMessage or postMessage; put a MessagePort into the task and its transferList";
      return Promise.reject(new InvalidOptionError(message));
    }
    this.#channels ??= new Channels();
    const payload = {
      service: this.#channels.service,
      channel: this.#channels.add(channel),
      file: urlOf(pathOf(options.filename ?? this.#options.filename ?? '')),
      name: options.name ?? this.#options.name,
      payload: task as unknown,
    };
    return this.#core.call(ownTask('runWithChannel'), payload, rest);
  }

  /** Ends all workers; tasks that run or wait are rejected. */
  async destroy(): Promise<void> {
    const { terminateTimeout } = this.#options;
    const ended = this.#core.destroy();
    const channels = this.#channels; // a task after the end has others
    this.#channels = undefined;
    const limit = new AbortController();
    if (terminateTimeout) {
      const late = sleep(terminateTimeout, undefined, { signal: limit.signal }).then(() => {
        throw new WaitTimeoutError(`Failed to terminate worker within ${terminateTimeout} ms`);
      });
      await Promise.race([
        ended,
        late.catch((error: unknown) => (limit.signal.aborted ? undefined : Promise.reject(error as Error))),
      ]);
    }
    await ended;
    limit.abort();
    channels?.close();
    this.emitDestroy();
  }

  /** The options with all defaults. */
  get options(): FilledOptions {
    return this.#options;
  }

  /** The workers that there are. */
  get threads(): TinypoolWorker[] {
    return this.#core.workers().map(threadOf);
  }

  /** Tasks that wait for a worker. */
  get queueSize(): number {
    return this.#core.queueSize;
  }

  /** Rejects what waits; what runs goes on. */
  cancelPendingTasks(): void {
    this.#core.cancelPending();
  }

  /** Replaces all workers, each after what it runs. */
  async recycleWorkers({ runtime }: Pick<Options, 'runtime'> = {}): Promise<void> {
    if (runtime !== undefined) this.#options.runtime = runtime;
    await this.#core.recycle(this.#options.runtime === 'child_process' ? 'processes' : 'threads');
  }

  /** Tasks that are over. */
  get completed(): number {
    return this.#core.completed;
  }

  /** Age of the pool in milliseconds. */
  get duration(): number {
    return performance.now() - this.#started;
  }

  /** Whether this code runs in a thread of a pool. */
  static get isWorkerThread(): boolean {
    return stateHere()?.isWorkerThread ?? false;
  }

  /** In a worker, the `workerData` of its pool. */
  // oxlint-disable-next-line typescript/no-explicit-any -- the type that programs were written for
  static get workerData(): any {
    return stateHere()?.workerData;
  }

  /** Version of this library. */
  static get version(): string {
    return VERSION;
  }

  /** Marks a value to be moved instead of copied, for a payload and for a result. */
  static move<T>(value: T): T {
    return move(value, symbols);
  }

  /** Under this a value tells what is to be moved with it. */
  static get transferableSymbol(): typeof kTransferable {
    return kTransferable;
  }

  /** Under this it tells what is to be sent in its place. */
  static get valueSymbol(): typeof kValue {
    return kValue;
  }

  /** Under this a payload has options for a queue of the program's own. */
  static get queueOptionsSymbol(): typeof kQueueOptions {
    return kQueueOptions;
  }

  #onWorker(event: WorkerEvent): void {
    if (isStrayEnd(event)) void endErrorOf(event).then((error) => this.emit('error', error));
  }

  #onChange(): void {
    const hasQueue = this.#core.queueSize > 0;
    if (this.#hadQueue && !hasQueue) queueMicrotask(() => this.emit('drain'));
    this.#hadQueue = hasQueue;
  }
}

function threadOf({ threadId, pid, handle }: WorkerInfo): TinypoolWorker {
  const node = handle as Worker | ChildProcess;
  const isThread = threadId !== undefined;
  return Object.assign(isThread ? { thread: node } : { process: node }, {
    name: isThread ? 'ThreadWorker' : 'ProcessWorker',
    runtime: isThread ? 'worker_threads' : 'child_process',
    threadId: threadId ?? pid ?? -1,
    on: (event: string, listener: (...args: never[]) => void) => void node.on(event, listener as never),
    once: (event: string, listener: (...args: never[]) => void) => void node.once(event, listener as never),
    emit: (event: string, ...data: unknown[]) => void node.emit(event as never, ...(data as never[])),
  });
}
