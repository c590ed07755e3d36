import type { ResourceLimits, StdioMode, TaskBackend } from '../core/task.ts';
import type { Explanation } from '../plan/auto/explanation.ts';
import type { ErrorPolicy } from '../plan/error-policy.ts';
import type { TaskDone } from '../plan/settlement.ts';
import type { RetryOptions } from '../plan/retry.ts';
import type { ProgressOption } from './progress/make-sink.ts';

/**
 * A backend by name, `'auto'` for the one that is predicted to be the quickest, or a backend object of your own. `'gpu'` compiles
 * the function, which then computes with 32 bit numbers only.
 */
export type BackendOption = 'sequential' | 'threads' | 'processes' | 'gpu' | 'auto' | (string & {}) | TaskBackend;

/** The kind of array that results come back in. */
export type Dtype =
  | 'int8'
  | 'uint8'
  | 'uint8clamped'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'float32'
  | 'float64'
  | 'int64'
  | 'uint64';

/** A line or a piece of one that a worker wrote. */
export interface TaskOutput {
  /** Where it was written to. */
  readonly stream: 'stdout' | 'stderr';
  /** What was written, with its line ends. */
  readonly text: string;
  /** Number of the worker, from 1; 0 in the caller's own thread. */
  readonly workerId: number;
  /** The task that wrote it, where one was running. */
  readonly index: number | undefined;
}

/** Options of workers. Calls with equal worker options share workers. */
export interface WorkerSettings {
  /**
   * Most workers at a time: a non-zero integer, where -1 means all usable cores, -2 all but one, and so on; or a share
   * of them such as `'50%'`. Default -1.
   */
  readonly nJobs?: number | `${number}%`;
  /** Environment variables of the workers, in addition to the program's own. `undefined` removes one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Node's options for the workers. */
  readonly execArgv?: readonly string[];
  /** Arguments that the workers see in `process.argv`. */
  readonly argv?: readonly string[];
  /** Memory limits of each worker. */
  readonly resourceLimits?: ResourceLimits;
  /** Runs once in each new worker, before its first task. */
  readonly initializer?: (...args: never[]) => unknown;
  /** Arguments of `initializer`. */
  readonly initArgs?: readonly unknown[];
  /**
   * Time for a worker to start and run its `initializer`, in milliseconds; default 60,000. After it the worker is ended, and the
   * tasks that wait for one fail with `ERR_INITIALIZER`. `Infinity`: no limit.
   */
  readonly initializerTimeout?: number;
  /** Idle workers end after this many milliseconds; default 10,000. */
  readonly idleTimeout?: number;
  /**
   * Where the output of workers goes: `'inherit'` (default) straight to the program's own, `'prefix'` the same with the
   * worker's name before each line, `'pipe'` to `onOutput` (the program's own where there is none), `'ignore'` nowhere.
   */
  readonly stdio?: StdioMode;
  /** Threads that native libraries may use in each worker process (sets OMP_NUM_THREADS and its kin where they are not set). */
  readonly innerMaxThreads?: number;
  /** A worker is replaced after this many tasks. */
  readonly maxTasksPerWorker?: number;
  /** Folder for arrays on their way to worker processes. */
  readonly tempFolder?: string;
}

/** Options of one call, which may also be given to `Parallel` for all its calls. */
export interface CallSettings<F = unknown> {
  /** Where the tasks run. Default: `'threads'`; `'sequential'` for one worker. */
  readonly backend?: BackendOption;
  /** A wish, used when no backend is named: `'threads'` shares memory, `'processes'` isolates. */
  readonly prefer?: 'threads' | 'processes';
  /** A condition: the backend must share memory with the caller, or must run tasks in processes of their own. */
  readonly require?: 'sharedmem' | 'isolation';
  /** Tasks per batch; `'auto'` (default) aims for a few milliseconds. */
  readonly batchSize?: number | 'auto';
  /** Batches that may be on their way at a time; an expression of `nJobs` such as `'2*nJobs'` (default), or `'all'`. */
  readonly preDispatch?: number | 'all' | (string & {}) | ((nJobs: number) => number);
  /** Bytes of arguments, estimated, that may be on their way at a time. */
  readonly maxInFlightBytes?: number;
  /** Arrays of at least this many bytes go to worker processes through shared memory or a file; default 1 MiB. */
  readonly maxInlineBytes?: number;
  /** `'list'` (default): a promise of all results; `'generator'`: results in input order as they come; `'generatorUnordered'`. */
  readonly returnAs?: 'list' | 'generator' | 'generatorUnordered';
  /** What becomes of a call when a task fails; default `'abort'`. */
  readonly onError?: ErrorPolicy<F>;
  /** Limit for each task from its own start, in milliseconds. The worker of a task that exceeds it is replaced. */
  readonly timeout?: number;
  /** Runs failed tasks again: how often, or how. */
  readonly retry?: number | RetryOptions;
  /** Cancels the call; its `reason` is the error. */
  readonly signal?: AbortSignal;
  /** `true` shows a bar on a terminal and lines elsewhere; or a description; or a function or sink that is told. */
  readonly progress?: ProgressOption;
  /** 0 silent (default); from 1 progress lines; from 11 a line for each task. */
  readonly verbose?: number;
  /** Seed of `taskContext().rng`: the same numbers on any backend, batch size and number of workers. */
  readonly seed?: number | bigint | string;
  /** Results come back in a typed array of this kind. Default: the kind of the input, when that is a typed array. */
  readonly dtype?: Dtype;
  /** Variables of the function, given by name, where they cannot be captured. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Told when a task is sent to a worker. */
  readonly onTaskStart?: (task: { readonly index: number; readonly attempt: number }) => void;
  /** Told when a task is over. */
  readonly onTaskDone?: (task: TaskDone) => void;
  /** Told what tasks pass to `taskContext().report()`. */
  readonly onReport?: (report: { readonly index: number; readonly data: unknown }) => void;
  /** Told what workers write, with `stdio: 'pipe'`, and what tasks pass to `taskContext().log()`. */
  readonly onOutput?: (output: TaskOutput) => void;
  /** Told when the call is over: how it chose its backend, and how long it took beside what was predicted. */
  readonly onExplain?: (explanation: Explanation) => void;
}

/** Options of `Parallel(...).stream`. */
export interface StreamSettings<F = unknown> extends CallSettings<F> {
  /** Results in the order of the input (default), or as soon as each is there. */
  readonly ordered?: boolean;
}

/** Options of `Parallel`. */
export interface ParallelOptions<F = unknown> extends WorkerSettings, CallSettings<F> {}

/** What `parallelConfig` can set: everything that does not change the type of results. */
export type ParallelDefaults = Omit<ParallelOptions, 'returnAs' | 'onError' | 'dtype' | 'signal'>;
