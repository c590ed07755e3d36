import { inLibrary } from '../core/library-export.ts';
import { isAlive } from '../core/liveness.ts';
import type { Holder } from '../core/liveness.ts';
import { checkSyncOptions } from './check-options.ts';
import type { SyncOptions } from './check-options.ts';
import type { Link, LinkWire } from './link.ts';
import type { SyncState } from './state.ts';
import { arrived, asParameter, givenLink, makeLink, SyncObject } from './sync-object.ts';
import { immediately } from './waiting.ts';
import type { AsyncWaitOptions, Late, Operation, WaitOptions } from './waiting.ts';

/** 0, who does it, or DONE. */
const STATE = 0;
const DONE = -1;

const LATE: Late = ['was not done', 'who runs it'];

const operations = {
  /** True for the one that has to do it; the others wait until it is done. */
  *begin({ words }: SyncState, holder: Holder): Operation<boolean> {
    for (;;) {
      const seen = Atomics.load(words, STATE);
      if (seen === DONE) return false;
      // Whoever was to do it has died: then another does it.
      const isOpen = seen === 0 || !isAlive(seen);
      if (!isOpen) yield { on: STATE, seen, late: LATE };
      else if (Atomics.compareExchange(words, STATE, seen, holder) === seen) return true;
    }
  },
  end: ({ words }: SyncState, holder: Holder, isDone: boolean): Operation<void> =>
    immediately(() => {
      if (Atomics.compareExchange(words, STATE, holder, isDone ? DONE : 0) === holder) Atomics.notify(words, STATE);
    }),
  isDone: ({ words }: SyncState): Operation<boolean> => immediately(() => Atomics.load(words, STATE) === DONE),
};

const kind = { title: 'once', operations };

/**
 * Something that is done once in all threads and processes: who comes while it is being done waits until it is done. When it fails, or
 * the worker that does it ends, the next does it.
 *
 * Forms without `Sync` work everywhere; see {@link Mutex}.
 *
 * @example
 * ```ts
 * const setUp = new Once();
 * const ran = await Parallel({ nJobs: 2, backend: 'threads' }).map(() => setUp.run(() => {}), [1, 2, 3]);
 * console.log(ran.filter(Boolean).length, await setUp.isDone()); // 1 true
 * ```
 */
export class Once extends SyncObject {
  /** @internal */
  protected readonly revival = [arriveOnce] as const;

  /**
   * @param options - `name` stands in messages.
   * @throws InvalidOptionError `ERR_INVALID_OPTION`
   */
  constructor(options: SyncOptions = {}) {
    const link = givenLink(options);
    if (link === undefined) checkSyncOptions('Once', options);
    super(link ?? makeLink(kind, options, { words: 1 }));
  }

  /**
   * Runs `body`, unless it was run anywhere before; waits while it runs elsewhere.
   *
   * @returns Whether it was run here.
   * @throws WaitTimeoutError `ERR_WAIT_TIMEOUT`; what `body` throws.
   */
  async run(body: () => unknown, options?: AsyncWaitOptions): Promise<boolean> {
    if ((await this.perform('begin', [], options)) !== true) return false;
    let isDone = false;
    try {
      await body();
      isDone = true;
    } finally {
      this.link.send('end', [isDone]);
    }
    return true;
  }

  /**
   * Runs `body`, unless it was run anywhere before; blocks this thread while it runs elsewhere.
   *
   * @throws CannotBlockError `ERR_CANNOT_BLOCK` on a main thread and in a child process.
   */
  runSync(body: () => unknown, options?: WaitOptions): boolean {
    if (this.performSync('begin', [], options) !== true) return false;
    let isDone = false;
    try {
      body();
      isDone = true;
    } finally {
      this.link.send('end', [isDone]);
    }
    return true;
  }

  /** Whether it is done. */
  async isDone(): Promise<boolean> {
    return (await this.perform('isDone', [])) as boolean;
  }
}

/** @internal */
export function arriveOnce(wire: LinkWire): Once {
  return arrived(wire, operations, (link: Link) => new Once(asParameter(link)));
}
inLibrary(arriveOnce, { part: 'sync', name: 'arriveOnce' });
