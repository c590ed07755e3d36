/**
 * The contract between the planner and a backend. A batch is plain data: it could be stored, sent elsewhere and retried.
 *
 * Words: a *task* is one call of a function; a *batch* is tasks that travel in one message; a *call* is one `map`, `submit`
 * queue or the like, whose batches share functions, options and a seed.
 */

import type { Movable, Payload, PlacedPayload } from './payload.ts';
import type { RecycleLimits, WorkerSet } from './worker-set.ts';

/** Number of a call, unique in its process. */
export type CallId = number & { readonly __brand?: 'CallId' };
/** Number of a batch, unique in its process. */
export type BatchId = number & { readonly __brand?: 'BatchId' };

/** A function of a call, as a batch names it. */
export type FunctionRef = CapturedRef | ModuleRef | LocalRef;

/** Captured by value: a node among the definitions of the call. */
export interface CapturedRef {
  /** Tells the kinds apart. */
  readonly kind: 'captured';
  /** Number of the definition. */
  readonly ref: number;
}

/** Named by module URL and export; a worker imports it. */
export interface ModuleRef {
  /** Tells the kinds apart. */
  readonly kind: 'module';
  /** URL of the module. */
  readonly url: string;
  /** Name of the export. */
  readonly name: string;
}

/** The function itself, for a backend with `memory: 'same'`. */
export interface LocalRef {
  /** Tells the kinds apart. */
  readonly kind: 'local';
  /** The function. */
  readonly fn: (...args: never[]) => unknown;
}

/** What all batches of one call share. Plain data, except that `definitions` and `functions` only ever grow. */
export interface CallHeader {
  /** Number of the call. */
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
  /** Number of the batch. */
  readonly id: BatchId;
  /** What it shares with the other batches of its call. */
  readonly call: CallHeader;
  /** Position in `call.functions`: one function for all tasks, or one for each. */
  readonly fn: number | readonly number[];
  /** Each argument value is a tuple to spread over the parameters, instead of the one argument. */
  readonly spread: boolean;
  /** Number of tasks. */
  readonly count: number;
  /** Index of the first task; the others follow, unless `indices` is there. */
  readonly first: number;
  /** The index of each task, where they are not consecutive. */
  readonly indices?: readonly number[];
  /** From 1; above 1 for a batch of retried tasks. */
  readonly attempt: number;
  /** One argument value for each task. */
  readonly args: Payload;
  /** Only for this worker; its tasks fail as lost when it has ended. Backends without a {@link WorkerSet} never get one. */
  readonly worker?: number;
  /** Batches with one key run on one worker, for as long as it lives. A wish: backends may ignore it. */
  readonly key?: string | number;
  /** Where workers run batches beside each other, this one has its worker to itself. A wish: backends may ignore it. */
  readonly alone?: boolean;
  /** Batches that wait go in the order of their priorities, higher ones first; default 0. A wish, too. */
  readonly priority?: number;
  /** What to move instead of copy, where the backend can. */
  readonly transfer?: readonly Movable[];
}

/** The index of the task at a position of a batch. */
export const taskIndex = (batch: Pick<Batch, 'first' | 'indices'>, position: number): number =>
  batch.indices === undefined ? batch.first + position : (batch.indices[position] as number);

/** What became of one task, or of a run of consecutive ones. Each position of a batch is covered exactly once. */
export type Outcome = ValuesOutcome | ThrownOutcome | FailedOutcome | SkippedOutcome;

/** The tasks from `at` on returned these values. */
export interface ValuesOutcome {
  /** Tells the kinds apart. */
  readonly kind: 'values';
  /** Position of the first task in the batch. */
  readonly at: number;
  /** Number of tasks. */
  readonly count: number;
  /** One value for each task. */
  readonly values: Payload | PlacedPayload;
}

/** The task threw. */
export interface ThrownOutcome {
  /** Tells the kinds apart. */
  readonly kind: 'thrown';
  /** Position of the task in the batch. */
  readonly at: number;
  /** The one value that it threw. */
  readonly error: Payload;
}

/** The task did not end by itself: worker lost, timed out, cancelled, result not cloneable. */
export interface FailedOutcome {
  /** Tells the kinds apart. */
  readonly kind: 'failed';
  /** Position of the task in the batch. */
  readonly at: number;
  /** The caller's to see. */
  readonly error: unknown;
  /** Why it did not end. */
  readonly reason: FailureReason;
  /** What the worker told of the cause, still encoded; once decoded it is the `cause` of `error`. */
  readonly cause?: Payload;
}

