/** Every error that manycore throws on purpose, each with a stable `code`. */

/** Options of the error classes. */
export interface ParallelErrorOptions {
  /** What led to the error. */
  readonly cause?: unknown;
}

/**
 * Base class of everything thrown on purpose by manycore. Match on `code`, which is stable; messages may change.
 *
 * A task's own error is not wrapped: it arrives as itself. See {@link errorInfo} for what is known about it.
 */
export class ParallelError extends Error {
  /** Stable identifier of the kind of failure, such as `ERR_WORKER_LOST`. */
  readonly code: string;

  constructor(code: string, message: string, options?: ParallelErrorOptions) {
    super(message, options);
    this.code = code;
  }

  static {
    // On the prototype, so that it does not become an own property of every error.
    Object.defineProperty(this.prototype, 'name', { value: 'ParallelError', configurable: true, writable: true });
  }
}

/** Gives a class its own `name` on the prototype, where minifiers cannot reach it. */
function named(constructor: { prototype: Error }, name: string): void {
  Object.defineProperty(constructor.prototype, 'name', { value: name, configurable: true, writable: true });
}

/** An option has a wrong value, or is not an option at all (`ERR_INVALID_OPTION`). */
export class InvalidOptionError extends ParallelError {
  static {
    named(this, 'InvalidOptionError');
  }

  constructor(message: string, options?: ParallelErrorOptions) {
    super('ERR_INVALID_OPTION', message, options);
  }
}

/** A backend is unknown, cannot be had here, or cannot do what was asked (`ERR_BACKEND_UNAVAILABLE`). */
export class BackendUnavailableError extends ParallelError {
  static {
    named(this, 'BackendUnavailableError');
  }

  constructor(message: string, options?: ParallelErrorOptions) {
    super('ERR_BACKEND_UNAVAILABLE', message, options);
  }
}

/** A function cannot travel to a worker (`ERR_CLOSURE`). */
export class ClosureError extends ParallelError {
  static {
    named(this, 'ClosureError');
  }

  /** The variables and properties that lead from the function to the culprit. */
  readonly path: readonly string[];

  constructor(message: string, path: readonly string[] = [], options?: ParallelErrorOptions) {
    super('ERR_CLOSURE', message, options);
    this.path = path;
  }
}

/** An argument or a result cannot be copied between workers (`ERR_NOT_CLONEABLE`). */
export class NotCloneableError extends ParallelError {
  static {
    named(this, 'NotCloneableError');
  }

  /** Where the value sits, such as `result.items[3].fn`. */
  readonly path: string;

  constructor(message: string, path: string, options?: ParallelErrorOptions) {
    super('ERR_NOT_CLONEABLE', message, options);
    this.path = path;
  }
}

/** A function named by module and export cannot be loaded (`ERR_TASK_MODULE`). The cause is the loader's own error. */
export class TaskModuleError extends ParallelError {
  static {
    named(this, 'TaskModuleError');
  }

  constructor(message: string, options?: ParallelErrorOptions) {
    super('ERR_TASK_MODULE', message, options);
  }
}

/** A task ran longer than its `timeout` (`ERR_TASK_TIMEOUT`). */
export class TaskTimeoutError extends ParallelError {
  static {
    named(this, 'TaskTimeoutError');
  }

  /** The limit, in milliseconds. */
  readonly timeoutMs: number;

  constructor(timeoutMs: number, options?: ParallelErrorOptions) {
    super(
      'ERR_TASK_TIMEOUT',
      `the task ran longer than its timeout of ${timeoutMs} ms; raise timeout, or split the task`,
      options,
    );
    this.timeoutMs = timeoutMs;
  }
}

/** A task was cancelled and no reason of the caller's own is known (`ERR_CANCELLED`). */
export class CancelledError extends ParallelError {
  static {
    named(this, 'CancelledError');
  }

  constructor(message = 'the task was cancelled', options?: ParallelErrorOptions) {
    super('ERR_CANCELLED', message, options);
  }
}

/** A pool was used after `close` or `terminate` (`ERR_POOL_CLOSED`). */
export class PoolClosedError extends ParallelError {
  static {
    named(this, 'PoolClosedError');
  }

  constructor(message = 'the pool is closed; create a new one', options?: ParallelErrorOptions) {
    super('ERR_POOL_CLOSED', message, options);
  }
}

/** What is known about the end of a worker. */
export interface WorkerExit {
  /** Name of the backend. */
  readonly backend: string;
  /** Number of the worker, from 1. */
  readonly workerId: number;
  /** Exit code, or null when a signal ended it. */
  readonly exitCode: number | null;
  /** The signal that ended it, such as `SIGKILL`. */
  readonly signal?: string | null;
  /** The last lines it wrote to its standard error, where they were seen. */
  readonly stderrTail?: string;
}

const howItEnded = (exit: WorkerExit): string =>
  exit.signal ? `was ended by ${exit.signal}` : `exited with code ${exit.exitCode ?? 'unknown'}`;

/** A worker died while it ran the task (`ERR_WORKER_LOST`). The other tasks of its batch are not affected. */
export class WorkerLostError extends ParallelError {
  static {
    named(this, 'WorkerLostError');
  }

