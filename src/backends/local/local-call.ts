import type { CallHeader } from '../../core/task.ts';

/** How much the last measurement counts: tasks of one call differ, and a pause of the collector must not count for long. */
const WEIGHT = 0.4;

/** What the engine knows of a call while its batches run. */
export class LocalCall {
  readonly header: CallHeader;
  /** Runs that have not ended. */
  running = 0;
  /** The caller has said that the call is over. */
  ended = false;
  /** How often in a row a worker was lost while it prepared a batch of this call. */
  unprepared = 0;
  #taskMs: number | undefined;

  constructor(header: CallHeader) {
    this.header = header;
  }

  /** A batch of `count` tasks took this long. */
  observe(count: number, elapsedMs: number): void {
    const taskMs = elapsedMs / Math.max(1, count);
    this.#taskMs = this.#taskMs === undefined ? taskMs : this.#taskMs + WEIGHT * (taskMs - this.#taskMs);
  }

  /** How long `count` tasks will take, in milliseconds; Infinity when nothing is known yet. */
  estimateMs(count: number): number {
    return this.#taskMs === undefined ? Infinity : this.#taskMs * count;
  }
}
