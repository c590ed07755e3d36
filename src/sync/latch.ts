import { inLibrary } from '../core/library-export.ts';
import type { Holder } from '../core/liveness.ts';
import { checkCount, checkSyncOptions } from './check-options.ts';
import type { SyncOptions } from './check-options.ts';
import type { Link, LinkWire } from './link.ts';
import type { SyncState } from './state.ts';
import { arrived, asParameter, givenLink, makeLink, SyncObject } from './sync-object.ts';
import { immediately } from './waiting.ts';
import type { AsyncWaitOptions, Late, Operation, WaitOptions } from './waiting.ts';

/** What is left to count. */
const LEFT = 0;

const MOST = 0x7fffffff;

function countDown({ words }: SyncState, by: number): void {
  for (let seen = Atomics.load(words, LEFT); seen > 0; seen = Atomics.load(words, LEFT)) {
    const left = Math.max(0, seen - by);
    if (Atomics.compareExchange(words, LEFT, seen, left) !== seen) continue;
    if (left === 0) Atomics.notify(words, LEFT);
    return;
  }
}

const LATE: Late = ['was not counted down to zero', 'who counts it down'];

const operations = {
  *wait({ words }: SyncState, _holder: Holder): Operation<void> {
    for (let seen = Atomics.load(words, LEFT); seen > 0; seen = Atomics.load(words, LEFT)) {
      yield { on: LEFT, seen, late: LATE };
    }
  },
  countDown: (state: SyncState, _holder: Holder, by: number): Operation<void> =>
    immediately(() => countDown(state, by)),
  count: ({ words }: SyncState): Operation<number> => immediately(() => Atomics.load(words, LEFT)),
};

const kind = { title: 'latch', operations };

/**
 * Counts down to zero, once; tasks wait for that.
 *
 * Forms without `Sync` work everywhere; see {@link Mutex}.
 *
 * @example
 * ```ts
 * const done = new Latch(3);
 * await Parallel({ nJobs: 2, backend: 'threads' }).forEach(() => done.countDown(), [1, 2, 3]);
 * await done.wait();
 * console.log(await done.count()); // 0
 * ```
 */
export class Latch extends SyncObject {
  /** @internal */
  protected readonly revival = [arriveLatch] as const;

  /**
   * @param count - From what it counts, from 0 to 2^31 - 1.
   * @param options - `name` stands in messages.
   * @throws InvalidOptionError `ERR_INVALID_OPTION`
   */
  constructor(count: number, options: SyncOptions = {}) {
    const link = givenLink(count);
    if (link === undefined) {
      checkCount('Latch: count', count, [0, MOST]);
      checkSyncOptions('Latch', options);
    }
    super(link ?? makeLink(kind, options, { words: 1, first: [count] }));
  }

  /** Counts down, not below zero. */
  countDown(by = 1): void {
    checkCount('Latch: countDown(by)', by, [1, MOST]);
    this.link.send('countDown', [by]);
  }

  /**
   * Waits until the count is zero.
   *
   * @throws WaitTimeoutError `ERR_WAIT_TIMEOUT`
   */
  async wait(options?: AsyncWaitOptions): Promise<void> {
    await this.perform('wait', [], options);
  }

  /**
   * Blocks this thread until the count is zero.
   *
   * @throws CannotBlockError `ERR_CANNOT_BLOCK` on a main thread and in a child process.
   */
  waitSync(options?: WaitOptions): void {
    this.performSync('wait', [], options);
  }

  /** What is left to count at this moment. */
  async count(): Promise<number> {
    return (await this.perform('count', [])) as number;
  }
}

/** @internal */
export function arriveLatch(wire: LinkWire): Latch {
  return arrived(wire, operations, (link: Link) => new Latch(asParameter(link)));
}
inLibrary(arriveLatch, { part: 'sync', name: 'arriveLatch' });
