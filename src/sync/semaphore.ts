import { inLibrary } from '../core/library-export.ts';
import { isAlive } from '../core/liveness.ts';
import type { Holder } from '../core/liveness.ts';
import { checkCount, checkSyncOptions } from './check-options.ts';
import type { SyncOptions } from './check-options.ts';
import { Guard } from './guard.ts';
import type { Link, LinkWire } from './link.ts';
import type { SyncState } from './state.ts';
import { arrived, asParameter, givenLink, makeLink, SyncObject } from './sync-object.ts';
import { immediately } from './waiting.ts';
import type { AsyncWaitOptions, Late, Operation, WaitOptions } from './waiting.ts';

/** Counts releases, for those who wait. */
const RELEASES = 0;
/** The first of the permits: each says who holds it, 0 while it is free. */
const FIRST = 1;

const MOST_PERMITS = 65_536;

/** Takes a permit that is free, or whose holder has died: what it limited the dead do not use any more. */
function take(words: Int32Array, holder: Holder): number | undefined {
  for (let at = FIRST; at < words.length; at++) {
    const seen = Atomics.load(words, at);
    if (seen !== 0 && isAlive(seen)) continue;
    if (Atomics.compareExchange(words, at, seen, holder) === seen) return at;
  }
  return undefined;
}

const LATE: Late = ['had no permit', 'who keeps them'];

const operations = {
  *acquire({ words }: SyncState, holder: Holder): Operation<number> {
    for (;;) {
      const seen = Atomics.load(words, RELEASES);
      const at = take(words, holder);
      if (at !== undefined) return at;
      yield { on: RELEASES, seen, late: LATE };
    }
  },
  release: ({ words }: SyncState, holder: Holder, at: number): Operation<void> =>
    immediately(() => {
      if (Atomics.compareExchange(words, at, holder, 0) !== holder) return;
      Atomics.add(words, RELEASES, 1);
      Atomics.notify(words, RELEASES, 1);
    }),
  available: ({ words }: SyncState): Operation<number> =>
    immediately(() =>
      words.subarray(FIRST).reduce((free, holder) => (holder === 0 || !isAlive(holder) ? free + 1 : free), 0),
    ),
};

const kind = { title: 'semaphore', operations };

/**
 * Lets a number of tasks at a time pass, over threads and processes: a limit on connections, files or memory.
 *
 * Forms without `Sync` work everywhere; see {@link Mutex}. When a worker that holds a permit ends, the permit is free again: what it
 * limited is not used any more.
 *
 * @example
 * ```ts
 * const connections = new Semaphore(2, { name: 'connections' });
 * const seen = await Parallel({ nJobs: 4, backend: 'threads' }).map(async (n: number) => {
 *   using permit = await connections.acquire();
 *   return permit.isHeld ? n : 0;
 * }, [1, 2, 3, 4]);
 * console.log(seen, await connections.available()); // [ 1, 2, 3, 4 ] 2
 * ```
 */
export class Semaphore extends SyncObject {
  /** @internal */
  protected readonly revival = [arriveSemaphore] as const;

  /**
   * @param permits - How many may pass at a time, from 1 to 65536.
   * @param options - `name` stands in messages.
   * @throws InvalidOptionError `ERR_INVALID_OPTION`
   */
  constructor(permits: number, options: SyncOptions = {}) {
    const link = givenLink(permits);
    if (link === undefined) {
      checkCount('Semaphore: permits', permits, [1, MOST_PERMITS]);
      checkSyncOptions('Semaphore', options);
    }
    super(link ?? makeLink(kind, options, { words: FIRST + permits }));
  }

  /**
   * Waits for a permit.
   *
   * @returns What gives it back: `using permit = await semaphore.acquire()`.
   * @throws WaitTimeoutError `ERR_WAIT_TIMEOUT`
   */
  async acquire(options?: AsyncWaitOptions): Promise<Guard> {
    return this.#guard(await this.perform('acquire', [], options));
  }

  /**
   * Blocks this thread until it has a permit.
   *
   * @throws CannotBlockError `ERR_CANNOT_BLOCK` on a main thread and in a child process.
   */
  acquireSync(options?: WaitOptions): Guard {
    return this.#guard(this.performSync('acquire', [], options));
  }

  /** A permit, if one is free. */
  async tryAcquire(): Promise<Guard | undefined> {
    const at = await this.performNow('acquire', []);
    return at === undefined ? undefined : this.#guard(at.value);
  }

  /** A permit, if one is free; not in a child process. */
  tryAcquireSync(): Guard | undefined {
    const at = this.link.runNow('acquire', []);
    return at === undefined ? undefined : this.#guard(at.value);
  }

  /** How many permits are free at this moment. */
  async available(): Promise<number> {
    return (await this.perform('available', [])) as number;
  }

  #guard(at: unknown): Guard {
    return new Guard(() => this.link.send('release', [at]));
  }
}

/** @internal */
export function arriveSemaphore(wire: LinkWire): Semaphore {
  return arrived(wire, operations, (link: Link) => new Semaphore(asParameter(link)));
}
inLibrary(arriveSemaphore, { part: 'sync', name: 'arriveSemaphore' });
