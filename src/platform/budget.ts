/** The budget of cores, as backends see it: in the main program by its books, in a worker by what the main program grants. */

import { ask, onTold, provideService, tell, uplink } from '../core/ask.ts';
import { Ledger, type LedgerUser } from '../core/budget.ts';
import { cpuCount } from './cpu-count.ts';
import { isWorker } from './nesting.ts';

/** The right of a backend to keep workers busy. */
export interface Permits {
  /** Give back what is not used soon after: somebody may wait for it. Otherwise it is asked for when it is. */
  readonly isShared: boolean;
  /** Whether one more worker may become busy now. */
  readonly hasRoom: boolean;
  /** Others wait: a worker that has done what it has is to be given back, and none gets more than one batch. */
  readonly isRecalled: boolean;
  /**
   * One more worker is to become busy.
   *
   * @param wanted - How many more could be used, this one included.
   * @returns False: not now; the user's `onFree` is called when it may be tried again.
   */
  take(wanted: number): boolean;
  /** Workers that were busy have nothing to do, or have ended. */
  give(count: number): void;
  /** The backend has closed: what it had is free. */
  close(): void;
}

const SERVICE = 'budget';

/** A question for the service. */
interface Wish {
  /** Cores for workers; 0 only asks how many are free. */
  readonly want: number;
}

// Several copies of the library may be loaded in one program: they share the one budget.
const key = Symbol.for('manycore.budget');
type Holder = { [key]?: { ledger?: Ledger; share?: Share } };
const holder = (): NonNullable<Holder[typeof key]> => ((globalThis as Holder)[key] ??= {});

// ---- in the main program

function ledger(): Ledger {
  const here = holder();
  if (here.ledger === undefined) {
    here.ledger = new Ledger(cpuCount());
    serve(here.ledger);
  }
  return here.ledger;
}

function serve(books: Ledger): void {
  provideService(SERVICE, {
    ask: (payload, { from, signal }) => {
      const { want } = payload as Wish;
      if (want === 0) return books.free;
      return new Promise<number>((resolve) => {
        const claimant = { key: from.key, recall: (count: number) => from.tell(SERVICE, count) };
        const withdraw = books.ask(claimant, want, resolve);
        signal.addEventListener('abort', withdraw, { once: true });
      });
    },
    tell: (payload, from) => books.give(from.key, payload as number),
    gone: (from) => books.gone(from.key),
  });
}

/** For a backend of the main program. */
class OwnPermits implements Permits {
  readonly isRecalled = false;
  readonly #books: Ledger;
  readonly #user: LedgerUser;
  readonly #isWide: boolean;
  #busy = 0;

  constructor(books: Ledger, user: LedgerUser, workers: number) {
    this.#books = books;
    this.#user = user;
    // Who asks for more workers than cores means tasks that wait for something else than a core.
    this.#isWide = workers > books.limit;
    books.join(user);
  }

  get isShared(): boolean {
    return this.#books.isShared;
  }

  get hasRoom(): boolean {
    return this.#isWide || this.#busy === 0 || this.#books.hasRoom;
  }

  take(): boolean {
    if (!this.#books.work(this.#user, this.#isWide || this.#busy === 0)) return false;
    this.#busy++;
    return true;
  }

  give(count: number): void {
    this.#busy -= count;
    this.#books.rest(count);
  }

  close(): void {
    this.#books.leave(this.#user);
    this.give(this.#busy);
  }
}

// ---- in a worker

/** What all backends of a worker have together: the core of the task that waits for them, and what was granted besides. */
class Share {
  #busy = 0;
  #granted = 0;
  /** As many of those are wanted back. */
  #recalled = 0;
  #asking = false;
  #returning = false;
  readonly #waiting = new Set<LedgerUser>();
  readonly #users = new Set<LedgerUser>();

  constructor() {
    onTold(SERVICE, (count) => {
      this.#recalled = Math.min(this.#granted, this.#recalled + (count as number));
      this.give(0); // perhaps some have nothing to do just now
    });
  }

  join(user: LedgerUser): void {
    this.#users.add(user);
  }

  leave(user: LedgerUser): void {
    this.#users.delete(user);
    this.#waiting.delete(user);
  }

  get isRecalled(): boolean {
    return this.#recalled > 0;
  }

  /** The core of the task that waits is never wanted back, so that there is always one. */
  get hasRoom(): boolean {
    return this.#busy <= this.#granted - this.#recalled;
  }

  take(user: LedgerUser, wanted: number): boolean {
    if (this.hasRoom) {
      this.#busy++;
      return true;
    }
    this.#waiting.add(user);
    if (!this.#asking) void this.#ask(wanted);
    return false;
  }

  give(count: number): void {
    this.#busy -= count;
    this.#wake();
    if (this.#granted === 0 || this.#returning) return;
    this.#returning = true;
    // Not at once: a worker that has just answered often gets its next task before the event loop turns.
    setImmediate(() => this.#returnRest());
  }

  #returnRest(): void {
    this.#returning = false;
    for (const user of this.#users) user.releaseIdle();
    const rest = Math.min(this.#granted, this.#granted + 1 - this.#busy);
    if (rest <= 0) return;
    this.#granted -= rest;
    this.#recalled = Math.max(0, this.#recalled - rest);
    tell(SERVICE, rest);
    // What waits may wait behind another batch again.
    this.#callAll();
  }

  async #ask(want: number): Promise<void> {
    this.#asking = true;
    const granted = await ask(SERVICE, { want } satisfies Wish).catch(() => 0);
    this.#asking = false;
    this.#granted += granted as number;
    this.#wake();
    // What nobody needs any more goes back.
    if (this.hasRoom) this.give(0);
  }

  #wake(): void {
    if (this.hasRoom) this.#callAll();
  }

  /** Each tries again, and waits again where that is in vain. */
  #callAll(): void {
    if (this.#waiting.size === 0) return;
    const users = [...this.#waiting];
    this.#waiting.clear();
    for (const user of users) user.onFree();
  }
}

/** For a backend inside a worker. */
class LentPermits implements Permits {
  readonly isShared = true;
  readonly #share: Share;
  readonly #user: LedgerUser;
  #busy = 0;

  constructor(share: Share, user: LedgerUser) {
    this.#share = share;
    this.#user = user;
    share.join(user);
  }

  get hasRoom(): boolean {
    return this.#share.hasRoom;
  }

  get isRecalled(): boolean {
    return this.#share.isRecalled;
  }

  take(wanted: number): boolean {
    if (!this.#share.take(this.#user, wanted)) return false;
    this.#busy++;
    return true;
  }

  give(count: number): void {
    this.#busy -= count;
    this.#share.give(count);
  }

  close(): void {
    this.#share.leave(this.#user);
    this.give(this.#busy);
  }
}

/**
 * The permits of a backend, in this program.
 *
 * @param workers - The most workers that it may have.
 */
export function openPermits(user: LedgerUser, workers: number): Permits {
  if (uplink() !== undefined) return new LentPermits((holder().share ??= new Share()), user);
  const books = ledger();
  books.limit = cpuCount(); // MANYCORE_MAX_WORKERS may have been set meanwhile
  return new OwnPermits(books, user, workers);
}

/** Cores that nobody uses now: in a worker the main program is asked. 0 where there is nobody to ask. */
export async function freeCores(): Promise<number> {
  if (uplink() === undefined) return isWorker() ? 0 : ledger().free;
  return ask(SERVICE, { want: 0 } satisfies Wish).catch(() => 0) as Promise<number>;
}
