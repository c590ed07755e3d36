import type { Known } from './sample.ts';

/** What was predicted for one backend. */
export interface Prediction {
  /** Name of the backend. */
  readonly backend: string;
  /** Workers that it would use; 1 for the caller's own thread. */
  readonly workers: number;
  /** Wall time of the whole call, in milliseconds; undefined where nothing was predicted. */
  readonly predictedMs: number | undefined;
  /** Why the call cannot run there. */
  readonly excluded?: string;
}

/** What {@link Explanation} is made from. */
export interface ExplanationParts {
  /** Where the tasks ran. */
  readonly backend: string;
  /** Why, in words. */
  readonly reason: string;
  /** Tasks of the call, where that is known. */
  readonly tasks: number | undefined;
  /** Tasks that ran in the caller's own thread. */
  readonly tasksInPlace: number;
  /** What one task is like. */
  readonly known: Known | undefined;
  /** Where the costs of workers come from. */
  readonly figures: 'measured' | 'typical' | 'none';
  /** One for each backend. */
  readonly predictions: readonly Prediction[];
  /** Wall time of the call in milliseconds; undefined for a plan. */
  readonly actualMs: number | undefined;
}

const ms = (value: number | undefined): string => (value === undefined ? '-' : value.toFixed(value < 10 ? 2 : 1));

/** How a call chose its backend, and how well it did: what was predicted beside what came of it. */
export class Explanation {
  /** Where the tasks ran; most of them, when the call moved. */
  readonly backend: string;
  /** Why, in words. */
  readonly reason: string;
  /** Tasks of the call; undefined when the input did not say how many there are, and it has not been read. */
  readonly tasks: number | undefined;
  /** Tasks that ran in the caller's own thread first, to see what they are like. Their results count. */
  readonly tasksInPlace: number;
  /** What the tasks are like, as measured on those: milliseconds and bytes of one; undefined where none was measured. */
  readonly task: Known | undefined;
  /** Where the costs of workers come from: measured on this machine, or typical ones. */
  readonly figures: 'measured' | 'typical' | 'none';
  /** For each backend: the wall time that was predicted, or why it was left out. */
  readonly predictions: readonly Prediction[];
  /** Wall time of the call in milliseconds; undefined for a plan. */
  readonly actualMs: number | undefined;

  /** Made by `explain()` and `plan()`. */
  constructor(parts: ExplanationParts) {
    this.backend = parts.backend;
    this.reason = parts.reason;
    this.tasks = parts.tasks;
    this.tasksInPlace = parts.tasksInPlace;
    this.task = parts.known;
    this.figures = parts.figures;
    this.predictions = parts.predictions;
    this.actualMs = parts.actualMs;
  }

  /** Wall time that was predicted for the backend that the call ran on, in milliseconds. */
  get predictedMs(): number | undefined {
    return this.predictions.find(({ backend }) => backend === this.backend)?.predictedMs;
  }

  /** How far the call was from the prediction, in percent of the prediction: above 0 when it took longer. */
  get errorPercent(): number | undefined {
    const { predictedMs, actualMs } = this;
    if (predictedMs === undefined || actualMs === undefined || predictedMs === 0) return undefined;
    return ((actualMs - predictedMs) / predictedMs) * 100;
  }

  /** A table for people. */
  toString(): string {
    const rows = this.predictions.map(({ backend, workers, predictedMs, excluded }) => {
      const isChosen = backend === this.backend;
      const actual = isChosen ? ms(this.actualMs) : '-';
      const note = excluded ?? (isChosen ? 'chosen' : '');
      return [backend, String(workers), ms(predictedMs), actual, note];
    });
    const table = [['backend', 'workers', 'predicted ms', 'actual ms', ''], ...rows];
    const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => (row[column] as string).length)));
    const lines = table.map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    );
    return [`${this.backend}: ${this.reason}`, ...lines].join('\n');
  }
}
