/** What a pool and its single tasks take, checked at the door. */

import { InvalidOptionError } from '../core/errors.ts';
import { checkNames, checkOptions, checkValue, show, workerOptionNames } from './check-options.ts';
import type { Transferable } from '../memory/transfer.ts';
import { moduleUrl } from './module-url.ts';
import type { CallSettings, WorkerSettings } from './options.ts';
import { checkQueueOptions, type PoolQueueOptions, queueOptionNames } from './pool-queue-options.ts';
import { checkWorkerExtras, type WorkerExtras, workerExtraNames } from './worker-extras.ts';

/** Options of {@link Pool}. */
export interface PoolOptions extends Omit<WorkerSettings, 'nJobs'>, WorkerExtras, PoolQueueOptions {
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
  /** Runs the task again when it fails: how often, or how. */
  readonly retry?: CallSettings['retry'];
  /** The module to call instead of the pool's `filename`. */
  readonly filename?: string | URL;
  /** The export to call instead of the pool's `name`. */
  readonly name?: string;
  /** What to move instead of copy, of the payload: buffers; between threads ports, streams and file handles too. */
  readonly transferList?: readonly Transferable[];
  /** Runs the task on workers of another backend, which belong to the pool too. */
  readonly backend?: CallSettings['backend'];
  /** Higher ones go first; default 0. */
  readonly priority?: number;
  /** Tasks with one key run on one worker, for as long as it lives: where it keeps what they need. */
  readonly key?: string | number;
  /** Told what the task passes to `taskContext().report()`, in the asynchronous context of this call. */
  readonly onReport?: CallSettings['onReport'];
  /** Told what the task writes, with `stdio: 'pipe'`, and what it passes to `taskContext().log()`. */
  readonly onOutput?: CallSettings['onOutput'];
}

/** Options of a call over many items. */
export interface PoolCallSettings<F = unknown> extends CallSettings<F> {
  /** Another name of `batchSize`, as in multiprocessing. */
  readonly chunkSize?: number;
}

/** Options of a call whose form of results is fixed. */
export type ListSettings<F = unknown> = Omit<PoolCallSettings<F>, 'returnAs'>;

/** Options of one `apply`. */
export type ApplyOptions = Omit<RunOptions, 'filename' | 'name' | 'transferList'>;

/** Options of {@link Pool.shutdown}. */
export interface ShutdownOptions {
  /** Resolve when the workers have ended (default), or at once. */
  readonly wait?: boolean;
  /** Cancel what has not started, and calls over many items; default false. Single tasks that run come to their end. */
  readonly cancelPending?: boolean;
}

const poolOnly: readonly string[] = ['maxWorkers', 'filename', 'name', ...workerExtraNames, ...queueOptionNames];
const fromCall = ['backend'];
const applyOptionNames = ['signal', 'timeout', 'retry', 'backend', 'priority', 'key', 'onReport', 'onOutput'];
const runOptionNames = [...applyOptionNames, 'filename', 'name', 'transferList'];

/** @throws InvalidOptionError `ERR_INVALID_OPTION` naming the option. */
export function checkPoolOptions(options: PoolOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidOptionError(`Pool takes a number of workers or an object of options, got ${show(options)}`);
  }
  const allowed = [...workerOptionNames.filter((option) => option !== 'nJobs'), ...fromCall];
  const { maxWorkers, filename, name, minWorkers } = options;
  for (const [key, value] of Object.entries(options)) {
    if (allowed.includes(key)) checkOptions('Pool', { [key]: value }, allowed);
    else if (!poolOnly.includes(key)) checkOptions('Pool', { [key]: undefined }, [...allowed, ...poolOnly]);
  }
  checkWorkerExtras(options);
  checkQueueOptions(options);
  for (const one of options.preload ?? []) moduleUrl(one, 'preload');
  if (minWorkers !== undefined && typeof maxWorkers === 'number' && maxWorkers > 0 && minWorkers > maxWorkers) {
    throw new InvalidOptionError(`minWorkers must be at most maxWorkers, got ${minWorkers} and ${maxWorkers}`);
  }
  if (maxWorkers !== undefined) checkValue('nJobs', maxWorkers, 'maxWorkers');
  if (filename !== undefined) moduleUrl(filename);
  if (name !== undefined && typeof name !== 'string') {
    throw new InvalidOptionError(`name must be the name of an export, got ${show(name)}`);
  }
}

/** @throws InvalidOptionError `ERR_INVALID_OPTION` naming the option. */
export function checkRunOptions(options: RunOptions): void {
  checkNames('run', options, runOptionNames);
}

/** @throws InvalidOptionError `ERR_INVALID_OPTION` naming the option. */
export function checkApplyOptions(who: string, options: unknown): void {
  checkNames(who, options, applyOptionNames);
}

/** Checks what `apply` is given. @throws InvalidOptionError `ERR_INVALID_OPTION` */
export function checkApplied<T extends { readonly fn: unknown; readonly args: unknown }>(who: string, parts: T): T {
  if (typeof parts.fn !== 'function') throw new InvalidOptionError(`${who} takes a function, got ${show(parts.fn)}`);
  if (Array.isArray(parts.args)) return parts;
  throw new InvalidOptionError(
    `${who} takes the arguments in an array, as in ${who}(fn, [1, 2]); got ${show(parts.args)}. submit takes them one by one`,
  );
}

/** The results of these calls have one form. @throws InvalidOptionError `ERR_INVALID_OPTION` */
export function checkListSettings(who: string, options: object | undefined): void {
  if (options !== undefined && 'returnAs' in options) {
    throw new InvalidOptionError(`${who} has no option "returnAs": its name says how results come; map takes it`);
  }
}

/** @throws InvalidOptionError `ERR_INVALID_OPTION` naming the option. */
export function checkShutdownOptions(options: ShutdownOptions): void {
  checkNames('shutdown', options, ['wait', 'cancelPending']);
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && typeof value !== 'boolean') {
      throw new InvalidOptionError(`${name} must be true or false, got ${show(value)}`);
    }
  }
}

/** The part of a pool's options that its workers and its calls take. */
export function poolSettings(options: PoolOptions): WorkerSettings & Pick<CallSettings, 'backend'> {
  const { maxWorkers } = options;
  const rest = Object.fromEntries(Object.entries(options).filter(([name]) => !poolOnly.includes(name)));
  return { backend: 'threads', ...rest, ...(maxWorkers === undefined ? {} : { nJobs: maxWorkers }) };
}

/** The part that only its workers take. */
export function poolExtras(options: PoolOptions): WorkerExtras {
  const names: readonly string[] = workerExtraNames;
  return Object.fromEntries(
    Object.entries(options).filter(([name, value]) => names.includes(name) && value !== undefined),
  );
}
