import { TaskTimeoutError } from '../../core/errors.ts';
import type { Payload } from '../../core/payload.ts';
import type { BatchRequest } from '../../core/protocol.ts';
import { taskIndex } from '../../core/task.ts';
import type { CallHeader, CallId, FailureReason, Outcome } from '../../core/task.ts';
import type { WorkerAsks } from './asks.ts';
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
export class Entry {
  readonly wireId: number;
  readonly piece: Piece;
  /** It was sent to wait there, so it can be taken back until it begins. */
  readonly waits: boolean;
  /** All of it is settled: nobody waits for the reply. */
  detached = false;
  /** When to end the worker unless it has replied, `performance.now()` time. */
  killAt: number | undefined;
  /** The position that has to be gone by then; undefined: any of the piece. */
  killPosition: number | undefined;
  /** When its tasks were first seen to be done, `performance.now()` time. */
  finishingSince: number | undefined;
  /** When its worker, though ready, was first seen not to have read it. */
  unreadSince: number | undefined;
  /** When it was sent, and when its tasks started if the worker has said so; `performance.now()` time. */
  readonly sentAt = performance.now();
  beganAt: number | undefined;
  #verdicts: Map<number, Verdict> | undefined;

  constructor(wireId: number, piece: Piece, waits = false) {
    this.wireId = wireId;
    this.piece = piece;
    this.waits = waits;
  }

  /** Positions that are cancelled, or were told that their time is over. */
  get verdicts(): Map<number, Verdict> {
    return (this.#verdicts ??= new Map());
  }

  /** Whether there is a verdict on any of its positions. */
  get isJudged(): boolean {
    return this.#verdicts !== undefined && this.#verdicts.size > 0;
  }
}

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
  /** Calls that are over, which it has not been told yet. */
  readonly ended: CallId[] = [];
  /** When the first entry became the first, `performance.now()` time. */
  headSince = 0;
  /** From 1, the lowest that no other living worker has. */
  number = 0;
  /** Batches that it runs beside each other. */
  lanes = 1;
  /** Tasks sent to it in all. */
  tasks = 0;
  /** Tasks sent and not replied to. */
  running = 0;
  /** Time spent on tasks, as the worker measured it, in milliseconds. */
  busyMs = 0;
  readonly startedAt = Date.now();
  /** Pieces that only this worker may run. */
  readonly pinned: Piece[] = [];
  /** It may be busy: it counts against the budget of cores. */
  permitted = false;
  /** Takes no more tasks and ends when it has none. */
  retiring = false;
  /** A batch that was taken back and whose empty reply has not come yet. */
  revoking: number | undefined;
  intent: EndIntent | undefined;
  fatal: Fatal | undefined;
  /** Its questions to this program, once it has asked one. */
  asks: WorkerAsks | undefined;
  /** What the initializer threw. */
  startError: Payload | undefined;
  /** It was not prepared in time. */
  isLate = false;
  idleSince = 0;
  idleTimer: NodeJS.Timeout | undefined;
  ageTimer: NodeJS.Timeout | undefined;
  watchTimer: NodeJS.Timeout | undefined;
  watchAt = Infinity;

  constructor(id: number, start: (slot: WorkerSlot) => WorkerTransport) {
    this.id = id;
    this.transport = start(this);
  }

  /** Whether it lives, as far as is known, and has not been asked to end. */
  get isUp(): boolean {
    return (this.state === 'ready' || this.state === 'starting') && !this.transport.isOver;
  }

  /** Whether a piece may be sent to it. */
  get accepts(): boolean {
    return this.isUp && !this.retiring;
  }

  /** Whether one more batch may run beside those that do: one that is watched closely runs alone. */
  hasLane(piece: Piece): boolean {
    if (piece.exact || this.entries.length >= this.lanes) return false;
    return this.entries.every((entry) => !entry.piece.exact && entry.killAt === undefined);
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
    if (this.ended.length > 0) request.ended = this.ended.slice();
    addCall(request, call, known);
    return request;
  }

  noteSent(call: CallHeader): void {
    this.ended.length = 0;
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

const isDone = ({ kind }: Outcome): boolean => kind !== 'failed';

/** Makes real errors of what a worker described, and puts verdicts in the place of what the task itself came to. */
export function judged(entry: Entry, outcomes: readonly Outcome[]): readonly Outcome[] {
  if (!entry.isJudged && outcomes.every(isDone)) return outcomes;
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
