import * as Data from 'effect/Data';
import { errorInfo } from '../core/error-info.ts';
import {
  CancelledError,
  ClosureError,
  InvalidOptionError,
  NotCloneableError,
  ParallelError,
  TaskModuleError,
  TaskTimeoutError,
} from '../core/errors.ts';
import { WorkerLostError } from '../core/worker-errors.ts';

/** A task threw; `cause` is what it threw, with its own class. */
export class TaskFailed extends Data.TaggedError('TaskFailed')<{
  /** Position of the item in the input, where it is known. */
  readonly index: number | undefined;
  /** What the task threw. */
  readonly cause: unknown;
}> {}

/** A task exceeded its `timeout`, in milliseconds. */
export class TaskTimedOut extends Data.TaggedError('TaskTimedOut')<{
  /** Position of the item in the input, where it is known. */
  readonly index: number | undefined;
  /** The limit, in milliseconds. */
  readonly timeoutMs: number;
  /** The error of the promise face. */
  readonly cause: TaskTimeoutError;
}> {}

/** A worker died while it ran a task: exit, crash, memory limit, or an error that nobody caught. */
export class WorkerLost extends Data.TaggedError('WorkerLost')<{
  /** Position of the item in the input, where it is known. */
  readonly index: number | undefined;
  /** Exit code of the worker, or null when a signal ended it. */
  readonly exitCode: number | null;
  /** The error of the promise face. */
  readonly cause: WorkerLostError;
}> {}

/** The call or one of its tasks was refused before it ran: a function or value that cannot travel, or a wrong option. */
export class TaskRefused extends Data.TaggedError('TaskRefused')<{
  /** Position of the item in the input, where it is known. */
  readonly index: number | undefined;
  /** The error of the promise face: what was refused and why. */
  readonly cause: ClosureError | NotCloneableError | InvalidOptionError | TaskModuleError;
}> {}

/** The call was cancelled from elsewhere, for example by `terminate`. */
export class CallCancelled extends Data.TaggedError('CallCancelled')<{
  /** The error of the promise face. */
  readonly cause: CancelledError;
}> {}

/** No task can run: workers do not start, their initializer fails, the pool is closed, or the backend cannot be had. */
export class PoolUnusable extends Data.TaggedError('PoolUnusable')<{
  /** Why, with its `code`. */
  readonly cause: ParallelError;
}> {}

/** Everything a call can fail with. */
export type ParallelFailure = TaskFailed | TaskTimedOut | WorkerLost | TaskRefused | CallCancelled | PoolUnusable;

const isRefusal = (error: unknown): error is TaskRefused['cause'] =>
  error instanceof ClosureError ||
  error instanceof NotCloneableError ||
  error instanceof InvalidOptionError ||
  error instanceof TaskModuleError;

/** The failure that stands for an error of the promise face. */
export function toFailure(error: unknown): ParallelFailure {
  const index = errorInfo(error)?.index;
  if (error instanceof TaskTimeoutError) return new TaskTimedOut({ index, timeoutMs: error.timeoutMs, cause: error });
  if (error instanceof WorkerLostError) return new WorkerLost({ index, exitCode: error.exitCode, cause: error });
  if (error instanceof CancelledError) return new CallCancelled({ cause: error });
  if (isRefusal(error)) return new TaskRefused({ index, cause: error });
  if (error instanceof ParallelError) return new PoolUnusable({ cause: error });
  return new TaskFailed({ index, cause: error });
}
