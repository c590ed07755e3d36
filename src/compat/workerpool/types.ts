/** What a pool gives: its statistics, and the methods of its workers. */

import type { TaskPromise } from './task-promise.ts';

/** The methods of a worker, as the program calls them. */
export type Proxy<T extends { readonly [name: string]: (...args: never[]) => unknown }> = {
  [M in keyof T]: (...args: Parameters<T[M]>) => TaskPromise<Awaited<ReturnType<T[M]>>>;
};

/** What `Pool.stats` gives. */
export interface PoolStats {
  totalWorkers: number;
  busyWorkers: number;
  idleWorkers: number;
  pendingTasks: number;
  activeTasks: number;
}
