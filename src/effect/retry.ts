import type * as Duration from 'effect/Duration';
import { toMillis } from 'effect/Duration';
import * as Effect from 'effect/Effect';
import * as Exit from 'effect/Exit';
import * as Schedule from 'effect/Schedule';
import type { RetryOptions } from '../plan/retry.ts';

/** Longest schedule that is followed; nobody retries a task more often. */
const MOST_RETRIES = 1000;

/**
 * The waits of a schedule for one task that always fails with `error`: the wait after attempt `n` is element `n - 1`.
 *
 * The schedule is stepped with the time that would have passed, so elapsed-time limits hold.
 */
const waitsOf = <Output>(schedule: Schedule.Schedule<Output, unknown>, attempts: number, error: unknown) =>
  Effect.gen(function* () {
    const step = yield* Schedule.toStep(schedule);
    const waits: number[] = [];
    let now = 0;
    while (waits.length < attempts) {
      const next: Exit.Exit<[Output, Duration.Duration], unknown> = yield* Effect.exit(step(now, error));
      if (Exit.isFailure(next)) return waits;
      const waitMs = toMillis(next.value[1]);
      waits.push(waitMs);
      now += waitMs;
    }
    return waits;
  });

/** Retry options that follow a schedule. */
export function retryBySchedule<Output>(schedule: Schedule.Schedule<Output, unknown>): RetryOptions {
  const waits = (attempt: number, error: unknown) => Effect.runSync(waitsOf(schedule, attempt, error));
  return {
    times: MOST_RETRIES,
    on: (error, attempt) => waits(attempt, error).length >= attempt,
    delay: (attempt, error) => waits(attempt, error)[attempt - 1] ?? 0,
  };
}
