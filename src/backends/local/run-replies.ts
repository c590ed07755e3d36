import type { Batch, BatchReply, BatchSink } from '../../core/task.ts';

type Waiter = (result: IteratorResult<BatchReply, undefined>) => void;

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** What becomes of a batch, for a caller who iterates. */
export class RunReplies implements AsyncIterableIterator<BatchReply, undefined>, BatchSink {
  /** Called when the caller leaves before the end. */
  onLeave: (() => void) | undefined;
  readonly #replies: BatchReply[] = [];
  #hasEnded = false;
  #waiter: Waiter | undefined;

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<BatchReply, undefined>> {
    const reply = this.#replies.shift();
    if (reply !== undefined) return Promise.resolve({ done: false, value: reply });
    if (this.#hasEnded) return Promise.resolve(DONE);
    return new Promise((resolve) => {
      this.#waiter = resolve;
    });
  }

  return(): Promise<IteratorReturnResult<undefined>> {
    this.#hasEnded = true;
    this.onLeave?.();
    return Promise.resolve(DONE);
  }

  settle(_batch: Batch, reply: BatchReply): void {
    if (this.#waiter === undefined) this.#replies.push(reply);
    else this.#answer({ done: false, value: reply });
  }

  ended(): void {
    this.#hasEnded = true;
    this.#answer(DONE);
  }

  #answer(result: IteratorResult<BatchReply, undefined>): void {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    waiter?.(result);
  }
}
