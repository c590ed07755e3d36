/** concurrent.futures' `wait` and `as_completed`, for handles of tasks and for any other promises. */

import { InvalidOptionError } from '../core/errors.ts';
import { alarm, lateness } from '../plan/time-limit.ts';
import { checkMilliseconds, checkNames, show } from './check-options.ts';

/** Options of {@link wait}. */
export interface WaitForOptions {
  /** Limit in milliseconds; then it gives what is over so far. Default: none. */
  readonly timeout?: number;
  /** When to come back: all are over (default), one is, or one has failed (or all are over). */
  readonly returnWhen?: 'allCompleted' | 'firstCompleted' | 'firstException';
}

/** What {@link wait} gives: each handle once, in the order they were given. */
export interface WaitResult<H> {
  /** Those that are over: done, failed or cancelled. */
  readonly done: readonly H[];
  /** The others; they go on. */
  readonly notDone: readonly H[];
}

/** Options of {@link asCompleted}. */
export interface AsCompletedOptions {
  /** Limit for all of them, in milliseconds from the call. */
  readonly timeout?: number;
}

type Handles<H> = Iterable<H>;

/** Each once. @throws InvalidOptionError when one is no promise. */
function checkHandles<H extends PromiseLike<unknown>>(who: string, handles: Handles<H>): Set<H> {
  if (typeof handles !== 'object' || handles === null || !(Symbol.iterator in handles)) {
    throw new InvalidOptionError(`${who} takes an iterable of handles, got ${show(handles)}`);
  }
  const distinct = new Set(handles);
  for (const handle of distinct) checkHandle(who, handle);
  return distinct;
}

function checkHandle(who: string, handle: unknown): void {
  if (typeof (handle as PromiseLike<unknown> | null | undefined)?.then === 'function') return;
  throw new InvalidOptionError(`${who} takes handles of tasks, or promises; one of them is ${show(handle)}`);
}

const RETURN_WHEN: readonly unknown[] = ['allCompleted', 'firstCompleted', 'firstException', undefined];

function checkReturnWhen(value: unknown): void {
  if (RETURN_WHEN.includes(value)) return;
  throw new InvalidOptionError(
    `returnWhen must be 'allCompleted', 'firstCompleted' or 'firstException', got ${show(value)}`,
  );
}

/**
 * Waits for several tasks. It never rejects because one of them failed: look at what is done.
 *
 * @param handles - Handles, or any promises. None gives two empty lists.
 * @param options - `timeout` in milliseconds, and when to come back.
 * @returns Which are over, and which are not.
 * @throws InvalidOptionError `ERR_INVALID_OPTION`, as a rejection.
 * @example
 * ```ts
 * await using pool = new Pool(2);
 * const handles = [1, 2, 3].map((n) => pool.submit((x: number) => x * x, n));
 * const { done, notDone } = await wait(handles, { timeout: 10_000 });
 * console.log(done.map((handle) => handle.status), notDone); // [ 'done', 'done', 'done' ] []
 * ```
 */
export async function wait<H extends PromiseLike<unknown>>(
  handles: Iterable<H>,
  options: WaitForOptions = {},
): Promise<WaitResult<H>> {
  checkNames('wait', options, ['timeout', 'returnWhen']);
  checkMilliseconds('timeout', options.timeout);
  checkReturnWhen(options.returnWhen);
  const all = checkHandles('wait', handles);
  const over = new Set<H>();
  await new Promise<void>((resolve) => settleWhen({ all, over, options, resolve }));
  const list = [...all];
  return { done: list.filter((handle) => over.has(handle)), notDone: list.filter((handle) => !over.has(handle)) };
}

interface Waiting<H> {
  readonly all: ReadonlySet<H>;
  readonly over: Set<H>;
  readonly options: WaitForOptions;
  readonly resolve: () => void;
}

function settleWhen<H extends PromiseLike<unknown>>({ all, over, options, resolve }: Waiting<H>): void {
  const { returnWhen = 'allCompleted', timeout } = options;
  const stop = alarm(timeout, resolve);
  let met = all.size === 0;
  const end = () => {
    stop();
    // After the others that are over by now: their reactions are in the queue already.
    queueMicrotask(resolve);
  };
  const arrive = (handle: H, failed: boolean) => {
    over.add(handle);
    if (met) return;
    met = over.size === all.size || returnWhen === 'firstCompleted' || (failed && returnWhen === 'firstException');
    if (met) end();
  };
  for (const handle of all) {
    handle.then(
      () => arrive(handle, false),
      () => arrive(handle, true),
    );
  }
  if (met) end();
}

