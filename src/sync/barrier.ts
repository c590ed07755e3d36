import { inLibrary } from '../core/library-export.ts';
import type { Holder } from '../core/liveness.ts';
import { BrokenBarrierError } from '../core/sync-errors.ts';
import { checkCount, checkSyncOptions } from './check-options.ts';
import type { SyncOptions } from './check-options.ts';
import type { Link, LinkWire } from './link.ts';
import type { SyncState } from './state.ts';
import { arrived, asParameter, givenLink, makeLink, SyncObject } from './sync-object.ts';
import { immediately } from './waiting.ts';
import type { AsyncWaitOptions, Late, Operation, WaitOptions } from './waiting.ts';

/** Who has arrived (16 bits), the generation (14 bits), and whether it is broken (1 bit): in one word, so that it changes at once. */
const STATE = 0;
const PARTIES = 1;
/** One more than the last generation that was broken and reset: written before the generation changes. */
const BROKEN_GENERATION = 2;

const ARRIVED = 0xffff;
const BROKEN = 1 << 30;
const MOST_PARTIES = 0xffff;

const generationOf = (state: number): number => (state >>> 16) & 0x3fff;
const nextGeneration = (state: number): number => ((generationOf(state) + 1) & 0x3fff) << 16;

const broken = (what: string): BrokenBarrierError =>
  new BrokenBarrierError(
    `${what} is broken: one of its parties has given up (by a timeout, a signal, abort() or its end); reset() makes it whole`,
  );

/** Breaks it for those who wait in this generation, unless that is over. */
function breakUp({ words }: SyncState, generation: number): void {
  for (let seen = Atomics.load(words, STATE); generationOf(seen) === generation; seen = Atomics.load(words, STATE)) {
    if ((seen & BROKEN) !== 0) return;
    if (Atomics.compareExchange(words, STATE, seen, seen | BROKEN) !== seen) continue;
    Atomics.notify(words, STATE);
    return;
  }
}

/** Notes one more party. */
function arrive({ words, what }: SyncState): { readonly state: number; readonly position: number } {
  const parties = words[PARTIES] as number;
  for (;;) {
    const seen = Atomics.load(words, STATE);
    if ((seen & BROKEN) !== 0) throw broken(what);
    const position = seen & ARRIVED;
    const state = position + 1 === parties ? nextGeneration(seen) : seen + 1;
    if (Atomics.compareExchange(words, STATE, seen, state) === seen) return { state: seen, position };
  }
}

const LATE: Late = ['did not get all its parties', 'the parties that are missing'];

const operations = {
  *wait(shared: SyncState, _holder: Holder): Operation<number> {
    const { words, what } = shared;
    const { state, position } = arrive(shared);
    const generation = generationOf(state);
    if (position + 1 === words[PARTIES]) {
      Atomics.notify(words, STATE);
      return position;
    }
    let isOver = false;
    let isBroken = false;
    try {
      while (!isOver) {
        const seen = Atomics.load(words, STATE);
        isBroken = (seen & BROKEN) !== 0;
        isOver = isBroken || generationOf(seen) !== generation;
        if (!isOver) yield { on: STATE, seen, late: LATE };
      }
    } finally {
      if (!isOver) breakUp(shared, generation);
    }
    if (isBroken || Atomics.load(words, BROKEN_GENERATION) === generation + 1) throw broken(what);
    return position;
  },
  abort: (state: SyncState): Operation<void> =>
    immediately(() => breakUp(state, generationOf(Atomics.load(state.words, STATE)))),
  reset: (state: SyncState): Operation<void> =>
    immediately(() => {
      const { words } = state;
      const seen = Atomics.load(words, STATE);
      // Whoever waits now waits for parties that were told to begin again.
      if ((seen & ARRIVED) !== 0) breakUp(state, generationOf(seen));
      const now = Atomics.load(words, STATE);
      if ((now & BROKEN) === 0) return;
      Atomics.store(words, BROKEN_GENERATION, generationOf(now) + 1);
      if (Atomics.compareExchange(words, STATE, now, nextGeneration(now)) === now) Atomics.notify(words, STATE);
    }),
  waiting: ({ words }: SyncState): Operation<number> =>
    immediately(() => {
      const seen = Atomics.load(words, STATE);
      return (seen & BROKEN) === 0 ? seen & ARRIVED : 0; // those who waited have been told
    }),
  isBroken: ({ words }: SyncState): Operation<boolean> =>
    immediately(() => (Atomics.load(words, STATE) & BROKEN) !== 0),
};

