import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

const PERCENTILES = [0.001, 0.01, 0.1, 1, 2.5, 10, 25, 50, 75, 90, 97.5, 99, 99.9, 99.99, 99.999] as const;

type Percentile =
  | 'p0_001'
  | 'p0_01'
  | 'p0_1'
  | 'p1'
  | 'p2_5'
  | 'p10'
  | 'p25'
  | 'p50'
  | 'p75'
  | 'p90'
  | 'p97_5'
  | 'p99'
  | 'p99_9'
  | 'p99_99'
  | 'p99_999';

/** Times in milliseconds. */
export type PiscinaHistogramSummary = { readonly [name in Percentile]: number } & {
  readonly average: number;
  readonly mean: number;
  readonly stddev: number;
  readonly min: number;
  readonly max: number;
};

/** How long tasks ran and waited. */
export interface PiscinaHistogram {
  readonly runTime: PiscinaHistogramSummary;
  readonly waitTime: PiscinaHistogramSummary;
  resetRunTime(): void;
  resetWaitTime(): void;
}

/** Node's histograms count whole numbers: here microseconds. */
export const toMicros = (ms: number): number => Math.max(1, Math.trunc(ms * 1000));

/** What a histogram of microseconds shows. */
export function summaryOf(histogram: RecordableHistogram): PiscinaHistogramSummary {
  const { mean, stddev, min, max } = histogram;
  const percentiles = PERCENTILES.map(
    (p) => [`p${String(p).replace('.', '_')}`, histogram.percentile(p) / 1000] as const,
  );
  const inMs = { average: mean, mean, stddev, min, max };
  const entries = Object.entries(inMs).map(([name, value]) => [name, value / 1000] as const);
  return Object.fromEntries([...entries, ...percentiles]) as unknown as PiscinaHistogramSummary;
}

/** Times of the tasks of one pool. */
export class Histograms {
  readonly #runTime = createHistogram();
  readonly #waitTime = createHistogram();

  /** Notes a task, with times in milliseconds. */
  record(runMs: number, waitMs: number): void {
    this.#runTime.record(toMicros(runMs));
    this.#waitTime.record(toMicros(waitMs));
  }

  /** Time that all tasks together have run, in milliseconds. */
  get totalRunMs(): number {
    return this.#runTime.count === 0 ? 0 : (this.#runTime.mean / 1000) * this.#runTime.count;
  }

  get runTime(): PiscinaHistogramSummary {
    return summaryOf(this.#runTime);
  }

  get waitTime(): PiscinaHistogramSummary {
    return summaryOf(this.#waitTime);
  }

  resetRunTime(): void {
    this.#runTime.reset();
  }

  resetWaitTime(): void {
    this.#waitTime.reset();
  }
}

/** What a pool shows of its times; without values where it keeps none. */
export function shownHistogram(times: Histograms | undefined): PiscinaHistogram {
  return {
    get runTime() {
      return times?.runTime as PiscinaHistogramSummary; // piscina's types say that it is always there
    },
    get waitTime() {
      return times?.waitTime as PiscinaHistogramSummary;
    },
    resetRunTime: () => times?.resetRunTime(),
    resetWaitTime: () => times?.resetWaitTime(),
  };
}
