import { invariant } from '../../core/errors.ts';
import type { Payload } from '../../core/payload.ts';
import type { Batch, BatchReply, BatchSink, FailureReason, Outcome } from '../../core/task.ts';
import type { LocalCall } from './local-call.ts';

const tasksOf = (outcome: Outcome): number =>
  outcome.kind === 'values' || outcome.kind === 'skipped' ? outcome.count : 1;

const now = Promise.resolve();
/** Runs with outcomes that their callers have not been told of. */
let untold: LocalRun[] = [];

function tellAll(): void {
  const runs = untold;
  untold = [];
  for (const run of runs) run.tell();
}

/** Callers are told once the engine has done what it does, since they may give it more at once. One turn for all of that moment. */
function tellSoon(run: LocalRun): void {
  if (untold.push(run) === 1) void now.then(tellAll);
}

/** One batch that the backend was given: takes its outcomes as they come, and tells them to the caller. */
export class LocalRun {
  readonly batch: Batch;
  readonly call: LocalCall;
  /** Buffers of this batch were moved to a worker, so it cannot be sent again. */
  moved = false;
  /** The caller does not want the rest. */
  abandoned = false;
  readonly #sink: BatchSink;
  readonly #onEnd: (run: LocalRun) => void;
  /** What the caller is to be told; most batches have one reply. */
  #reply: BatchReply | undefined;
  #more: BatchReply[] | undefined;
  #left: number;
  #isUntold = false;

  constructor(parts: { batch: Batch; call: LocalCall; sink: BatchSink }, onEnd: (run: LocalRun) => void) {
    this.batch = parts.batch;
    this.call = parts.call;
    this.#sink = parts.sink;
    this.#left = parts.batch.count;
    this.#onEnd = onEnd;
    if (this.#left === 0) this.#tellSoon();
  }

  /** The caller stops listening. */
  abandon(): void {
    if (this.#left === 0 || this.abandoned) return;
    this.abandoned = true;
    this.#onEnd(this);
  }

  /** Gives outcomes to the caller. */
  push(reply: BatchReply): void {
    if (this.abandoned) return;
    for (const outcome of reply.outcomes) this.#left -= tasksOf(outcome);
    invariant(this.#left >= 0, `a batch of ${this.batch.count} tasks got more outcomes than that`);
    if (this.#reply === undefined) this.#reply = reply;
    else (this.#more ??= []).push(reply);
    this.#tellSoon();
    if (this.#left === 0) this.#onEnd(this);
  }

  /** Settles single positions as failed. */
  fail(
    positions: Iterable<number>,
    failure: { readonly reason: FailureReason; readonly error: unknown; readonly cause?: Payload },
  ): void {
    const outcomes = Array.from(positions, (at): Outcome => ({ kind: 'failed', at, ...failure }));
    if (outcomes.length > 0) this.push({ outcomes, elapsedMs: 0, workerId: 0 });
  }

  /** Tells the caller what has come since the last time. */
  tell(): void {
    this.#isUntold = false;
    const first = this.#reply;
    const more = this.#more;
    this.#reply = this.#more = undefined;
    if (first !== undefined) this.#sink.settle(this.batch, first);
    if (more !== undefined) for (const reply of more) this.#sink.settle(this.batch, reply);
    if (this.#left === 0) this.#sink.ended(this.batch);
  }

  #tellSoon(): void {
    if (this.#isUntold) return;
    this.#isUntold = true;
    tellSoon(this);
  }
}
