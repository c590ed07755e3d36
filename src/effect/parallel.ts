import * as Context from 'effect/Context';
import * as Effect from 'effect/Effect';
import * as Layer from 'effect/Layer';
import * as Metric from 'effect/Metric';
import type * as Schedule from 'effect/Schedule';
import * as Stream from 'effect/Stream';
import type { DelayedTask } from '../api/delayed.ts';
import type { CallSettings } from '../api/options.ts';
import { Pool } from '../api/pool.ts';
import type { PoolOptions } from '../api/pool-options.ts';
import type { Items } from '../api/types.ts';
import { type ParallelFailure, toFailure } from './failures.ts';
import { retryBySchedule } from './retry.ts';

/**
 * Workers as a service. `Workers.layer` starts them when they are first used and ends them with its scope.
 *
 * @example
 * ```ts
 * import * as Effect from 'effect/Effect';
 * import { map, Workers } from 'manycore/effect';
 *
 * const program = map((x: number) => x * x, [1, 2, 3]);
 * console.log(await Effect.runPromise(program.pipe(Effect.provide(Workers.layer({ maxWorkers: 2 }))))); // [ 1, 4, 9 ]
 * ```
 */
export class Workers extends Context.Service<Workers, Pool>()('manycore/Workers') {
  /** Workers that live as long as the layer's scope. Ending the scope cancels what still runs. */
  static layer(options: PoolOptions = {}): Layer.Layer<Workers> {
    return Layer.effect(
      Workers,
      Effect.acquireRelease(
        Effect.sync(() => new Pool(options)),
        (pool) => Effect.promise(() => pool.terminate()),
      ),
    );
  }
}

/** Options of a call: those of the promise face, without what Effect does itself. */
export interface EffectCallSettings extends Omit<CallSettings, 'signal' | 'onError' | 'returnAs' | 'retry' | 'dtype'> {
  /** When a failed task runs again; the schedule's input is the error. */
  readonly retry?: Schedule.Schedule<unknown, unknown> | CallSettings['retry'];
}

const tasks = Metric.counter('manycore_tasks_total', { description: 'Tasks that are over' });
const failedTasks = Metric.counter('manycore_tasks_failed_total', { description: 'Tasks that failed for good' });

/** Counts per call, not per task: a counter update costs as much as a small task. */
class Counts {
  done = 0;
  failed = 0;

  readonly flush: Effect.Effect<void> = Effect.suspend(() =>
    Effect.andThen(Metric.update(tasks, this.done), Metric.update(failedTasks, this.failed)),
  );
}

function settings(options: EffectCallSettings, counts: Counts): CallSettings {
  const { retry, onTaskDone, ...rest } = options;
  const isSchedule = typeof retry === 'object' && !('times' in retry);
  return {
    ...rest,
    ...(retry === undefined ? {} : { retry: isSchedule ? retryBySchedule(retry) : retry }),
    onTaskDone: (task) => {
      counts.done++;
      if (task.status === 'rejected') counts.failed++;
      onTaskDone?.(task);
    },
  };
}

/** Runs a call with a signal that interruption aborts, and waits until nothing of it runs any more. */
const interruptible = <A>(name: string, run: (signal: AbortSignal) => Promise<A>) =>
  Effect.tryPromise({ try: run, catch: toFailure }).pipe(Effect.withSpan(`manycore.${name}`));

/**
 * Calls `fn` with each item on the {@link Workers}; results in input order.
 *
 * Interrupting the effect cancels the call: running tasks end, their workers are kept where possible.
 */
export const map = <T, R>(
  fn: (item: T) => R,
  items: Items<T>,
  options: EffectCallSettings = {},
): Effect.Effect<Awaited<R>[], ParallelFailure, Workers> =>
  Effect.gen(function* () {
    const pool = yield* Workers;
    const counts = new Counts();
    const call = settings(options, counts);
    const run = (signal: AbortSignal) =>
      pool.map(fn, items, { ...call, signal, returnAs: 'list' }) as Promise<Awaited<R>[]>;
    return yield* interruptible('map', run).pipe(Effect.ensuring(counts.flush));
  });

/** Calls `fn` with each tuple of arguments. */
export const starmap = <A extends readonly unknown[], R>(
  fn: (...args: A) => R,
  tuples: Items<readonly [...A]>,
  options: EffectCallSettings = {},
): Effect.Effect<Awaited<R>[], ParallelFailure, Workers> =>
  Effect.gen(function* () {
    const pool = yield* Workers;
    const counts = new Counts();
    const call = settings(options, counts);
    const run = (signal: AbortSignal) =>
      pool.starmap(fn, tuples, { ...call, signal, returnAs: 'list' }) as Promise<Awaited<R>[]>;
    return yield* interruptible('starmap', run).pipe(Effect.ensuring(counts.flush));
  });

/** Results as they come: in input order, or as soon as each is there. Back-pressure reaches the input. */
export const stream = <T, R>(
  fn: (item: T) => R,
  items: Items<T>,
  options: EffectCallSettings & { readonly ordered?: boolean } = {},
): Stream.Stream<Awaited<R>, ParallelFailure, Workers> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const pool = yield* Workers;
      const { ordered = true, ...rest } = options;
      const counts = new Counts();
      yield* Effect.addFinalizer(() => counts.flush);
      const call = settings(rest, counts);
      const returnAs = ordered ? 'generator' : 'generatorUnordered';
      const results = pool.map(fn, items, { ...call, returnAs }) as AsyncGenerator<Awaited<R>, void, undefined>;
      return Stream.fromAsyncIterable(results, toFailure);
    }),
  );

/** Runs one delayed task. */
export const run = <R>(
  task: DelayedTask<R>,
  options: { readonly timeout?: number } = {},
): Effect.Effect<Awaited<R>, ParallelFailure, Workers> =>
  Effect.flatMap(Workers, (pool) => interruptible('run', (signal) => pool.run(task, { ...options, signal })));
