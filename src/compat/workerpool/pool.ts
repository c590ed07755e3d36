// Loaded when a program makes its first pool, and not by worker files, which import the entry as well.

import '../../backends/register.ts';
import { InvalidOptionError, ParallelError } from '../../core/errors.ts';
import type { TaskBackend } from '../../core/task.ts';
import type { WorkerEvent } from '../../core/worker-set.ts';
import { PoolEngine, type TaskParts } from '../../api/pool-engine.ts';
import { PoolListeners } from '../../api/pool-events.ts';
import { DONE, type Task as EngineTask } from '../../plan/task-handle.ts';
import { notBegun } from '../not-begun.ts';
import { TerminateError } from './errors.ts';
import { TaskEvents } from './events.ts';
import { Execution } from './execution.ts';
import {
  engineOptions,
  type ExecOptions,
  type FilledOptions,
  fillOptions,
  type TaskQueue,
  type WorkerArg,
  type WorkerPoolOptions,
} from './options.ts';
import { queueOf } from './queues.ts';
import { partsOf } from './task-parts.ts';
import { TaskPromise } from './task-promise.ts';
import type { PoolStats, Proxy } from './types.ts';

const now = Promise.resolve();

/** A pool of workers; made by `pool`. */
export class Pool {
  readonly script: string | null;
  readonly maxQueueSize: number;
  readonly maxWorkers: number;
  readonly minWorkers: number | undefined;
  readonly workerType: FilledOptions['workerType'];
  readonly emitStdStreams: boolean;
  readonly #options: FilledOptions;
  readonly #queue: TaskQueue | undefined;
  /** Of this turn; they are sent at its end, so that a `timeout` may be given before. */
  #given: Execution[] = [];
  #engine: PoolEngine | undefined;
  #events: TaskEvents | undefined;
  /** What each worker was made with, by its number. */
  readonly #args = new Map<number, WorkerArg>();
  /** Tasks that the engine has, in order. */
  readonly #open = new Map<EngineTask, Execution>();
  /** Calls of `terminate` that are not over: what is given meanwhile waits for their end. */
  #ends = 0;

  /** @throws InvalidOptionError `ERR_INVALID_OPTION` */
  constructor(script?: string | WorkerPoolOptions, options?: WorkerPoolOptions) {
    this.script = typeof script === 'string' && script !== '' ? script : null;
    const given = (typeof script === 'string' ? options : script) ?? options ?? {};
    this.#queue = queueOf(given.queueStrategy);
    this.#options = fillOptions(this.script, given);
    const { maxQueueSize, maxWorkers, minWorkers, workerType, emitStdStreams } = this.#options;
    this.maxQueueSize = maxQueueSize;
    this.maxWorkers = maxWorkers;
    this.minWorkers = minWorkers;
    this.workerType = workerType;
    this.emitStdStreams = emitStdStreams;
    if ((minWorkers ?? 0) > 0) this.#opened();
  }

