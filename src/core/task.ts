/**
 * The contract between the planner and a backend. A batch is plain data: it could be stored, sent elsewhere and retried.
 *
 * Words: a *task* is one call of a function; a *batch* is tasks that travel in one message; a *call* is one `map`, `submit`
 * queue or the like, whose batches share functions, options and a seed.
 */

import type { Payload } from './payload.ts';

export type CallId = number & { readonly __brand?: 'CallId' };
export type BatchId = number & { readonly __brand?: 'BatchId' };

/** A function of a call, as a batch names it. */
export type FunctionRef =
  /** Captured by value: a node among the definitions of the call. */
  | { readonly kind: 'captured'; readonly ref: number }
  /** Named by module URL and export; a worker imports it. */
  | { readonly kind: 'module'; readonly url: string; readonly name: string }
  /** The function itself, for a backend with `memory: 'same'`. */
  | { readonly kind: 'local'; readonly fn: (...args: never[]) => unknown };

/** What all batches of one call share. Plain data, except that `definitions` and `functions` only ever grow. */
export interface CallHeader {
  readonly id: CallId;
  /** Functions, classes and captured values, in order; a worker needs them in order. Opaque outside `closure/`. */
  readonly definitions: readonly unknown[];
  /** Functions of the call; a batch names them by position. */
  readonly functions: readonly FunctionRef[];
  /** Seed of the random streams: two unsigned 32-bit words. Task `i` draws from stream `i`. */
  readonly seed: readonly [number, number];
  /** Limit for each task from its own start, in milliseconds. */
  readonly timeoutMs?: number;
  /** Do not start the tasks of a batch that follow one that threw; report them as `skipped`. */
  readonly stopOnError: boolean;
  /** Results are not wanted: report them as `void`. */
  readonly discardResults: boolean;
  /** Results come back as this kind of typed array. */
  readonly resultType?: string;
}

/** Tasks that travel together. */
export interface Batch {
  readonly id: BatchId;
  readonly call: CallHeader;
  /** Position in `call.functions`: one function for all tasks, or one for each. */
  readonly fn: number | readonly number[];
  /** Each argument value is a tuple to spread over the parameters, instead of the one argument. */
  readonly spread: boolean;
  readonly count: number;
  /** Index of the first task; the others follow, unless `indices` is there. */
  readonly first: number;
  /** The index of each task, where they are not consecutive. */
  readonly indices?: readonly number[];
  /** From 1; above 1 for a batch of retried tasks. */
  readonly attempt: number;
  readonly args: Payload;
  /** Array buffers to move instead of copy, where the backend can. */
  readonly transfer?: readonly ArrayBuffer[];
}

/** The index of the task at a position of a batch. */
export const taskIndex = (batch: Batch, position: number): number =>
  batch.indices === undefined ? batch.first + position : (batch.indices[position] as number);

/** What became of one task, or of a run of consecutive ones. Each position of a batch is covered exactly once. */
export type Outcome =
  /** The tasks from `at` on returned these values. */
  | { readonly kind: 'values'; readonly at: number; readonly count: number; readonly values: Payload }
  /** The task threw; the payload holds the one value it threw. */
  | { readonly kind: 'thrown'; readonly at: number; readonly error: Payload }
  /** The task did not end by itself: worker lost, timed out, cancelled, result not cloneable. `error` is the caller's to see. */
  | {
      readonly kind: 'failed';
      readonly at: number;
      readonly error: unknown;
      readonly reason: FailureReason;
      /** What the worker told of the cause, still encoded; once decoded it is the `cause` of `error`. */
      readonly cause?: Payload;
    }
  /** Never started, because an earlier task of the batch threw and the call stops on errors. */
  | { readonly kind: 'skipped'; readonly at: number; readonly count: number };

export type FailureReason = 'lost' | 'timeout' | 'cancelled' | 'not-cloneable' | 'unstartable';

/** A message of outcomes, as they come. */
export interface BatchReply {
  readonly outcomes: readonly Outcome[];
  /** Time the worker spent on these tasks, in milliseconds; feeds the batch size. 0 when unknown. */
  readonly elapsedMs: number;
  readonly workerId: number;
}

