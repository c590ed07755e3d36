import type { SerializationType } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { ResourceLimits } from 'node:worker_threads';
import type { AbortSignalAny } from '../abort.ts';
import {
  checkAll,
  checkBounds,
  isTextOrNull,
  notNegative,
  positive,
  queueLength,
  type Rules,
  text,
  workerRules,
} from '../check-options.ts';
import type { Task, TaskQueue } from './helpers.ts';
import { ArrayTaskQueue } from '../task-queues.ts';
import { pathOf } from '../worker-file.ts';

/** Messages between a task in a process and the program. */
export interface TinypoolChannel {
  /** Is given a function to send to the task with. */
  onMessage?: (callback: (message: unknown) => void) => void;
  /** Gets what the task sends. */
  postMessage?: (message: unknown) => void;
  /** The worker is about to end, or to get another channel. */
  onClose?: () => void;
}

/** Marks messages that are not the program's; none of them reach it here. */
export interface TinypoolWorkerMessage<T extends 'port' | 'pool' = 'port' | 'pool'> {
  __tinypool_worker_message__: true;
  source: T;
}

/** A worker of a pool. */
export interface TinypoolWorker {
  readonly name: string;
  readonly runtime: string;
  /** Of a thread; the process id of a process. */
  readonly threadId: number;
  on(event: string, listener: (...args: never[]) => void): void;
  once(event: string, listener: (...args: never[]) => void): void;
  emit(event: string, ...data: unknown[]): void;
}

/** Options of a pool. Durations are in milliseconds. */
export interface Options {
  /** File that exports the functions: a URL, or an absolute path. */
  filename?: string | URL | null;
  /** Threads, or processes. */
  runtime?: 'worker_threads' | 'child_process';
  /** The export to call; default `'default'`. */
  name?: string;
  /** Workers that are kept; a fraction is a share of the cores. Default: half of the cores. */
  minThreads?: number;
  /** Most workers; a fraction is a share of the cores. Default: all cores. */
  maxThreads?: number;
  /** How long workers beyond `minThreads` stay without a task; default 0. */
  idleTimeout?: number;
  /** How long `destroy` may take before it is an error; default: no limit of its own. */
  terminateTimeout?: number;
  /** Most tasks that wait; `'auto'` is the square of `maxThreads`. */
  maxQueue?: number | 'auto';
  /** Tasks that a worker runs at a time. */
  concurrentTasksPerWorker?: number;
  /** False: a worker does not wait for its next task without turns of its event loop. Default: it does for 20 ms. */
  useAtomics?: boolean;
  resourceLimits?: ResourceLimits;
  /** Heap in bytes above which a worker is replaced after its task. */
  maxMemoryLimitBeforeRecycle?: number;
  argv?: string[];
  execArgv?: string[];
  /** The whole environment of the workers. */
  env?: Record<string, string>;
  /** A value that workers find in `workerData`. */
  workerData?: unknown;
  /** A queue of the program's own. */
  taskQueue?: TaskQueue;
  trackUnmanagedFds?: boolean;
  /** A new worker for each task. */
  isolateWorkers?: boolean;
  /** Name of an export that is called before a worker ends. */
  teardown?: string;
  /** Taken, and without effect: values always keep their kind. */
  serialization?: SerializationType;
}

/** Options with all defaults. */
export interface FilledOptions extends Options {
  filename: string | null;
  name: string;
  runtime: NonNullable<Options['runtime']>;
  minThreads: number;
  maxThreads: number;
  idleTimeout: number;
  maxQueue: number;
  concurrentTasksPerWorker: number;
  useAtomics: boolean;
  taskQueue: TaskQueue;
}

/** Options of one task. */
export interface RunOptions {
  /** What to move instead of copy. */
  transferList?: readonly unknown[] | undefined;
  /** Messages to and from the task, for processes. */
  channel?: TinypoolChannel | undefined;
  filename?: string | URL | null;
  /** Ends the task. */
  signal?: AbortSignalAny | null;
  name?: string | null;
  runtime?: Options['runtime'];
}

/** A number of workers from a share of the cores. */
const countOf = (value: number | undefined): number | undefined =>
  value !== undefined && value > 0 && value < 1 ? Math.max(1, Math.floor(value * availableParallelism())) : value;

function bounds(options: Options): { readonly minThreads: number; readonly maxThreads: number } {
  const [min, max] = [countOf(options.minThreads), countOf(options.maxThreads)];
  checkBounds(min, max);
  const cores = availableParallelism();
  const maxThreads = Math.ceil(max ?? Math.max(cores, min ?? 0));
  return { maxThreads, minThreads: Math.min(Math.ceil(min ?? Math.max(cores / 2, 1)), maxThreads) };
}

/** What each option must be. tinypool takes anything, and fails when it uses it. */
const rules: Rules<Options> = {
  ...workerRules,
  filename: [(value) => isTextOrNull(value) || value instanceof URL, 'must be a string, a URL or null'],
  name: text,
  runtime: [
    (value) => value === 'worker_threads' || value === 'child_process',
    "must be 'worker_threads' or 'child_process'",
  ],
  minThreads: notNegative,
  // A share of the cores, too.
  maxThreads: [(value) => typeof value === 'number' && value > 0, 'must be a positive number'],
  idleTimeout: notNegative,
  terminateTimeout: notNegative,
  maxQueue: queueLength,
  concurrentTasksPerWorker: positive,
  maxMemoryLimitBeforeRecycle: notNegative,
  teardown: text,
  serialization: [(value) => value === 'json' || value === 'advanced', "must be 'json' or 'advanced'"],
};

/** What `options.taskQueue` shows where the engine keeps the tasks. */
const defaultQueue = (): TaskQueue => Object.assign(new ArrayTaskQueue<Task>(), { cancel: () => {} });

/** Options with all defaults. @throws InvalidOptionError `ERR_INVALID_OPTION` */
export function fillOptions(options: Options): FilledOptions {
  checkAll(options, rules);
  const { maxThreads, minThreads } = bounds(options);
  const { filename, maxQueue = Infinity, taskQueue = defaultQueue() } = options;
  return {
    ...options,
    filename: filename ? pathOf(filename) : null,
    name: options.name ?? 'default',
    runtime: options.runtime ?? 'worker_threads',
    minThreads,
    maxThreads,
    idleTimeout: options.idleTimeout ?? 0,
    maxQueue: maxQueue === 'auto' ? maxThreads ** 2 : maxQueue,
    concurrentTasksPerWorker: options.concurrentTasksPerWorker ?? 1,
    useAtomics: options.useAtomics ?? true,
    taskQueue,
    trackUnmanagedFds: options.trackUnmanagedFds ?? true,
  };
}
