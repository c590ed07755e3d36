import { TaskTimeoutError } from '../../core/errors.ts';
import type { Batch } from '../../core/task.ts';
import type { TaskGuard } from '../../worker/run-batch.ts';
import type { ContextStore } from '../../worker/task-context.ts';

type Verdict = { readonly reason: 'timeout' | 'cancelled'; readonly error: unknown };

/**
 * Limits for tasks that nobody can kill: an asynchronous one is left behind when its time is over or it is cancelled, a
 * synchronous one is told of when it returns.
 */
export class SequentialGuard implements TaskGuard {
  readonly #count: number;
  readonly #timeoutMs: number | undefined;
  readonly #store: () => ContextStore;
  readonly #emptied = Promise.withResolvers<undefined>();
  /** Positions that are cancelled, with the reason; filled while the batch runs. */
  readonly cancelled = new Map<number, unknown>();
  #startedAt = performance.now();
  #position = 0;
  #verdict: Verdict | undefined;
  #leave: ((error: unknown) => void) | undefined;

  constructor({ count, call }: Batch, store: () => ContextStore) {
    this.#count = count;
    this.#timeoutMs = call.timeoutMs;
    this.#store = store;
  }

  /** Resolves when all positions are cancelled: nothing has to be waited for then. */
  get emptied(): Promise<undefined> {
    return this.#emptied.promise;
  }

  start(position: number): void {
    this.#position = position;
    this.#verdict = undefined;
    this.#startedAt = performance.now();
  }

  race(pending: PromiseLike<unknown>, position: number): Promise<unknown> {
    if (this.cancelled.has(position)) this.#stop({ reason: 'cancelled', error: this.cancelled.get(position) });
    return new Promise((resolve, reject) => {
      const timer = this.#timer();
      this.#leave = reject;
      const settled = (): void => {
        clearTimeout(timer);
        this.#leave = undefined;
      };
      pending.then(
        (value) => {
          settled();
          resolve(value);
        },
        (error: unknown) => {
          settled();
          reject(error as Error);
        },
      );
    });
  }

  verdict(): Verdict | undefined {
    if (this.#verdict !== undefined) return this.#verdict;
    const over = this.#timeoutMs !== undefined && performance.now() - this.#startedAt >= this.#timeoutMs;
    return over ? this.#timedOut() : undefined;
  }

  /** Cancels a position: the running task is told and left behind, a later one is not started. */
  cancel(position: number, reason: unknown): void {
    this.cancelled.set(position, reason);
    if (this.cancelled.size === this.#count) this.#emptied.resolve(undefined);
    if (position === this.#position) this.#stop({ reason: 'cancelled', error: reason });
  }

  #timer(): NodeJS.Timeout | undefined {
    if (this.#timeoutMs === undefined) return undefined;
    const left = this.#timeoutMs - (performance.now() - this.#startedAt);
    return setTimeout(() => this.#stop(this.#timedOut()), Math.max(0, Math.min(left, 0x7fffffff)));
  }

  #timedOut(): Verdict {
    return { reason: 'timeout', error: new TaskTimeoutError(this.#timeoutMs as number) };
  }

  #stop(verdict: Verdict): void {
    this.#verdict = verdict;
    this.#store().abort(verdict.error);
    this.#leave?.(verdict.error);
    this.#leave = undefined;
  }
}
