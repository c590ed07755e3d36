import { invariant } from '../../core/errors.ts';
import type { Payload } from '../../core/payload.ts';
import type { Batch, BatchReply, FailureReason, Outcome } from '../../core/task.ts';
import type { LocalCall } from './local-call.ts';

type Waiter = (result: IteratorResult<BatchReply, undefined>) => void;

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

const tasksOf = (outcome: Outcome): number =>
  outcome.kind === 'values' || outcome.kind === 'skipped' ? outcome.count : 1;

/** One `run` of the backend: takes the outcomes of a batch as they come, and gives them to the caller who iterates. */
export class LocalRun implements AsyncIterableIterator<BatchReply, undefined> {
  readonly batch: Batch;
  readonly call: LocalCall;
  /** Buffers of this batch were moved to a worker, so it cannot be sent again. */
  moved = false;
  /** The caller does not want the rest. */
  abandoned = false;
  readonly #onEnd: (run: LocalRun) => void;
  readonly #replies: BatchReply[] = [];
  #left: number;
  #waiter: Waiter | undefined;

  constructor(batch: Batch, call: LocalCall, onEnd: (run: LocalRun) => void) {
    this.batch = batch;
    this.call = call;
    this.#left = batch.count;
    this.#onEnd = onEnd;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<BatchReply, undefined>> {
    const reply = this.#replies.shift();
    if (reply !== undefined) return Promise.resolve({ done: false, value: reply });
    if (this.#left === 0 || this.abandoned) return Promise.resolve(DONE);
    return new Promise((resolve) => {
      this.#waiter = resolve;
    });
  }

  return(): Promise<IteratorReturnResult<undefined>> {
    if (this.#left > 0 && !this.abandoned) {
      this.abandoned = true;
      this.#onEnd(this);
    }
    return Promise.resolve(DONE);
  }

  /** Gives outcomes to the caller. */
  push(reply: BatchReply): void {
    if (this.abandoned) return;
    for (const outcome of reply.outcomes) this.#left -= tasksOf(outcome);
    invariant(this.#left >= 0, `a batch of ${this.batch.count} tasks got more outcomes than that`);
    if (this.#waiter !== undefined) {
      const waiter = this.#waiter;
      this.#waiter = undefined;
      waiter({ done: false, value: reply });
    } else this.#replies.push(reply);
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
}
