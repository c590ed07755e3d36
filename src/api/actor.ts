/** Actors: an instance of a class that lives in one worker, and whose methods are called from here. */

import { InvalidOptionError } from '../core/errors.ts';
import { ActorLostError } from '../core/sync-errors.ts';
import { callActor, endActor, makeActor } from './actor-host.ts';
import { show } from './check-options.ts';
import { endingText, LoneWorker } from './lone-worker.ts';
import type { PoolEngine } from './pool-engine.ts';
import type { PoolOptions } from './pool-options.ts';
import type { AnyFunction } from './call-request.ts';

/** What every actor has besides the methods of its class. */
export interface ActorControl extends AsyncDisposable {
  /** Ends its worker now; calls that are not over reject with {@link ActorLostError}. Safe to call twice. */
  terminate(): Promise<void>;
  /** Waits for the calls that were made, disposes of the instance where it knows how, and ends its worker. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** The methods of a class as its actor has them: they take the same, and give promises. */
export type ActorMethods<T extends object> = {
  readonly [K in keyof T & string as T[K] extends (...args: never[]) => unknown ? K : never]: T[K] extends (
    ...args: infer A
  ) => infer R
    ? (...args: A) => Promise<Awaited<R>>
    : never;
};

/** An instance of a class in a worker of its own. Made by {@link Pool.spawnActor}. */
export type Actor<T extends object> = ActorMethods<T> & ActorControl;

/** A class. */
export type ActorClass<T extends object, A extends readonly unknown[]> = new (...args: A) => T;

/** Options of a pool that would end the worker of an actor, or are not for it. */
const notForActors = [
  'maxWorkers',
  'minWorkers',
  'idleTimeout',
  'maxTasksPerWorker',
  'recycle',
  'concurrentTasksPerWorker',
  'maxQueue',
  'taskQueue',
  'filename',
  'name',
];

/** Names that an actor needs for itself; `then` would make it a promise. */
const taken = ['terminate', 'then'];

let lastActor = 0;

/** The actor's side in this program. */
export class ActorLife {
  readonly #id = `${process.pid}-${++lastActor}`;
  readonly #title: string;
  readonly #worker: LoneWorker;
  #lost: ActorLostError | undefined;
  #closing: Promise<void> | undefined;

  constructor(title: string, options: PoolOptions) {
    this.#title = title;
    const kept = Object.fromEntries(Object.entries(options).filter(([name]) => !notForActors.includes(name)));
    this.#worker = new LoneWorker(kept);
    this.#worker.onLost = (ending) => {
      const cause = ending.error === undefined ? {} : { cause: ending.error };
      this.#lost ??= new ActorLostError(
        `the worker of the actor ${title} ${endingText(ending)}, and its state is gone; spawn it again`,
        cause,
      );
    };
  }

  /** Makes the instance. @returns The names of its methods. */
  async begin(constructor_: unknown, args: readonly unknown[]): Promise<readonly string[]> {
    const names = (await this.#call(makeActor as AnyFunction, [this.#id, constructor_, args])) as string[];
    const clash = names.find((name) => taken.includes(name));
    if (clash === undefined) return names;
    throw new InvalidOptionError(
      `spawnActor: ${this.#title} has a method "${clash}", which actors have for themselves; rename it`,
    );
  }

  call(method: string, args: readonly unknown[]): Promise<unknown> {
    return this.#call(callActor as AnyFunction, [this.#id, method, args]);
  }

  /** Waits for all calls, and ends the worker. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async terminate(): Promise<void> {
    this.#lost ??= new ActorLostError(`the actor ${this.#title} was terminated; spawn it again`);
    await this.#worker.terminate();
  }

  async #close(): Promise<void> {
    const over = this.#lost === undefined ? this.#call(endActor as AnyFunction, [this.#id]) : undefined;
    this.#lost ??= new ActorLostError(`the actor ${this.#title} was disposed of; spawn it again`);
    try {
      await over;
    } finally {
      await this.#worker.close();
    }
  }

  async #call(fn: AnyFunction, args: readonly unknown[]): Promise<unknown> {
    if (this.#lost !== undefined) throw this.#lost;
    try {
      return await this.#worker.submit(fn, args);
    } catch (error) {
      throw this.#lossBy(error) ?? error;
    }
  }

  /** What a failure is, where it is the end of the worker and not of the call by itself. */
  #lossBy(error: unknown): ActorLostError | undefined {
    const isGuilty = lostCodes.includes((error as { code?: unknown } | null)?.code);
    if (!isGuilty && this.#worker.ending === undefined) return this.#lost;
    this.#lost ??= new ActorLostError(
      `the worker of the actor ${this.#title} has ended, and its state is gone; spawn it again`,
    );
    // The call that ended it knows best how.
    return isGuilty ? new ActorLostError(this.#lost.message, { cause: error }) : this.#lost;
  }
}

const lostCodes: readonly unknown[] = ['ERR_WORKER_LOST', 'ERR_WORKER_OUT_OF_MEMORY', 'ERR_UNCAUGHT_IN_TASK'];

/** Makes an actor. */
export async function spawnActor<T extends object, A extends readonly unknown[]>(
  owner: PoolEngine,
  constructor_: ActorClass<T, A>,
  args: A,
): Promise<Actor<T>> {
  if (typeof constructor_ !== 'function') {
    throw new InvalidOptionError(`spawnActor takes a class, got ${show(constructor_)}`);
  }
  // Arrow functions, methods and async functions: `new` would fail in the worker, which is late, and names no remedy.
  if (typeof constructor_.prototype !== 'object' || constructor_.prototype === null) {
    throw new InvalidOptionError(
      `spawnActor takes a class, got ${show(constructor_)}, which cannot be called with new; ` +
        'for functions there are submit and proxy',
    );
  }
  const life = new ActorLife(constructor_.name || '(anonymous)', owner.options);
  const disown = owner.own(life);
  try {
    return proxyOf<T>(life, await life.begin(constructor_, args), disown);
  } catch (error) {
    disown();
    await life.terminate();
    throw error;
  }
}

function proxyOf<T extends object>(life: ActorLife, names: readonly string[], disown: () => void): Actor<T> {
  const end = async (how: 'close' | 'terminate'): Promise<void> => {
    try {
      await life[how]();
    } finally {
      disown();
    }
  };
  const control: ActorControl = { terminate: () => end('terminate'), [Symbol.asyncDispose]: () => end('close') };
  const methods = names.map((name) => [name, (...args: unknown[]) => life.call(name, args)] as const);
  return Object.freeze(Object.assign(Object.fromEntries(methods), control)) as unknown as Actor<T>;
}
