import { toWorker } from '../core/to-worker.ts';
import type { HookTarget } from '../closure/hooks.ts';
import { WaitTimeoutError } from '../core/sync-errors.ts';
import { checkWait } from './check-options.ts';
import type { SyncOptions } from './check-options.ts';
import { watchOwner } from './home.ts';
import { connect, SharedLink } from './link.ts';
import type { Link, LinkWire } from './link.ts';
import type { Operations } from './state.ts';
import type { AsyncWaitOptions, WaitOptions } from './waiting.ts';

/** What the objects of a kind have in common. */
export interface SyncKind {
  /** In messages, such as `mutex`. */
  readonly title: string;
  readonly operations: Operations;
}

/** How much memory a new object needs. */
export interface NewState {
  /** What its words begin with; the rest is zero. */
  readonly first?: readonly number[];
  /** Number of words. */
  readonly words: number;
  /** Bytes besides. */
  readonly bytes?: number;
}

/** Objects of this thread by their ids, so that each is one object here however often it arrives. */
const known = new Map<string, WeakRef<SyncObject>>();
const forgotten = new FinalizationRegistry<string>((id) => {
  if (known.get(id)?.deref() === undefined) known.delete(id);
});

/** An object that has arrived: the one that is here already, or a new one. */
export function arrived<T extends SyncObject>(wire: LinkWire, operations: Operations, make: (link: Link) => T): T {
  const id = wire.kind === 'shared' ? wire.state.id : wire.id;
  const here = known.get(id)?.deref();
  return here === undefined ? make(connect(wire, operations)) : (here as T);
}

const links = new WeakSet<object>();

/** Lets a constructor take a link in the place of its first parameter: for objects that arrive. */
export function asParameter(link: Link): never {
  links.add(link);
  return link as never;
}

/** The link that was given in the place of a constructor's first parameter, if one was. */
export const givenLink = (parameter: unknown): Link | undefined =>
  typeof parameter === 'object' && parameter !== null && links.has(parameter) ? (parameter as Link) : undefined;

/** A new object's memory, in this program. */
export function makeLink({ title, operations }: SyncKind, { name }: SyncOptions, state: NewState): Link {
  const words = new Int32Array(new SharedArrayBuffer(state.words * Int32Array.BYTES_PER_ELEMENT));
  words.set(state.first ?? []);
  const bytes = state.bytes === undefined ? undefined : new Uint8Array(new SharedArrayBuffer(state.bytes));
  const id: string = process.getBuiltinModule('node:crypto').randomUUID();
  const article = /^[aeiu]/.test(title) ? 'an' : 'a'; // an event, a once
  const what = name === undefined ? `${article} ${title}` : `${title} "${name}"`;
  return new SharedLink({ id, name, what, words, ...(bytes === undefined ? {} : { bytes }) }, operations);
}

/** What everything in this folder is: it travels into tasks, and stays one object in each thread. */
export abstract class SyncObject {
  readonly #link: Link;

  /** @internal */
  constructor(link: Link) {
    this.#link = link;
    known.set(link.id, new WeakRef<SyncObject>(this));
    forgotten.register(this, link.id);
    if (link.state !== undefined) watchOwner(this, link.id);
  }

  /** The name it was given. */
  get name(): string | undefined {
    return this.#link.name;
  }

  /**
   * How it travels: the function that makes it again, and what that takes besides the wire.
   *
   * @internal
   */
  protected abstract readonly revival: readonly [
    factory: (wire: LinkWire, ...more: never[]) => unknown,
    ...more: unknown[],
  ];

  /** @internal */
  protected get link(): Link {
    return this.#link;
  }

  /** @internal */
  protected perform(operation: string, args: readonly unknown[], options: AsyncWaitOptions = {}): Promise<unknown> {
    checkWait(`${this.#link.what}.${operation}`, options, ['timeout', 'signal']);
    return this.#link.run(operation, args, options);
  }

  /** @internal */
  protected performSync(operation: string, args: readonly unknown[], options: WaitOptions = {}): unknown {
    checkWait(`${this.#link.what}.${operation}Sync`, options, ['timeout']);
    return this.#link.runSync(operation, args, options);
  }

  /**
   * Does it if it need not wait, here or in the program that has the memory.
   *
   * @internal
   */
  protected async performNow(
    operation: string,
    args: readonly unknown[],
  ): Promise<{ readonly value: unknown } | undefined> {
    try {
      return { value: await this.#link.run(operation, args, { timeout: 0 }) };
    } catch (error) {
      if (error instanceof WaitTimeoutError) return undefined;
      throw error;
    }
  }

  /** @internal */
  [toWorker](to?: HookTarget): readonly unknown[] {
    const [factory, ...more] = this.revival;
    return [factory, this.#link.wire(to?.target ?? 'process'), ...more];
  }
}
