import type { Estimate, Excluded } from '../../plan/auto/choose.ts';
import { Explanation, type Prediction } from '../../plan/auto/explanation.ts';
import type { Known } from '../../plan/auto/sample.ts';

/** What is known of a call when it is explained. */
interface Facts {
  readonly tasks: number | undefined;
  readonly isTotalKnown: boolean;
  readonly tasksInPlace: number;
  readonly known: Known | undefined;
  readonly figures: 'measured' | 'typical';
  readonly excluded: readonly Excluded[];
  /** By what is known now: what would have been predicted for the whole call, had it not been over before. */
  readonly hindsight: readonly Estimate[];
}

const round = (ms: number): string => `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;

/** Notes while a call with `backend: 'auto'` runs, and explains it in the end. */
export class Report {
  readonly #startMs = performance.now();
  #estimates: readonly Estimate[] | undefined;
  /** What had passed when they were made, in milliseconds. */
  #spentMs = 0;
  #moved: { readonly to: Estimate; readonly after: number } | undefined;
  #stays: string | undefined;
  #actualMs: number | undefined;

  get elapsedMs(): number {
    return performance.now() - this.#startMs;
  }

  get hasPredicted(): boolean {
    return this.#estimates !== undefined;
  }

  /** The rest was predicted when so much time had passed. */
  predict(estimates: readonly Estimate[], spentMs: number): void {
    this.#estimates = estimates;
    this.#spentMs = spentMs;
  }

  /** It goes to workers after so many tasks in place. */
  moved(to: Estimate, after: number): void {
    this.#moved = { to, after };
  }

  /** It could not go to workers. */
  stays(reason: string): void {
    this.#stays = reason;
    this.#moved = undefined;
  }

  /** The call is over. */
  over(): void {
    this.#actualMs = this.elapsedMs;
  }

  explain(facts: Facts): Explanation {
    const { tasks, isTotalKnown, excluded, hindsight, ...rest } = facts;
    const predictions = (this.#estimates ?? hindsight).map(({ backend, workers, restMs }): Prediction => {
      // Of an input of unknown length only a guess of the rest was estimated.
      return { backend, workers, predictedMs: isTotalKnown ? this.#spentMs + restMs : undefined };
    });
    const left = excluded.map(({ backend, reason }): Prediction => {
      return { backend, workers: 0, predictedMs: undefined, excluded: reason };
    });
    return new Explanation({
      ...rest,
      tasks,
      backend: this.#moved?.to.backend ?? 'sequential',
      reason: this.#reason(),
      predictions: [...predictions, ...left],
      actualMs: this.#actualMs,
    });
  }

  #reason(): string {
    if (this.#stays !== undefined) return `workers would be quicker, but it cannot go there: ${this.#stays}`;
    const inPlace = this.#estimates?.find(({ backend }) => backend === 'sequential');
    if (this.#moved === undefined) return "no workers are predicted to be quicker than the caller's own thread";
    const { to, after } = this.#moved;
    if (inPlace === undefined) return 'the call needs workers, and these are predicted to be the quickest';
    const when = after === 0 ? 'from the start' : `after ${after} tasks in place`;
    const rest = after === 0 ? '' : ' for the rest';
    return `${when}: ${round(to.restMs)}${rest} on ${to.workers} workers, against ${round(inPlace.restMs)} in place`;
  }
}
