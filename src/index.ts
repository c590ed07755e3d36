/**
 * Runs ordinary functions on every processor of a machine: joblib's `Parallel` and `delayed`, and a `Pool`, over worker
 * threads and child processes.
 *
 * @module
 */

import './backends/register.ts';

export { Parallel } from './api/parallel.ts';
export type { ParallelConstructor, ParallelRunner } from './api/parallel-runner.ts';
export { delayed } from './api/delayed.ts';
export type { DelayedTask } from './api/delayed.ts';
export { Pool } from './api/pool.ts';
export type { PoolOptions, RunOptions } from './api/pool.ts';
export { parallelConfig, setParallelConfig } from './api/config.ts';
export { effectiveNJobs } from './api/resolve.ts';
export { registerBackend } from './api/register-backend.ts';
export type { RegisterOptions } from './api/register-backend.ts';
export type {
  BackendOption,
  CallSettings,
  Dtype,
  ParallelDefaults,
  ParallelOptions,
  StreamSettings,
  TaskOutput,
  WorkerSettings,
} from './api/options.ts';
export type { ProgressEvent, ProgressOption, ProgressSink } from './api/progress/progress-event.ts';
export type {
  ArrayOfDtype,
  Element,
  ElementOf,
  Items,
  Merged,
  Only,
  Result,
  Settled,
  Streamed,
  Streaming,
  TypedResult,
} from './api/types.ts';
export type { ErrorPolicy } from './plan/error-policy.ts';
export type { TaskDone } from './plan/settlement.ts';
export type { RetryOptions } from './plan/retry.ts';
export { cpuCount } from './platform/cpu-count.ts';
export type { CpuCountOptions, CpuSources } from './platform/cpu-count.ts';
export { taskContext } from './worker/task-context.ts';
export type { TaskContext } from './worker/task-context.ts';
export type { TaskRandom } from './core/random.ts';
export { share } from './memory/share.ts';
export type { SharedRef } from './memory/share.ts';
export { sharedArray } from './memory/shared-array.ts';
export type { SharedArrayKind, SharedArrayKinds } from './memory/shared-array.ts';
export { transfer } from './memory/transfer.ts';
export type { Transferable } from './memory/transfer.ts';
export { perWorker, task, toWorker, withContext } from './closure/explicit.ts';
export type { AnyFunction } from './closure/nodes.ts';
export type { PerWorker } from './closure/per-worker.ts';
export {
  BackendUnavailableError,
  CancelledError,
  ClosureError,
  DisposedError,
  InitializerError,
  InvalidOptionError,
  NotCloneableError,
  ParallelError,
  PoolClosedError,
  SpillFileError,
  TaskModuleError,
  TaskTimeoutError,
  UncaughtInTaskError,
  WorkerLostError,
  WorkerOutOfMemoryError,
  WorkerStartError,
  errorInfo,
} from './core/errors.ts';
export type { ErrorInfo, ParallelErrorOptions, WorkerExit } from './core/errors.ts';
export type {
  GraphPayload,
  LocalPayload,
  PackedPayload,
  Payload,
  PlainPayload,
  RangePayload,
  TypedArray,
  TypedPayload,
  VoidPayload,
} from './core/payload.ts';
export type {
  Batch,
  BatchId,
  BatchReply,
  CallHeader,
  CallId,
  CancelReason,
  CapturedRef,
  FailedOutcome,
  FailureReason,
  FunctionRef,
  LocalRef,
  ModuleRef,
  Outcome,
  OutputEvent,
  ReportEvent,
  ResourceLimits,
  SkippedOutcome,
  StdioMode,
  TaskBackend,
  TaskBackendFactory,
  TaskEvent,
  ThrownOutcome,
  ValuesOutcome,
  WorkerInitializer,
  WorkerOptions,
} from './core/task.ts';
