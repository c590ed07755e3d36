import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CancelledError, InvalidOptionError, PoolClosedError } from '../core/errors.ts';
import { task } from '../closure/explicit.ts';
import { transfer } from '../memory/transfer.ts';
import { checkNodeVersion } from '../platform/node-version.ts';
import { currentConfig } from './config.ts';
import { checkOptions, checkValue, optionNames, show, workerOptionNames } from './check-options.ts';
import { type DelayedTask, isDelayed } from './delayed.ts';
import type { CallSettings, WorkerSettings } from './options.ts';
import { PoolLanes, type SubmitSettings } from './pool-lanes.ts';
import { type Resolved, resolve } from './resolve.ts';
import { type AnyFunction, type CallPlace, type CallRequest, checkRequest, collected, startCall } from './run-call.ts';
import { streamOf } from './stream.ts';
import type { Items, Only, Result } from './types.ts';
import { openWorkerSet, type WorkerSet } from './worker-sets.ts';

/** Options of {@link Pool}. */
export interface PoolOptions extends Omit<WorkerSettings, 'nJobs'> {
  /** Most workers at a time; as `nJobs` of `Parallel`. Default -1: all usable cores. */
  readonly maxWorkers?: number | `${number}%`;
  /** Where tasks run when a call does not say; default `'threads'`. */
  readonly backend?: CallSettings['backend'];
  /** The module whose export `run` calls: a URL or an absolute path. */
  readonly filename?: string | URL;
  /** The export that `run` calls; default `'default'`. */
  readonly name?: string;
}

/** Options of one `run`. */
export interface RunOptions {
  /** Cancels the task; its `reason` is the error. */
  readonly signal?: AbortSignal;
  /** Limit for the task from its start, in milliseconds. */
  readonly timeout?: number;
  /** The export to call instead of the pool's `name`. */
  readonly name?: string;
  /** Array buffers in the payload to move instead of copy (threads). */
  readonly transferList?: readonly ArrayBuffer[];
  /** Runs the task on workers of another backend, which belong to the pool too. */
  readonly backend?: CallSettings['backend'];
}

const poolOnly = ['maxWorkers', 'filename', 'name'];
const fromCall = ['backend'];
const runOptionNames = ['signal', 'timeout', 'name', 'transferList', 'backend'];

/** The URL of the module that `filename` names. */
function moduleUrl(filename: unknown): URL {
  if (filename instanceof URL) return filename;
  if (typeof filename === 'string') {
    // First: on Windows a path such as C:\work.js would pass for a URL.
    if (isAbsolute(filename)) return pathToFileURL(filename);
    if (URL.canParse(filename)) return new URL(filename);
  }
  throw new InvalidOptionError(
    `filename must be a URL or an absolute path, such as new URL('./work.js', import.meta.url), got ${show(filename)}`,
  );
}

function checkPoolOptions(options: PoolOptions): void {
  const { maxWorkers, filename, name, ...rest } = options;
  const allowed = [...workerOptionNames.filter((option) => option !== 'nJobs'), ...fromCall];
  for (const key of Object.keys(rest)) {
    if (!allowed.includes(key)) {
      checkOptions('Pool', { [key]: undefined }, [...allowed, ...poolOnly]);
    }
  }
  checkOptions('Pool', rest, allowed);
  if (maxWorkers !== undefined) checkValue('nJobs', maxWorkers, 'maxWorkers');
  if (filename !== undefined) moduleUrl(filename);
  if (name !== undefined && typeof name !== 'string') {
    throw new InvalidOptionError(`name must be the name of an export, got ${show(name)}`);
  }
}

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
export class Pool<P = unknown, R = unknown> implements AsyncDisposable {
  readonly #options: PoolOptions;
  readonly #sets = new Map<unknown, Promise<WorkerSet>>();
  readonly #lanes: PoolLanes;
  readonly #running = new Set<{ readonly cancel: (error: unknown) => void; readonly over: Promise<unknown> }>();
  #state: 'open' | 'closing' | 'closed' = 'open';
  #resolved: { readonly config: object; readonly resolved: Resolved } | undefined;

