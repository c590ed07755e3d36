import { CancelledError, NotCloneableError, TaskModuleError } from '../../core/errors.ts';
import {
  InitializerError,
  UncaughtInTaskError,
  WorkerLostError,
  WorkerOutOfMemoryError,
  WorkerStartError,
} from '../../core/worker-errors.ts';
import type { Payload } from '../../core/payload.ts';
import type { WireFailure, WorkerReply } from '../../core/protocol.ts';
import type { Outcome } from '../../core/task.ts';
import type { WorkerEnd } from './transport.ts';

/** What a worker said right before its end. */
export type Fatal = Extract<WorkerReply, { type: 'fatal' }>;

/** The value in a payload that needs no decoding; what is encoded is left to the caller, who has the codec. */
export const plainValue = (payload: Payload | undefined): unknown =>
  payload?.kind === 'plain' || payload?.kind === 'local' ? payload.values[0] : undefined;

const causeOf = (payload: Payload | undefined): { cause: unknown } | undefined => {
  const cause = plainValue(payload);
  return cause === undefined ? undefined : { cause };
};

/** Which worker ended, how, and what it said. */
export interface LostWorker {
  readonly backend: string;
  readonly workerId: number;
  readonly end: WorkerEnd;
  readonly fatal?: Fatal | undefined;
}

/** The error for the task that took its worker down. */
export function lostError({ backend, workerId, end, fatal }: LostWorker): WorkerLostError {
  const exit = {
    backend,
    workerId,
    exitCode: end.exitCode,
    ...(end.signal === undefined ? {} : { signal: end.signal }),
    ...(end.stderrTail === undefined ? {} : { stderrTail: end.stderrTail }),
  };
  if (end.outOfMemory === true)
    return new WorkerOutOfMemoryError(exit, end.error === undefined ? {} : { cause: end.error });
  if (fatal !== undefined) return new UncaughtInTaskError(exit, fatal.kind, causeOf(fatal.error));
  return new WorkerLostError(exit, end.error === undefined ? {} : { cause: end.error });
}

/** The error for tasks that were for one worker, which had ended before they came. */
export const goneError = (backend: string, workerId = 0): WorkerLostError =>
  new WorkerLostError(
    { backend, workerId, exitCode: null },
    {
      message: `${backend} worker ${workerId}, which a task was for, has ended; ask for the workers that there are now`,
    },
  );

/** The error for tasks that found no worker, because none could be started. */
export function startError({ backend, end, fatal }: LostWorker): WorkerStartError {
  const how = end.signal ? `was ended by ${end.signal}` : `exited with code ${end.exitCode ?? 'unknown'}`;
  const said = end.stderrTail ? `; it wrote: ${end.stderrTail.trim().slice(-500)}` : '';
  const cause = end.error ?? plainValue(fatal?.error);
  return new WorkerStartError(
    `a ${backend} worker ${how} before it was ready; check execArgv, env, resourceLimits and the initializer${said}`,
    cause === undefined ? undefined : { cause },
  );
}

/** The error for tasks whose arguments the transport refused. */
export const unsendableError = (cause: unknown): NotCloneableError =>
  new NotCloneableError(
    `an argument cannot be sent to a worker: ${String((cause as Error).message)}; send plain data instead`,
    'argument',
    { cause },
  );

/** The error for tasks that found no worker, because Node refused to make one. */
export const unstartableError = (backend: string, cause: unknown): WorkerStartError =>
  new WorkerStartError(
    `a ${backend} worker cannot be started: ${String((cause as Error).message ?? cause)}; ` +
      'check execArgv, env, argv, resourceLimits and the limits of the system',
    { cause },
  );

/** The error for tasks whose worker's initializer threw. */
export const initializerError = (error: Payload): InitializerError => new InitializerError(causeOf(error));

/** Builds the real error of a failure that a worker described. */
export function reviveFailure(outcome: Extract<Outcome, { kind: 'failed' }>): Outcome {
  if (outcome.reason === 'cancelled') return { ...outcome, error: new CancelledError() };
  const { message, path, isInitializer } = outcome.error as WireFailure;
  if (isInitializer) return { ...outcome, error: new InitializerError(causeOf(outcome.cause)) };
  const error =
    outcome.reason === 'not-cloneable'
      ? new NotCloneableError(message, path ?? 'result')
      : new TaskModuleError(message, causeOf(outcome.cause));
  return { ...outcome, error };
}