const kind = { title: 'barrier', operations };

/**
 * A place where a number of tasks wait for each other, again and again. As `threading.Barrier` of Python: when one of those who wait
 * gives up, by a timeout, a signal or the end of its process, the barrier is broken for all, until {@link Barrier.reset}.
 *
 * As many workers as parties have to be there, since a task that waits keeps its worker. Forms without `Sync` work everywhere;
 * see {@link Mutex}.
 *
 * @example
 * ```ts
 * const barrier = new Barrier(2);
 * const positions = await Parallel({ nJobs: 2, backend: 'threads', batchSize: 1 }).map(() => barrier.wait({ timeout: 5000 }), [0, 1]);
 * console.log(positions.toSorted()); // [ 0, 1 ]
 * ```
 */
export class Barrier extends SyncObject {
  /** @internal */
  protected readonly revival: readonly [typeof arriveBarrier, parties: number];
  /** How many wait for each other. */
  readonly parties: number;

  /**
   * @param parties - How many wait for each other, from 1 to 65535.
   * @param options - `name` stands in messages.
   * @throws InvalidOptionError `ERR_INVALID_OPTION`
   */
  constructor(parties: number, options?: SyncOptions);
  // One that arrives has its link in the place of the parties, and those behind it.
  constructor(given: number, options: SyncOptions | number = {}) {
    const link = givenLink(given);
    const parties = typeof options === 'number' ? options : given;
    if (typeof options !== 'number') {
      checkCount('Barrier: parties', parties, [1, MOST_PARTIES]);
      checkSyncOptions('Barrier', options);
    }
    super(link ?? makeLink(kind, options as SyncOptions, { words: 3, first: [0, parties] }));
    this.parties = parties;
    this.revival = [arriveBarrier, parties];
  }

  /**
   * Waits for the other parties.
   *
   * @returns The position in which it arrived, from 0.
   * @throws WaitTimeoutError `ERR_WAIT_TIMEOUT`, and the barrier is broken.
   * @throws BrokenBarrierError `ERR_BARRIER_BROKEN`
   */
  async wait(options?: AsyncWaitOptions): Promise<number> {
    return (await this.perform('wait', [], options)) as number;
  }

  /**
   * Blocks this thread until the other parties are there.
   *
   * @throws CannotBlockError `ERR_CANNOT_BLOCK` on a main thread and in a child process.
   */
  waitSync(options?: WaitOptions): number {
    return this.performSync('wait', [], options) as number;
  }

  /** Breaks it: all who wait get an error. */
  abort(): void {
    this.link.send('abort', []);
  }

  /** Makes it whole and empty; who waits meanwhile gets an error. */
  reset(): void {
    this.link.send('reset', []);
  }

  /** How many wait at this moment; 0 while it is broken. */
  async waiting(): Promise<number> {
    return (await this.perform('waiting', [])) as number;
  }

  /** Whether it is broken at this moment. */
  async isBroken(): Promise<boolean> {
    return (await this.perform('isBroken', [])) as boolean;
  }
}

/** @internal */
export function arriveBarrier(wire: LinkWire, parties: number): Barrier {
  return arrived(wire, operations, (link: Link) => new Barrier(asParameter(link), parties as never));
}
inLibrary(arriveBarrier, { part: 'sync', name: 'arriveBarrier' });
