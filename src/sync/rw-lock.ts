import { inLibrary } from '../core/library-export.ts';
import { isAlive, thisHolder } from '../core/liveness.ts';
import type { Holder } from '../core/liveness.ts';
import { DeadlockError } from '../core/sync-errors.ts';
import { checkCount, checkKeys, checkSyncOptions } from './check-options.ts';
import type { SyncOptions } from './check-options.ts';
import { Guard } from './guard.ts';
import { checkHolder, recoverWord } from './holder-word.ts';
import type { Link, LinkWire } from './link.ts';
import type { SyncState } from './state.ts';
import { arrived, asParameter, givenLink, makeLink, SyncObject } from './sync-object.ts';
import { immediately } from './waiting.ts';
import type { AsyncWaitOptions, Operation, WaitOptions } from './waiting.ts';

/** Who writes; minus that while it waits for the readers to leave; 0 when nobody wants to write. */
const WRITER = 0;
/** Counts readers that left, for readers without a place. */
const LEFT = 1;
/** The first place of a reader: who reads there. */
const FIRST = 2;

const READERS = 64;
const MOST_READERS = 65_536;

/** A place for a reader; a reader that has died has changed nothing, so its place is free. */
function place({ words }: SyncState, holder: Holder): number | undefined {
  for (let at = FIRST; at < words.length; at++) {
    const seen = Atomics.load(words, at);
    if (seen !== 0 && isAlive(seen)) continue;
    if (Atomics.compareExchange(words, at, seen, holder) === seen) return at;
  }
  return undefined;
}

function leave({ words }: SyncState, holder: Holder, at: number): void {
  if (Atomics.compareExchange(words, at, holder, 0) !== holder) return;
  Atomics.notify(words, at);
  Atomics.add(words, LEFT, 1);
  Atomics.notify(words, LEFT, 1);
}

function open({ words }: SyncState, seen: number): void {
  if (Atomics.compareExchange(words, WRITER, seen, 0) === seen) Atomics.notify(words, WRITER);
}

/** Waits until nobody writes or wants to. */
function* untilOpen(state: SyncState): Operation<void> {
  for (;;) {
    const seen = Atomics.load(state.words, WRITER);
    if (seen === 0) return;
    checkWriter(state, seen);
    yield { on: WRITER, seen };
  }
}

function checkWriter(state: SyncState, seen: number): void {
  const isPending = seen < -1;
  // It died before it could write.
  if (isPending && !isAlive(-seen)) open(state, seen);
  else if (!isPending) checkHolder(state, WRITER, seen);
}

const operations = {
  *read(state: SyncState, holder: Holder): Operation<number> {
    const { words } = state;
    for (;;) {
      yield* untilOpen(state);
      const left = Atomics.load(words, LEFT);
      const at = place(state, holder);
      if (at === undefined) yield { on: LEFT, seen: left };
      // A writer that came meanwhile has seen the place, or is seen here.
      else if (Atomics.load(words, WRITER) === 0) return at;
      else leave(state, holder, at);
    }
  },
  *write(state: SyncState, holder: Holder): Operation<void> {
    const { words } = state;
    while (Atomics.compareExchange(words, WRITER, 0, -holder) !== 0) yield* untilOpen(state);
    let isReady = false;
    try {
      for (let at = FIRST; at < words.length; at++) {
        for (let seen = Atomics.load(words, at); seen !== 0 && isAlive(seen); seen = Atomics.load(words, at)) {
          yield { on: at, seen };
        }
      }
      isReady = true;
    } finally {
      if (!isReady) open(state, -holder);
    }
    Atomics.store(words, WRITER, holder);
  },
  leaveRead: (state: SyncState, holder: Holder, at: number): Operation<void> =>
    immediately(() => leave(state, holder, at)),
  leaveWrite: (state: SyncState, holder: Holder): Operation<void> => immediately(() => open(state, holder)),
  recover: (state: SyncState): Operation<boolean> => immediately(() => recoverWord(state, WRITER)),
};

const kind = { title: 'read-write lock', operations };

/** Options of {@link RWLock}. */
export interface RWLockOptions extends SyncOptions {
  /** Most readers at a time, from 1 to 65536; more wait. Default 64. */
  readonly maxReaders?: number | undefined;
}

