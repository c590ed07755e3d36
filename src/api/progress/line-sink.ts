import { formatPercent, fractionDone, progressWords } from './format-progress.ts';
import type { ProgressEvent, ProgressSink, ProgressStream } from './progress-event.ts';

/** A line for each of these parts of the whole, and at least this often: logs stay short, and still show life. */
const LINE_FRACTION = 0.1;
const LINE_INTERVAL_MS = 10_000;

/** Plain lines, for logs and pipes. */
export class LineSink implements ProgressSink {
  readonly #stream: ProgressStream;
  #lastMs: number | undefined;
  #lastFraction = 0;

  constructor(stream: ProgressStream) {
    this.#stream = stream;
  }

  update(event: ProgressEvent): void {
    const fraction = fractionDone(event);
    const isDue =
      event.final ||
      this.#lastMs === undefined ||
      event.elapsedMs - this.#lastMs >= LINE_INTERVAL_MS ||
      (fraction ?? 0) - this.#lastFraction >= LINE_FRACTION;
    if (!isDue) return;
    this.#lastMs = event.elapsedMs;
    this.#lastFraction = fraction ?? 0;
    const percent = fraction === undefined ? '' : `${formatPercent(fraction)}, `;
    this.#stream.write(`${event.description || 'progress'}: ${percent}${progressWords(event)}\n`);
  }
}
