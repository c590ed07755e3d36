/** What a pool owns: its workers, its calls and its single tasks, from the first one to its end. */

import { CancelledError, InvalidOptionError, InvalidStateError, PoolClosedError } from '../core/errors.ts';
import type { WorkerBounds } from '../core/worker-set.ts';
import type { Explanation } from '../plan/auto/explanation.ts';
import type { Task } from '../plan/task-handle.ts';
import { currentConfig } from './config.ts';
import { checkOptions, checkValue, optionNames, show, workerOptionNames } from './check-options.ts';
import type { CallSettings } from './options.ts';
import type { Placement, TaskExtras } from '../plan/task-queue.ts';
import type { PoolListeners } from './pool-events.ts';
import { checkExtras } from './pool-queue-options.ts';
import { QueueLimit } from './queue-limit.ts';
import { inContext } from './task-listeners.ts';
import { PoolLanes, type SubmitSettings } from './pool-lanes.ts';
import { type PoolCallSettings, poolExtras, type PoolOptions, poolSettings } from './pool-options.ts';
import { AUTO, type Resolved, resolveTasks } from './resolve.ts';
import { collected } from './collected.ts';
import { type AnyFunction, type CallPlace, type CallRequest, checkRequest } from './call-request.ts';
import { explainWhenOver, planCall, startCall } from './calls-part.ts';
import { streamOf } from './stream.ts';
import { openWorkerSet, type WorkerSet } from './worker-sets.ts';

/** Options that a call of a pool takes: its workers are given. */
const callOptionNames = optionNames.filter((name) => !(workerOptionNames as readonly string[]).includes(name));

/** `chunkSize` is what multiprocessing calls the size of a batch. */
function withBatchSize(options: PoolCallSettings | undefined): CallSettings | undefined {
  if (options?.chunkSize === undefined) return options;
  const { chunkSize, ...rest } = options;
  checkValue('batchSize', chunkSize, 'chunkSize');
  if (rest.batchSize !== undefined) {
    throw new InvalidOptionError('chunkSize and batchSize are two names of one option; give one of them');
  }
  return { ...rest, batchSize: chunkSize };
}

/** A call that was not made yet. */
export interface TaskParts {
  readonly fn: AnyFunction;
  readonly args: readonly unknown[];
}

/** Something that a pool has made and that has workers of its own. */
export interface PoolPart {
  /** Waits for what it was given to do, and ends. */
  close(): Promise<void>;
  /** Ends now. */
  terminate(): Promise<void>;
}

/** Whether no option is set. */
function isEmpty(settings: SubmitSettings): boolean {
  for (const name of Object.keys(settings)) if (settings[name as keyof SubmitSettings] !== undefined) return false;
  return true;
}

/** The engine behind a pool; its methods are what the public ones are made of. */
export class PoolEngine {
  readonly options: PoolOptions;
  readonly #sets = new Map<unknown, Promise<WorkerSet>>();
  /** Those of them that are open already. */
  readonly #open = new Map<unknown, WorkerSet>();
  #explain: (() => Explanation) | undefined;
  readonly #lanes: PoolLanes;
  readonly #limit: QueueLimit | undefined;
  readonly #listeners: PoolListeners;
  readonly #running = new Set<{ readonly cancel: (error: unknown) => void; readonly over: Promise<unknown> }>();
  readonly #ended = Promise.withResolvers<void>();
  #state: 'open' | 'closing' | 'closed' = 'open';
  #resolved: { readonly config: object; readonly resolved: Resolved } | undefined;
  readonly #opened = new Set<WorkerSet>();
  /** What `resize` has set. */
  #bounds: Required<WorkerBounds> | undefined;
  /** What has workers of its own and ends with the pool. */
  readonly #parts = new Set<PoolPart>();
  /** Told of each set of workers that is opened. */
  onOpen: ((set: WorkerSet) => void) | undefined;

