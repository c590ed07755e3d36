import { CancellationError, TimeoutError, timeoutError } from './errors.ts';

/** What a promise of a task can do to the task. */
export interface TaskControl {
  cancel(error: Error): void;
  limit(delayMs: number): void;
}

type Resolve<T> = (value: T | PromiseLike<T>) => void;
type Reject = (error: unknown) => void;

/** Promise and the functions that settle it. */
export interface Resolver<T = unknown> {
  readonly promise: TaskPromise<T>;
  readonly resolve: Resolve<T>;
  readonly reject: Reject;
}

type Executor<T> = (resolve: Resolve<T>, reject: Reject) => void;

let nextResolve: (value: unknown) => void;
let nextReject: Reject;
/** One function for all promises: each task makes two of them, and closures for each cost as much again. */
const takeFunctions = (resolve: (value: unknown) => void, reject: Reject): void => {
  nextResolve = resolve;
  nextReject = reject;
};

/**
 * The promise that `exec` gives: it can be cancelled, given a time, and asked how it is. `then`, `catch` and the like give promises
 * of the same kind, through which the task can be cancelled, too.
 *
 * A failure that nobody handles is a warning of the process, not its end.
 */
export class TaskPromise<T = unknown> implements PromiseLike<T> {
  /** Made when somebody asks: an `await` makes a promise more that nobody looks at. */
  #inner: Promise<T> | undefined;
  readonly #parent: TaskPromise | undefined;
  #state: 'pending' | 'resolved' | 'rejected' = 'pending';
  /** The result or the error, once it is settled. */
  #outcome: unknown;
  #handled = false;
  #resolveInner: ((value: unknown) => void) | undefined;
  #rejectInner: Reject | undefined;
  #control: TaskControl | undefined;

  constructor(executor?: Executor<T>, parent?: TaskPromise) {
    this.#parent = parent;
    this.#inner = undefined;
    this.#outcome = undefined;
    this.#resolveInner = undefined;
    this.#rejectInner = undefined;
    this.#control = undefined;
    if (executor === undefined) return;
    try {
      executor(
        (value) => this.#succeed(value),
        (error) => this.#fail(error),
      );
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The promise has a result. */
  get resolved(): boolean {
    return this.#state === 'resolved';
  }

  /** The promise has failed. */
  get rejected(): boolean {
    return this.#state === 'rejected';
  }

  /** Neither. */
  get pending(): boolean {
    return this.#state === 'pending';
  }

  // oxlint-disable-next-line unicorn/no-thenable -- it is a promise
  then<A = T, B = never>(
    onSuccess?: ((value: T) => A | PromiseLike<A>) | null,
    // oxlint-disable-next-line typescript/no-explicit-any -- as PromiseLike has it
    onFail?: ((error: any) => B | PromiseLike<B>) | null,
  ): TaskPromise<A | B> {
    this.#handled = true;
    const next = new TaskPromise<A | B>(undefined, this as TaskPromise);
    void this.#promise().then(
      (value) => next.#follow(onSuccess ?? undefined, value),
      (error: unknown) => (onFail ? next.#follow(onFail, error) : next.#fail(error)),
    );
    return next;
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- as PromiseLike has it
  catch<B>(onFail: (error: any) => B | PromiseLike<B>): TaskPromise<T | B> {
    return this.then(undefined, onFail);
  }

  /** Calls `fn` in either case; gives what `fn` gives. */
  always<B>(fn: () => B | PromiseLike<B>): TaskPromise<B> {
    return this.then(fn, fn);
  }

  /** Calls `fn` in either case; gives what this promise gives. */
  finally(fn?: (() => unknown) | null): TaskPromise<T> {
    const call = async (): Promise<void> => void (await fn?.());
    return this.then(
      async (value) => {
        await call();
        return value;
      },
      async (error: unknown) => {
        await call();
        throw error;
      },
    );
  }

  /** Ends the task, and rejects with a {@link CancellationError}. */
  cancel(): this {
    if (this.#parent !== undefined) this.#parent.cancel();
    else this.#end(new CancellationError());
    return this;
  }

  /** Ends the task when it has run for so many milliseconds, and rejects with a {@link TimeoutError}. */
  timeout(delayMs: number): this {
    if (this.#parent !== undefined) this.#parent.timeout(delayMs);
    else if (this.#control !== undefined) this.#control.limit(delayMs);
    else {
      const timer = setTimeout(() => this.#end(timeoutError(delayMs)), delayMs);
      const stop = (): void => clearTimeout(timer);
      void this.#promise().then(stop, stop);
    }
    return this;
  }

  /** Says which task this promise is of. @internal */
  controls(control: TaskControl): void {
    this.#control = control;
  }

  get [Symbol.toStringTag](): string {
    return 'Promise';
  }

  /** The promise that reactions wait for. */
  #promise(): Promise<T> {
    if (this.#inner !== undefined) return this.#inner;
    this.#inner = new Promise(takeFunctions) as Promise<T>;
    if (this.#state === 'resolved') nextResolve(this.#outcome);
    else if (this.#state === 'rejected') nextReject(this.#outcome);
    else {
      this.#resolveInner = nextResolve;
      this.#rejectInner = nextReject;
    }
    return this.#inner;
  }

  #end(error: Error): void {
    if (!this.pending) return;
    this.#control?.cancel(error);
    this.#fail(error);
  }

  /** Comes to what the reaction to another promise gives. */
  #follow<V>(react: ((value: V) => unknown) | undefined, value: V): void {
    try {
      this.#succeed((react === undefined ? value : react(value)) as T | PromiseLike<T>);
    } catch (error) {
      this.#fail(error);
    }
  }

  #succeed(value: T | PromiseLike<T>): void {
    if (this.#state !== 'pending') return;
    if (isThenable(value)) {
      value.then(
        (result) => this.#succeed(result),
        (error: unknown) => this.#fail(error),
      );
      return;
    }
    this.#state = 'resolved';
    this.#outcome = value;
    this.#resolveInner?.(value);
  }

  #fail(error: unknown): void {
    if (this.#state !== 'pending') return;
    this.#state = 'rejected';
    this.#outcome = error;
    this.#rejectInner?.(error);
    if (this.#handled) return;
    this.#inner?.catch(() => {}); // no crash: it is told below
    // What the program has ended itself is no news.
    if (error instanceof CancellationError) return;
    setImmediate(() => {
      if (this.#handled) return;
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.emitWarning(`a task failed, and nobody handles that: ${text}`, 'UnhandledTaskWarning');
    });
  }

  /** Resolves when all have, with their results. */
  static all<T>(promises: Iterable<T | PromiseLike<T>>): TaskPromise<Awaited<T>[]> {
    return new TaskPromise((resolve) => resolve(Promise.all(promises)));
  }

  /** A promise with the functions that settle it. */
  static defer<T = unknown>(): Resolver<T> {
    const promise = new TaskPromise<T>();
    return { promise, resolve: (value) => promise.#succeed(value), reject: (error) => promise.#fail(error) };
  }

  static readonly CancellationError: typeof CancellationError = CancellationError;
  static readonly TimeoutError: typeof TimeoutError = TimeoutError;
}

const isThenable = <T>(value: T | PromiseLike<T>): value is PromiseLike<T> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
