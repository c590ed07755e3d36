import { inLibrary } from '../core/library-export.ts';
import type { Holder } from '../core/liveness.ts';
import { checkSyncOptions } from './check-options.ts';
import type { SyncOptions } from './check-options.ts';
import type { Link, LinkWire } from './link.ts';
import type { SyncState } from './state.ts';
import { arrived, asParameter, givenLink, makeLink, SyncObject } from './sync-object.ts';
import { immediately } from './waiting.ts';
import type { AsyncWaitOptions, Late, Operation, WaitOptions } from './waiting.ts';

/** 1 while it is set. */
const FLAG = 0;
/** Counts how often it was set: who waits is woken also when it is cleared again at once. */
const TIMES = 1;

const LATE: Late = ['was not set', 'who sets it'];

const operations = {
  *wait({ words }: SyncState, _holder: Holder): Operation<void> {
    const seen = Atomics.load(words, TIMES);
    while (Atomics.load(words, FLAG) === 0 && Atomics.load(words, TIMES) === seen) {
      yield { on: TIMES, seen, late: LATE };
    }
  },
  set: ({ words }: SyncState): Operation<void> =>
    immediately(() => {
      Atomics.store(words, FLAG, 1);
      Atomics.add(words, TIMES, 1);
      Atomics.notify(words, TIMES);
    }),
  clear: ({ words }: SyncState): Operation<void> => immediately(() => void Atomics.store(words, FLAG, 0)),
  isSet: ({ words }: SyncState): Operation<boolean> => immediately(() => Atomics.load(words, FLAG) === 1),
};

const kind = { title: 'event', operations };

/**
 * Something that happens: tasks wait until somebody sets it. As `threading.Event` of Python.
 *
 * Forms without `Sync` work everywhere; see {@link Mutex}.
 *
 * @example
 * ```ts
 * await using pool = new Pool(1);
 * const ready = new Event();
 * const waiting = pool.submit(async (event: Event) => { await event.wait(); return 'go'; }, ready);
 * ready.set();
 * console.log(await waiting, await ready.isSet()); // go true
 * ```
 */
export class Event extends SyncObject {
  /** @internal */
  protected readonly revival = [arriveEvent] as const;

  /**
   * @param options - `name` stands in messages.
   * @throws InvalidOptionError `ERR_INVALID_OPTION`
   */
  constructor(options: SyncOptions = {}) {
    const link = givenLink(options);
    if (link === undefined) checkSyncOptions('Event', options);
    super(link ?? makeLink(kind, options, { words: 2 }));
  }

  /**
   * Waits until it is set, unless it is.
   *
   * @throws WaitTimeoutError `ERR_WAIT_TIMEOUT`
   */
  async wait(options?: AsyncWaitOptions): Promise<void> {
    await this.perform('wait', [], options);
  }

  /**
   * Blocks this thread until it is set.
   *
   * @throws CannotBlockError `ERR_CANNOT_BLOCK` on a main thread and in a child process.
   */
  waitSync(options?: WaitOptions): void {
    this.performSync('wait', [], options);
  }

  /** Sets it, and wakes all who wait. */
  set(): void {
    this.link.send('set', []);
  }

  /** Takes it back: who waits from now on waits. */
  clear(): void {
    this.link.send('clear', []);
  }

  /** Whether it is set at this moment. */
  async isSet(): Promise<boolean> {
    return (await this.perform('isSet', [])) as boolean;
  }
}

/** @internal */
export function arriveEvent(wire: LinkWire): Event {
  return arrived(wire, operations, (link: Link) => new Event(asParameter(link)));
}
inLibrary(arriveEvent, { part: 'sync', name: 'arriveEvent' });
