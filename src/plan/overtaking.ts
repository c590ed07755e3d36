import type { Batch, BatchId, TaskBackend } from '../core/task.ts';

/** Tasks that travel together at most, where some are more urgent than others: what is sent cannot be overtaken. */
const MOST_TOGETHER = 16;

/**
 * How far a queue with an order of its own sends ahead. Usually as many batches are on their way as the backend takes, so that no
 * worker waits; where priorities are used only as many as run at once, and more only for what is more urgent than one of those.
 */
export class Overtaking {
  readonly #backend: TaskBackend;
  /** Batches on their way, with the priority of their tasks. */
  readonly #flying = new Map<BatchId, number>();
  /** Some task has a priority, or the queue is the user's own. */
  isUsed: boolean;

  constructor(backend: TaskBackend, isUsed: boolean) {
    this.#backend = backend;
    this.isUsed = isUsed;
  }

  sent({ id, priority = 0 }: Batch): void {
    this.#flying.set(id, priority);
  }

  ended({ id }: Batch): void {
    this.#flying.delete(id);
  }

  /** How many of so many tasks may travel together. */
  limit(size: number): number {
    return this.isUsed ? Math.min(size, MOST_TOGETHER) : size;
  }

  /** Whether a batch may be made of tasks with this priority; undefined: not known. */
  mayTake(priority: number | undefined): boolean {
    return !this.isUsed || this.#flying.size < this.#atOnce || this.overtakes(priority);
  }

  /** Whether tasks with this priority go before others that are on their way, even if the backend is full. */
  overtakes(priority: number | undefined): boolean {
    if (!this.isUsed || priority === undefined || this.#backend.atOnce === undefined) return false;
    if (this.#flying.size >= this.#backend.capacity() + this.#atOnce) return false;
    for (const other of this.#flying.values()) if (other < priority) return true;
    return false;
  }

  get #atOnce(): number {
    return this.#backend.atOnce?.() ?? Number.POSITIVE_INFINITY;
  }
}