  /** Name of the backend. */
  readonly backend: string;
  /** Number of the worker, from 1. */
  readonly workerId: number;
  /** Exit code, or null when a signal ended it. */
  readonly exitCode: number | null;
  /** The signal that ended it, such as `SIGKILL`, or null. */
  readonly signal: string | null;
  /** The last lines it wrote to its standard error, where they were seen. */
  readonly stderrTail: string;

  constructor(
    exit: WorkerExit,
    options?: ParallelErrorOptions & { readonly code?: string; readonly message?: string },
  ) {
    super(
      options?.code ?? 'ERR_WORKER_LOST',
      options?.message ??
        `a ${exit.backend} worker ${howItEnded(exit)} while it ran the task; ` +
          'look for process.exit(), a native crash or a memory limit in the task',
      options?.cause === undefined ? undefined : { cause: options.cause },
    );
    this.backend = exit.backend;
    this.workerId = exit.workerId;
    this.exitCode = exit.exitCode;
    this.signal = exit.signal ?? null;
    this.stderrTail = exit.stderrTail ?? '';
  }
}

/** The worker that ran the task reached its memory limit (`ERR_WORKER_OUT_OF_MEMORY`). */
export class WorkerOutOfMemoryError extends WorkerLostError {
  static {
    named(this, 'WorkerOutOfMemoryError');
  }

  constructor(exit: WorkerExit, options?: ParallelErrorOptions) {
    super(exit, {
      ...options,
      code: 'ERR_WORKER_OUT_OF_MEMORY',
      message: `a ${exit.backend} worker ran out of memory while it ran the task; raise resourceLimits, or give each task less data`,
    });
  }
}

/** The task left an error nobody caught: an unhandled rejection or an exception in a callback (`ERR_UNCAUGHT_IN_TASK`). */
export class UncaughtInTaskError extends WorkerLostError {
  static {
    named(this, 'UncaughtInTaskError');
  }

  constructor(exit: WorkerExit, kind: 'rejection' | 'exception', options?: ParallelErrorOptions) {
    super(exit, {
      ...options,
      code: 'ERR_UNCAUGHT_IN_TASK',
      message:
        kind === 'rejection'
          ? 'the task left a promise rejection unhandled, which ended its worker; await every promise (the reason is the cause)'
          : 'the task threw outside its own call (in a timer, an event or a callback), which ended its worker (the error is the cause)',
    });
  }
}

/** A worker could not be started (`ERR_WORKER_START`). */
export class WorkerStartError extends ParallelError {
  static {
    named(this, 'WorkerStartError');
  }

  constructor(message: string, options?: ParallelErrorOptions) {
    super('ERR_WORKER_START', message, options);
  }
}

/** The `initializer` of a worker failed (`ERR_INITIALIZER`). The cause is its own error. */
export class InitializerError extends ParallelError {
  static {
    named(this, 'InitializerError');
  }

  constructor(options?: ParallelErrorOptions) {
    super(
      'ERR_INITIALIZER',
      'the initializer of a worker failed, so no task could run (its error is the cause)',
      options,
    );
  }
}

/** A shared value was used after its `dispose()` (`ERR_DISPOSED`). */
export class DisposedError extends ParallelError {
  static {
    named(this, 'DisposedError');
  }

  constructor(message: string, options?: ParallelErrorOptions) {
    super('ERR_DISPOSED', message, options);
  }
}

/** A temporary file with data for a worker is gone or cannot be read (`ERR_SPILL_FILE`). The cause is the system's own error. */
export class SpillFileError extends ParallelError {
  static {
    named(this, 'SpillFileError');
  }

  constructor(message: string, options?: ParallelErrorOptions) {
    super('ERR_SPILL_FILE', message, options);
  }
}

/** Thrown where the library itself is wrong (`ERR_INTERNAL`): please report it. */
export function invariant(condition: unknown, what: string): asserts condition {
  if (!condition) throw new ParallelError('ERR_INTERNAL', `${what}; this is a bug in manycore, please report it`);
}

/** What is known about a task that failed, whatever it threw. */
export interface ErrorInfo {
  /** Position of the item in the input, from 0. */
  readonly index: number;
  /** How often the task had been tried, from 1. */
  readonly attempt: number;
  /** Name of the backend that ran it. */
  readonly backend: string;
  /** Stack of the call that dispatched the task. */
  readonly callStack?: string;
}

const infos = new WeakMap<object, ErrorInfo>();

/**
 * Tells which task an error came from.
 *
 * @param error - What a call rejected with.
 * @returns Index, attempt and backend; undefined when the error did not come from a task, or is a primitive.
 * @example
 * ```ts
 * try {
 *   await Parallel(2).map((x: number) => { if (x === 3) throw new RangeError('no 3'); return x; }, [1, 2, 3]);
 * } catch (error) {
 *   console.log((error as Error).name, errorInfo(error)?.index); // RangeError 2
 * }
 * ```
 */
export function errorInfo(error: unknown): ErrorInfo | undefined {
  return typeof error === 'object' && error !== null ? infos.get(error) : undefined;
}

/** Remembers where an error came from, without touching the error, which may be frozen. */
export function setErrorInfo(error: unknown, info: ErrorInfo): void {
  if (typeof error === 'object' && error !== null) infos.set(error, info);
}
