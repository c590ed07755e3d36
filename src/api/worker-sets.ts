/** Workers that outlive a call: calls with equal worker options share them. */

import type { CallCodec } from '../core/codec.ts';
import { getBackend } from '../core/registry.ts';
import type { TaskBackend, TaskEvent, WorkerInitializer, WorkerOptions } from '../core/task.ts';
import { Dispatcher } from '../plan/dispatcher.ts';
import type { ParallelOptions } from './options.ts';
import type { Resolved } from './resolve.ts';
import { openCapturePart } from './capture-part.ts';
import { openCodec } from './open-codec.ts';

/** Idle workers end after this long: a script's next call should find them, an app should not keep them. */
const IDLE_TIMEOUT_MS = 10_000;

/** Is told what the tasks of a call report and write; says whether it takes what they write. */
export type EventListener = (event: TaskEvent) => boolean;

/** A backend with its dispatcher, and who uses it. */
export class WorkerSet {
  readonly backend: TaskBackend;
  readonly dispatcher: Dispatcher;
  readonly #listeners = new Map<number, EventListener>();
  readonly #isOurs: boolean;
  #calls = 0;
  #retired = false;
  #closing: Promise<void> | undefined;
  readonly #onClose: (() => void)[] = [];
  /** Output that belongs to no call. */
  onStrayOutput: ((event: TaskEvent) => void) | undefined;

  /** @param isOurs - False for a backend object of the caller's: it is for the caller to close. */
  constructor(backend: TaskBackend, isOurs = true) {
    this.backend = backend;
    this.#isOurs = isOurs;
    this.dispatcher = new Dispatcher(backend);
    backend.onEvent = (event) => this.#route(event);
  }

  /** Counts a call, so that the set is not closed under it. */
  enter(callId: number, listener: EventListener | undefined): void {
    this.#calls++;
    if (listener !== undefined) this.#listeners.set(callId, listener);
  }

