import * as Data from 'effect/Data';
import {
  CancelledError,
  ClosureError,
  errorInfo,
  InvalidOptionError,
  NotCloneableError,
  TaskModuleError,
  TaskTimeoutError,
  WorkerLostError,
} from '../core/errors.ts';

/** A task threw; `cause` is what it threw, with its own class. */
export class TaskFailed extends Data.TaggedError('TaskFailed')<{
  readonly index: number | undefined;
  readonly cause: unknown;
}> {}

/** A task exceeded its `timeout`, in milliseconds. */
export class TaskTimedOut extends Data.TaggedError('TaskTimedOut')<{
  readonly index: number | undefined;
  readonly timeoutMs: number;
  readonly cause: TaskTimeoutError;
}> {}

/** A worker died while it ran a task: exit, crash, memory limit, or an error that nobody caught. */
export class WorkerLost extends Data.TaggedError('WorkerLost')<{
  readonly index: number | undefined;
  readonly exitCode: number | null;
  readonly cause: WorkerLostError;
}> {}

/** The call or one of its tasks was refused before it ran: a function or value that cannot travel, or a wrong option. */
export class TaskRefused extends Data.TaggedError('TaskRefused')<{
  readonly index: number | undefined;
  readonly cause: ClosureError | NotCloneableError | InvalidOptionError | TaskModuleError;
}> {}

/** The call was cancelled from elsewhere, for example by `terminate`. */
export class CallCancelled extends Data.TaggedError('CallCancelled')<{ readonly cause: CancelledError }> {}

/** Everything a call can fail with. */
export type ParallelFailure = TaskFailed | TaskTimedOut | WorkerLost | TaskRefused | CallCancelled;

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
  return new TaskFailed({ index, cause: error });
}
