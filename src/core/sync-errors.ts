/** Errors of locks, channels and the like. Those for which a program waits, or that it may want to handle, have a class each. */

import { named } from './error-class.ts';
import { ParallelError } from './errors.ts';
import type { ParallelErrorOptions } from './errors.ts';

/** A lock, a channel, an event, the result of a task or the like was not there in time (`ERR_WAIT_TIMEOUT`). Only the wait has ended. */
export class WaitTimeoutError extends ParallelError {
  static {
    named(this, 'WaitTimeoutError');
  }

  constructor(message: string, options?: ParallelErrorOptions) {
    super('ERR_WAIT_TIMEOUT', message, options);
  }
}

/** The worker that held a lock ended without releasing it, so what the lock protects may be half changed (`ERR_LOCK_HOLDER_LOST`). */
export class LockHolderLostError extends ParallelError {
  static {
    named(this, 'LockHolderLostError');
  }

  constructor(message: string, options?: ParallelErrorOptions) {
    super('ERR_LOCK_HOLDER_LOST', message, options);
  }
}

/** A thread would block for ever, because it waits for what only itself can do (`ERR_DEADLOCK`). */
export class DeadlockError extends ParallelError {
  static {
    named(this, 'DeadlockError');
  }

  constructor(message: string, options?: ParallelErrorOptions) {
    super('ERR_DEADLOCK', message, options);
  }
}

/** A form that acts at once, or blocks, was used where it cannot be: on a main thread or in a child process (`ERR_CANNOT_BLOCK`). */
export class CannotBlockError extends ParallelError {
  static {
    named(this, 'CannotBlockError');
  }

  constructor(message: string, options?: ParallelErrorOptions) {
    super('ERR_CANNOT_BLOCK', message, options);
  }
}

/** A barrier was given up by one of its parties, so the others need not wait for it (`ERR_BARRIER_BROKEN`). */
export class BrokenBarrierError extends ParallelError {
  static {
    named(this, 'BrokenBarrierError');
  }

  constructor(message: string, options?: ParallelErrorOptions) {
    super('ERR_BARRIER_BROKEN', message, options);
  }
}

/** A channel was closed: nothing can be sent, and all that was sent has been received (`ERR_CHANNEL_CLOSED`). */
export class ChannelClosedError extends ParallelError {
  static {
    named(this, 'ChannelClosedError');
  }

  constructor(message: string, options?: ParallelErrorOptions) {
    super('ERR_CHANNEL_CLOSED', message, options);
  }
}

/** A message is larger than its channel (`ERR_MESSAGE_TOO_LARGE`). */
export class MessageTooLargeError extends ParallelError {
  static {
    named(this, 'MessageTooLargeError');
  }

  constructor(message: string, options?: ParallelErrorOptions) {
    super('ERR_MESSAGE_TOO_LARGE', message, options);
  }
}

/** The worker of an actor has ended, and its state with it (`ERR_ACTOR_LOST`). The cause is what ended it, where that is known. */
export class ActorLostError extends ParallelError {
  static {
    named(this, 'ActorLostError');
  }

  constructor(message: string, options?: ParallelErrorOptions) {
    super('ERR_ACTOR_LOST', message, options);
  }
}

const classes: readonly (new (message: string) => ParallelError)[] = [
  WaitTimeoutError,
  LockHolderLostError,
  DeadlockError,
  CannotBlockError,
  BrokenBarrierError,
  ChannelClosedError,
  MessageTooLargeError,
];

const byCode = new Map(classes.map((constructor) => [new constructor('').code, constructor] as const));

/** An error of this file that came from another program: as an instance of its class. Others as they are. */
export function withOwnClass(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const constructor = byCode.get(String((error as { code?: unknown }).code));
  return constructor === undefined || error instanceof constructor ? error : new constructor(error.message);
}
