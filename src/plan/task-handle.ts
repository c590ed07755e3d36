/** The handle of a submitted task: a promise of its result that also says how far it is. */

import { CancelledError } from '../core/errors.ts';

/** How far a submitted task is. */
export type TaskStatus = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

/** Where the time of a task went, in milliseconds. */
export interface TaskTimings {
  /** From `submit` until it was sent to a worker; until now, while it waits. */
  readonly queuedMs: number;
  /** Time in the worker; tasks that travelled together share theirs equally. Undefined until it has run. */
  readonly runMs: number | undefined;
}

/**
 * A task that was submitted: a promise of its result, with what is known of the task.
 *
 * Await it like any promise; a failure that nobody handles is reported as that of a promise is. `then`, `catch` and
 * `finally` give plain promises.
 *
 * @typeParam R - What the task gives.
 * @example
 * ```ts
 * await using pool = new Pool(2);
 * const handle = pool.submit((x: number) => x * x, 7);
 * console.log(handle.status, await handle, handle.status, handle.attempts); // queued 49 done 1
 * ```
 */
export interface TaskHandle<R = unknown> extends Promise<R> {
  /** Number of the task in its pool, from 0. */
  readonly index: number;
  /** `'queued'` until it is sent to a worker; `'cancelled'` by `cancel`, its signal or the end of the pool. */
  readonly status: TaskStatus;
  /** How often it has been sent to a worker. */
  readonly attempts: number;
  /** Number of the worker that ran it, from 1; 0 in the caller's own thread; undefined until it has run. */
  readonly workerId: number | undefined;
  /** Where its time went. */
  readonly timings: TaskTimings;
  /**
   * Cancels the task, also one that runs: its worker is told, and ended if it does not listen.
   *
   * @param reason - What the handle rejects with; default: a {@link CancelledError}.
   * @returns False when the task was over already.
   */
  cancel(reason?: unknown): boolean;
}

/** What tasks that were submitted or sent together have in common. */
export interface Trip {
  /** When they were submitted, by `performance.now()`. */
  readonly queuedAt: number;
  /** When they were sent; undefined while they wait. */
  readonly sentAt?: number;
  /** From 1, once they are sent. */
  readonly attempt: number;
  /** The worker that answered. */
  workerId?: number;
  /** Time of each of them in the worker, in milliseconds. */
  runMs?: number;
}

/** A trip that has not begun. */
export const waitingTrip = (): Trip => ({ queuedAt: performance.now(), attempt: 0 });

/** How far a task is; from {@link DONE} on it is over. Numbers, because a hundred thousand are compared in a row. */
export const QUEUED = 0;
export const FLYING = 1;
/** Its result is there, and waits for a class to be imported. */
export const DECODING = 2;
export const DONE = 3;
export const FAILED = 4;
export const CANCELLED = 5;

const STATUS: readonly TaskStatus[] = ['queued', 'running', 'running', 'done', 'failed', 'cancelled'];

/** Who has a task that is not over. */
export interface TaskOwner {
  /** The task was cancelled: it is over already, and what runs of it has to be stopped. */
  dropped(task: Task, reason: unknown): void;
}

let nextResolve: (value: unknown) => void;
let nextReject: (error: unknown) => void;
/** One function for all tasks: a closure for each would cost as much again as the promise. */
const takeFunctions = (resolve: (value: unknown) => void, reject: (error: unknown) => void): void => {
  nextResolve = resolve;
  nextReject = reject;
};

const ignore = (): void => {};

/**
 * A task in a queue and its handle in one object, because a hundred thousand may wait: what is live per task decides how
 * fast they go (`npm run bench -- dispatch submit-together`). Users see it as {@link TaskHandle}.
 */
export class Task extends Promise<unknown> implements TaskHandle {
  declare readonly index: number;
  /** Position in the functions of its lane. */
  declare fn: number;
  /** Its argument, or all of them in an array if `spread`; gone once it is sent. */
  declare value: unknown;
  declare spread: boolean;
  declare state: number;
  declare trip: Trip | undefined;
  declare owner: TaskOwner | undefined;
  /** Called once, when it is over. */
  declare onOver: (() => void) | undefined;
  declare private readonly resolve: (value: unknown) => void;
  declare private readonly reject: (error: unknown) => void;

  constructor(index: number, args: readonly unknown[]) {
    super(takeFunctions);
    this.index = index;
    this.fn = -1;
    this.spread = args.length !== 1;
    this.value = args.length === 1 ? args[0] : args;
    this.state = QUEUED;
    this.trip = undefined;
    this.owner = undefined;
    this.onOver = undefined;
    this.resolve = nextResolve;
    this.reject = nextReject;
  }

  /** What its function is called with. */
  get arguments(): readonly unknown[] {
    return this.spread ? (this.value as readonly unknown[]) : [this.value];
  }

  set arguments(args: readonly unknown[]) {
    this.spread = args.length !== 1;
    this.value = args.length === 1 ? args[0] : args;
  }

  /** `then` gives plain promises: only what was submitted is a task. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  get status(): TaskStatus {
    return STATUS[this.state] as TaskStatus;
  }

  get attempts(): number {
    return this.trip?.attempt ?? 0;
  }

  get workerId(): number | undefined {
    return this.trip?.workerId;
  }

  get timings(): TaskTimings {
    const { queuedAt, sentAt, runMs } = this.trip ?? waitingTrip();
    return { queuedMs: (sentAt ?? performance.now()) - queuedAt, runMs };
  }

  cancel(reason: unknown = new CancelledError()): boolean {
    const { owner } = this;
    if (!this.fail(reason, CANCELLED)) return false;
    owner?.dropped(this, reason);
    return true;
  }

  /** @returns False when it was over already. */
  succeed(value: unknown): boolean {
    if (this.state >= DONE) return false;
    this.#end(DONE);
    this.resolve(value);
    return true;
  }

  /** @returns False when it was over already. */
  fail(error: unknown, state: typeof FAILED | typeof CANCELLED = FAILED): boolean {
    if (this.state >= DONE) return false;
    this.#end(state);
    // The program has asked for that itself: it is no failure that nobody has heard of.
    if (state === CANCELLED) this.catch(ignore);
    this.reject(error);
    return true;
  }

  #end(state: number): void {
    this.state = state;
    this.value = undefined;
    this.owner = undefined;
    if (this.onOver === undefined) return;
    this.onOver();
    this.onOver = undefined;
  }

  /** What `console.log` shows. */
  [Symbol.for('nodejs.util.inspect.custom')](): object {
    const { index, status, attempts, workerId } = this;
    return { [Symbol.toStringTag]: 'TaskHandle', index, status, attempts, workerId };
  }
}

// `await` and `Promise.all` take a promise of this very constructor as it is; any other is wrapped in a second promise,
// which takes three turns of the microtask queue and twice the time.
void Object.defineProperty(Task.prototype, 'constructor', { value: Promise, configurable: true, writable: true });
