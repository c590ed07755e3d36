import type { Payload } from '../../core/payload.ts';

/** Workers that may fail to start, in a row, before tasks are told; more, if they are killed from outside. */
export const MAX_FAILED_STARTS = 3;
/** How long nothing is started after that, in milliseconds. */
const PAUSE_MS = 1000;

/** What tasks are told while no worker can be started. */
export interface Refusal {
  readonly error: unknown;
  /** What the worker told of the cause, still encoded. */
  readonly cause?: Payload | undefined;
}

/** Keeps a kind of worker that cannot start from being started again and again. */
export class StartGate {
  #failed = 0;
  #closed: { readonly refusal: Refusal; readonly until: number } | undefined;

  /** The failure of tasks while nothing may be started. After a pause one more start is tried. */
  refusal(): Refusal | undefined {
    if (this.#closed !== undefined && performance.now() >= this.#closed.until) {
      this.#closed = undefined;
      this.#failed = MAX_FAILED_STARTS - 1;
    }
    return this.#closed?.refusal;
  }

  started(): void {
    this.#failed = 0;
  }

  /**
   * A worker could not be started.
   *
   * @param weight - How much that says: 1, or `Infinity` when the next would fail alike; less for one that was killed.
   * @returns whether to tell the tasks.
   */
  failed(refusal: Refusal, weight: number): boolean {
    this.#failed += weight;
    if (this.#failed < MAX_FAILED_STARTS) return false;
    this.#closed = { refusal, until: performance.now() + PAUSE_MS };
    return true;
  }
}