/** Never started, because an earlier task of the batch threw and the call stops on errors. */
export interface SkippedOutcome {
  /** Tells the kinds apart. */
  readonly kind: 'skipped';
  /** Position of the first task in the batch. */
  readonly at: number;
  /** Number of tasks. */
  readonly count: number;
}

/** Why a task did not end by itself. */
export type FailureReason = 'lost' | 'timeout' | 'cancelled' | 'not-cloneable' | 'unstartable';

/** A message of outcomes, as they come. */
export interface BatchReply {
  /** What became of the tasks since the last reply. */
  readonly outcomes: readonly Outcome[];
  /** Time the worker spent on these tasks, in milliseconds; feeds the batch size. 0 when unknown. */
  readonly elapsedMs: number;
  /** Number of the worker, from 1; 0 in the caller's own thread. */
  readonly workerId: number;
}

/** Takes what becomes of a batch, for {@link TaskBackend.start}. */
export interface BatchSink {
  /** Outcomes of a batch, as they come. */
  settle(batch: Batch, reply: BatchReply): void;
  /** All outcomes of the batch have come. Called once, and last. */
  ended(batch: Batch, error?: unknown): void;
}

/** Why tasks are cancelled. */
export interface CancelReason {
  /** By the caller's signal or its leaving, or because the workers end. */
  readonly kind: 'abort' | 'terminate';
  /** Given back as the error of the tasks. */
  readonly reason: unknown;
}

/** What a running task tells while it runs. */
export type TaskEvent = ReportEvent | OutputEvent;

/** A task called `taskContext().report()`. */
export interface ReportEvent {
  /** Tells the kinds apart. */
  readonly kind: 'report';
  /** The call of the task. */
  readonly callId: CallId;
  /** Index of the task. */
  readonly index: number;
  /** What it reported. */
  readonly data: unknown;
}

/** A worker wrote something. */
export interface OutputEvent {
  /** Tells the kinds apart. */
  readonly kind: 'output';
  /** Where it wrote to. */
  readonly stream: 'stdout' | 'stderr';
  /** What it wrote, with line ends. */
  readonly text: string;
  /** Number of the worker, from 1; 0 in the caller's own thread. */
  readonly workerId: number;
  /** The call whose task wrote it, where one was running. */
  readonly callId?: CallId;
  /** Index of the task that wrote it, where one was running. */
  readonly index?: number;
}

/**
 * Runs any function. Implementations: `sequential`, `threads`, `processes`, and what users register.
 *
 * Contract: `run` yields every position of its batch exactly once and always ends; it throws only when the backend itself
 * is unusable. `cancel` and `close` return soon whatever the tasks do.
 */
export interface TaskBackend {
  /** For `taskContext().backend` and for messages. */
  readonly name: string;
  /**
   * 'same': the caller's own heap, nothing is copied; 'shared': SharedArrayBuffer is really shared;
   * 'mapped': shared memory or files, mapped or read once per worker; 'copied': everything is copied.
   */
  readonly memory: 'same' | 'shared' | 'mapped' | 'copied';
  /** Batch duration worth aiming for, in milliseconds (about 4 on one machine, 100 to 200 through a broker). */
  readonly targetBatchMs: number;
  /**
   * No worker touches the arguments of a batch any more when its outcomes have come, unless one of them is `failed`. So shared memory
   * may carry them, and be used again. Default: false.
   */
  readonly returnsMemory?: boolean;
  /** How many batches may be in flight now; may change as workers come and go. */
  capacity(): number;
  /**
   * How many of them can run at a time, where {@link TaskBackend.capacity} is more, so that workers never wait. Such a backend takes
   * a few batches beyond its capacity, and keeps to their priorities.
   */
  atOnce?(): number;
  /** Tasks that a worker runs at a time; 1 where it does not say. */
  readonly concurrentTasks?: number;
  /** To be called when the capacity has grown by itself, and not because a batch has ended; one listener. */
  onCapacity?: (() => void) | undefined;
  /** So many tasks are about to come: workers for them may start before the first batch does. */
  warm?(tasks: number): void;
  /** Runs a batch. */
  run(batch: Batch): AsyncIterable<BatchReply>;
  /**
   * The same for a caller who listens, where a backend can do it: an asynchronous iterator costs as much as a small task.
   * Calls the sink, which never throws, only after it has returned.
   *
   * @throws what `run` throws; the sink hears nothing then.
   */
  start?(batch: Batch, sink: BatchSink): void;
  /**
   * Settles tasks of a call as cancelled: those in `indices`, or all. Running ones are asked first where they listen,
   * and killed where they cannot be asked. Tasks of other calls are not lost.
   */
  cancel(callId: CallId, reason: CancelReason, indices?: readonly number[]): void;
  /**
   * Settles tasks of a call that have not begun as cancelled, and leaves those alone that run; with `sparesNext` also what a worker that
   * still starts or prepares itself runs first.
   */
  cancelWaiting?(callId: CallId, reason: CancelReason, sparesNext?: boolean): void;
  /** The call is over: whatever workers keep for it may go. */
  endCall?(callId: CallId): void;
  /** What it can do with its workers, where it has some of its own on this machine. */
  readonly workerSet?: WorkerSet;
  /** Called with what running tasks report and write; one listener. */
  onEvent?: ((event: TaskEvent) => void) | undefined;
  /** Stops everything; safe to call twice; leaves no process, thread, file or handle behind. */
  close(): Promise<void>;
}

