/** What the drop-ins for tinypool and piscina say to what they have in common. */

import type { WorkerEvent } from '../core/worker-set.ts';
import type { Task } from '../plan/task-handle.ts';
import type { PoolOptions } from '../api/pool-options.ts';
import type { AbortSignalAny } from './abort.ts';
import type { TaskQueue } from './task-queues.ts';
import type { WaitingTask } from './waiting-task.ts';

/** What a drop-in tells the core. */
export interface CoreOptions {
  readonly engine: PoolOptions;
  /** How many tasks run at a time: workers times tasks per worker. */
  readonly capacity: number;
  readonly tasksPerWorker: number;
  /** How many may wait. */
  readonly maxQueue: number;
  readonly filename: string | null;
  readonly name: string;
  /** A queue of the program's own. */
  readonly queue: TaskQueue<never> | undefined;
  /** Under which the payload has options for that queue. */
  readonly queueOptions: symbol;
  /** Chooses the worker of each task; default: the engine does. */
  readonly balance?: Balance;
}

/** A choice of workers that is the program's own. */
export interface Balance {
  /** The number of the worker for a task; undefined when the task has to wait. */
  choose(task: WaitingTask): number | undefined;
  /** A task that was given to a worker is over. */
  release(worker: number, isAbortable: boolean): void;
  /** A task that has to wait goes to the front of the queue, not to its end. */
  readonly keepsOrder: boolean;
}

/** What a drop-in is told. */
export interface CoreOwner {
  onWorker(event: WorkerEvent): void;
  /** A task was given, or is over. */
  onChange(): void;
  /** A task is over. */
  onOver(task: Task): void;
}

/** Options of one task. */
export interface TaskOptions {
  readonly transferList?: readonly unknown[] | undefined;
  readonly filename?: string | URL | null | undefined;
  readonly name?: string | null | undefined;
  readonly signal?: AbortSignalAny | null | undefined;
}
