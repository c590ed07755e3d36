/** Every error that manycore throws on purpose, each with a stable `code`. */

import { knowOtherCopies, named } from './error-class.ts';

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
    named(this, 'ParallelError');
    knowOtherCopies(this);
  }
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

/** Something was asked for before or after its time (`ERR_INVALID_STATE`), such as the success of a task that runs. */
export class InvalidStateError extends ParallelError {
  static {
    named(this, 'InvalidStateError');
  }

  constructor(message: string, options?: ParallelErrorOptions) {
    super('ERR_INVALID_STATE', message, options);
  }
}

/** As many tasks wait in a pool as its `maxQueue` allows (`ERR_QUEUE_FULL`). The task was not taken. */
export class QueueFullError extends ParallelError {
  static {
    named(this, 'QueueFullError');
  }

  /** The limit. */
  readonly maxQueue: number;

  constructor(maxQueue: number, options?: ParallelErrorOptions) {
    super(
      'ERR_QUEUE_FULL',
      `the queue of the pool is at its limit of ${maxQueue} waiting tasks; ` +
        "wait for the 'drain' event, submit fewer at a time, or raise maxQueue",
      options,
    );
    this.maxQueue = maxQueue;
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

/** There is no room for a buffer of a kernel: the machine's memory, or the limit set for it, is used up (`ERR_KERNEL_MEMORY`). */
export class KernelMemoryError extends ParallelError {
  static {
    named(this, 'KernelMemoryError');
  }

  constructor(message: string, options?: ParallelErrorOptions) {
    super('ERR_KERNEL_MEMORY', message, options);
  }
}

/** A kernel uses what its target does not have (`ERR_KERNEL_UNSUPPORTED`), such as 64 bit floats on a GPU. */
export class KernelUnsupportedError extends ParallelError {
  static {
    named(this, 'KernelUnsupportedError');
  }

  constructor(message: string, options?: ParallelErrorOptions) {
    super('ERR_KERNEL_UNSUPPORTED', message, options);
  }
}

/** No GPU can be used here (`ERR_GPU_UNAVAILABLE`). The message says what is missing and what to install. */
export class GpuUnavailableError extends ParallelError {
  static {
    named(this, 'GpuUnavailableError');
  }

  constructor(message: string, options?: ParallelErrorOptions) {
    super('ERR_GPU_UNAVAILABLE', message, options);
  }
}

/** The GPU was lost while it was in use: its driver failed, or it was reset or removed (`ERR_GPU_LOST`). What was on it is gone. */
export class GpuLostError extends ParallelError {
  static {
    named(this, 'GpuLostError');
  }

  constructor(message: string, options?: ParallelErrorOptions) {
    super('ERR_GPU_LOST', message, options);
  }
}

/** The GPU has too little memory left, or the limit set for it is reached (`ERR_GPU_OUT_OF_MEMORY`). */
export class GpuOutOfMemoryError extends ParallelError {
  static {
    named(this, 'GpuOutOfMemoryError');
  }

  constructor(message: string, options?: ParallelErrorOptions) {
    super('ERR_GPU_OUT_OF_MEMORY', message, options);
  }
}

/** A GPU program does not compile, or asks for what the device does not have (`ERR_SHADER`). */
export class ShaderError extends ParallelError {
  static {
    named(this, 'ShaderError');
  }

  constructor(message: string, options?: ParallelErrorOptions) {
    super('ERR_SHADER', message, options);
  }
}

/** Where and why a kernel does not compile. */
export interface KernelCompilePlace {
  /** The file of the function, or what stands for one. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** The line of the source, with a mark under the place. */
  readonly snippet: string;
}

/** A function is outside of what kernels can do (`ERR_KERNEL_COMPILE`). The message says where, why, and what to write instead. */
export class KernelCompileError extends ParallelError {
  static {
    named(this, 'KernelCompileError');
  }

  /** File of the function, or its name where the file is not known. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** The line of code, with a mark under the culprit. */
  readonly snippet: string;

  constructor(message: string, place: KernelCompilePlace, options?: ParallelErrorOptions) {
    super('ERR_KERNEL_COMPILE', message, options);
    this.file = place.file;
    this.line = place.line;
    this.column = place.column;
    this.snippet = place.snippet;
  }
}

/** Thrown where the library itself is wrong (`ERR_INTERNAL`): please report it. */
export function invariant(condition: unknown, what: string): asserts condition {
  if (!condition) throw new ParallelError('ERR_INTERNAL', `${what}; this is a bug in manycore, please report it`);
}
