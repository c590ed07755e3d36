import type { ProgressEvent as Reading } from '../../plan/progress.ts';
import type { ProgressEvent, ProgressSink } from './progress-event.ts';

/** Between two updates of a sink, in milliseconds: about ten a second. */
const INTERVAL_MS = 100;

/** How far back the rate looks, in milliseconds: long enough not to jump with each batch, short enough to follow a change. */
const RATE_WINDOW_MS = 10_000;

/** At the beginning it looks back over this share of the time so far: the start of the workers is soon forgotten. */
const EARLY_SHARE = 1 / 3;

export interface SmoothOptions {
  readonly sink: ProgressSink;
  readonly description: string;
}

/** What the planner tells; it need not care how often. */
export interface ReadingSink {
  update(reading: Reading): void;
  close(): void;
}

/** Thins out the readings of a call and estimates the remaining time from a smoothed rate. */
export class SmoothProgress implements ReadingSink {
  readonly #sink: ProgressSink;
  readonly #description: string;
  #nextMs = 0;
  /** Tasks and milliseconds, those of a moment counting the less the longer ago it is. */
  #tasks = 0;
  #spanMs = 0;
  #lastMs = 0;
  #lastDone = 0;
  #isOver = false;

  constructor(options: SmoothOptions) {
    this.#sink = options.sink;
    this.#description = options.description;
  }

  update(reading: Reading): void {
    // The planner measures the time, so it is the clock here too.
    if (this.#isOver || (!reading.final && reading.elapsedMs < this.#nextMs)) return;
    this.#nextMs = reading.elapsedMs + INTERVAL_MS;
    this.#isOver = reading.final;
    this.#sink.update(this.#event(reading));
  }

  #event(reading: Reading): ProgressEvent {
    this.#follow(reading);
    const { total, done, final } = reading;
    // At the end the whole call counts, not its last seconds.
    const rate = final || this.#spanMs === 0 ? reading.rate : (this.#tasks / this.#spanMs) * 1000;
    const left = total === undefined ? undefined : Math.max(0, total - done);
    const remainingMs = left === undefined || rate <= 0 ? undefined : (left / rate) * 1000;
    return { ...reading, rate, remainingMs: left === 0 ? 0 : remainingMs, description: this.#description };
  }

  /** Whole pauses count too. */
  #follow({ elapsedMs, done }: Reading): void {
    const spanMs = elapsedMs - this.#lastMs;
    if (spanMs <= 0 || (this.#spanMs === 0 && done === 0)) return;
    const kept = Math.exp(-spanMs / Math.min(RATE_WINDOW_MS, elapsedMs * EARLY_SHARE));
    this.#tasks = this.#tasks * kept + done - this.#lastDone;
    this.#spanMs = this.#spanMs * kept + spanMs;
    this.#lastMs = elapsedMs;
    this.#lastDone = done;
  }

  close(): void {
    this.#isOver = true;
    this.#sink.close?.();
  }
}