/** How to make workers; every backend of workers takes these. */
export interface WorkerOptions {
  /** Most workers at a time. */
  readonly workers: number;
  /** Workers that are kept even when they are idle; default 0. */
  readonly minWorkers?: number;
  /** Idle workers end after this many milliseconds; Infinity keeps them until `close`. */
  readonly idleTimeoutMs: number;
  /** Environment variables in addition to the program's own; `undefined` removes one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Node's options for the workers. */
  readonly execArgv?: readonly string[];
  /** Arguments that the workers see in `process.argv`. */
  readonly argv?: readonly string[];
  /** Memory limits of each worker. */
  readonly resourceLimits?: ResourceLimits;
  /** Run once in each new worker before its first task. */
  readonly initializer?: WorkerInitializer;
  /** Where the output of workers goes. */
  readonly stdio: StdioMode;
  /** Threads that native libraries in a child may use (OMP_NUM_THREADS and its kin). */
  readonly innerMaxThreads?: number;
  /** A worker is replaced after this many tasks. */
  readonly maxTasksPerWorker?: number;
  /** A worker is replaced when it has grown too big or too old. */
  readonly recycle?: RecycleLimits;
  /** Time for a cancelled task that listens to its signal to end by itself; default 100. */
  readonly abortGraceMs?: number;
  /** Time for a worker that was asked to end, with its teardown, in milliseconds; default 2500. */
  readonly teardownTimeoutMs?: number;
  /** Tasks that a worker runs at a time, for asynchronous ones; default 1. */
  readonly concurrentTasks?: number;
  /** What one worker is started with instead, by its number; called before it is. What it throws, the worker cannot be started for. */
  readonly forWorker?: (workerId: number) => OwnWorkerOptions;
  /** How deep in nested calls the tasks of these workers run: 1 for workers of the main program. */
  readonly level: number;
  /** Where spill files go: first choice before /dev/shm and the system's temporary folder. */
  readonly tempFolder?: string;
}

/** What may be different for one worker. */
export type OwnWorkerOptions = Partial<Pick<WorkerOptions, 'env' | 'execArgv' | 'argv' | 'resourceLimits'>>;

/** Memory limits of a worker, in MiB, as `node:worker_threads` takes them. */
export interface ResourceLimits {
  /** The main heap. */
  readonly maxOldGenerationSizeMb?: number;
  /** The heap for new objects. */
  readonly maxYoungGenerationSizeMb?: number;
  /** Memory for generated code; threads only. */
  readonly codeRangeSizeMb?: number;
  /** The stack. */
  readonly stackSizeMb?: number;
}

/** 'inherit': straight to the parent's; 'pipe': as events; 'prefix': lines with the worker's name; 'ignore': nowhere. */
export type StdioMode = 'inherit' | 'pipe' | 'prefix' | 'ignore';

/** What prepares a worker and what cleans up in it, captured like any task function. */
export interface WorkerInitializer {
  /** What the functions captured; as {@link CallHeader.definitions}. */
  readonly definitions: readonly unknown[];
  /** Run before the first task. */
  readonly fn?: FunctionRef;
  /** Its arguments. */
  readonly args?: Payload;
  /** Run with what `fn` returned, before the worker ends in good order. */
  readonly teardown?: FunctionRef;
  /** One value, for `workerData()` in the worker. */
  readonly workerData?: Payload;
  /** URLs of modules to import before the first task. */
  readonly preload?: readonly string[];
  /** The name of `fn` in the program, for messages. */
  readonly name?: string;
  /** Time for a worker to start and to be prepared, in milliseconds; default: no limit. */
  readonly timeoutMs?: number;
}

/** Makes a backend. */
export type TaskBackendFactory = (options: WorkerOptions) => TaskBackend | Promise<TaskBackend>;
