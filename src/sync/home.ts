/** What this program does for child processes with the objects whose memory it has. */

import { provideService } from '../core/ask.ts';
import type { Asker, Question } from '../core/ask.ts';
import { DisposedError } from '../core/errors.ts';
import { enterHolder, leaveHolder, thisHolder } from '../core/liveness.ts';
import type { Holder } from '../core/liveness.ts';
import type { Operations, SyncState } from './state.ts';
import { runAtOnce, runWaiting } from './waiting.ts';
import type { Operation } from './waiting.ts';

interface Request {
  readonly id: string;
  readonly operation: string;
  readonly args: readonly unknown[];
  readonly timeout?: number;
}

/** An object that was sent to processes. */
interface Offered {
  readonly state: SyncState;
  readonly operations: Operations;
  /** Who has used it and still lives. */
  readonly users: Set<string>;
  /** When it was last sent, `performance.now()` time. */
  offeredAt: number;
  /** Nobody in this program has it any more. */
  isAbandoned: boolean;
}

/** How long an object is kept after it was last sent, for a process that has it and has not used it yet, in milliseconds. */
const KEEP_MS = 60_000;

class Home {
  readonly name = `sync:${process.getBuiltinModule('node:crypto').randomUUID()}`;
  readonly #offered = new Map<string, Offered>();
  readonly #holders = new Map<string, Holder>();

  constructor() {
    provideService(this.name, {
      ask: (payload, question) => this.#ask(payload as Request, question),
      tell: (payload, from) => void runAtOnce(this.#start(payload as Request, from).operation),
      gone: (from) => this.#gone(from),
    });
  }

  offer(state: SyncState, operations: Operations): string {
    const known = this.#offered.get(state.id);
    const now = performance.now();
    if (known !== undefined) known.offeredAt = now;
    else this.#offered.set(state.id, { state, operations, users: new Set(), offeredAt: now, isAbandoned: false });
    return this.name;
  }

  abandon(id: string): void {
    const offered = this.#offered.get(id);
    if (offered === undefined) return;
    offered.isAbandoned = true;
    this.#sweep();
  }

  #ask(request: Request, { from, signal }: Question): Promise<unknown> {
    const { operation, state } = this.#start(request, from);
    return runWaiting(operation, state, { timeout: request.timeout, signal });
  }

  #start({ id, operation, args }: Request, from: Asker): { operation: Operation<unknown>; state: SyncState } {
    const offered = this.#offered.get(id);
    if (offered === undefined) {
      throw new DisposedError(
        'a lock, channel or the like was used by a process after the program that made it had let go of it; keep it in a variable there',
      );
    }
    offered.users.add(from.key);
    const start = offered.operations[operation] as Operations[string];
    return { operation: start(offered.state, this.#holderOf(from), ...(args as never[])), state: offered.state };
  }

  /** Everything that a process holds is held in its name, so that its end is noticed. */
  #holderOf({ key }: Asker): Holder {
    if (key === 'self') return thisHolder();
    let holder = this.#holders.get(key);
    if (holder === undefined) this.#holders.set(key, (holder = enterHolder()));
    return holder;
  }

  #gone({ key }: Asker): void {
    const holder = this.#holders.get(key);
    if (holder !== undefined) leaveHolder(holder);
    this.#holders.delete(key);
    for (const { users } of this.#offered.values()) users.delete(key);
    this.#sweep();
  }

  #sweep(): void {
    const since = performance.now() - KEEP_MS;
    for (const [id, { isAbandoned, users, offeredAt }] of this.#offered) {
      if (isAbandoned && users.size === 0 && offeredAt < since) this.#offered.delete(id);
    }
  }
}

let home: Home | undefined;

/**
 * Makes an object known to child processes.
 *
 * @returns The name of the service that they ask.
 */
export const offer = (state: SyncState, operations: Operations): string =>
  (home ??= new Home()).offer(state, operations);

const abandoned = new FinalizationRegistry<string>((id) => home?.abandon(id));

/** Lets go of the object's memory once it is collected here and no process uses it. */
export const watchOwner = (object: object, id: string): void => abandoned.register(object, id);
