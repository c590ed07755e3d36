/**
 * How many tasks travel in the next batch: starts at one, grows fast towards the backend's target duration, ends in a
 * guided tail so that the workers finish together.
 */

/** Shortest batch worth a message, in milliseconds of estimated work; a main thread pays about 20 us per batch (bench/dispatch). */
const MIN_BATCH_MS = 0.5;
/** Most tasks in a batch: bounds memory and the work repeated after a crash; from 65,536 on nothing is gained (bench/dispatch/map-numbers). */
const MAX_BATCH = 65_536;
/** How much larger than any batch before it a batch may be: one lucky fast batch must not swallow the input. */
const MAX_GROWTH = 16;
/** Below this a clock reading says nothing; 5 ns is the cost of an empty task. */
const MIN_TASK_MS = 5e-6;

/** What is known about the tasks of one function. */
interface Estimate {
  taskMs: number;
  /** Largest batch measured so far. */
  largest: number;
}

/** Chooses batch sizes for the tasks of one function. */
export class BatchSizer {
  readonly #targetMs: number;
  readonly #growth: number;
  #estimate: Estimate | undefined;
  /** The most tasks that remained in this call. */
  #all = 0;

  /**
   * @param targetMs - Batch duration worth aiming for, in milliseconds.
   * @param known - What an earlier call measured for the same function.
   * @param growth - How much larger than any batch before it a batch may be.
   */
  constructor(targetMs: number, known?: BatchSizer, growth = MAX_GROWTH) {
    this.#targetMs = targetMs;
    this.#growth = growth;
    this.#estimate = known === undefined || known.#estimate === undefined ? undefined : { ...known.#estimate };
  }

  /** Estimated time of one task in milliseconds; undefined before the first measurement. */
  get taskMs(): number | undefined {
    return this.#estimate?.taskMs;
  }

  /**
   * Chooses the next batch.
   *
   * @param remaining - Tasks still to send; undefined when the input has no known end.
   * @param slots - Batches that may be in flight at a time.
   * @returns At least 1.
   */
  next(remaining: number | undefined, slots: number): number {
    const estimate = this.#estimate;
    if (estimate === undefined) return 1;
    const most = this.#within(this.#targetMs, Math.min(MAX_BATCH, estimate.largest * this.#growth));
    if (remaining === undefined) return most;
    this.#all = Math.max(this.#all, remaining);
    // Where even the shortest batch worth a message would take more than its share, workers get the same: half of the slots wait.
    const share = Math.ceil((2 * this.#all) / slots);
    const least = Math.min(share, this.#within(MIN_BATCH_MS, most));
    const fair = Math.ceil(remaining / slots);
    return Math.max(1, Math.min(remaining, Math.max(least, Math.min(most, fair))));
  }

  /** As {@link next}, for tasks that may take much longer than those before them: never more than the share of a slot. */
  nextUnlike(remaining: number, slots: number): number {
    return Math.min(this.next(remaining, slots), Math.max(1, Math.ceil(remaining / slots)));
  }

  /** Learns from a finished batch. */
  observe(count: number, elapsedMs: number): void {
    if (count === 0) return;
    const taskMs = Math.max(elapsedMs / count, MIN_TASK_MS);
    const estimate = this.#estimate;
    if (estimate === undefined) {
      this.#estimate = { taskMs, largest: count };
      return;
    }
    // Falls fast and rises slowly: a garbage collection in one batch must not shrink the next ones.
    const weight = count < estimate.largest ? 0.2 : taskMs < estimate.taskMs ? 0.8 : 0.4;
    estimate.taskMs += (taskMs - estimate.taskMs) * weight;
    estimate.largest = Math.max(estimate.largest, count);
  }

  #within(ms: number, most: number): number {
    return Math.max(1, Math.min(most, Math.floor(ms / (this.#estimate?.taskMs ?? ms))));
  }
}

/** What earlier calls measured, by function; bounded. */
const known = new Map<string, BatchSizer>();
const MOST_KNOWN = 500;

/** A sizer that begins with what earlier calls of the same function measured on the same backend. */
export function sizerFor(key: string | undefined, targetMs: number): BatchSizer {
  return new BatchSizer(targetMs, key === undefined ? undefined : known.get(key));
}

/** Keeps what a call measured, for the next call of the same function. */
export function rememberSizer(key: string | undefined, sizer: BatchSizer): void {
  if (key === undefined || sizer.taskMs === undefined) return;
  known.delete(key);
  known.set(key, sizer);
  if (known.size > MOST_KNOWN) known.delete(known.keys().next().value as string);
}
