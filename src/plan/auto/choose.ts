/** Which backend a call with `backend: 'auto'` runs on: pure policy, decided anew as more becomes known. */

import { type Crew, predictMs } from './predict.ts';
import type { Known } from './sample.ts';

/** A backend that a call may run on. */
export interface Candidate {
  readonly backend: string;
  /** Undefined for the caller's own thread. */
  readonly crew: Crew | undefined;
}

/** A backend that a call cannot run on. */
export interface Excluded {
  readonly backend: string;
  readonly reason: string;
}

/** How much better workers must look before a call moves to them: what is predicted is not exact, and to move is final. */
export interface Margin {
  /** So many times as fast. */
  readonly ratio: number;
  /** And so many milliseconds sooner. */
  readonly ms: number;
  /** Tasks have to have run for so long before they are gone by, in milliseconds. */
  readonly sampleMs: number;
}

/** Set by `npm run bench -- auto`: predictions are within a factor of 1.5, so a close call is better left in place. */
export const usualMargin: Margin = { ratio: 1.25, ms: 1, sampleMs: 2 };

/** What is left of a call. */
export interface Remaining {
  /** Tasks; as far as that is known. */
  readonly tasks: number;
  readonly known: Known;
}

/** What each candidate would need for the rest of a call. */
export interface Estimate {
  readonly backend: string;
  readonly workers: number;
  /** Of the rest, from now on, in milliseconds. */
  readonly restMs: number;
}

/** Estimates for all candidates, the caller's own thread included if it is one of them. */
export function estimate({ tasks, known }: Remaining, candidates: readonly Candidate[]): Estimate[] {
  return candidates.map(({ backend, crew }) => ({
    backend,
    workers: crew === undefined ? 1 : Math.max(1, Math.min(crew.workers, tasks)),
    restMs: crew === undefined ? tasks * known.taskMs : predictMs({ tasks, ...known }, crew),
  }));
}

/** The best of the estimates; workers have to beat the caller's own thread by the margin. */
export function best(
  estimates: readonly Estimate[],
  inPlace: string,
  margin: Margin = usualMargin,
): Estimate | undefined {
  let found = estimates.find(({ backend }) => backend === inPlace);
  let limit =
    found === undefined ? Number.POSITIVE_INFINITY : Math.min(found.restMs / margin.ratio, found.restMs - margin.ms);
  for (const one of estimates) {
    if (one.backend === inPlace || !(one.restMs < limit)) continue;
    found = one;
    limit = one.restMs;
  }
  return found;
}

/** Tasks that a call of unknown length is taken to have left: as many as it has had, so a wrong guess costs half at most. */
export const guessRemaining = (total: number | undefined, done: number): number =>
  total === undefined ? Math.max(1, done) : Math.max(0, total - done);
