import { progressWord } from '../core/protocol.ts';
import type { BatchRequest, WireFailure, WorkerRequest } from '../core/protocol.ts';
import type { Movable } from '../core/payload.ts';
import { taskIndex } from '../core/task.ts';
import type { Outcome } from '../core/task.ts';
import type { BatchRun } from './run-batch.ts';
import type { ContextStore } from './task-context.ts';

export type Abort = Extract<WorkerRequest, { type: 'abort' }>;

/** A batch that runs now. */
export interface Running {
  readonly request: BatchRequest;
  readonly run: BatchRun;
  readonly store: ContextStore;
  readonly cancelled: Set<number>;
  /** Results to move, of a batch beside others: they share a codec. */
  readonly transfers: readonly Movable[] | undefined;
}

/** Stops what an abort means of a running batch. */
export function abortIn(running: Running, { callId, indices, reason }: Abort): void {
  const { request, run, store, cancelled } = running;
  if (request.callId !== callId) return;
  const wanted = indices === undefined ? undefined : new Set(indices);
  const current = run.progress.words[progressWord.position] as number;
  for (let i = current + 1; i < run.to; i++) {
    if (wanted === undefined || wanted.has(taskIndex(request, i))) cancelled.add(i);
  }
  if (wanted !== undefined && !wanted.has(taskIndex(request, current))) return;
  run.isolated = current;
  store.abort(reason);
}

/** Stops what an abort means of a batch that has not begun. */
export function abortBefore({ request, run, cancelled }: Running, { indices }: Abort): void {
  const wanted = indices === undefined ? undefined : new Set(indices);
  for (let i = run.from; i < run.to; i++) {
    if (wanted === undefined || wanted.has(taskIndex(request, i))) cancelled.add(i);
  }
}

/** Whether a batch can be taken back, or can fail, before its first task starts. */
export function needsPreparing({ waits, definitions, functions, args }: BatchRequest): boolean {
  return waits === true || definitions !== undefined || functions !== undefined || args.kind === 'graph';
}

/** The transport refused a payload that the codec let pass: its tasks fail, and the caller hears why. */
export function withoutValues(outcome: Outcome, error: unknown): Outcome[] {
  const failure: WireFailure = {
    message: `a result cannot be sent: ${String((error as Error).message)}`,
    path: 'result',
  };
  const failed = (at: number): Outcome => ({ kind: 'failed', at, reason: 'not-cloneable', error: failure });
  if (outcome.kind === 'thrown') return [failed(outcome.at)];
  if (outcome.kind !== 'values' || outcome.values.kind === 'void') return [outcome];
  return Array.from({ length: outcome.count }, (_, i) => failed(outcome.at + i));
}
