/** Durations in buckets whose width grows with their value: small, of constant size, with percentiles to about 2 %. */

/** What is known of some durations, in milliseconds. All 0 where there were none. */
export interface DurationSummary {
  /** How many. */
  readonly count: number;
  /** The shortest. */
  readonly min: number;
  /** The longest. */
  readonly max: number;
  /** The mean. */
  readonly mean: number;
  /** Standard deviation. */
  readonly stddev: number;
  /** 50 % of all are at most this long, to about 2 %. */
  readonly p50: number;
  /** 75 % of all are at most this long, to about 2 %. */
  readonly p75: number;
  /** 90 % of all are at most this long, to about 2 %. */
  readonly p90: number;
  /** 99 % of all are at most this long, to about 2 %. */
  readonly p99: number;
  /** 99.9 % of all are at most this long, to about 2 %. */
  readonly p999: number;
}

/** Buckets for each doubling. */
const PER_DOUBLING = 16;
/** What the first bucket ends at, in milliseconds. */
const LEAST_MS = 0.001;
/** From a microsecond to some ten days. */
const BUCKETS = 40 * PER_DOUBLING;

const bucketOf = (ms: number): number =>
  ms <= LEAST_MS ? 0 : Math.min(BUCKETS - 1, 1 + Math.floor(Math.log2(ms / LEAST_MS) * PER_DOUBLING));

/** The middle of a bucket. */
const valueOf = (bucket: number): number => (bucket === 0 ? LEAST_MS : LEAST_MS * 2 ** ((bucket - 0.5) / PER_DOUBLING));

/** Counts durations. */
export class Histogram {
  readonly #counts = new Float64Array(BUCKETS);
  #count = 0;
  #sum = 0;
  #squares = 0;
  #min = Infinity;
  #max = 0;

  get count(): number {
    return this.#count;
  }

  /** Sum of all, in milliseconds. */
  get sum(): number {
    return this.#sum;
  }

  /** Adds a duration in milliseconds, `times` times; less than nothing counts as nothing. */
  record(ms: number, times = 1): void {
    const value = Math.max(0, ms);
    this.#counts[bucketOf(value)]! += times;
    this.#count += times;
    this.#sum += value * times;
    this.#squares += value * value * times;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  /**
   * The duration that `percent` of all are at most, in milliseconds; 0 where there were none.
   *
   * @param percent - From 0 to 100.
   */
  percentile(percent: number): number {
    if (this.#count === 0) return 0;
    const rank = Math.max(1, Math.ceil((percent / 100) * this.#count));
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      seen += this.#counts[bucket] as number;
      if (seen >= rank) return Math.min(this.#max, Math.max(this.#min, valueOf(bucket)));
    }
    return this.#max;
  }

  summary(): DurationSummary {
    const count = this.#count;
    const mean = count === 0 ? 0 : this.#sum / count;
    const variance = count === 0 ? 0 : Math.max(0, this.#squares / count - mean * mean);
    const [p50, p75, p90, p99, p999] = [50, 75, 90, 99, 99.9].map((percent) => this.percentile(percent)) as number[];
    const min = count === 0 ? 0 : this.#min;
    return {
      count,
      min,
      max: this.#max,
      mean,
      stddev: Math.sqrt(variance),
      p50,
      p75,
      p90,
      p99,
      p999,
    } as DurationSummary;
  }

  /** Forgets all. */
  reset(): void {
    this.#counts.fill(0);
    this.#count = this.#sum = this.#squares = this.#max = 0;
    this.#min = Infinity;
  }
}
