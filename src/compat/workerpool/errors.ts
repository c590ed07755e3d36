import { CancelledError, ParallelError, TaskTimeoutError } from '../../core/errors.ts';
import { InitializerError, WorkerLostError } from '../../core/worker-errors.ts';

function named(constructor: { readonly prototype: Error }, name: string): void {
  Object.defineProperty(constructor.prototype, 'name', { value: name, configurable: true, writable: true });
}

/** A task was cancelled by `cancel` of its promise (`ERR_CANCELLED`). */
export class CancellationError extends CancelledError {
  static {
    named(this, 'CancellationError');
  }

  constructor(message = 'promise cancelled') {
    super(message);
  }
}

/** A task took longer than `timeout` of its promise allows (`ERR_TASK_TIMEOUT`). */
export class TimeoutError extends ParallelError {
  static {
    named(this, 'TimeoutError');
  }

  constructor(message = 'timeout exceeded') {
    super('ERR_TASK_TIMEOUT', message);
  }
}

/** A worker has ended before its task was over (`ERR_WORKER_LOST`); the `cause` tells more. */
export class TerminateError extends ParallelError {
  static {
    named(this, 'TerminateError');
  }

  constructor(message: string, cause?: unknown) {
    super('ERR_WORKER_LOST', message, cause === undefined ? undefined : { cause });
  }
}

/** The error of a promise that took longer than `delayMs`. */
export const timeoutError = (delayMs: number): TimeoutError =>
  new TimeoutError(`Promise timed out after ${delayMs} ms`);

/** An error of the engine in the words of workerpool; one of the task as it is. */
export function translated(error: unknown): unknown {
  if (error instanceof TaskTimeoutError) return timeoutError(error.timeoutMs);
  if (error instanceof InitializerError) {
    const { message } = (error.cause ?? error) as Error;
    return new TerminateError(`Workerpool Worker error: ${message}`, error);
  }
  if (!(error instanceof WorkerLostError)) return error;
  const { exitCode, signal, message } = error;
  const text = `Workerpool Worker terminated Unexpectedly\n    exitCode: \`${exitCode}\`\n    signalCode: \`${signal}\`\n    ${message}`;
  return new TerminateError(text, error);
}