  /**
   * Runs a method of the worker file by its name, or a function, which may use what surrounds it.
   *
   * @param params - Its arguments.
   * @throws InvalidOptionError `ERR_INVALID_OPTION`, and ParallelError `ERR_QUEUE_FULL` when `maxQueueSize` tasks wait.
   */
  // oxlint-disable-next-line typescript/no-explicit-any -- results of methods that are called by name have no type
  exec<F extends (...args: any[]) => any>(
    method: string | F,
    params?: Parameters<F> | null,
    options?: ExecOptions,
  ): TaskPromise<Awaited<ReturnType<F>>> {
    if (params && !Array.isArray(params)) throw new InvalidOptionError('Array expected as argument "params"');
    if (typeof method !== 'string' && typeof method !== 'function')
      throw new InvalidOptionError('Function or string expected as argument "method"');
    if (this.#pending >= this.maxQueueSize)
      throw new ParallelError('ERR_QUEUE_FULL', `Max queue size of ${this.maxQueueSize} reached`);
    const execution = new Execution({ method, params, options }, this.#drop);
    // A reaction of a promise: Node wraps a function that is queued as a microtask in a resource of its own.
    if (this.#given.push(execution) === 1) void now.then(this.#send);
    return execution.resolver.promise as TaskPromise<Awaited<ReturnType<F>>>;
  }

  /** An object with all methods of the worker file. */
  // oxlint-disable-next-line typescript/no-explicit-any -- methods of any kind
  proxy<T extends { readonly [name: string]: (...args: any[]) => any }>(
    ...none: readonly never[]
  ): TaskPromise<Proxy<T>> {
    if (none.length > 0) throw new InvalidOptionError('No arguments expected');
    const call =
      (name: string) =>
      (...args: unknown[]) =>
        this.exec(name, args as never);
    return this.exec('methods').then((names) =>
      Object.fromEntries((names as string[]).map((name) => [name, call(name)])),
    ) as unknown as TaskPromise<Proxy<T>>;
  }

  /** How many workers and tasks there are. */
  stats(): PoolStats {
    const active = Math.min(this.#total - this.#held, this.maxWorkers);
    const workers = this.#engine?.openSets().flatMap(({ backend }) => backend.workerSet?.workers() ?? []) ?? [];
    const live = workers.filter(({ state }) => state !== 'ending').length;
    const totalWorkers = Math.max(live, active, this.#engine === undefined ? 0 : (this.minWorkers ?? 0));
    return {
      totalWorkers,
      busyWorkers: active,
      idleWorkers: totalWorkers - active,
      pendingTasks: this.#pending,
      activeTasks: active,
    };
  }

  /**
   * Ends the workers: what waits is rejected, what runs is finished first.
   *
   * @param force - Ends what runs, too.
   * @param timeout - For what runs, in milliseconds; what takes longer is ended.
   */
  terminate(force = false, timeout?: number): TaskPromise<void[]> {
    return new TaskPromise((resolve) => resolve(this.#terminate(force, timeout)));
  }

  get forkArgs(): readonly string[] {
    return this.#options.forkArgs ?? [];
  }

  get forkOpts(): object {
    return this.#options.forkOpts ?? {};
  }

  get workerOpts(): object {
    return this.#options.workerOpts ?? {};
  }

  get workerThreadOpts(): object {
    return this.#options.workerThreadOpts ?? {};
  }

  get workerTerminateTimeout(): number {
    return this.#options.workerTerminateTimeout ?? 1000;
  }

  get #total(): number {
    return this.#given.length + this.#open.size + (this.#queue?.size() ?? 0);
  }

  get #pending(): number {
    return this.#held + Math.max(0, this.#total - this.#held - this.maxWorkers);
  }

  /** Tasks that wait for the end of `terminate`. */
  get #held(): number {
    return this.#ends === 0 ? 0 : this.#given.length;
  }

  /** What is given from now on waits for the end, and then for new workers. */
  async #terminate(force: boolean, timeout: number | undefined): Promise<void[]> {
    this.#send();
    this.#ends++;
    try {
      return await this.#end(force, timeout);
    } finally {
      this.#ends--;
      this.#send();
    }
  }

  async #end(force: boolean, timeout: number | undefined): Promise<void[]> {
    const error = () => new ParallelError('ERR_CANCELLED', 'Pool terminated');
    // These wait for the end of an earlier call.
    for (const waiting of this.#given.splice(0)) waiting.resolver.reject(error());
    for (let waiting = this.#queue?.pop(); waiting !== undefined; waiting = this.#queue?.pop())
      waiting.resolver.reject(error());
    const engine = this.#engine;
    if (engine === undefined) return [];
    for (const task of notBegun(engine, this.#open.keys(), this.maxWorkers)) task.cancel(error());
    const end = (): Promise<void> => engine.terminate(new TerminateError('Worker terminated'));
    let timer: NodeJS.Timeout | undefined;
    if (force) await end();
    else {
      if (timeout) timer = setTimeout(() => void end(), timeout);
      await engine.close();
    }
    clearTimeout(timer);
    if (this.#engine === engine) this.#engine = undefined;
    this.#events?.close();
    this.#events = undefined;
    return [];
  }

  /** The engine; a pool that was terminated starts anew. */
  #opened(): PoolEngine {
    if (this.#engine !== undefined) return this.#engine;
    const { onCreateWorker } = this.#options;
    let first: WorkerArg | undefined = this.#makeArg();
    const argOf = (workerId: number): WorkerArg => {
      const arg = first ?? this.#makeArg();
      first = undefined;
      this.#args.set(workerId, arg);
      return arg;
    };
    const options = engineOptions(this.#options, first, onCreateWorker && argOf);
    const engine = new PoolEngine(options, new PoolListeners());
    engine.onOpen = ({ backend }) => {
      if (this.emitStdStreams) this.#tapOutput(backend);
      const { workerSet } = backend;
      if (workerSet === undefined) return;
      workerSet.onWorker = (event) => this.#onWorker(event);
    };
    engine.begin();
    return (this.#engine = engine);
  }

  /** What the next worker is made with. */
  #makeArg(): WorkerArg {
    const { forkArgs, forkOpts, workerOpts, workerThreadOpts, onCreateWorker } = this.#options;
    const given: WorkerArg = { forkArgs, forkOpts, workerOpts, workerThreadOpts, script: this.script ?? undefined };
    return { ...given, ...onCreateWorker?.(given) };
  }

  #onWorker({ kind, worker: { workerId } }: WorkerEvent): void {
    if (kind !== 'end') return;
    const { onCreateWorker, onTerminateWorker } = this.#options;
    const arg = this.#args.get(workerId);
    this.#args.delete(workerId);
    onTerminateWorker?.(arg ?? (onCreateWorker === undefined ? this.#makeArg() : {}));
  }

  /** What workers print goes to the task that runs there, or to all where that is not known. */
  #tapOutput(backend: TaskBackend): void {
    const { onEvent } = backend;
    backend.onEvent = (event) => {
      const listeners = event.kind === 'output' ? this.#listenersFor(event.index) : [];
      if (event.kind !== 'output' || listeners.length === 0) return onEvent?.(event);
      for (const on of listeners) on({ [event.stream]: event.text });
    };
  }

  #listenersFor(index: number | undefined): NonNullable<ExecOptions['on']>[] {
    const all = [...this.#open.keys()].filter((task) => index === undefined || task.index === index);
    return all.flatMap((task) => this.#open.get(task)?.options?.on ?? []);
  }

  /** Sends what was given in this turn. */
  readonly #send = (): void => {
    if (this.#ends > 0) return;
    const given = this.#given;
    this.#given = [];
    for (const execution of given) {
      if (!execution.resolver.promise.pending) continue;
      if (this.#queue !== undefined && this.#open.size >= this.maxWorkers) this.#queue.push(execution);
      else this.#start(execution);
    }
  };

  #start(execution: Execution): void {
    try {
      const parts = this.#partsOf(execution);
      const engine = this.#opened();
      const { timeout } = execution;
      const task = timeout === null ? engine.submit(parts.fn, parts.args) : engine.submitWith(() => parts, { timeout });
      execution.sent(task);
      if (task.state >= DONE) return;
      this.#open.set(task, execution);
      task.onOver = () => this.#over(task, execution);
    } catch (error) {
      execution.resolver.reject(error);
    }
  }

  #over(task: EngineTask, { route }: Execution): void {
    this.#open.delete(task);
    if (route !== undefined) this.#events?.forget(route);
    while (this.#queue !== undefined && this.#open.size < this.maxWorkers) {
      const next = this.#queue.pop() as Execution | undefined;
      if (next === undefined) return;
      if (next.resolver.promise.pending) this.#start(next);
    }
  }

  #partsOf(execution: Execution): TaskParts {
    const { on } = execution.options ?? {};
    if (on !== undefined) {
      this.#events ??= new TaskEvents();
      execution.route = this.#events.listen(on);
    }
    return partsOf(execution);
  }

  /** Cancelled before it was sent: a queue of the program's own keeps it until it comes to it. */
  readonly #drop = (execution: Execution): void => {
    const at = this.#given.indexOf(execution);
    if (at >= 0) this.#given.splice(at, 1);
  };
}
