/** Workers that outlive a call: calls with equal worker options share them. */

import type { CallCodec } from '../core/codec.ts';
import { InvalidOptionError } from '../core/errors.ts';
import type { Payload } from '../core/payload.ts';
import { getBackend, type LaunchedWorkers } from '../core/registry.ts';
import type { FunctionRef, TaskBackend, TaskEvent, WorkerInitializer, WorkerOptions } from '../core/task.ts';
import type { RecycleLimits } from '../core/worker-set.ts';
import type { AnyFunction } from '../closure/nodes.ts';
import { Dispatcher } from '../plan/dispatcher.ts';
import type { ParallelOptions } from './options.ts';
import type { Resolved } from './resolve.ts';
import { openCapturePart } from './capture-part.ts';
import { moduleUrl } from './module-url.ts';
import { openCodec } from './open-codec.ts';
import { checkOwnSettings, type RecycleOptions, type WorkerExtras } from './worker-extras.ts';

/** Idle workers end after this long: a script's next call should find them, an app should not keep them. */
const IDLE_TIMEOUT_MS = 10_000;
/** A worker that takes longer to be prepared is taken to hang: far more than connections and models take, and less than people wait. */
const INITIALIZER_TIMEOUT_MS = 60_000;

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

  /** Workers that are up now, as far as the backend tells. */
  get up(): number {
    const workers = this.isOpen ? (this.backend.workerSet?.workers() ?? []) : [];
    return workers.filter(({ state }) => state === 'ready').length;
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
/** Those of them that are open already. */
const openSets = new Map<string, WorkerSet>();
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
  const { stdio, innerMaxThreads, maxTasksPerWorker, tempFolder, initializerTimeout } = resolved.options;
  const initial = initializer === undefined ? 0 : identity(initializer);
  const args = initArgs === undefined ? 0 : identity(initArgs);
  const rest = {
    env,
    execArgv,
    argv,
    resourceLimits,
    idleTimeout,
    initializerTimeout,
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

/** What prepares a worker and cleans up in it, captured like a task's function. */
function captureInitializer(given: Given, codec: CallCodec | undefined): WorkerInitializer {
  const { initializer, initArgs = [], teardown, preload, initializerTimeout = INITIALIZER_TIMEOUT_MS } = given;
  const functionRef = (fn: AnyFunction): FunctionRef => codec?.addFunction(fn) ?? { kind: 'local', fn };
  const payload = (values: readonly unknown[], describe: (position: number) => string): Payload =>
    codec?.encode(values, describe) ?? { kind: 'local', values };
  return {
    definitions: codec?.definitions ?? [],
    ...(initializer && { fn: functionRef(initializer), args: payload(initArgs, (i) => `initArgs[${i}]`) }),
    ...(teardown && { teardown: functionRef(teardown) }),
    ...(given.workerData !== undefined && { workerData: payload([given.workerData], () => 'workerData') }),
    ...(initializer && { name: initializer.name }),
    ...(initializerTimeout !== Infinity && { timeoutMs: initializerTimeout }),
    ...(preload && { preload: preload.map((one) => moduleUrl(one, 'preload').href) }),
  };
}

type Given = ParallelOptions & WorkerExtras;

const MEBIBYTE = 2 ** 20;

/** @throws InvalidOptionError where a limit has no meaning for these workers. */
function recycleLimits({ heapMb, rssMb, ageMs }: RecycleOptions, memory: TaskBackend['memory']): RecycleLimits {
  if (rssMb !== undefined && memory === 'shared') {
    throw new InvalidOptionError(
      'recycle.rssMb has no meaning for threads, which share one process; use recycle.heapMb',
    );
  }
  return {
    ...(heapMb !== undefined && { heapBytes: heapMb * MEBIBYTE }),
    ...(rssMb !== undefined && { rssBytes: rssMb * MEBIBYTE }),
    ...(ageMs !== undefined && { ageMs }),
  };
}

function workerOptions(resolved: Resolved, given: Given, initializer: WorkerInitializer | undefined): WorkerOptions {
  const { env, execArgv, argv, resourceLimits, innerMaxThreads, maxTasksPerWorker, tempFolder } = given;
  const { minWorkers, recycle, abortGrace, teardownTimeout, concurrentTasksPerWorker: concurrentTasks } = given;
  const { forWorker } = given;
  return {
    workers: resolved.workers,
    level: resolved.level,
    idleTimeoutMs: given.idleTimeout ?? IDLE_TIMEOUT_MS,
    stdio: given.stdio ?? 'inherit',
    ...(env === undefined ? {} : { env }),
    ...(execArgv === undefined ? {} : { execArgv }),
    ...(argv === undefined ? {} : { argv }),
    ...(resourceLimits === undefined ? {} : { resourceLimits }),
    ...(innerMaxThreads === undefined ? {} : { innerMaxThreads }),
    ...(maxTasksPerWorker === undefined ? {} : { maxTasksPerWorker }),
    ...(tempFolder === undefined ? {} : { tempFolder }),
    ...(initializer === undefined ? {} : { initializer }),
    ...(minWorkers === undefined ? {} : { minWorkers }),
    ...(concurrentTasks === undefined ? {} : { concurrentTasks }),
    ...(abortGrace === undefined ? {} : { abortGraceMs: abortGrace }),
    ...(teardownTimeout === undefined ? {} : { teardownTimeoutMs: teardownTimeout }),
    ...(forWorker === undefined ? {} : { forWorker: (workerId: number) => checkOwnSettings(forWorker(workerId)) }),
    ...(recycle === undefined ? {} : { recycle: recycleLimits(recycle, resolved.memory) }),
  };
}

/** Whether something has to be sent to each worker before its first task. */
const isPrepared = ({ initializer, teardown, workerData, preload }: Given): boolean =>
  initializer !== undefined || teardown !== undefined || workerData !== undefined || preload !== undefined;

/**
 * Makes workers that belong to one owner: at once, where no code has to be loaded for that.
 *
 * @param tasks - How many tasks are about to come: that many workers start at once.
 * @param extras - What else the owner wants of them.
 */
export function openWorkerSet(
  resolved: Resolved,
  tasks = 0,
  extras: WorkerExtras = {},
): WorkerSet | Promise<WorkerSet> {
  if (typeof resolved.backend !== 'string') return setOfBackend(resolved.backend);
  const given = { ...resolved.options, ...extras };
  const launched = launchSoon(resolved, given, tasks);
  const loading = isPrepared(given) ? openCapturePart() : undefined;
  if (loading === undefined) return openOwn(resolved, given, { tasks, launched });
  launched?.end(); // they have to be taken over at once
  return loading.then(() => openOwn(resolved, given, { tasks }));
}

/** Starts the workers that will be wanted, where they are all alike and nested calls have no say in how many there may be. */
function launchSoon(resolved: Resolved, given: Given, tasks: number): LaunchedWorkers | undefined {
  const { launch } = getBackend(resolved.backend as string);
  const count = Math.min(resolved.workers, Math.max(given.minWorkers ?? 0, tasks));
  if (launch === undefined || count === 0 || resolved.level > 1 || given.forWorker !== undefined) return undefined;
  return launch(workerOptions(resolved, given, undefined), count);
}

interface Opening {
  readonly tasks: number;
  readonly launched?: LaunchedWorkers | undefined;
}

function openOwn(resolved: Resolved, given: Given, { tasks, launched }: Opening): WorkerSet | Promise<WorkerSet> {
  const { options, memory } = resolved;
  // Lives as long as the workers: a new one may start at any time, and needs the large arrays of the initializer.
  const opened = isPrepared(given) ? openCodec(memory, options) : undefined;
  const fail = (error: unknown): never => {
    launched?.end();
    opened?.close();
    throw error;
  };
  const finish = (backend: TaskBackend): WorkerSet => {
    backend.warm?.(tasks);
    launched?.end();
    const set = new WorkerSet(backend);
    if (opened !== undefined) set.onClose(() => opened.close());
    return set;
  };
  try {
    const initializer = isPrepared(given) ? captureInitializer(given, opened?.codec) : undefined;
    const { open } = getBackend(resolved.backend as string);
    const opening = open(workerOptions(resolved, given, initializer), launched);
    return opening instanceof Promise ? opening.then(finish).catch(fail) : finish(opening);
  } catch (error) {
    return fail(error);
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

/** Workers that are up now among those that calls with these options share. */
export const sharedUp = (resolved: Resolved): number =>
  typeof resolved.backend === 'string' ? (openSets.get(keyOf(resolved))?.up ?? 0) : 0;

async function openShared(key: string, resolved: Resolved, tasks: number | undefined): Promise<WorkerSet> {
  const set = await openWorkerSet(resolved, tasks);
  openSets.set(key, set);
  const opening = shared.get(key);
  set.onClose(() => forget(key, opening));
  return set;
}

function forget(key: string, opening: Promise<WorkerSet> | undefined): void {
  if (shared.get(key) !== opening) return;
  shared.delete(key);
  openSets.delete(key);
}

/** Ends all shared workers; for signals and tests. */
export async function closeSharedWorkers(): Promise<void> {
  const sets = await Promise.allSettled(shared.values());
  shared.clear();
  openSets.clear();
  await Promise.all(sets.map(async (set) => (set.status === 'fulfilled' ? set.value.close() : undefined)));
}