  /** @throws InvalidOptionError for an impossible number of workers or backend: now, and not at the first task. */
  constructor(options: PoolOptions, listeners: PoolListeners) {
    this.options = options;
    this.#listeners = listeners;
    resolveTasks(poolSettings(options));
    this.#limit = this.#makeLimit();
    const { taskQueue } = options;
    this.#lanes = new PoolLanes((resolved, tasks) => this.workers(resolved, tasks), {
      taskQueue,
      limit: this.#limit,
      opened: (backend) => this.#open.get(backend),
    });
    this.#ended.promise.catch(() => undefined); // close() and terminate() tell, too
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** @throws PoolClosedError after `close` or `terminate`. */
  checkOpen(): void {
    if (this.#state !== 'open') throw new PoolClosedError();
  }

  /** What a call with these options uses. @throws PoolClosedError, InvalidOptionError. */
  resolve(options: PoolCallSettings | undefined): Resolved {
    this.checkOpen();
    checkOptions('a call of a pool', options, [...callOptionNames, 'chunkSize']);
    const resolved = resolveTasks(poolSettings(this.options), withBatchSize(options));
    const isResized = this.#bounds !== undefined && resolved.backend !== 'sequential';
    return this.#concurrent(isResized ? { ...resolved, workers: this.#bounds?.max as number } : resolved);
  }

  /** Where workers run several tasks at a time, calls keep as many on their way, and time each by itself. */
  #concurrent(resolved: Resolved): Resolved {
    const { concurrentTasksPerWorker = 1 } = this.options;
    if (concurrentTasksPerWorker === 1) return resolved;
    const { preDispatch = 2 * concurrentTasksPerWorker * resolved.workers, timeout, batchSize } = resolved.options;
    const size = timeout === undefined ? batchSize : 1;
    return {
      ...resolved,
      options: { ...resolved.options, preDispatch, ...(size !== undefined && { batchSize: size }) },
    };
  }

  /** How many workers there may be. */
  bounds(): Required<WorkerBounds> {
    return this.#bounds ?? { min: this.options.minWorkers ?? 0, max: this.defaults().workers };
  }

  /** For the sets that are opened from now on, and for calls. */
  setBounds(bounds: Required<WorkerBounds>): void {
    this.#bounds = bounds;
    this.#resolved = undefined;
  }

  /** The sets of workers that were opened and have not ended. */
  openSets(): WorkerSet[] {
    return [...this.#opened].filter((set) => set.isOpen);
  }

  /** Starts the workers that the pool is to have from its beginning. */
  begin(): void {
    if ((this.options.minWorkers ?? 0) === 0) return;
    // What is wrong with them is told to the first task, which tries again.
    this.workers(this.defaults()).catch(() => undefined);
  }

  /** What a task without options uses; resolved once, because tasks may come by the hundred thousand. */
  defaults(): Resolved {
    this.checkOpen();
    const config = currentConfig();
    if (this.#resolved?.config !== config) this.#resolved = { config, resolved: this.#resolveTask(undefined) };
    return this.#resolved.resolved;
  }

  /** What a single task uses. It is given to a pool to run beside the caller, so `auto` does not mean the caller's own thread. */
  #resolveTask(options: CallSettings | undefined): Resolved {
    const resolved = this.resolve(options);
    return resolved.backend === AUTO ? this.resolve({ ...options, backend: 'threads' }) : resolved;
  }

  /** The pool's own workers for a backend: one set each, made when first used. */
  async workers(resolved: Resolved, tasks?: number): Promise<WorkerSet> {
    const opening = this.#opening(resolved, tasks);
    const set = await opening;
    if (set.isOpen || this.#state === 'closed') return set;
    // A signal ended them, and the program lives on: so does the pool.
    if (this.#sets.get(resolved.backend) === opening) this.#sets.delete(resolved.backend);
    return this.#opening(resolved, tasks);
  }

  /** Runs one task. What is wrong with it, and with the pool, is the failure of the task. */
  submit(fn: AnyFunction, args: readonly unknown[], extras?: Placement): Task {
    try {
      if (typeof fn !== 'function') throw new InvalidOptionError(`submit takes a function, got ${show(fn)}`);
      return this.#lanes.submit({ fn, args, resolved: this.defaults(), extras });
    } catch (error) {
      return this.#lanes.refuse(error);
    }
  }

  /** Sends tasks that there is room for now, and not at the end of the turn: for callers that may block their thread. */
  sendNow(): void {
    this.#lanes.sendNow();
  }

  /** The same with settings of its own. */
  submitWith(make: () => TaskParts, { signal, priority, key, ...settings }: SubmitSettings & TaskExtras): Task {
    try {
      const { fn, args } = make();
      const resolved = isEmpty(settings) ? this.defaults() : this.#resolveTask(inContext(settings));
      if (signal !== undefined) checkValue('signal', signal);
      const isPlaced = priority !== undefined || key !== undefined;
      const extras = isPlaced ? checkExtras({ priority, key } as TaskExtras) : undefined;
      return this.#lanes.submit({ fn, args, resolved, extras }, signal);
    } catch (error) {
      return this.#lanes.refuse(error);
    }
  }

  /** A call over many items: a promise of its results, or a stream of them if the options say so. */
  call(request: CallRequest, options: PoolCallSettings | undefined): unknown {
    if ((options?.returnAs ?? 'list') === 'list') return this.#list(request, options);
    checkRequest(request);
    const place = this.#place(options);
    return streamOf(() => this.#start(place, request));
  }

  /** How the last call over many items that has begun chose its backend. */
  explain(): Explanation | undefined {
    return this.#explain?.();
  }

  /** Chooses as `map` would, without running the rest. */
  async plan(a: unknown, b: unknown, options: PoolCallSettings | undefined): Promise<Explanation> {
    return planCall(a, b, () => this.#place({ ...options, backend: AUTO }));
  }

  /** Whether as many tasks wait as may. */
  get needsDrain(): boolean {
    return this.#limit?.needsDrain ?? false;
  }

  /** Single tasks: how many there are, and what was measured of them. */
  get tasks(): Pick<PoolLanes, 'open' | 'queued' | 'statistics'> {
    return this.#lanes;
  }

  #makeLimit(): QueueLimit | undefined {
    const { maxQueue } = this.options;
    if (maxQueue === undefined || maxQueue === Infinity) return undefined;
    // Asked for after the end as well: tasks that are cancelled with the pool leave its queue.
    const workers = (): number =>
      this.#state === 'open' ? this.defaults().workers : (this.#resolved?.resolved.workers ?? 1);
    const running = (): number => workers() * (this.options.concurrentTasksPerWorker ?? 1);
    return new QueueLimit({
      maxQueue: maxQueue === 'auto' ? workers() ** 2 : maxQueue,
      running,
      tell: (event) => this.#listeners.emit(event),
    });
  }

  /** Has `close` wait for something that uses the pool, and `terminate` cancel it. */
  track(over: Promise<unknown>, cancel: (error: unknown) => void): void {
    const entry = { cancel, over };
    this.#running.add(entry);
    const leave = () => this.#running.delete(entry);
    over.then(leave, leave);
  }

  /**
   * Ends a part with the pool.
   *
   * @returns It has ended by itself.
   * @throws PoolClosedError
   */
  own(part: PoolPart): () => void {
    this.checkOpen();
    this.#parts.add(part);
    return () => this.#parts.delete(part);
  }

  /** Takes no new tasks, waits for those that were given, and ends the workers. */
  async close(): Promise<void> {
    if (this.#state === 'open') this.#state = 'closing';
    await Promise.allSettled(Array.from(this.#parts, (part) => part.close()));
    await Promise.allSettled([...this.#running].map((entry) => entry.over));
    await this.#lanes.idle();
    await this.#end();
  }

  /** Cancels all tasks, which reject with `error`, and ends the workers now. */
  async terminate(error: unknown = new CancelledError('the pool was terminated')): Promise<void> {
    this.#state = 'closed';
    const overs = [...this.#running].map((entry) => {
      entry.cancel(error);
      return entry.over;
    });
    this.#lanes.cancelAll(error);
    const parts = Array.from(this.#parts, (part) => part.terminate());
    await this.#end();
    await Promise.allSettled([...overs, ...parts]);
  }

  /** Resolves when the workers have ended. @throws InvalidStateError, as a rejection, when nobody has asked for that. */
  async join(): Promise<void> {
    if (this.#state === 'open') {
      throw new InvalidStateError('join waits for the end of a pool; call close() or terminate() before');
    }
    await this.#ended.promise;
  }

  /** Settles with this error what has not been sent to a worker, and calls over many items. */
  cancelPending(error: unknown): void {
    this.#lanes.cancelQueued(error);
    for (const entry of this.#running) entry.cancel(error);
  }

  async #end(): Promise<void> {
    this.#state = 'closed';
    this.#lanes.retire();
    const ending = this.#endWorkers();
    ending.then(this.#ended.resolve, this.#ended.reject);
    await ending;
  }

  async #endWorkers(): Promise<void> {
    const sets = await Promise.allSettled(this.#sets.values());
    await Promise.all(sets.map(async (set) => (set.status === 'fulfilled' ? set.value.close() : undefined)));
  }

  #opening(resolved: Resolved, tasks: number | undefined): Promise<WorkerSet> {
    let set = this.#sets.get(resolved.backend);
    if (set === undefined) {
      // A call that was only being set up when the pool ended: nobody would end its workers.
      if (this.#state === 'closed') return Promise.reject(new PoolClosedError());
      set = this.#openSet(resolved, tasks);
      this.#sets.set(resolved.backend, set);
      set.catch(() => this.#sets.delete(resolved.backend)); // reported to who asked for it
    }
    return set;
  }

  async #openSet(resolved: Resolved, tasks: number | undefined): Promise<WorkerSet> {
    const minWorkers = Math.min(this.#bounds?.min ?? this.options.minWorkers ?? 0, resolved.workers);
    const opening = openWorkerSet(resolved, tasks, { ...poolExtras(this.options), minWorkers });
    // Without a turn where that is possible: the workers are there when the constructor of the pool returns.
    const set = opening instanceof Promise ? await opening : opening;
    this.#open.set(resolved.backend, set);
    this.#opened.add(set);
    set.onClose(() => this.#opened.delete(set));
    this.onOpen?.(set);
    return set;
  }

  /** Always a promise: a wrong option or argument rejects, as an error of a task does. */
  async #list(request: CallRequest, options: PoolCallSettings | undefined): Promise<unknown> {
    checkRequest(request);
    const running = await this.#start(this.#place(options), request);
    await running.over;
    return collected(running.sink);
  }

  #place(options: PoolCallSettings | undefined): CallPlace {
    const resolved = this.resolve(options);
    return {
      resolved,
      workers: (tasks) => this.workers(resolved, tasks),
      at: (backend) => this.#place({ ...options, backend }),
      up: () => this.#open.get(resolved.backend)?.up ?? 0,
    };
  }

  async #start(place: CallPlace, request: CallRequest): ReturnType<typeof startCall> {
    this.checkOpen(); // a stream begins with its first "next", and the pool may have been closed since
    const starting = startCall(place, request);
    // From the first moment on: close() waits for calls that are only being set up, too.
    let cancelled: { readonly error: unknown } | undefined;
    const over = starting.then((running) => {
      if (cancelled !== undefined) running.call.cancel(cancelled.error);
      return running.over;
    });
    this.track(over, (error) => {
      cancelled = { error };
      void starting.then((running) => running.call.cancel(error)).catch(() => undefined);
    });
    void explainWhenOver(place, starting, (explain) => (this.#explain = explain));
    return starting;
  }
}
