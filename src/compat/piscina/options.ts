import { availableParallelism } from 'node:os';
import type { ResourceLimits, SHARE_ENV } from 'node:worker_threads';
import { InvalidOptionError } from '../../core/errors.ts';
import type { AbortSignalAny } from '../abort.ts';
import {
  checkAll,
  checkBounds,
  flag,
  isTextOrNull,
  notNegative,
  ownOptions,
  positive,
  queueLength,
  type Rules,
  text,
  workerRules,
} from '../check-options.ts';
import { ArrayTaskQueue } from '../task-queues.ts';
import type { TaskQueue } from './helpers.ts';
import { pathOf } from '../worker-file.ts';
import type { PiscinaLoadBalancer } from './workers.ts';

/** Options of a pool. Durations are in milliseconds. */
export interface Options {
  /** File that exports the functions: an absolute path, or the text of a file: URL. */
  filename?: string | null;
  /** The export to call; default `'default'`. */
  name?: string;
  /** Threads that are kept. Default: half of the cores. */
  minThreads?: number;
  /** Most threads. Default: 1.5 times the cores. */
  maxThreads?: number;
  /** How long threads beyond `minThreads` stay without a task; default 0. */
  idleTimeout?: number;
  /** Most tasks that wait; `'auto'` is the square of `maxThreads`. */
  maxQueue?: number | 'auto';
  /** Tasks that a thread runs at a time. */
  concurrentTasksPerWorker?: number;
  /** Only with `'sync'`, the default, a thread waits for its next task without turns of its event loop, for 20 ms at most. */
  atomics?: 'sync' | 'async' | 'disabled';
  resourceLimits?: ResourceLimits;
  argv?: string[];
  execArgv?: string[];
  /** The whole environment of the threads. */
  env?: Record<string, string> | NodeJS.ProcessEnv | typeof SHARE_ENV;
  /** A value that threads find in `workerData`. */
  // oxlint-disable-next-line typescript/no-explicit-any -- the type that programs were written for
  workerData?: any;
  /** A queue of the program's own. */
  taskQueue?: TaskQueue;
  /** How much less than the program its threads are favoured by the scheduler (Linux). */
  niceIncrement?: number;
  trackUnmanagedFds?: boolean;
  /** How long `close` waits for tasks. */
  closeTimeout?: number;
  /** Keep the times that tasks run and wait. */
  recordTiming?: boolean;
  /** A task that the `loadBalancer` has no thread for goes back to the front of the queue, not to its end. */
  stricterFIFO?: boolean;
  /** Chooses the thread of each task; null when it has to wait. Default: the one with least to do. */
  loadBalancer?: PiscinaLoadBalancer;
  /** Keep the times of tasks for each thread, too. */
  workerHistogram?: boolean;
}

/** Options with all defaults. */
export interface FilledOptions extends Options {
  filename: string | null;
  name: string;
  minThreads: number;
  maxThreads: number;
  idleTimeout: number;
  maxQueue: number;
  concurrentTasksPerWorker: number;
  atomics: Options['atomics'];
  taskQueue: TaskQueue;
  niceIncrement: number;
  closeTimeout: number;
  recordTiming: boolean;
  stricterFIFO: boolean;
  workerHistogram: boolean;
}

/** Options of one task. */
export interface RunOptions {
  /** What to move instead of copy. */
  transferList?: readonly unknown[] | undefined;
  filename?: string | null;
  /** Ends the task. */
  signal?: AbortSignalAny | null;
  name?: string | null;
}

/** How a pool is closed. */
export interface CloseOptions {
  /** Gives up what waits. */
  force?: boolean;
}

/** What each option must be, in piscina's words. */
const rules: Rules<Options> = {
  ...workerRules,
  filename: text,
  name: text,
  minThreads: notNegative,
  maxThreads: positive,
  idleTimeout: notNegative,
  maxQueue: queueLength,
  concurrentTasksPerWorker: positive,
  atomics: [
    (value) => ['sync', 'async', 'disabled', null].includes(value as string),
    "should be a value of 'sync', 'async' or 'disabled'",
  ],
  niceIncrement: notNegative,
  trackUnmanagedFds: flag,
  closeTimeout: notNegative,
  loadBalancer: [
    (value) => typeof value === 'function' && value.length > 0,
    'must be a function (task, workers) that gives one of the workers, or null',
  ],
  workerHistogram: flag,
  recordTiming: flag,
  stricterFIFO: flag,
};

/** Options with all defaults. @throws InvalidOptionError `ERR_INVALID_OPTION` */
export function fillOptions(given: Options): FilledOptions {
  const options = ownOptions(given);
  checkAll(options, rules);
  checkBounds(options.minThreads, options.maxThreads);
  const cores = availableParallelism();
  const maxThreads = options.maxThreads ?? Math.max(cores * 1.5, options.minThreads ?? 0);
  const minThreads = Math.min(options.minThreads ?? Math.max(Math.floor(cores / 2), 1), maxThreads);
  const { filename, maxQueue = Infinity } = options;
  return Object.assign(options, {
    filename: filename ? pathOf(filename) : null,
    name: options.name ?? 'default',
    minThreads,
    maxThreads,
    idleTimeout: options.idleTimeout ?? 0,
    maxQueue: maxQueue === 'auto' ? maxThreads ** 2 : maxQueue,
    concurrentTasksPerWorker: options.concurrentTasksPerWorker ?? 1,
    atomics: options.atomics ?? 'sync',
    taskQueue: options.taskQueue ?? new ArrayTaskQueue(),
    niceIncrement: options.niceIncrement ?? 0,
    trackUnmanagedFds: options.trackUnmanagedFds ?? true,
    closeTimeout: options.closeTimeout ?? 30_000,
    recordTiming: options.recordTiming ?? true,
    stricterFIFO: options.stricterFIFO ?? false,
    workerHistogram: options.workerHistogram ?? false,
  });
}

/** @throws InvalidOptionError `ERR_INVALID_OPTION` */
export function checkRunOptions(options: RunOptions): void {
  if (options === null || typeof options !== 'object') throw new InvalidOptionError('options must be an object');
  const { transferList, filename, name, signal } = options;
  if (transferList !== undefined && !Array.isArray(transferList))
    throw new InvalidOptionError('transferList argument must be an Array');
  if (!isTextOrNull(filename ?? null)) throw new InvalidOptionError('filename argument must be a string');
  if (!isTextOrNull(name ?? null)) throw new InvalidOptionError('name argument must be a string');
  if (typeof (signal ?? null) !== 'object') throw new InvalidOptionError('signal argument must be an object');
}

/** @throws InvalidOptionError `ERR_INVALID_OPTION` */
export function checkCloseOptions(options: CloseOptions): void {
  if (options === null || typeof options !== 'object') throw new InvalidOptionError('options must be an object');
  if (options.force !== undefined && typeof options.force !== 'boolean')
    throw new InvalidOptionError('force argument must be a boolean');
}
