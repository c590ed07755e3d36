import { inLibrary } from '../core/library-export.ts';
import { InvalidOptionError } from '../core/errors.ts';
import { checkSyncOptions } from './check-options.ts';
import type { SyncOptions } from './check-options.ts';
import type { Guard } from './guard.ts';
import type { Link, LinkWire } from './link.ts';
import { Mutex } from './mutex.ts';
import type { Holder } from '../core/liveness.ts';
import type { SyncState } from './state.ts';
import { arrived, asParameter, givenLink, makeLink, SyncObject } from './sync-object.ts';
import { immediately } from './waiting.ts';
import type { AsyncWaitOptions, Late, Operation, WaitOptions } from './waiting.ts';

/** Counts notifications. */
const TIMES = 0;

const MOST = 0x7fffffff;

const LATE: Late = ['was not notified', 'who calls notify()'];

const operations = {
  /** Taken while the lock is held, so that no notification after its release is missed. */
  times: ({ words }: SyncState): Operation<number> => immediately(() => Atomics.load(words, TIMES)),
  *wait({ words }: SyncState, _holder: Holder, seen: number): Operation<void> {
    while (Atomics.load(words, TIMES) === seen) {
      yield { on: TIMES, seen, late: LATE };
    }
  },
  notify: ({ words }: SyncState, _holder: Holder, count: number): Operation<void> =>
    immediately(() => {
      Atomics.add(words, TIMES, 1);
      Atomics.notify(words, TIMES, count);
    }),
};

const kind = { title: 'condition', operations };

/**
 * Lets tasks wait, while they hold a mutex, until others have changed what it protects. As `threading.Condition` of Python.
 *
 * A task may wake without a notification meant for it, so look again, as {@link Condition.waitFor} does. Forms without `Sync` work
 * everywhere; see {@link Mutex}.
 *
 * @example
 * ```ts
 * await using pool = new Pool(1);
 * const changed = new Condition(new Mutex());
 * const stock = sharedArray('int32', 1);
 * const buyer = pool.submit(async () => {
 *   using guard = await changed.mutex.lock();
 *   await changed.waitFor(guard, () => stock[0]! > 0, { timeout: 5000 });
 *   return stock[0];
 * });
 * await changed.mutex.withLock(() => { stock[0] = 3; });
 * changed.notifyAll();
 * console.log(await buyer); // 3
 * ```
 */
export class Condition extends SyncObject {
  /** What has to be held to wait. */
  readonly mutex: Mutex;
  /** @internal */
  protected readonly revival: readonly [typeof arriveCondition, Mutex];

  /**
   * @param mutex - What protects the data that tasks wait for; several conditions may have one. Default: a new one.
   * @param options - `name` stands in messages.
   * @throws InvalidOptionError `ERR_INVALID_OPTION`
   */
  constructor(mutex: Mutex = new Mutex(), options: SyncOptions = {}) {
    const link = givenLink(options);
    if (link === undefined) checkSyncOptions('Condition', options);
    if (!(mutex instanceof Mutex)) throw new InvalidOptionError('Condition: the first argument must be a Mutex');
    super(link ?? makeLink(kind, options, { words: 1 }));
    this.mutex = mutex;
    this.revival = [arriveCondition, mutex];
  }

  /**
   * Releases the mutex, waits for a notification, and takes the mutex again: also when it gives up.
   *
   * @param guard - What `mutex.lock()` gave; it is held again afterwards.
   * @throws WaitTimeoutError `ERR_WAIT_TIMEOUT`
   * @throws InvalidOptionError `ERR_INVALID_OPTION` when the guard is not held, or of another lock.
   */
  async wait(guard: Guard, options?: AsyncWaitOptions): Promise<void> {
    this.mutex.checkGuard(guard);
    const seen = await this.perform('times', []);
    guard.release();
    try {
      await this.perform('wait', [seen], options);
    } finally {
      guard.hold(await this.mutex.lock());
    }
  }

  /**
   * Waits until `predicate` is true; it is called while the mutex is held.
   *
   * @param options - `timeout` in milliseconds for all of it.
   * @throws WaitTimeoutError `ERR_WAIT_TIMEOUT`
   */
  async waitFor(guard: Guard, predicate: () => unknown, options: AsyncWaitOptions = {}): Promise<void> {
    const { timeout } = options;
    const end = timeout === undefined ? undefined : performance.now() + timeout;
    while (!(await predicate())) {
      const left = end === undefined ? undefined : Math.max(0, end - performance.now());
      await this.wait(guard, { ...options, ...(left === undefined ? {} : { timeout: left }) });
    }
  }

  /**
   * As {@link Condition.wait}; blocks this thread.
   *
   * @throws CannotBlockError `ERR_CANNOT_BLOCK` on a main thread and in a child process.
   */
  waitSync(guard: Guard, options?: WaitOptions): void {
    this.mutex.checkGuard(guard);
    const seen = this.performSync('times', []);
    guard.release();
    try {
      this.performSync('wait', [seen], options);
    } finally {
      guard.hold(this.mutex.lockSync());
    }
  }

  /**
   * Wakes as many of those who wait; best called while the mutex is held, or after the change. More may wake, a moment later: a
   * notification whose receiver has died must not be lost. So whoever wakes looks again, as {@link Condition.waitFor} does.
   */
  notify(count = 1): void {
    if (!(Number.isInteger(count) && count >= 1 && count <= MOST)) {
      throw new InvalidOptionError(`Condition: notify(count) must be an integer from 1, got ${String(count)}`);
    }
    this.link.send('notify', [count]);
  }

  /** Wakes all who wait. */
  notifyAll(): void {
    this.link.send('notify', [MOST]);
  }
}

/** @internal */
export function arriveCondition(wire: LinkWire, mutex: Mutex): Condition {
  return arrived(wire, operations, (link: Link) => new Condition(mutex, asParameter(link)));
}
inLibrary(arriveCondition, { part: 'sync', name: 'arriveCondition' });
