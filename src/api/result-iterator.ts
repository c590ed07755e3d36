import { within } from '../plan/time-limit.ts';
import { checkMilliseconds } from './check-options.ts';

/**
 * The results of `imap` or `imapUnordered`: a `for await` loop goes over them, and leaving it cancels what is left.
 *
 * @typeParam R - A result.
 */
export class ResultIterator<R> implements AsyncIterableIterator<R, void, undefined>, AsyncDisposable {
  readonly #stream: AsyncGenerator<R, void, undefined>;
  /** Asked for by calls of `next` that could not wait: the next ones get them. */
  readonly #late: Promise<IteratorResult<R, void>>[] = [];

  /** Made by the methods of a pool. */
  constructor(stream: AsyncGenerator<R, void, undefined>) {
    this.#stream = stream;
  }

  /**
   * The next result; the first call starts the tasks.
   *
   * @param timeout - Longest wait in milliseconds. A result that comes later is given by the following call.
   * @throws WaitTimeoutError `ERR_WAIT_TIMEOUT`, as a rejection, when it is not there in time.
   */
  async next(timeout?: number): Promise<IteratorResult<R, void>> {
    checkMilliseconds('timeout', timeout);
    const coming = this.#late.shift() ?? this.#stream.next();
    if (timeout === undefined) return coming;
    let isOver = false;
    const over = () => void (isOver = true);
    coming.then(over, over);
    try {
      return await within(timeout, coming);
    } finally {
      if (!isOver) this.#late.unshift(coming);
    }
  }

  /** Cancels what is left. */
  async return(): Promise<IteratorResult<R, void>> {
    return this.#stream.return();
  }

  /** Itself. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The same as `return`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
