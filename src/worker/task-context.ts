import { AsyncLocalStorage } from 'node:async_hooks';
import { ParallelError } from '../core/errors.ts';
import { taskRandom } from '../core/random.ts';
import type { TaskRandom } from '../core/random.ts';

/** What a running task may know about itself, and how it talks to its caller while it runs. */
export interface TaskContext {
  /** Position of the item in the input, from 0. */
  readonly index: number;
  /** From 1; higher when the task is retried. */
  readonly attempt: number;
  /** Number of the worker, from 1; 0 in the caller's own thread. */
  readonly workerId: number;
  /** Name of the backend that runs the task. */
  readonly backend: string;
  /** How deep in nested calls the task runs; 1 for calls of the main program. */
  readonly level: number;
  /** What the `initializer` of the workers returned in this one; undefined without one. */
  readonly state: unknown;
  /** Aborted when the task is cancelled or over its time; a task that asks for it gets 100 ms to end by itself. */
  readonly signal: AbortSignal;
  /** Random numbers of this task: the same for any backend, batch size, number of workers and retry. */
  readonly rng: TaskRandom;
  /** Sends `data` to the caller's `onReport`, while the task runs. */
  report(data: unknown): void;
  /** Writes a line, formatted as by `console.log`, that the caller gets with the index of the task. */
  log(...values: readonly unknown[]): void;
}

/** What tasks say while they run. */
export interface TaskVoice {
  report(index: number, data: unknown): void;
  log(index: number, text: string): void;
}

/** What all tasks of a batch share. */
export interface BatchScope {
  readonly attempt: number;
  readonly workerId: number;
  readonly backend: string;
  readonly level: number;
  readonly seed: readonly [number, number];
  /** What the initializer returned. */
  state(): unknown;
  readonly voice: TaskVoice;
  /** Position of the running task. */
  position(): number;
  indexAt(position: number): number;
  /** The task at this position has asked for its signal. */
  onListen(position: number): void;
}

class Context implements TaskContext {
  readonly index: number;
  readonly position: number;
  readonly #scope: BatchScope;
  #controller: AbortController | undefined;
  #rng: TaskRandom | undefined;

  constructor(scope: BatchScope, position: number) {
    this.#scope = scope;
    this.position = position;
    this.index = scope.indexAt(position);
  }

  get attempt(): number {
    return this.#scope.attempt;
  }

  get workerId(): number {
    return this.#scope.workerId;
  }

  get backend(): string {
    return this.#scope.backend;
  }

  get level(): number {
    return this.#scope.level;
  }

  get state(): unknown {
    return this.#scope.state();
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      this.#scope.onListen(this.position);
    }
    return this.#controller.signal;
  }

  get rng(): TaskRandom {
    return (this.#rng ??= taskRandom(this.#scope.seed, this.index));
  }

  report(data: unknown): void {
    this.#scope.voice.report(this.index, data);
  }

  log(...values: readonly unknown[]): void {
    this.#scope.voice.log(this.index, `${process.getBuiltinModule('node:util').format(...values)}\n`);
  }

  abort(reason: unknown): void {
    this.#controller?.abort(reason);
  }
}

/** What the storage holds while a batch runs; entered once per batch. */
export class ContextStore {
  readonly #scope: BatchScope;
  #current: Context | undefined;

  constructor(scope: BatchScope) {
    this.#scope = scope;
  }

  /** Where the tasks run, for calls that they make; see platform/nesting.ts. */
  get place(): { readonly level: number; readonly backend: string; readonly workerId: number } {
    const { level, backend, workerId } = this.#scope;
    return { level, backend, workerId };
  }

  /** The context of the task that runs now. */
  context(): TaskContext {
    const position = this.#scope.position();
    if (this.#current?.position !== position) this.#current = new Context(this.#scope, position);
    return this.#current;
  }

  /** Aborts the signal of the running task, where it has asked for it. */
  abort(reason: unknown): void {
    if (this.#current?.position === this.#scope.position()) this.#current.abort(reason);
  }
}

// Several copies of the library may be loaded, by a task's module or by a bundle: they share the one storage.
const key = Symbol.for('manycore.context');
const shared = globalThis as { [key]?: AsyncLocalStorage<ContextStore> };

/** Runs `body` with the store as the context of everything it starts. */
export function withContext<A, T>(store: ContextStore, body: (argument: A) => T, argument: A): T {
  const storage = (shared[key] ??= new AsyncLocalStorage<ContextStore>());
  return storage.run(store, body, argument);
}

/**
 * What the running task may know about itself: index, attempt, signal, random numbers, and how to report.
 *
 * @returns The context of the task that calls it, in an asynchronous task after an `await` too.
 * @throws ParallelError `ERR_NO_TASK` outside a task.
 * @example
 * ```ts
 * const indices = await Parallel(2).map(() => taskContext().index, ['a', 'b', 'c']);
 * console.log(indices); // [ 0, 1, 2 ]
 * ```
 */
export function taskContext(): TaskContext {
  const store = shared[key]?.getStore();
  if (store === undefined) {
    throw new ParallelError(
      'ERR_NO_TASK',
      'taskContext() was called outside a task; call it inside a function that map, run or submit runs',
    );
  }
  return store.context();
}
