import { AsyncResource } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { InvalidOptionError } from '../core/errors.ts';
import type { WorkerEvent, WorkerInfo } from '../core/worker-set.ts';
import { show } from './check-options.ts';

/** The events of a pool, with what their listeners get. */
export interface PoolEvents {
  /** A worker was started. */
  workerStart: [event: WorkerEvent];
  /** A worker is ready for tasks. */
  workerReady: [event: WorkerEvent];
  /** A worker has ended; `expected` tells whether the pool has ended it. */
  workerEnd: [event: WorkerEvent];
  /** Code in a worker has sent something by itself, with `parentPort.postMessage` of a thread or `process.send` of a process. */
  message: [data: unknown, worker: WorkerInfo];
  /** As many tasks wait as `maxQueue` allows: more will be refused. */
  needsDrain: [];
  /** No task waits any more, after `needsDrain`. */
  drain: [];
}

/** The name of an event of a pool. */
export type PoolEventName = keyof PoolEvents;
/** Every event, so that a misspelt one is not waited for in vain. */
const names: { readonly [E in PoolEventName]: true } = {
  workerStart: true,
  workerReady: true,
  workerEnd: true,
  message: true,
  needsDrain: true,
  drain: true,
};

/** @throws InvalidOptionError `ERR_INVALID_OPTION` */
function checkListener(event: unknown, listener: unknown): void {
  if (typeof event !== 'string' || !Object.hasOwn(names, event)) {
    throw new InvalidOptionError(`a pool has no event ${show(event)}; it has ${Object.keys(names).join(', ')}`);
  }
  if (typeof listener !== 'function') {
    throw new InvalidOptionError(`the listener of ${event} must be a function, got ${show(listener)}`);
  }
}

/** What listens to it. */
export type PoolListener<E extends PoolEventName> = (...args: PoolEvents[E]) => void;
type AnyListener = (...args: unknown[]) => void;

/**
 * Who listens to a pool. A listener runs in the asynchronous context in which it was added, like that of any event of Node; one that
 * throws makes an uncaught exception.
 */
export class PoolListeners {
  readonly #emitter = new EventEmitter();
  /** What was added for a listener, to find it again. */
  readonly #bound = new Map<string, Map<AnyListener, AnyListener[]>>();

  add<E extends PoolEventName>(event: E, listener: PoolListener<E>, once: boolean): void {
    checkListener(event, listener);
    const given = listener as unknown as AnyListener;
    const kept = AsyncResource.bind((...args: unknown[]) => {
      if (once) this.remove(event, listener);
      try {
        given(...args);
      } catch (error) {
        // Not to who emits: a pool must not stop half way because of those who watch it.
        queueMicrotask(() => {
          throw error;
        });
      }
    });
    let ofEvent = this.#bound.get(event);
    if (ofEvent === undefined) this.#bound.set(event, (ofEvent = new Map<AnyListener, AnyListener[]>()));
    const all = ofEvent.get(given) ?? [];
    ofEvent.set(given, [...all, kept]);
    this.#emitter.on(event, kept);
  }

  remove<E extends PoolEventName>(event: E, listener: PoolListener<E>): void {
    checkListener(event, listener);
    const ofEvent = this.#bound.get(event);
    const given = listener as unknown as AnyListener;
    const kept = ofEvent?.get(given)?.pop();
    if (kept === undefined) return;
    if (ofEvent?.get(given)?.length === 0) ofEvent.delete(given);
    this.#emitter.off(event, kept);
  }

  has(event: PoolEventName): boolean {
    return this.#emitter.listenerCount(event) > 0;
  }

  emit<E extends PoolEventName>(event: E, ...args: PoolEvents[E]): void {
    this.#emitter.emit(event, ...args);
  }
}