  /**
   * @param options - The number of workers, or options.
   * @throws InvalidOptionError `ERR_INVALID_OPTION`
   */
  constructor(options: PoolOptions | number = {}) {
    checkNodeVersion();
    this.#options = typeof options === 'number' ? { maxWorkers: options } : options;
    checkPoolOptions(this.#options);
    resolve(this.#workerSettings()); // an impossible number or backend is an error here, not at the first task
    this.#lanes = new PoolLanes((resolved, tasks) => this.#workers(resolved, tasks));
  }

  /** Calls `fn` with each item; results in input order. Takes the options of a call of `Parallel`. */
  map<T, R2, const C extends CallSettings = object>(
    fn: (item: T) => R2,
    items: Items<T>,
    options?: Only<C, CallSettings>,
  ): Result<C, Awaited<R2>> {
    return this.#call({ fn, items, spread: false }, options) as Result<C, Awaited<R2>>;
  }

  /** Calls `fn` with each tuple of arguments. */
  starmap<A extends readonly unknown[], R2, const C extends CallSettings = object>(
    fn: (...args: A) => R2,
    tuples: Items<readonly [...A]>,
    options?: Only<C, CallSettings>,
  ): Result<C, Awaited<R2>> {
    return this.#call({ fn: fn as AnyFunction, items: tuples, spread: true }, options) as Result<C, Awaited<R2>>;
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
  run<R2>(task: DelayedTask<R2>, options?: RunOptions): Promise<Awaited<R2>>;
  run(payload: P, options?: RunOptions): Promise<R>;
  async run(payload: unknown, options: RunOptions = {}): Promise<unknown> {
    for (const key of Object.keys(options)) {
      if (!runOptionNames.includes(key)) checkOptions('run', { [key]: undefined }, runOptionNames);
    }
    const { name, transferList, ...settings } = options;
    const { fn, args } = this.#taskOf(payload, name, transferList);
    return this.#submitWith(fn, args, settings);
  }

  /** Runs `fn` with these arguments. Tasks submitted in one turn of the event loop travel together. */
  submit<A extends readonly unknown[], R2>(fn: (...args: A) => R2, ...args: A): Promise<Awaited<R2>> {
    try {
      return this.#lanes.submit({ fn: fn as AnyFunction, args, resolved: this.#defaults() }) as Promise<Awaited<R2>>;
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  /** Takes no new tasks, waits for those that were given, and ends the workers. Safe to call twice. */
  async close(): Promise<void> {
    if (this.#state === 'open') this.#state = 'closing';
    await Promise.allSettled([...this.#running].map((entry) => entry.over));
    await this.#lanes.idle();
    await this.#end();
  }

  /** Cancels all tasks and ends the workers now. Safe to call twice. */
  async terminate(): Promise<void> {
    this.#state = 'closed';
    const error = new CancelledError('the pool was terminated');
    const overs = [...this.#running].map((entry) => {
      entry.cancel(error);
      return entry.over;
    });
    this.#lanes.cancelAll(error);
    await this.#end();
    await Promise.allSettled(overs);
  }

  /** The same as {@link Pool.close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #end(): Promise<void> {
    this.#state = 'closed';
    this.#lanes.retire();
    const sets = await Promise.allSettled(this.#sets.values());
    await Promise.all(sets.map(async (set) => (set.status === 'fulfilled' ? set.value.close() : undefined)));
  }

  #workerSettings(): WorkerSettings & Pick<CallSettings, 'backend'> {
    const { maxWorkers, filename: _filename, name: _name, ...rest } = this.#options;
    return { backend: 'threads', ...rest, ...(maxWorkers === undefined ? {} : { nJobs: maxWorkers }) };
  }

  #checkOpen(): void {
    if (this.#state !== 'open') throw new PoolClosedError();
  }

  #resolve(options: CallSettings | undefined): Resolved {
    this.#checkOpen();
    const callNames = optionNames.filter((name) => !(workerOptionNames as readonly string[]).includes(name));
    checkOptions('a call of a pool', options, callNames);
    return resolve(this.#workerSettings(), options);
  }

  /** The pool's own workers for a backend: one set each, made when first used. */
  async #workers(resolved: Resolved, tasks?: number): Promise<WorkerSet> {
    const opening = this.#opening(resolved, tasks);
    const set = await opening;
    if (set.isOpen || this.#state === 'closed') return set;
    // A signal ended them, and the program lives on: so does the pool.
    if (this.#sets.get(resolved.backend) === opening) this.#sets.delete(resolved.backend);
    return this.#opening(resolved, tasks);
  }

  #opening(resolved: Resolved, tasks: number | undefined): Promise<WorkerSet> {
    let set = this.#sets.get(resolved.backend);
    if (set === undefined) {
      set = openWorkerSet(resolved, tasks);
      this.#sets.set(resolved.backend, set);
      set.catch(() => this.#sets.delete(resolved.backend));
    }
    return set;
  }

  #call(request: CallRequest, options: CallSettings | undefined): unknown {
    if ((options?.returnAs ?? 'list') === 'list') return this.#list(request, options);
    checkRequest(request);
    const place = this.#place(options);
    return streamOf(() => this.#start(place, request));
  }

  /** Always a promise: a wrong option or argument rejects, as an error of a task does. */
  async #list(request: CallRequest, options: CallSettings | undefined): Promise<unknown> {
    checkRequest(request);
    const running = await this.#start(this.#place(options), request);
    await running.over;
    return collected(running.sink);
  }

  #place(options: CallSettings | undefined): CallPlace {
    const resolved = this.#resolve(options);
    return { resolved, workers: (tasks) => this.#workers(resolved, tasks) };
  }

  async #start(place: CallPlace, request: CallRequest): ReturnType<typeof startCall> {
    const starting = startCall(place, request);
    // From the first moment on: close() waits for calls that are only being set up, too.
    let cancelled: { readonly error: unknown } | undefined;
    const over = starting.then((running) => {
      if (cancelled !== undefined) running.call.cancel(cancelled.error);
      return running.over;
    });
    this.#track(over, (error) => {
      cancelled = { error };
      void starting.then((running) => running.call.cancel(error)).catch(() => undefined);
    });
    return starting;
  }

  #track(over: Promise<unknown>, cancel: (error: unknown) => void): void {
    const entry = { cancel, over };
    this.#running.add(entry);
    const leave = () => this.#running.delete(entry);
    over.then(leave, leave);
  }

  /** What a call without options uses; resolved once, because tasks may come by the hundred thousand. */
  #defaults(): Resolved {
    this.#checkOpen();
    const config = currentConfig();
    if (this.#resolved?.config !== config) this.#resolved = { config, resolved: this.#resolve(undefined) };
    return this.#resolved.resolved;
  }

  #submitWith(fn: AnyFunction, args: readonly unknown[], settings: SubmitSettings): Promise<unknown> {
    const { signal } = settings;
    signal?.throwIfAborted();
    const isDefault = settings.backend === undefined && settings.timeout === undefined;
    const resolved = isDefault && signal === undefined ? this.#defaults() : this.#resolve(settings);
    return this.#lanes.submit({ fn, args, resolved }, signal);
  }

  #taskOf(payload: unknown, name: string | undefined, transferList: readonly ArrayBuffer[] | undefined) {
    if (isDelayed(payload)) return payload;
    const { filename } = this.#options;
    if (filename === undefined) {
      throw new InvalidOptionError(
        `run needs a pool with a filename, or a task made by delayed(fn)(...args); got ${show(payload)}`,
      );
    }
    const arg = transferList === undefined ? payload : transfer(payload, [...transferList]);
    return { fn: this.#moduleTask(filename, name ?? this.#options.name ?? 'default'), args: [arg] };
  }

  readonly #moduleTasks = new Map<string, AnyFunction>();

  /** One function object for each export, so that it is known at once when it is called again. */
  #moduleTask(filename: string | URL, name: string): AnyFunction {
    let fn = this.#moduleTasks.get(name);
    if (fn === undefined) this.#moduleTasks.set(name, (fn = task(moduleUrl(filename), name) as AnyFunction));
    return fn;
  }
}
