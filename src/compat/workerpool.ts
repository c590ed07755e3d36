/**
 * workerpool's names on the engine of this library: change the import (or `require`) from `'workerpool'` to
 * `'manycore/compat/workerpool'`, in the program and in its worker files. See docs/migrating.md for the differences that remain.
 *
 * @module
 */

import { emit, register, type Method, type WorkerRegisterOptions } from '../worker/methods.ts';
import { cpus, isMainThread, platform } from './workerpool/environment.ts';
import { TerminateError } from './workerpool/errors.ts';
import type { WorkerPoolOptions } from './workerpool/options.ts';
import type { Pool } from './workerpool/pool.ts';
import type * as PoolPart from './workerpool/pool.ts';
import { requireAnyPart } from '../platform/load-part.ts';
import { TaskPromise } from './workerpool/task-promise.ts';
import { Transfer } from './workerpool/transfer.ts';

/**
 * Makes a pool of workers.
 *
 * @param script - Absolute path of a worker file that calls {@link worker}; without one, functions can be sent.
 * @example
 * ```ts
 * import workerpool from 'manycore/compat/workerpool';
 *
 * const pool = workerpool.pool({ maxWorkers: 2 });
 * console.log(await pool.exec((a: number, b: number) => a + b, [3, 4])); // 7
 * await pool.terminate();
 * ```
 */
export function pool(script?: string | WorkerPoolOptions, options?: WorkerPoolOptions): Pool {
  const part = requireAnyPart<typeof PoolPart>('workerpool');
  return new part.Pool(script, options);
}

/**
 * Registers the methods of a worker; a worker file calls it once.
 *
 * @param methods - Functions that the pool may call by their names.
 */
export function worker(methods?: Readonly<Record<string, Method>>, options?: WorkerRegisterOptions): void {
  register(methods, options);
}

/** In a worker, sends something to the `on` of the task that runs. */
export function workerEmit(payload: unknown): void {
  emit(payload);
}

export { TaskPromise as Promise, Transfer, TerminateError, cpus, isMainThread, platform };
export type { Pool, WorkerPoolOptions, WorkerRegisterOptions };
export type { ExecOptions, TaskQueue, WorkerArg } from './workerpool/options.ts';
export type { Proxy } from './workerpool/types.ts';

// As in CommonJS: everything in one object.
export default {
  pool,
  worker,
  workerEmit,
  Promise: TaskPromise,
  Transfer,
  TerminateError,
  cpus,
  isMainThread,
  platform,
};
