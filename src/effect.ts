/**
 * The Effect face: workers as a layer, calls as effects and streams, failures in the error channel, interruption as
 * cancellation.
 *
 * @module
 */

import './backends/register.ts';
import './backends/register-kernels.ts';

export { map, run, starmap, stream, Workers } from './effect/parallel.ts';
export type { EffectCallSettings, ListEffect } from './effect/parallel.ts';
export { CallCancelled, PoolUnusable, TaskFailed, TaskRefused, TaskTimedOut, WorkerLost } from './effect/failures.ts';
export type { ParallelFailure } from './effect/failures.ts';
export { delayed } from './api/delayed.ts';
export type { DelayedTask } from './api/delayed.ts';
export type { CallSettings } from './api/options.ts';
export type { PoolOptions } from './api/pool-options.ts';