/** Why tasks are cancelled. `reason` is given back as the task's error. */
export interface CancelReason {
  readonly kind: 'abort' | 'terminate';
  readonly reason: unknown;
}

/** What a running task tells while it runs. */
export type TaskEvent =
  | { readonly kind: 'report'; readonly callId: CallId; readonly index: number; readonly data: unknown }
  | {
      readonly kind: 'output';
      readonly stream: 'stdout' | 'stderr';
      readonly text: string;
      readonly workerId: number;
      /** The task that wrote it, where one was running. */
      readonly callId?: CallId;
      readonly index?: number;
    };

/**
 * Runs any function. Implementations: `sequential`, `threads`, `processes`, and what users register.
 *
 * Contract: `run` yields every position of its batch exactly once and always ends; it throws only when the backend itself
 * is unusable. `cancel` and `close` return soon whatever the tasks do.
 */
export interface TaskBackend {
  readonly name: string;
  /**
   * 'same': the caller's own heap, nothing is copied; 'shared': SharedArrayBuffer is really shared;
   * 'mapped': shared memory or files, mapped or read once per worker; 'copied': everything is copied.
   */
  readonly memory: 'same' | 'shared' | 'mapped' | 'copied';
  /** Batch duration worth aiming for, in milliseconds (about 4 on one machine, 100 to 200 through a broker). */
  readonly targetBatchMs: number;
  /** How many batches may be in flight now; may change as workers come and go. */
  capacity(): number;
  /** So many tasks are about to come: workers for them may start before the first batch does. */
  warm?(tasks: number): void;
  /** Runs a batch. */
  run(batch: Batch): AsyncIterable<BatchReply>;
  /**
   * Settles tasks of a call as cancelled: those in `indices`, or all. Running ones are asked first where they listen,
   * and killed where they cannot be asked. Tasks of other calls are not lost.
   */
  cancel(callId: CallId, reason: CancelReason, indices?: readonly number[]): void;
  /** The call is over: whatever workers keep for it may go. */
  endCall?(callId: CallId): void;
  /** Called with what running tasks report and write; one listener. */
  onEvent?: ((event: TaskEvent) => void) | undefined;
  /** Stops everything; safe to call twice; leaves no process, thread, file or handle behind. */
  close(): Promise<void>;
}

/** How to make workers; every backend of workers takes these. */
export interface WorkerOptions {
  /** Most workers at a time. */
  readonly workers: number;
  /** Idle workers end after this many milliseconds; Infinity keeps them until `close`. */
  readonly idleTimeoutMs: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly execArgv?: readonly string[];
  readonly argv?: readonly string[];
  readonly resourceLimits?: ResourceLimits;
  /** Run once in each new worker before its first task. */
  readonly initializer?: WorkerInitializer;
  readonly stdio: StdioMode;
  /** Threads that native libraries in a child may use (OMP_NUM_THREADS and its kin). */
  readonly innerMaxThreads?: number;
  /** A worker is replaced after this many tasks. */
  readonly maxTasksPerWorker?: number;
  /** How deep in nested calls the tasks of these workers run: 1 for workers of the main program. */
  readonly level: number;
  /** Where spill files go: first choice before /dev/shm and the system's temporary folder. */
  readonly tempFolder?: string;
}

export interface ResourceLimits {
  readonly maxOldGenerationSizeMb?: number;
  readonly maxYoungGenerationSizeMb?: number;
  readonly codeRangeSizeMb?: number;
  readonly stackSizeMb?: number;
}

/** 'inherit': straight to the parent's; 'pipe': as events; 'prefix': lines with the worker's name; 'ignore': nowhere. */
export type StdioMode = 'inherit' | 'pipe' | 'prefix' | 'ignore';

/** The function that prepares a worker, captured like any task function. */
export interface WorkerInitializer {
  readonly definitions: readonly unknown[];
  readonly fn: FunctionRef;
  readonly args: Payload;
}

/** Makes a backend. */
export type TaskBackendFactory = (options: WorkerOptions) => TaskBackend | Promise<TaskBackend>;
