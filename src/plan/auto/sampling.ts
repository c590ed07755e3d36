import { BatchSizer } from '../batch-size.ts';
import type { ResultSink } from '../results.ts';
import type { Sample } from './sample.ts';

/** A batch in the caller's own thread has no more tasks than have run before it: the next ones may take much longer. */
const GROWTH = 2;

/** Chooses batches for the caller's own thread, and notes how long they take. */
export class SampleSizer extends BatchSizer {
  readonly #sample: Sample;

  constructor(targetMs: number, sample: Sample) {
    super(targetMs, undefined, GROWTH);
    this.#sample = sample;
  }

  override observe(count: number, elapsedMs: number): void {
    this.#sample.ran(count, elapsedMs);
    super.observe(count, elapsedMs);
  }
}

/** Hands results on, and looks at the first ones. */
export class SamplingSink implements ResultSink {
  readonly #sink: ResultSink;
  readonly #sample: Sample;

  constructor(sink: ResultSink, sample: Sample) {
    this.#sink = sink;
    this.#sample = sample;
  }

  get held(): number {
    return this.#sink.held;
  }

  run(first: number, values: ArrayLike<unknown>): void {
    this.#sample.gave(values);
    this.#sink.run(first, values);
  }

  one(index: number, value: unknown): void {
    this.#sample.gave([value]);
    this.#sink.one(index, value);
  }

  done(first: number, count: number): void {
    this.#sink.done(first, count);
  }

  skip(index: number): void {
    this.#sink.skip(index);
  }
}
