/** Progress of a call, as its sink sees it. */

/** One reading. Times are in milliseconds. */
export interface ProgressEvent {
  /** Tasks that are over, with whatever outcome. */
  readonly done: number;
  /** Tasks in all, where that is known. */
  readonly total: number | undefined;
  /** Tasks that failed for good. */
  readonly failed: number;
  /** Tasks sent to workers and not over yet. */
  readonly running: number;
  /** Time since the call started. */
  readonly elapsedMs: number;
  /** Estimated from the measured rate; undefined while unknown. */
  readonly remainingMs: number | undefined;
  /** Tasks per second so far. */
  readonly rate: number;
  /** The last event of the call. */
  readonly final: boolean;
}

/** Measures a call. */
export class ProgressMeter {
  readonly #startMs = performance.now();
  readonly #emit: (event: ProgressEvent) => void;
  done = 0;
  failed = 0;
  running = 0;
  total: number | undefined;

  constructor(emit: (event: ProgressEvent) => void, total: number | undefined) {
    this.#emit = emit;
    this.total = total;
  }

  /** The meter for one part of a call, which shares its counts and is not its end. */
  part(): ProgressMeter {
    return new MeterPart(this);
  }

  report(final = false): void {
    const elapsedMs = performance.now() - this.#startMs;
    const rate = elapsedMs > 0 ? (this.done / elapsedMs) * 1000 : 0;
    const remaining = this.total === undefined ? undefined : this.total - this.done;
    this.#emit({
      done: this.done,
      total: this.total,
      failed: this.failed,
      running: this.running,
      elapsedMs,
      remainingMs: remaining === undefined || rate === 0 ? undefined : (remaining / rate) * 1000,
      rate,
      final,
    });
  }
}

/** See {@link ProgressMeter.part}. */
class MeterPart extends ProgressMeter {
  readonly #whole: ProgressMeter;

  constructor(whole: ProgressMeter) {
    super(() => undefined, undefined);
    this.#whole = whole;
    for (const name of ['done', 'failed', 'running'] as const) {
      Object.defineProperty(this, name, {
        get: () => whole[name],
        set: (value: number) => {
          whole[name] = value;
        },
      });
    }
  }

  override report(): void {
    this.#whole.report();
  }
}
