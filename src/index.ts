/**
 * Runs ordinary functions on every processor of a machine: joblib's `Parallel` and `delayed`, and a `Pool`, over worker
 * threads and child processes.
 *
 * @module
 */

import './backends/register.ts';
import './backends/register-kernels.ts';

export { Parallel } from './api/parallel.ts';
export type { ParallelConstructor, ParallelRunner } from './api/parallel-runner.ts';
export { delayed } from './api/delayed.ts';
export type { DelayedTask, ResultOf } from './api/delayed.ts';
export { Pool } from './api/pool.ts';
export type { Actor, ActorClass, ActorControl, ActorMethods } from './api/actor.ts';
export type { PoolEventName, PoolEvents, PoolListener } from './api/pool-events.ts';
export type { PoolQueueOptions } from './api/pool-queue-options.ts';
export type { PoolProxy } from './api/pool-proxy.ts';
export { getSharedPool } from './api/shared-pool.ts';
export type { PoolStats } from './api/pool-stats.ts';
export type { PoolWorker } from './api/pool-workers.ts';
export type { DurationSummary } from './plan/histogram.ts';
export type { QueuedTask, TaskExtras, TaskQueue } from './plan/task-queue.ts';
export type { TaskCounts, TaskFigures } from './plan/task-statistics.ts';
export type { OwnWorkerSettings, RecycleOptions, WorkerExtras } from './api/worker-extras.ts';
export type {
  RecycleLimits,
  WorkerBounds,
  WorkerEvent,
  WorkerInfo,
  WorkerMessage,
  WorkerSet,
  WorkerState,
} from './core/worker-set.ts';
export { onTeardown } from './worker/teardown-hooks.ts';
export { workerData } from './worker/worker-data.ts';
export type {
  ApplyOptions,
  ListSettings,
  PoolCallSettings,
  PoolOptions,
  RunOptions,
  ShutdownOptions,
} from './api/pool-options.ts';
export { AsyncResult } from './api/async-result.ts';
export type { ResultCallbacks } from './api/async-result.ts';
export type { ListLater, ListTo, OnlyOnError, SettledLater, SettledTo } from './api/async-settings.ts';
export type { ResultIterator } from './api/result-iterator.ts';
export { asCompleted, wait } from './api/futures.ts';
export type { AsCompletedOptions, CompletedHandles, WaitForOptions, WaitResult } from './api/futures.ts';
export { TaskProcess } from './api/task-process.ts';
export type { TaskProcessOptions } from './api/task-process.ts';
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
  Arguments,
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
  Arrayable,
  ArrayFunction,
  ArrayResult,
  ComplexLike,
  FunctionOf,
  HasItem,
  NumberOf,
  RowOf,
  ScalarOf,
} from './api/types.ts';
export type { OffersItems } from './core/array-items.ts';
export type { ArrayAmong, OffersElements } from './core/kernel-elements.ts';
export { Explanation } from './plan/auto/explanation.ts';
export type { ExplanationParts, Prediction } from './plan/auto/explanation.ts';
export type { Known } from './plan/auto/sample.ts';
export type { Work } from './plan/auto/predict.ts';
export type { BackendCost } from './core/cost.ts';
export type { ErrorPolicy } from './plan/error-policy.ts';
export type { TaskDone } from './plan/settlement.ts';
export type { TaskHandle, TaskStatus, TaskTimings } from './plan/task-handle.ts';
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
export { Barrier } from './sync/barrier.ts';
export { channel } from './sync/channel.ts';
export type { Channel, ChannelOptions, Received } from './sync/channel.ts';
export { Condition } from './sync/condition.ts';
export { Event } from './sync/event.ts';
export { Guard } from './sync/guard.ts';
export { Latch } from './sync/latch.ts';
export { Mutex } from './sync/mutex.ts';
export { Once } from './sync/once.ts';
export { RWLock } from './sync/rw-lock.ts';
export type { RWLockOptions } from './sync/rw-lock.ts';
export { Semaphore } from './sync/semaphore.ts';
export { sharedValue } from './sync/shared-value.ts';
export type { SharedValue } from './sync/shared-value.ts';
export type { SharedValueKind, SharedValueKinds } from './sync/shared-cell.ts';
export type { SyncOptions } from './sync/check-options.ts';
export type { SyncObject } from './sync/sync-object.ts';
export type { AsyncWaitOptions, WaitOptions } from './sync/waiting.ts';
export { transfer } from './memory/transfer.ts';
export type { Transferable } from './memory/transfer.ts';
export { perWorker, task, toWorker, withContext } from './closure/explicit.ts';
export type { AnyFunction } from './closure/nodes.ts';
export type { PerWorker } from './closure/per-worker.ts';
export { errorInfo } from './core/error-info.ts';
export {
  BackendUnavailableError,
  CancelledError,
  ClosureError,
  DisposedError,
  GpuLostError,
  GpuOutOfMemoryError,
  GpuUnavailableError,
  InvalidOptionError,
  InvalidStateError,
  KernelCompileError,
  NotCloneableError,
  ParallelError,
  PoolClosedError,
  QueueFullError,
  ShaderError,
  SpillFileError,
  TaskModuleError,
  TaskTimeoutError,
} from './core/errors.ts';
export {
  InitializerError,
  UncaughtInTaskError,
  WorkerLostError,
  WorkerOutOfMemoryError,
  WorkerStartError,
} from './core/worker-errors.ts';
export {
  ActorLostError,
  BrokenBarrierError,
  CannotBlockError,
  ChannelClosedError,
  DeadlockError,
  LockHolderLostError,
  MessageTooLargeError,
  WaitTimeoutError,
} from './core/sync-errors.ts';
export type { ErrorInfo } from './core/error-info.ts';
export type { KernelCompilePlace, ParallelErrorOptions } from './core/errors.ts';
export type { WorkerExit } from './core/worker-errors.ts';
export type {
  GraphPayload,
  LocalPayload,
  Movable,
  PackedPayload,
  PlacedPayload,
  Payload,
  PlainPayload,
  RangePayload,
  TypedArray,
  TypedPayload,
  VoidPayload,
} from './core/payload.ts';
export type {
  BatchSink,
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
  OwnWorkerOptions,
  WorkerOptions,
} from './core/task.ts';