  leave(callId: number): void {
    this.#calls--;
    this.#listeners.delete(callId);
    // Nobody waits for this one, so nobody else would hear of a backend that cannot close.
    if (this.#retired && this.#calls === 0) this.end().catch((error: unknown) => process.emitWarning(error as Error));
  }

  /** Closes as soon as no call uses it. */
  async retire(): Promise<void> {
    if (!this.#isOurs) return;
    this.#retired = true;
    if (this.#calls === 0) await this.end();
  }

  /** Ends all workers now, where they are ours. */
  async close(): Promise<void> {
    if (this.#isOurs) await this.end();
  }

  /** Ends all workers now, whoever made them: the program is asked to stop. */
  end(): Promise<void> {
    this.#retired = true;
    this.#closing ??= this.backend.close().finally(() => {
      for (const then of this.#onClose) then();
    });
    return this.#closing;
  }

  /** Ends all workers now, and leaves the calls as they are: the program exits as soon as this is done. */
  abandon(): Promise<void> {
    this.dispatcher.halt();
    return this.end();
  }

  /** Calls `then` when the workers have ended. */
  onClose(then: () => void): void {
    this.#onClose.push(then);
  }

  get isOpen(): boolean {
    return !this.#retired;
  }

  #route(event: TaskEvent): void {
    const listener = event.callId === undefined ? undefined : this.#listeners.get(event.callId);
    if (event.kind === 'report') listener?.(event);
    else if (event.callId === undefined) this.#strayOutput(event);
    else if (listener?.(event) !== true) writeOutput(event);
  }

  #strayOutput(event: OutputEvent): void {
    if (this.onStrayOutput !== undefined) return this.onStrayOutput(event);
    const taken = Array.from(this.#listeners.values(), (listener) => listener(event));
    if (!taken.includes(true)) writeOutput(event);
  }
}

type OutputEvent = Extract<TaskEvent, { kind: 'output' }>;

/** What nobody takes goes where the program's own output goes: it must not get lost. */
function writeOutput({ stream, text }: OutputEvent): void {
  process[stream].write(text);
}

const shared = new Map<string, Promise<WorkerSet>>();
const ofBackend = new WeakMap<TaskBackend, WorkerSet>();
const identities = new WeakMap<object, number>();
let nextIdentity = 1;

function identity(value: object): number {
  let id = identities.get(value);
  if (id === undefined) identities.set(value, (id = nextIdentity++));
  return id;
}

/** Calls whose keys are equal may share workers. */
function keyOf(resolved: Resolved): string {
  const { env, execArgv, argv, resourceLimits, initializer, initArgs, idleTimeout } = resolved.options;
  const { stdio, innerMaxThreads, maxTasksPerWorker, tempFolder } = resolved.options;
  const initial = initializer === undefined ? 0 : identity(initializer);
  const args = initArgs === undefined ? 0 : identity(initArgs);
  const rest = {
    env,
    execArgv,
    argv,
    resourceLimits,
    idleTimeout,
    stdio,
    innerMaxThreads,
    maxTasksPerWorker,
    tempFolder,
  };
  // Of the entry, too: a backend may be registered anew under its name.
  const entry = identity(getBackend(resolved.backend as string));
  return JSON.stringify([resolved.backend, entry, resolved.workers, resolved.level, initial, args, rest], plainly);
}

/** Keeps apart what JSON does not: a variable that is undefined removes one, and Infinity is no null. */
const plainly = (_key: string, value: unknown): unknown =>
  value === undefined || value === Number.POSITIVE_INFINITY ? { is: String(value) } : value;

/** The initializer, captured like a task's function. */
function captureInitializer(options: ParallelOptions, codec: CallCodec | undefined): WorkerInitializer | undefined {
  const { initializer, initArgs = [] } = options;
  if (initializer === undefined) return undefined;
  if (codec === undefined) {
    return { definitions: [], fn: { kind: 'local', fn: initializer }, args: { kind: 'local', values: initArgs } };
  }
  const fn = codec.addFunction(initializer);
  const args = codec.encode(initArgs, (position) => `initArgs[${position}]`);
  return { definitions: codec.definitions, fn, args };
}

function workerOptions(resolved: Resolved, initializer: WorkerInitializer | undefined): WorkerOptions {
  const { env, execArgv, argv, resourceLimits, innerMaxThreads, maxTasksPerWorker, tempFolder } = resolved.options;
  return {
    workers: resolved.workers,
    level: resolved.level,
    idleTimeoutMs: resolved.options.idleTimeout ?? IDLE_TIMEOUT_MS,
    stdio: resolved.options.stdio ?? 'inherit',
    ...(env === undefined ? {} : { env }),
    ...(execArgv === undefined ? {} : { execArgv }),
    ...(argv === undefined ? {} : { argv }),
    ...(resourceLimits === undefined ? {} : { resourceLimits }),
    ...(innerMaxThreads === undefined ? {} : { innerMaxThreads }),
    ...(maxTasksPerWorker === undefined ? {} : { maxTasksPerWorker }),
    ...(tempFolder === undefined ? {} : { tempFolder }),
    ...(initializer === undefined ? {} : { initializer }),
  };
}

/**
 * Makes workers that belong to one owner.
 *
 * @param tasks - How many tasks are about to come: that many workers start at once.
 */
export async function openWorkerSet(resolved: Resolved, tasks = 0): Promise<WorkerSet> {
  if (typeof resolved.backend !== 'string') return setOfBackend(resolved.backend);
  const { options, memory } = resolved;
  // Lives as long as the workers: a new one may start at any time, and needs the large arrays of the initializer.
  const opened = options.initializer === undefined ? undefined : openCodec(memory, options);
  const loading = options.initializer === undefined ? undefined : openCapturePart();
  if (loading !== undefined) await loading;
  try {
    const initializer = captureInitializer(options, opened?.codec);
    const opening = getBackend(resolved.backend).open(workerOptions(resolved, initializer));
    const backend = opening instanceof Promise ? await opening : opening;
    backend.warm?.(tasks);
    const set = new WorkerSet(backend);
    if (opened !== undefined) set.onClose(() => opened.close());
    return set;
  } catch (error) {
    opened?.close();
    throw error;
  }
}

function setOfBackend(backend: TaskBackend): WorkerSet {
  let set = ofBackend.get(backend);
  if (set === undefined) ofBackend.set(backend, (set = new WorkerSet(backend, false)));
  return set;
}

/** The workers that calls with these options share. */
export async function sharedWorkerSet(resolved: Resolved, tasks?: number): Promise<WorkerSet> {
  if (typeof resolved.backend !== 'string') return setOfBackend(resolved.backend);
  const key = keyOf(resolved);
  for (;;) {
    // Noted before anything is awaited: calls that start together share.
    let opening = shared.get(key);
    if (opening === undefined) shared.set(key, (opening = openShared(key, resolved, tasks)));
    const set = await opening.catch((error: unknown) => {
      forget(key, opening);
      throw error;
    });
    if (set.isOpen) return set;
    forget(key, opening);
  }
}

async function openShared(key: string, resolved: Resolved, tasks: number | undefined): Promise<WorkerSet> {
  const set = await openWorkerSet(resolved, tasks);
  const opening = shared.get(key);
  set.onClose(() => forget(key, opening));
  return set;
}

function forget(key: string, opening: Promise<WorkerSet> | undefined): void {
  if (shared.get(key) === opening) shared.delete(key);
}

/** Ends all shared workers; for signals and tests. */
export async function closeSharedWorkers(): Promise<void> {
  const sets = await Promise.allSettled(shared.values());
  shared.clear();
  await Promise.all(sets.map(async (set) => (set.status === 'fulfilled' ? set.value.close() : undefined)));
}
