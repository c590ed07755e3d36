import { InvalidOptionError, InvalidStateError } from '../core/errors.ts';
import { within } from '../plan/time-limit.ts';
import { checkMilliseconds, show } from './check-options.ts';

/** What a result is told to. */
export interface ResultCallbacks<R> {
  /** Called once with the result, before {@link AsyncResult.get} gives it. */
  readonly callback?: ((result: R) => unknown) | undefined;
  /** Called once with the error instead; it counts as handled then. */
  readonly errorCallback?: ((error: unknown) => unknown) | undefined;
}

/**
 * Callbacks and the other options apart.
 *
 * @throws InvalidOptionError `ERR_INVALID_OPTION` when a callback is no function.
 */
export function splitCallbacks<R, O extends object = object>(
  who: string,
  options: (O & ResultCallbacks<R>) | undefined,
) {
  const { callback, errorCallback, ...rest } = options ?? ({} as O & ResultCallbacks<R>);
  for (const [name, value] of Object.entries({ callback, errorCallback })) {
    if (value === undefined || typeof value === 'function') continue;
    throw new InvalidOptionError(`${name} of ${who} must be a function, got ${show(value)}`);
  }
  return { callbacks: { callback, errorCallback }, rest };
}

/** What a callback throws is nobody's result: it is reported like an error in any event handler. */
function inform<T>(listener: ((value: T) => unknown) | undefined, value: T): void {
  if (listener === undefined) return;
  try {
    listener(value);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/**
 * The result of `applyAsync`, `mapAsync` or `starmapAsync`, as in multiprocessing; it can be awaited, too.
 *
 * @typeParam R - The result.
 * @example
 * ```ts
 * await using pool = new Pool(2);
 * const result = pool.mapAsync((x: number) => x * x, [1, 2, 3]);
 * console.log(result.ready(), await result.get(10_000), result.ready(), result.successful()); // false [ 1, 4, 9 ] true true
 * ```
 */
export class AsyncResult<R> implements PromiseLike<R> {
  readonly #over: Promise<R>;
  #state: 'waiting' | 'done' | 'failed' = 'waiting';

  /** Made by the methods of a pool. */
  constructor(running: PromiseLike<R>, { callback: onResult, errorCallback: onError }: ResultCallbacks<R> = {}) {
    this.#over = Promise.resolve(
      running.then(
        (value) => {
          this.#state = 'done';
          inform(onResult, value);
          return value;
        },
        (error: unknown) => {
          this.#state = 'failed';
          inform(onError, error);
          throw error;
        },
      ),
    );
    if (onError !== undefined) this.#over.catch(() => undefined);
  }

  /**
   * The result.
   *
   * @param timeout - Longest wait in milliseconds; default: as long as it takes.
   * @throws WaitTimeoutError `ERR_WAIT_TIMEOUT`, as a rejection, when it is not there in time. The task goes on.
   */
  async get(timeout?: number): Promise<R> {
    checkMilliseconds('timeout', timeout);
    return timeout === undefined ? this.#over : within(timeout, this.#over);
  }

  /**
   * Waits until the result is there, or for so many milliseconds. It does not reject when the task failed.
   *
   * @returns Whether it is there.
   */
  async wait(timeout?: number): Promise<boolean> {
    checkMilliseconds('timeout', timeout);
    const over = this.#over.then(
      () => undefined,
      () => undefined,
    );
    await within(timeout, over).catch(() => undefined);
    return this.ready();
  }

  /** Whether the result is there, or the error. */
  ready(): boolean {
    return this.#state !== 'waiting';
  }

  /**
   * Whether the task succeeded.
   *
   * @throws InvalidStateError `ERR_INVALID_STATE` when it is not over.
   */
  successful(): boolean {
    if (this.#state !== 'waiting') return this.#state === 'done';
    throw new InvalidStateError('the result is not there yet; await wait() before successful()');
  }

  /** As of a promise. */
  // oxlint-disable-next-line unicorn/no-thenable -- it is one on purpose: `await` gives the result
  then<A = R, B = never>(
    onFulfilled?: ((value: R) => A | PromiseLike<A>) | null,
    onRejected?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#over.then(onFulfilled, onRejected);
  }

  /** As of a promise. */
  catch<B = never>(onRejected?: ((error: unknown) => B | PromiseLike<B>) | null): Promise<R | B> {
    return this.#over.catch(onRejected);
  }

  /** As of a promise. */
  finally(onOver?: (() => void) | null): Promise<R> {
    return this.#over.finally(onOver);
  }
}
