import { type DurationSummary, Histogram } from './histogram.ts';
import { CANCELLED, DONE, type Task } from './task-handle.ts';

/** How tasks ended. */
export interface TaskCounts {
  /** They gave a value. */
  completed: number;
  /** They failed. */
  failed: number;
  /** They were cancelled. */
  cancelled: number;
}

/** What was measured of single tasks. */
export interface TaskFigures extends Readonly<TaskCounts> {
  /** From submit until they started, in milliseconds. */
  readonly waitMs: DurationSummary;
  /** Time in the worker, in milliseconds; tasks that travelled together share theirs equally. */
  readonly runMs: DurationSummary;
}

/** Counts and times single tasks, per batch. */
export class TaskStatistics {
  readonly counts: TaskCounts = { completed: 0, failed: 0, cancelled: 0 };
  readonly #waits = new Histogram();
  readonly #runs = new Histogram();

  /** So many tasks, submitted then, have just come back together. */
  ran(count: number, queuedAt: number, elapsedMs: number): void {
    this.#waits.record(performance.now() - elapsedMs - queuedAt, count);
    this.#runs.record(elapsedMs / count, count);
  }

  /** A task that was a call of its own is over. */
  ended({ state, trip }: Task): void {
    this.counts[state === DONE ? 'completed' : state === CANCELLED ? 'cancelled' : 'failed']++;
    if (trip?.runMs === undefined) return;
    this.#waits.record((trip.sentAt ?? trip.queuedAt) - trip.queuedAt);
    this.#runs.record(trip.runMs);
  }

  /** What was counted and measured so far. */
  figures(): TaskFigures {
    return { ...this.counts, waitMs: this.#waits.summary(), runMs: this.#runs.summary() };
  }

  /** The duration that `percent` of all tasks waited or ran at most, in milliseconds. */
  percentile(what: 'wait' | 'run', percent: number): number {
    return (what === 'wait' ? this.#waits : this.#runs).percentile(percent);
  }

  /** Forgets all. */
  reset(): void {
    Object.assign(this.counts, { completed: 0, failed: 0, cancelled: 0 });
    this.#waits.reset();
    this.#runs.reset();
  }
}
