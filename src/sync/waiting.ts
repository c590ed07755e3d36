/**
 * How everything in this folder waits. An operation is a generator that tries, and yields what it waits for: a word of shared memory
 * that has to change. One driver blocks the thread for it, another waits by promises; the operation does not know which.
 */

import { CannotBlockError, WaitTimeoutError } from '../core/sync-errors.ts';

/** Wait until the word at `on` is no longer `seen`. */
export interface Wait {
  readonly on: number;
  readonly seen: number;
  /** For messages, where it is not that somebody else has it. */
  readonly late?: Late;
}

/** What did not come in time, and who is to be looked for: `['was not set', 'who sets it']`. */
export type Late = readonly [what: string, who: string];

const KEPT: Late = ['did not become free', 'who keeps it'];

/** Something that may have to wait. When it is given up it is thrown into, so it puts back in `finally` what it took. */
export type Operation<T> = Generator<Wait, T, void>;

/** An operation that never waits. */
// oxlint-disable-next-line require-yield -- that it does not yield is the point
export function* immediately<T>(act: () => T): Operation<T> {
  return act();
}

/** How long to wait. */
export interface WaitOptions {
  /** In milliseconds; 0 tries once. Default: without limit. */
  readonly timeout?: number | undefined;
}

/** How long to wait, where a signal can be heard. */
export interface AsyncWaitOptions extends WaitOptions {
  /** Gives up with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Whoever waits looks again after so many milliseconds: the one that should have woken it may have died before it could, as may the
 * holder of what it waits for. Short enough to report that soon, long enough to cost nothing.
 */
const SLICE_MS = 100;

/** What is waited for, in messages: `mutex "results"`. */
export interface Waiting {
  readonly words: Int32Array<SharedArrayBuffer>;
  readonly what: string;
}

/** The error of one that has waited long enough. */
function timedOut(what: string, timeoutMs: number, [late, who]: Late = KEPT): WaitTimeoutError {
  // What is left of a timeout after an earlier wait is no round number.
  const time = Math.ceil(timeoutMs);
  return new WaitTimeoutError(`${what} ${late} within ${time} ms; raise timeout, or look for ${who}`);
}

/** @throws CannotBlockError on a main thread. */
export function checkMayBlock(what: string): void {
  if (!process.getBuiltinModule('node:worker_threads').isMainThread) return;
  throw new CannotBlockError(
    `the main thread cannot block on ${what}: its event loop, and with it every worker, would stand still; await the form without "Sync"`,
  );
}

/** Runs an operation to its end, blocking the thread meanwhile. */
export function runBlocking<T>(
  operation: Operation<T>,
  { words, what }: Waiting,
  { timeout = Infinity }: WaitOptions,
): T {
  checkMayBlock(what);
  let turn = operation.next();
  if (turn.done === true) return turn.value;
  const deadline = performance.now() + timeout;
  try {
    do {
      const left = deadline - performance.now();
      if (left <= 0) throw timedOut(what, timeout, turn.value.late);
      Atomics.wait(words, turn.value.on, turn.value.seen, Math.min(left, SLICE_MS));
      turn = operation.next();
    } while (turn.done !== true);
    return turn.value;
  } finally {
    // Nothing to give up when it has ended.
    operation.return(undefined as T);
  }
}

/** Runs an operation that does not wait; undefined when it would have to. */
export function runAtOnce<T>(operation: Operation<T>): { readonly value: T } | undefined {
  const turn = operation.next();
  if (turn.done === true) return { value: turn.value };
  operation.return(undefined as T);
  return undefined;
}

/** Runs an operation to its end without blocking. */
export async function runWaiting<T>(
  operation: Operation<T>,
  { words, what }: Waiting,
  { timeout = Infinity, signal }: AsyncWaitOptions,
): Promise<T> {
  signal?.throwIfAborted();
  let turn = operation.next();
  if (turn.done === true) return turn.value;
  const deadline = performance.now() + timeout;
  // Waiting alone does not keep a program alive, but a promise with a timeout has to settle.
  const alive = timeout < MAX_TIMER_MS ? setTimeout(() => {}, timeout + SLICE_MS) : undefined;
  try {
    do {
      signal?.throwIfAborted();
      const left = deadline - performance.now();
      if (left <= 0) throw timedOut(what, timeout, turn.value.late);
      await pause(words, turn.value, { ms: Math.min(left, SLICE_MS), signal });
      // Tried once more even when it is too late: what woke it would wake nobody else.
      turn = operation.next();
    } while (turn.done !== true);
    return turn.value;
  } finally {
    clearTimeout(alive);
    operation.return(undefined as T);
  }
}

const MAX_TIMER_MS = 0x7fffffff - SLICE_MS;

/** Waits for a word to change, for a slice of time at most, or for the signal. */
async function pause(
  words: Int32Array<SharedArrayBuffer>,
  { on, seen }: Wait,
  { ms, signal }: { readonly ms: number; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const waiting = Atomics.waitAsync(words, on, seen, ms);
  if (!waiting.async) {
    // The word has changed already. Others get a turn all the same: they may be whom everybody waits for.
    await new Promise((resolve) => void setImmediate(resolve));
    return;
  }
  if (signal === undefined) {
    await waiting.value;
    return;
  }
  await new Promise<void>((resolve) => {
    const onAbort = (): void => {
      // It stays in the queue of the word: whoever wakes it meant one that still waits.
      void waiting.value.then((how) => how === 'ok' && Atomics.notify(words, on, 1));
      resolve();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    void waiting.value.then(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
  });
}