/**
 * Handles in the order in which their tasks end, as {@link asCompleted} gives them.
 *
 * @typeParam H - The handles.
 */
export class CompletedHandles<H extends PromiseLike<unknown>> implements AsyncIterableIterator<H, void, undefined> {
  readonly #timeoutMs: number | undefined;
  readonly #stop: () => void;
  readonly #known = new Set<H>();
  readonly #arrived: H[] = [];
  #taken = 0;
  #isLate = false;
  #isOver = false;
  readonly #takers: (() => void)[] = [];

  /** Made by {@link asCompleted}. */
  constructor(handles: Iterable<H>, timeoutMs: number | undefined) {
    this.#timeoutMs = timeoutMs;
    this.#stop = alarm(timeoutMs, () => {
      this.#isLate = true;
      this.#wake();
    });
    for (const handle of handles) this.add(handle);
  }

  /**
   * Adds a handle while the others are waited for. One that is there already is not added again.
   *
   * @throws InvalidOptionError `ERR_INVALID_OPTION` when it is no promise.
   */
  add(handle: H): void {
    checkHandle('asCompleted', handle);
    if (this.#known.has(handle)) return;
    this.#known.add(handle);
    const arrive = () => {
      this.#arrived.push(handle);
      this.#wake();
    };
    handle.then(arrive, arrive);
  }

  /** Handles that have not been given yet. */
  get size(): number {
    return this.#known.size - this.#taken;
  }

  /**
   * The next handle whose task is over.
   *
   * @throws WaitTimeoutError `ERR_WAIT_TIMEOUT`, as a rejection, when not all are over in time.
   */
  async next(): Promise<IteratorResult<H, void>> {
    for (;;) {
      if (this.#isOver || this.size === 0) return this.#end();
      const handle = this.#arrived[this.#taken];
      if (handle !== undefined) {
        // What was given is let go: a long line of tasks must not be kept by the loop over it.
        this.#arrived[this.#taken++] = undefined as never;
        if (this.size === 0) this.#stop();
        return { done: false, value: handle };
      }
      if (this.#isLate) {
        this.#isOver = true;
        throw lateness(this.#timeoutMs as number);
      }
      await new Promise<void>((resolve) => this.#takers.push(resolve));
    }
  }

  /** Ends the iteration; the tasks go on. */
  async return(): Promise<IteratorResult<H, void>> {
    this.#isOver = true;
    return this.#end();
  }

  /** Itself. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  #end(): IteratorResult<H, void> {
    this.#stop();
    this.#wake();
    return { done: true, value: undefined };
  }

  #wake(): void {
    for (const resolve of this.#takers.splice(0)) resolve();
  }
}

/**
 * Handles one by one, each as soon as its task is over, in whatever order that is.
 *
 * It gives the handles themselves, also of tasks that failed: await each to get its result or its error. Leaving the loop
 * does not stop the tasks.
 *
 * @param handles - Handles, or any promises; each is given once. More can be added meanwhile.
 * @param options - `timeout` in milliseconds, from now, for all of them.
 * @throws InvalidOptionError `ERR_INVALID_OPTION`
 * @throws WaitTimeoutError `ERR_WAIT_TIMEOUT`, in the loop, when not all are over in time.
 * @example
 * ```ts
 * await using pool = new Pool(2);
 * const nap = async (ms: number) => new Promise<number>((resolve) => setTimeout(resolve, ms, ms));
 * const ended: number[] = [];
 * for await (const handle of asCompleted([pool.submit(nap, 200), pool.submit(nap, 1)])) ended.push(await handle);
 * console.log(ended); // [ 1, 200 ]
 * ```
 */
export function asCompleted<H extends PromiseLike<unknown>>(
  handles: Iterable<H>,
  options: AsCompletedOptions = {},
): CompletedHandles<H> {
  checkNames('asCompleted', options, ['timeout']);
  checkMilliseconds('timeout', options.timeout);
  return new CompletedHandles(checkHandles('asCompleted', handles), options.timeout);
}
