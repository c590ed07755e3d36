/** Signals that end tasks, of either kind that tinypool and piscina take, and what the tasks are rejected with. */

import { CancelledError } from '../core/errors.ts';

/** An `AbortSignal`, or whatever has its events. */
export interface AbortSignalEventTarget {
  addEventListener: (name: 'abort', listener: () => void, options?: { once: boolean }) => void;
  removeEventListener: (name: 'abort', listener: () => void) => void;
  aborted?: boolean;
  reason?: unknown;
}

/** An `EventEmitter` that emits 'abort'. */
export interface AbortSignalEventEmitter {
  off: (name: 'abort', listener: () => void) => void;
  once: (name: 'abort', listener: () => void) => void;
}

/** What can be the `signal` of a task. */
export type AbortSignalAny = AbortSignalEventTarget | AbortSignalEventEmitter;

/** A task was ended by its signal, whose reason is the `cause` (`ERR_CANCELLED`). */
export class AbortError extends CancelledError {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'AbortError', configurable: true, writable: true });
  }

  constructor(reason?: unknown) {
    super('The task has been aborted', { cause: reason });
  }
}

/** A task was taken out of the queue by `cancelPendingTasks` (`ERR_CANCELLED`). */
export class CancelError extends CancelledError {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'CancelError', configurable: true, writable: true });
  }

  constructor() {
    super('The task has been cancelled');
  }
}

/** Why a signal was aborted; undefined for emitters, which give no reason. */
export const reasonOf = (signal: AbortSignalAny): unknown => ('reason' in signal ? signal.reason : undefined);

/** Whether it is too late to begin. */
export const isAborted = (signal: AbortSignalAny): boolean => 'aborted' in signal && signal.aborted === true;

/**
 * Calls `listener` once when the signal fires.
 *
 * @returns Takes the listener off again.
 */
export function onAbort(signal: AbortSignalAny, listener: () => void): () => void {
  if ('addEventListener' in signal) {
    signal.addEventListener('abort', listener, { once: true });
    return () => signal.removeEventListener('abort', listener);
  }
  signal.once('abort', listener);
  return () => signal.off('abort', listener);
}
