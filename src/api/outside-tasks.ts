/** Tasks of a pool that are in no lane yet, or never: they wait for something, or are calls of their own. */

import { QUEUED, type Task } from '../plan/task-handle.ts';

/** Such tasks, and everything that keeps a pool from being idle besides its busy lanes. */
export class OutsideTasks {
  readonly #tasks = new Set<Task>();
  readonly #pending = new Set<Promise<unknown>>();
  readonly #onOver: () => void;

  /** @param onOver - Told when one of them is over, or has gone into a lane. */
  constructor(onOver: () => void) {
    this.#onOver = onOver;
  }

  /** How many there are. */
  get size(): number {
    return this.#tasks.size;
  }

  /** Those that were not given to a worker. */
  get queued(): number {
    let queued = 0;
    for (const { state } of this.#tasks) if (state === QUEUED) queued++;
    return queued;
  }

  /** Whether something is not over. */
  get isBusy(): boolean {
    return this.#pending.size > 0;
  }

  /** Resolves when all that is pending now is over. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#pending);
  }

  /** Has the end of the pool wait for something. */
  track(over: Promise<unknown>): void {
    this.#pending.add(over);
    const leave = () => this.#pending.delete(over);
    over.then(leave, leave);
  }

  /** Has a task wait for something, and the end of the pool for the task. */
  after<T>(task: Task, ready: Promise<T>, then: (value: T) => void): void {
    const { promise: left, resolve: leave } = Promise.withResolvers<void>();
    this.#tasks.add(task);
    this.track(left);
    const over = () => {
      this.#tasks.delete(task);
      leave();
      this.#onOver();
    };
    task.owner = { dropped: over };
    void ready
      .then(then)
      .catch((error: unknown) => task.fail(error))
      .then(over);
  }

  /** A task that runs as a call of its own. */
  alone(task: Task, run: Promise<unknown>): void {
    this.#tasks.add(task);
    const over = run.finally(() => {
      this.#tasks.delete(task);
      this.#onOver();
    });
    this.track(over);
  }

  /** Settles them with this error: all, or those that have not been sent. */
  cancel(reason: unknown, { queuedOnly }: { readonly queuedOnly: boolean }): void {
    for (const task of this.#tasks) if (!queuedOnly || task.state === QUEUED) task.cancel(reason);
  }
}
