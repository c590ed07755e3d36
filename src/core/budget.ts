/**
 * One budget of cores for a program, its workers and theirs: who may keep how many workers busy. Pure bookkeeping; the way
 * between programs is `platform/budget.ts`.
 *
 * Words: a worker is *busy* while it has a task. A task that makes a call waits for it, so its worker's core is *lent* to one
 * worker of that call. What a call needs beyond that is *granted* from the cores that are free, and given back.
 */

/** A worker that asks for cores. */
export interface Claimant {
  /** Tells it from the others. */
  readonly key: string;
  /** Asks it to give back so many cores as soon as their workers have done what they have. */
  recall(count: number): void;
}

/** What it asks for. */
interface Waiter {
  readonly from: Claimant;
  readonly wanted: number;
  readonly grant: (count: number) => void;
}

/** What was granted to a worker. */
interface Grant {
  readonly from: Claimant;
  count: number;
  /** As many of them have been asked back. */
  recalled: number;
}

/** A backend of this program. */
export interface LedgerUser {
  /** Says which of its workers have nothing to do: it gives them back by {@link Ledger.rest}. */
  releaseIdle(): void;
  /** A worker more may become busy. */
  onFree(): void;
}

/** The books of the main program. */
export class Ledger {
  /** Cores that there are. */
  limit: number;
  /** Busy workers of this program itself. */
  #busy = 0;
  /** Grants, by the worker that asked. */
  readonly #grants = new Map<string, Grant>();
  #grantedInAll = 0;
  readonly #waiters = new Set<Waiter>();
  readonly #users = new Set<LedgerUser>();
  /** Users of this program that were told to wait. */
  readonly #turnedAway = new Set<LedgerUser>();

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Whether workers of workers have cores, or wait for some: only then the books have to be exact. */
  get isShared(): boolean {
    return this.#grantedInAll > 0 || this.#waiters.size > 0;
  }

  /** Cores that nobody uses. */
  get free(): number {
    for (const user of this.#users) user.releaseIdle();
    return Math.max(0, this.limit - this.#busy - this.#grantedInAll);
  }

  /** Whether one more worker of this program may become busy. As long as workers of workers have no cores, any number may. */
  get hasRoom(): boolean {
    return this.#grantedInAll === 0 || this.#busy + this.#grantedInAll < this.limit;
  }

  join(user: LedgerUser): void {
    this.#users.add(user);
  }

  leave(user: LedgerUser): void {
    this.#users.delete(user);
    this.#turnedAway.delete(user);
  }

  /**
   * A worker of this program is to become busy.
   *
   * @param always - It may, whatever the others do: it is the first one of its user, or there are more than cores on purpose.
   * @returns False: not now; `onFree` follows.
   */
  work(user: LedgerUser, always: boolean): boolean {
    if (!always && !this.hasRoom) {
      this.#turnedAway.add(user);
      this.#recall(0);
      return false;
    }
    this.#busy++;
    return true;
  }

  /** Workers of this program have nothing to do any more. */
  rest(count: number): void {
    this.#busy -= count;
    this.#serve();
  }

  /**
   * Cores for workers of a worker: at least one, as soon as there is one, and not all of them at once, so that others that
   * come next find some too.
   *
   * @param grant - Called once, now or later.
   * @returns Withdraws the wish.
   */
  ask(from: Claimant, wanted: number, grant: (count: number) => void): () => void {
    const waiter = { from, wanted, grant };
    this.#waiters.add(waiter);
    this.#serve();
    if (this.#waiters.has(waiter)) this.#recall((this.#grants.get(from.key)?.count ?? 0) + 1);
    return () => void this.#waiters.delete(waiter);
  }

  /** Some of what was granted is not needed any more. */
  give(key: string, count: number): void {
    const grant = this.#grants.get(key);
    if (grant === undefined) return; // a worker that was already counted as gone has nothing left
    const given = Math.min(grant.count, count);
    grant.count -= given;
    grant.recalled = Math.max(0, grant.recalled - given);
    if (grant.count === 0) this.#grants.delete(key);
    this.#grantedInAll -= given;
    this.#serve();
  }

  /** The worker has ended: all that it had is free. */
  gone(key: string): void {
    for (const waiter of this.#waiters) if (waiter.from.key === key) this.#waiters.delete(waiter);
    this.give(key, Number.POSITIVE_INFINITY);
  }

  /**
   * Asks one core back from the worker that has most of them, for somebody who waits.
   *
   * @param keep - So many are left to it: what the one who waits will have.
   */
  #recall(keep: number): void {
    let most: Grant | undefined;
    let recalled = 0;
    for (const grant of this.#grants.values()) {
      recalled += grant.recalled;
      if (most === undefined || grant.count - grant.recalled > most.count - most.recalled) most = grant;
    }
    // One for each that waits is on its way already.
    if (most === undefined || recalled >= this.#waiters.size + this.#turnedAway.size) return;
    if (most.count - most.recalled <= keep) return;
    most.recalled++;
    most.from.recall(1);
  }

  #grant({ from, wanted, grant }: Waiter, free: number): void {
    const count = Math.min(wanted, Math.max(1, Math.floor(free / (this.#waiters.size + 2))));
    const had = this.#grants.get(from.key);
    if (had === undefined) this.#grants.set(from.key, { from, count, recalled: 0 });
    else had.count += count;
    this.#grantedInAll += count;
    grant(count);
  }

  #serve(): void {
    this.#callBack();
    for (const waiter of this.#waiters) {
      const { free } = this;
      if (free === 0) return;
      if (!this.#waiters.delete(waiter)) continue; // served by what became free just now
      this.#grant(waiter, free);
    }
  }

  /** Users of the program itself go first: the tasks of workers of workers are parts of theirs. */
  #callBack(): void {
    if (this.#turnedAway.size === 0 || !this.hasRoom) return;
    const users = [...this.#turnedAway];
    this.#turnedAway.clear();
    for (const user of users) user.onFree();
  }
}
