import { inLibrary } from '../core/library-export.ts';
import { InvalidOptionError } from '../core/errors.ts';
import { thisHolder } from '../core/liveness.ts';
import type { Holder } from '../core/liveness.ts';
import { DeadlockError } from '../core/sync-errors.ts';
import { checkSyncOptions } from './check-options.ts';
import type { SyncOptions } from './check-options.ts';
import { Guard } from './guard.ts';
import { checkHolder, recoverWord } from './holder-word.ts';
import type { Link, LinkWire } from './link.ts';
import type { SyncState } from './state.ts';
import { arrived, asParameter, givenLink, makeLink, SyncObject } from './sync-object.ts';
import { immediately } from './waiting.ts';
import type { AsyncWaitOptions, Operation, WaitOptions } from './waiting.ts';

/** The word of the holder: 0 while it is free. */
const HOLDER = 0;
const operations = {
  *lock(state: SyncState, holder: Holder): Operation<void> {
    for (;;) {
      const seen = Atomics.compareExchange(state.words, HOLDER, 0, holder);
      if (seen === 0) return;
      checkHolder(state, HOLDER, seen);
      yield { on: HOLDER, seen };
    }
  },
  unlock: ({ words }: SyncState, holder: Holder): Operation<void> =>
    immediately(() => {
      if (Atomics.compareExchange(words, HOLDER, holder, 0) === holder) Atomics.notify(words, HOLDER, 1);
    }),
  recover: (state: SyncState): Operation<boolean> => immediately(() => recoverWord(state, HOLDER)),
};

const kind = { title: 'mutex', operations };

/**
 * A lock that one task at a time holds, over threads and processes. It travels into tasks, captured or as an argument.
 *
 * Forms without `Sync` work everywhere. Those with `Sync` act at once, so they need the memory itself: they work in threads, and
 * those that wait are refused on a main thread. Who waits longest is not served first. A lock that is held is not given again to
 * its holder.
 *
 * When the worker that holds it ends, all who wait for it, and all who come later, get an error (`ERR_LOCK_HOLDER_LOST`) until
 * {@link Mutex.recover}.
 *
 * @example
 * ```ts
 * const mutex = new Mutex({ name: 'total' });
 * const total = sharedArray('int32', 1);
 * await Parallel({ nJobs: 2, backend: 'threads' }).forEach(async (n: number) => {
 *   using guard = await mutex.lock({ timeout: 5000 });
 *   total[0] = total[0]! + n;
 * }, [1, 2, 3, 4]);
 * console.log(total[0]); // 10
 * ```
 */
export class Mutex extends SyncObject {
  /** @internal */
  protected readonly revival = [arriveMutex] as const;
  readonly #guards = new WeakSet<Guard>();

  /**
   * @param options - `name` stands in messages.
   * @throws InvalidOptionError `ERR_INVALID_OPTION`
   */
  constructor(options: SyncOptions = {}) {
    const link = givenLink(options);
    if (link === undefined) checkSyncOptions('Mutex', options);
    super(link ?? makeLink(kind, options, { words: 1 }));
  }

  /**
   * Waits for the lock.
   *
   * @param options - `timeout` in milliseconds, and a `signal`.
   * @returns What releases it: `using guard = await mutex.lock()`.
   * @throws WaitTimeoutError `ERR_WAIT_TIMEOUT`
   * @throws LockHolderLostError `ERR_LOCK_HOLDER_LOST`
   */
  async lock(options?: AsyncWaitOptions): Promise<Guard> {
    await this.perform('lock', [], options);
    return this.#guard();
  }

  /**
   * Blocks this thread until it has the lock.
   *
   * @param options - `timeout` in milliseconds.
   * @throws CannotBlockError `ERR_CANNOT_BLOCK` on a main thread and in a child process.
   * @throws DeadlockError `ERR_DEADLOCK` when this very thread holds it: nobody could release it.
   */
  lockSync(options?: WaitOptions): Guard {
    const { state } = this.link;
    if (state !== undefined && Atomics.load(state.words, HOLDER) === thisHolder()) throw heldHere(state.what);
    this.performSync('lock', [], options);
    return this.#guard();
  }

  /** The lock, if it is free. */
  async tryLock(): Promise<Guard | undefined> {
    return (await this.performNow('lock', [])) === undefined ? undefined : this.#guard();
  }

  /** The lock, if it is free. Does not block, so it may be used on a main thread; not in a child process. */
  tryLockSync(): Guard | undefined {
    return this.link.runNow('lock', []) === undefined ? undefined : this.#guard();
  }

  /** Runs `body` while it holds the lock. */
  async withLock<T>(body: () => T, options?: AsyncWaitOptions): Promise<Awaited<T>> {
    const guard = await this.lock(options);
    try {
      return await body();
    } finally {
      guard.release();
    }
  }

  /**
   * Makes the lock free again after its holder has died: for whoever has made right what it protects.
   *
   * @returns False when no holder has died.
   */
  async recover(): Promise<boolean> {
    return (await this.perform('recover', [])) as boolean;
  }

  /**
   * @throws InvalidOptionError `ERR_INVALID_OPTION` when that does not hold this mutex.
   * @internal
   */
  checkGuard(guard: Guard): void {
    if (guard instanceof Guard && guard.isHeld && this.#guards.has(guard)) return;
    throw new InvalidOptionError(
      `${this.link.what} has to be held to wait: pass what its lock() gave, before it is released`,
    );
  }

  #guard(): Guard {
    const guard = new Guard(() => this.link.send('unlock', []));
    this.#guards.add(guard);
    return guard;
  }
}

/** @internal */
export function arriveMutex(wire: LinkWire): Mutex {
  return arrived(wire, operations, (link: Link) => new Mutex(asParameter(link)));
}

const heldHere = (what: string): DeadlockError =>
  new DeadlockError(
    `this thread holds ${what} already, and would block for ever; release it first, or await lock() where another task of this thread holds it`,
  );
inLibrary(arriveMutex, { part: 'sync', name: 'arriveMutex' });
