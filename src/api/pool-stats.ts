import type { TaskFigures } from '../plan/task-statistics.ts';

/** What a pool has done and is doing. */
export interface PoolStats extends TaskFigures {
  /** Workers that there are. */
  readonly workers: number;
  /** Of these, the ones that have tasks. */
  readonly busyWorkers: number;
  /** Single tasks that were not given to a worker. */
  readonly queued: number;
  /** Single tasks that are not over, the queued ones included. */
  readonly open: number;
  /**
   * The part of their lives, or of the time since `resetStats`, that the present workers have spent on tasks, from 0 to 1. What runs
   * now is not in it.
   */
  readonly utilization: number;
}
