import { TaskTimeoutError } from '../../core/errors.ts';
import type { Payload } from '../../core/payload.ts';
import type { BatchRequest } from '../../core/protocol.ts';
import { taskIndex } from '../../core/task.ts';
import type { CallHeader, CallId, FailureReason, Outcome } from '../../core/task.ts';
import { reviveFailure } from './failures.ts';
import type { Fatal } from './failures.ts';
import type { Piece } from './piece.ts';
import type { WorkerTransport } from './transport.ts';

/** starting -> ready -> ending -> dead; any of them may go to dead at once. */
export type SlotState = 'starting' | 'ready' | 'ending' | 'dead';

/** Why the library ends a worker itself. */
export type EndIntent =
  | { readonly kind: 'timeout'; readonly wireId: number; readonly position: number }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'retire' }
  | { readonly kind: 'close' };

/** What becomes of a position whatever the worker says of it. */
export interface Verdict {
  readonly reason: FailureReason;
  readonly error: unknown;
  /** What the worker told of the cause, still encoded. */
  readonly cause?: Payload;
}

/** A piece that was sent to a worker. */
export interface Entry {
  readonly wireId: number;
  readonly piece: Piece;
  /** All of it is settled: nobody waits for the reply. */
  detached: boolean;
  /** Positions that are cancelled, or were told that their time is over. */
  readonly verdicts: Map<number, Verdict>;
  /** When to end the worker unless it has replied, `performance.now()` time. */
  killAt: number | undefined;
  /** The position that has to be gone by then; undefined: any of the piece. */
  killPosition: number | undefined;
  /** When its tasks were first seen to be done, `performance.now()` time. */
  finishingSince: number | undefined;
}

export const makeEntry = (wireId: number, piece: Piece): Entry => ({
  wireId,
  piece,
  detached: false,
  verdicts: new Map(),
  killAt: undefined,
  killPosition: undefined,
  finishingSince: undefined,
});

/** How much of a call a worker has. */
interface Known {
  definitions: number;
  functions: number;
}

/** What the library knows of one worker. */
export class WorkerSlot {
  readonly id: number;
  readonly transport: WorkerTransport;
  state: SlotState = 'starting';
  /** Sent and not replied to, in order; the first is the one that runs. */
  readonly entries: Entry[] = [];
  readonly known = new Map<CallId, Known>();
  /** When the first entry became the first, `performance.now()` time. */
  headSince = 0;
  /** Tasks sent to it in all. */
  tasks = 0;
  /** Takes no more tasks and ends when it has none. */
  retiring = false;
  /** A batch that was taken back and whose empty reply has not come yet. */
  revoking: number | undefined;
  intent: EndIntent | undefined;
  fatal: Fatal | undefined;
  /** What the initializer threw. */
  startError: Payload | undefined;
  idleSince = 0;
  idleTimer: NodeJS.Timeout | undefined;
  watchTimer: NodeJS.Timeout | undefined;
  watchAt = Infinity;

  constructor(id: number, start: (slot: WorkerSlot) => WorkerTransport) {
    this.id = id;
    this.transport = start(this);
  }

  /** Whether a piece may be sent to it. */
  get accepts(): boolean {
    return (this.state === 'ready' || this.state === 'starting') && !this.retiring;
  }

  /** The request for a piece, with what the worker does not have of its call yet. Call {@link noteSent} once it is sent. */
  request(wireId: number, piece: Piece, waits: boolean): BatchRequest {
    const { batch } = piece.run;
    const { call } = batch;
    const known = this.known.get(call.id);
    const request: { -readonly [K in keyof BatchRequest]: BatchRequest[K] } = {
      type: 'batch',
      id: wireId,
      callId: call.id,
      fn: batch.fn,
      spread: batch.spread,
      count: batch.count,
      first: batch.first,
      attempt: batch.attempt,
      args: batch.args,
    };
    if (batch.indices !== undefined) request.indices = batch.indices;
    if (piece.to - piece.from < batch.count) {
      request.from = piece.from;
      request.to = piece.to;
    }
    if (piece.exact) request.exact = true;
    if (waits) request.waits = true;
    addCall(request, call, known);
    return request;
  }

  noteSent(call: CallHeader): void {
    const known = this.known.get(call.id);
    if (known === undefined) {
      this.known.set(call.id, { definitions: call.definitions.length, functions: call.functions.length });
    } else {
      known.definitions = call.definitions.length;
      known.functions = call.functions.length;
    }
  }
}

function addCall(
  request: { -readonly [K in keyof BatchRequest]: BatchRequest[K] },
  call: CallHeader,
  known: Known | undefined,
): void {
  if (known === undefined) {
    const { id, seed, timeoutMs, stopOnError, discardResults, resultType } = call;
    request.setup = {
      id,
      seed,
      stopOnError,
      discardResults,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(resultType === undefined ? {} : { resultType }),
    };
  }
  if (call.definitions.length > (known?.definitions ?? 0))
    request.definitions = call.definitions.slice(known?.definitions ?? 0);
  if (call.functions.length > (known?.functions ?? 0)) request.functions = call.functions.slice(known?.functions ?? 0);
}

/** Makes real errors of what a worker described, and puts verdicts in the place of what the task itself came to. */
export function judged(entry: Entry, outcomes: readonly Outcome[]): readonly Outcome[] {
  if (entry.verdicts.size === 0 && outcomes.every((outcome) => outcome.kind !== 'failed')) return outcomes;
  return outcomes.map((outcome): Outcome => {
    const single = outcome.kind === 'thrown' || outcome.kind === 'failed' || outcome.count === 1;
    const verdict = single ? entry.verdicts.get(outcome.at) : undefined;
    if (verdict !== undefined) return { kind: 'failed', at: outcome.at, ...verdict };
    return outcome.kind === 'failed' ? reviveFailure(outcome) : outcome;
  });
}

/** The verdict on a task that is over its time. */
export const timedOut = (timeoutMs: number): Verdict => ({ reason: 'timeout', error: new TaskTimeoutError(timeoutMs) });

/** The index of the task at a position of an entry. */
export const indexOf = (entry: Entry, position: number): number => taskIndex(entry.piece.run.batch, position);
