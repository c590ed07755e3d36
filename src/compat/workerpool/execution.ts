import type { AnyFunction } from '../../closure/nodes.ts';
import { DONE, QUEUED, type Task as EngineTask } from '../../plan/task-handle.ts';
import type { EventRoute } from '../../worker/methods.ts';
import type { Task } from './options.ts';
import { timeoutError, translated } from './errors.ts';
import { type Resolver, type TaskControl, TaskPromise } from './task-promise.ts';

/** How often a task that waits is looked at, for a time that counts from its start, in milliseconds. */
const LOOK_MS = 5;

/** One call of `exec`: what the queue of the program sees of it, and what its promise does to it. */
export class Execution implements Task, TaskControl {
  readonly method: Task['method'];
  readonly params: Task['params'];
  readonly options: Task['options'];
  readonly resolver: Resolver;
  /** For the task from its start, in milliseconds, where it was given before the task was sent. */
  timeout: number | null = null;
  /** Of the engine, once it was sent. */
  task: EngineTask | undefined;
  /** Where its events go. */
  route: EventRoute | undefined;
  /** Called when it is over without having been sent. */
  readonly #drop: (execution: Execution) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    { method, params, options }: Pick<Task, 'method' | 'params' | 'options'>,
    drop: (one: Execution) => void,
  ) {
    this.method = method;
    this.params = params;
    this.options = options;
    this.#drop = drop;
    this.resolver = TaskPromise.defer();
    this.resolver.promise.controls(this);
  }

  cancel(error: Error): void {
    this.#stopTimer();
    if (this.task === undefined) this.#drop(this);
    else this.task.cancel(error);
    this.resolver.reject(error);
  }

  /** Ends it when it has run for so long. */
  limit(delayMs: number): void {
    if (this.task === undefined) this.timeout = delayMs;
    else this.#whenStarted(() => (this.#timer = setTimeout(() => this.cancel(timeoutError(delayMs)), delayMs)));
  }

  /** The engine has it. */
  sent(task: EngineTask): void {
    this.task = task;
    void task.then(
      (value) => {
        this.#stopTimer();
        this.resolver.resolve(value);
      },
      (error: unknown) => {
        this.#stopTimer();
        this.resolver.reject(translated(error));
      },
    );
  }

  #stopTimer(): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
  }

  #whenStarted(then: () => void): void {
    const { task } = this;
    if (task === undefined || task.state >= DONE) return;
    if (task.state !== QUEUED) return then();
    this.#timer = setTimeout(() => this.#whenStarted(then), LOOK_MS);
  }
}

const usesThis = new WeakMap<AnyFunction, boolean>();

/** Whether a function may want its `this`, which has the worker. */
export function mayUseThis(fn: AnyFunction): boolean {
  let uses = usesThis.get(fn);
  if (uses === undefined) usesThis.set(fn, (uses = /\bthis\b/.test(Function.prototype.toString.call(fn))));
  return uses;
}