/**
 * A lock that many tasks may hold to read, or one to write, over threads and processes. A writer that waits goes before new readers.
 *
 * Forms without `Sync` work everywhere; see {@link Mutex}. When a worker ends while it writes, all others get an error
 * (`ERR_LOCK_HOLDER_LOST`) until {@link RWLock.recover}; a reader that ends is forgotten.
 *
 * @example
 * ```ts
 * const lock = new RWLock();
 * const table = sharedArray('int32', 2);
 * await Parallel({ nJobs: 2, backend: 'threads' }).forEach(async (n: number) => {
 *   using guard = await lock.writeLock();
 *   table[0] = n;
 *   table[1] = n;
 * }, [1, 2, 3]);
 * using guard = await lock.readLock();
 * console.log(guard.isHeld, table[0] === table[1]); // true true
 * ```
 */
export class RWLock extends SyncObject {
  /** @internal */
  protected readonly revival = [arriveRWLock] as const;

  /**
   * @param options - `name` stands in messages; `maxReaders`.
   * @throws InvalidOptionError `ERR_INVALID_OPTION`
   */
  constructor(options: RWLockOptions = {}) {
    const link = givenLink(options);
    if (link === undefined) {
      checkKeys('RWLock', options, ['name', 'maxReaders']);
      checkSyncOptions('RWLock', options, ['maxReaders']);
      if (options.maxReaders !== undefined) checkCount('RWLock: maxReaders', options.maxReaders, [1, MOST_READERS]);
    }
    super(link ?? makeLink(kind, options, { words: FIRST + (options.maxReaders ?? READERS) }));
  }

  /**
   * Waits until nobody writes.
   *
   * @throws WaitTimeoutError `ERR_WAIT_TIMEOUT`
   * @throws LockHolderLostError `ERR_LOCK_HOLDER_LOST`
   */
  async readLock(options?: AsyncWaitOptions): Promise<Guard> {
    return this.#reader(await this.perform('read', [], options));
  }

  /**
   * Waits until nobody else reads or writes.
   *
   * @throws WaitTimeoutError `ERR_WAIT_TIMEOUT`
   * @throws LockHolderLostError `ERR_LOCK_HOLDER_LOST`
   */
  async writeLock(options?: AsyncWaitOptions): Promise<Guard> {
    await this.perform('write', [], options);
    return this.#writer();
  }

  /**
   * Blocks this thread until nobody writes.
   *
   * @throws CannotBlockError `ERR_CANNOT_BLOCK` on a main thread and in a child process.
   * @throws DeadlockError `ERR_DEADLOCK` when this very thread writes.
   */
  readLockSync(options?: WaitOptions): Guard {
    this.#refuseOwn('writes');
    return this.#reader(this.performSync('read', [], options));
  }

  /**
   * Blocks this thread until nobody else reads or writes.
   *
   * @throws CannotBlockError `ERR_CANNOT_BLOCK` on a main thread and in a child process.
   * @throws DeadlockError `ERR_DEADLOCK` when this very thread reads or writes.
   */
  writeLockSync(options?: WaitOptions): Guard {
    this.#refuseOwn('writes');
    this.#refuseOwn('reads');
    this.performSync('write', [], options);
    return this.#writer();
  }

  /** The lock to read, if nobody writes. */
  async tryReadLock(): Promise<Guard | undefined> {
    const at = await this.performNow('read', []);
    return at === undefined ? undefined : this.#reader(at.value);
  }

  /** The lock to write, if nobody reads or writes. */
  async tryWriteLock(): Promise<Guard | undefined> {
    return (await this.performNow('write', [])) === undefined ? undefined : this.#writer();
  }

  /**
   * Makes the lock free again after a writer has died: for whoever has made right what it protects.
   *
   * @returns False when no writer has died.
   */
  async recover(): Promise<boolean> {
    return (await this.perform('recover', [])) as boolean;
  }

  #reader(at: unknown): Guard {
    return new Guard(() => this.link.send('leaveRead', [at]));
  }

  #writer(): Guard {
    return new Guard(() => this.link.send('leaveWrite', []));
  }

  #refuseOwn(how: 'reads' | 'writes'): void {
    const { state } = this.link;
    if (state === undefined) return;
    const self = thisHolder();
    const { words } = state;
    const isOwn = how === 'writes' ? Atomics.load(words, WRITER) === self : words.indexOf(self, FIRST) >= 0;
    if (isOwn)
      throw new DeadlockError(
        `this thread ${how} under ${state.what} already, and would block for ever; release that first`,
      );
  }
}

/** @internal */
export function arriveRWLock(wire: LinkWire): RWLock {
  return arrived(wire, operations, (link: Link) => new RWLock(asParameter(link)));
}
inLibrary(arriveRWLock, { part: 'sync', name: 'arriveRWLock' });
