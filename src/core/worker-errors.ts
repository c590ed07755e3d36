/** What goes wrong with workers: they do not start, or end in the middle of a task. */

import { named } from './error-class.ts';
import { ParallelError, type ParallelErrorOptions } from './errors.ts';

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

/** The `initializer` of a worker failed (`ERR_INITIALIZER`): the cause is its own error, where it threw one; or it did not end in time. */
export class InitializerError extends ParallelError {
  static {
    named(this, 'InitializerError');
  }

  constructor(options?: ParallelErrorOptions & { readonly message?: string }) {
    super(
      'ERR_INITIALIZER',
      options?.message ?? 'the initializer of a worker failed, so no task could run (its error is the cause)',
      options?.cause === undefined ? undefined : { cause: options.cause },
    );
  }
}

/** The error for tasks whose worker was not prepared in time, in milliseconds. */
export function lateInitializerError(
  { name, fn }: { readonly name?: string; readonly fn?: unknown },
  timeoutMs: number,
): InitializerError {
  const what = fn === undefined ? 'the preparation' : `the initializer ${name || '(anonymous)'}`;
  return new InitializerError({
    message:
      `${what} of a worker did not end within ${timeoutMs} ms, so no task could run; ` +
      'look for a promise that is never settled, or raise initializerTimeout',
  });
}
