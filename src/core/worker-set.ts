/** What only backends with workers of their own on this machine can do: count them, change their number, replace them. */

import type { Payload } from './payload.ts';

/** starting -> ready -> ending; then it is gone. */
export type WorkerState = 'starting' | 'ready' | 'ending';

/** What is known of one worker. */
export interface WorkerInfo {
  /** Number of the worker, from 1; never given twice by one backend. */
  readonly workerId: number;
  /** What it is doing with its life. */
  readonly state: WorkerState;
  /** Tasks that it was given and has not answered yet. */
  readonly running: number;
  /** Tasks that it was given in all. */
  readonly tasks: number;
  /** When it was started, Unix time in milliseconds. */
  readonly startedAt: number;
  /** Time that it has spent on tasks so far, in milliseconds; what runs now is not in it. */
  readonly busyMs: number;
  /** Of a process. */
  readonly pid?: number | undefined;
  /** Of a thread. */
  readonly threadId?: number | undefined;
  /** Node's own object: a `Worker` of `node:worker_threads`, or a `ChildProcess`. To look at; its life is the library's. */
  readonly handle?: object | undefined;
}

/** Something happened to a worker. */
export interface WorkerEvent {
  /** It was started, has become ready, or has ended. */
  readonly kind: 'start' | 'ready' | 'end';
  /** The worker, as it was at that moment. */
  readonly worker: WorkerInfo;
  /** Of one that has ended; null when a signal ended it. */
  readonly exitCode?: number | null;
  /** The signal that ended it. */
  readonly signal?: string | null;
  /** Of one that has ended: the library ended it, because it was idle, had had its share, or was told to stop. */
  readonly expected?: boolean;
  /** Of one that has ended: the error that ended it, where there was one. */
  readonly error?: unknown;
  /** Of one that has ended: what was thrown in it where nobody caught it, still encoded. */
  readonly uncaught?: Payload;
}

/** What code in a worker has sent by itself. */
export interface WorkerMessage {
  /** A copy of what was sent. */
  readonly data: unknown;
  /** The worker, as it was at that moment. */
  readonly worker: WorkerInfo;
}

/** How many workers there may be. */
export interface WorkerBounds {
  /** Kept even when they are idle. */
  readonly min?: number;
  /** Never more than these. */
  readonly max?: number;
}

/** Workers that can be counted, added and replaced while they work. */
export interface WorkerSet {
  /** All workers that have not ended. */
  workers(): readonly WorkerInfo[];
  /** Changes the bounds: too many end as soon as they have nothing to do, too few are started. */
  resize(bounds: WorkerBounds): void;
  /**
   * Starts the least number of workers (at least one) and resolves when they are ready.
   *
   * @throws WorkerStartError `ERR_WORKER_START`, InitializerError `ERR_INITIALIZER`
   */
  ready(): Promise<void>;
  /** Replaces every worker that is ready, each as soon as its tasks are over; resolves when the old ones are gone. */
  recycle(): Promise<void>;
  /** Indices of tasks that have begun and were not answered, of all calls. */
  begun(): ReadonlySet<number>;
  /** Told what code in a worker sends by `parentPort.postMessage` or `process.send`; one listener. */
  onMessage?: ((message: WorkerMessage) => void) | undefined;
  /** Told what happens to workers; one listener. */
  onWorker?: ((event: WorkerEvent) => void) | undefined;
}

/** When a worker is replaced, besides after a number of tasks. Looked at after each batch; 0 and less are not allowed. */
export interface RecycleLimits {
  /** Its JavaScript heap in use, in bytes. */
  readonly heapBytes?: number;
  /** Resident memory of its process, in bytes. Processes only: threads share theirs. */
  readonly rssBytes?: number;
  /** Time since it was ready, in milliseconds. */
  readonly ageMs?: number;
}
