/** What an object of this folder is connected to: memory that it shares, or the program that has that memory. */

import { ask, tell } from '../core/ask.ts';
import { thisHolder } from '../core/liveness.ts';
import { CannotBlockError, withOwnClass } from '../core/sync-errors.ts';
import { offer } from './home.ts';
import type { Operations, SyncState } from './state.ts';
import { runAtOnce, runBlocking, runWaiting } from './waiting.ts';
import type { AsyncWaitOptions, Operation, WaitOptions } from './waiting.ts';

/** How an object travels: with its memory to a thread, by its name to a process. */
export type LinkWire =
  | { readonly kind: 'shared'; readonly state: SyncState }
  | {
      readonly kind: 'remote';
      readonly id: string;
      readonly what: string;
      readonly name: string | undefined;
      readonly home: string;
    };

export interface Link {
  readonly id: string;
  /** Such as `mutex "results"`. */
  readonly what: string;
  readonly name: string | undefined;
  /** The memory, where it is shared. */
  readonly state: SyncState | undefined;
  /** Does it, and waits for as long as it takes. */
  run(operation: string, args: readonly unknown[], options: AsyncWaitOptions): Promise<unknown>;
  /** Does it, and blocks this thread for as long as it takes. */
  runSync(operation: string, args: readonly unknown[], options: WaitOptions): unknown;
  /** Does it now, if it need not wait. */
  runNow(operation: string, args: readonly unknown[]): { readonly value: unknown } | undefined;
  /** Does what never has to wait and gives nothing back. */
  send(operation: string, args: readonly unknown[]): void;
  wire(target: 'thread' | 'process'): LinkWire;
}

/** Connects to shared memory. */
export class SharedLink implements Link {
  readonly state: SyncState;
  readonly #operations: Operations;

  constructor(state: SyncState, operations: Operations) {
    this.state = state;
    this.#operations = operations;
  }

  get id(): string {
    return this.state.id;
  }

  get what(): string {
    return this.state.what;
  }

  get name(): string | undefined {
    return this.state.name;
  }

  async run(operation: string, args: readonly unknown[], options: AsyncWaitOptions): Promise<unknown> {
    return runWaiting(this.#start(operation, args), this.state, options);
  }

  runSync(operation: string, args: readonly unknown[], options: WaitOptions): unknown {
    return runBlocking(this.#start(operation, args), this.state, options);
  }

  runNow(operation: string, args: readonly unknown[]): { readonly value: unknown } | undefined {
    return runAtOnce(this.#start(operation, args));
  }

  send(operation: string, args: readonly unknown[]): void {
    runAtOnce(this.#start(operation, args));
  }

  wire(target: 'thread' | 'process'): LinkWire {
    const { state } = this;
    if (target === 'thread') return { kind: 'shared', state };
    return { kind: 'remote', id: state.id, what: state.what, name: state.name, home: offer(state, this.#operations) };
  }

  #start(operation: string, args: readonly unknown[]): Operation<unknown> {
    const start = this.#operations[operation] as Operations[string];
    return start(this.state, thisHolder(), ...(args as never[]));
  }
}

/** Connects to the program that has the memory, by questions (core/ask.ts). */
export class RemoteLink implements Link {
  readonly state = undefined;
  readonly #wire: Extract<LinkWire, { kind: 'remote' }>;

  constructor(wire: Extract<LinkWire, { kind: 'remote' }>) {
    this.#wire = wire;
  }

  get id(): string {
    return this.#wire.id;
  }

  get what(): string {
    return this.#wire.what;
  }

  get name(): string | undefined {
    return this.#wire.name;
  }

  async run(operation: string, args: readonly unknown[], { timeout, signal }: AsyncWaitOptions): Promise<unknown> {
    const { id, home } = this.#wire;
    try {
      const question = { id, operation, args, ...(timeout === undefined ? {} : { timeout }) };
      return await ask(home, question, { signal, patient: true });
    } catch (error) {
      signal?.throwIfAborted();
      throw withOwnClass(error);
    }
  }

  runSync(): never {
    throw this.refusal();
  }

  runNow(): never {
    throw this.refusal();
  }

  send(operation: string, args: readonly unknown[]): void {
    const { id, home } = this.#wire;
    tell(home, { id, operation, args });
  }

  wire(): LinkWire {
    return this.#wire;
  }

  /** Why nothing can be done at once here. */
  refusal(): CannotBlockError {
    return new CannotBlockError(
      `a child process cannot use ${this.what} at once: it is memory of the program that made it, which has to be asked; await the form without "Sync"`,
    );
  }
}

/** Connects an object that has arrived in a worker. */
export function connect(wire: LinkWire, operations: Operations): Link {
  return wire.kind === 'shared' ? new SharedLink(wire.state, operations) : new RemoteLink(wire);
}
