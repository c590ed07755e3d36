/** What the workers of a pool take besides what all workers take. */

import { InvalidOptionError } from '../core/errors.ts';
import { checkOptions, show } from './check-options.ts';
import type { WorkerSettings } from './options.ts';

/** When a worker is replaced by a new one, after the tasks that it runs. All are looked at when a batch of tasks is over. */
export interface RecycleOptions {
  /** JavaScript heap in use, in MiB. */
  readonly heapMb?: number;
  /** Resident memory of the worker's process, in MiB. Not for threads, which share the one of the program. */
  readonly rssMb?: number;
  /** Age since it was ready, in milliseconds. */
  readonly ageMs?: number;
}

/** What may be different for one worker of a pool; each as the option of the pool. */
export type OwnWorkerSettings = Pick<WorkerSettings, 'env' | 'argv' | 'execArgv' | 'resourceLimits'>;

/** Options of a pool's workers. */
export interface WorkerExtras {
  /** Workers that start with the pool and are kept even when they are idle. Default 0: the first starts with the first task. */
  readonly minWorkers?: number;
  /**
   * Tasks that a worker runs at a time, for asynchronous ones that wait a lot; default 1. When a worker is lost, those that ran
   * in it run again, one by one, so that only the guilty one fails.
   */
  readonly concurrentTasksPerWorker?: number;
  /** Replaces workers that have grown too big or too old. See `maxTasksPerWorker` for a number of tasks. */
  readonly recycle?: RecycleOptions;
  /** A value that `workerData()` gives in each worker, and in threads and processes `workerData` of `node:worker_threads` too. */
  readonly workerData?: unknown;
  /**
   * Run in each worker before it ends in good order, with what the `initializer` returned; it has `teardownTimeout`. Not in a
   * worker that has to be killed.
   */
  readonly teardown?: (state: never) => unknown;
  /** Time for a worker to run its teardown and to end, in milliseconds; default 2500. The end of the pool waits for it. */
  readonly teardownTimeout?: number;
  /**
   * What one worker is started with instead of what the pool says: called with its number, from 1, each time that one is started.
   * For ports of debuggers, devices, files. When it throws, the worker cannot be started.
   */
  readonly forWorker?: (workerId: number) => OwnWorkerSettings;
  /** Time for a cancelled task that listens to `taskContext().signal` to end by itself, in milliseconds; default 100. */
  readonly abortGrace?: number;
  /** Modules that each worker imports before its first task: URLs or absolute paths. */
  readonly preload?: readonly (string | URL)[];
}

type Check = (value: unknown) => boolean;

const isNonNegative: Check = (value) => Number.isInteger(value) && (value as number) >= 0;
const isAbove: Check = (value) => typeof value === 'number' && value > 0;
const RECYCLE = ['heapMb', 'rssMb', 'ageMs'];
const isRecycle: Check = (value) =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).every(([key, limit]) => RECYCLE.includes(key) && (limit === undefined || isAbove(limit)));

/** Each of these options, with what it must be. */
const rules: { readonly [name in keyof WorkerExtras]-?: readonly [check: Check, what: string] } = {
  minWorkers: [isNonNegative, 'an integer of at least 0'],
  concurrentTasksPerWorker: [(value) => Number.isInteger(value) && (value as number) >= 1, 'an integer of at least 1'],
  recycle: [isRecycle, `an object of positive numbers: ${RECYCLE.join(', ')}`],
  workerData: [() => true, 'any value that can be copied'],
  teardown: [(value) => typeof value === 'function', 'a function'],
  teardownTimeout: [isAbove, 'a positive number of milliseconds'],
  forWorker: [(value) => typeof value === 'function', 'a function'],
  abortGrace: [isAbove, 'a positive number of milliseconds'],
  preload: [Array.isArray, 'an array of URLs and absolute paths'],
};

/** Names of these options. */
export const workerExtraNames = Object.keys(rules) as readonly (keyof WorkerExtras)[];

/** @throws InvalidOptionError `ERR_INVALID_OPTION` naming the option. */
export function checkWorkerExtras(options: WorkerExtras): void {
  for (const name of workerExtraNames) {
    const value = options[name];
    const [check, what] = rules[name];
    if (value !== undefined && !check(value)) {
      throw new InvalidOptionError(`${name} must be ${what}, got ${show(value)}`);
    }
  }
}

/** What `forWorker` gave. @throws InvalidOptionError `ERR_INVALID_OPTION` naming the option. */
export function checkOwnSettings(settings: OwnWorkerSettings): OwnWorkerSettings {
  if (typeof settings !== 'object' || settings === null) {
    throw new InvalidOptionError(
      `forWorker must return an object such as { env: { PORT: '1' } }, got ${show(settings)}`,
    );
  }
  checkOptions('what forWorker returns', settings, ['env', 'argv', 'execArgv', 'resourceLimits']);
  return settings;
}
