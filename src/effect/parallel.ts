import * as Context from 'effect/Context';
import * as Effect from 'effect/Effect';
import * as Layer from 'effect/Layer';
import * as Metric from 'effect/Metric';
import type * as Schedule from 'effect/Schedule';
import * as Stream from 'effect/Stream';
import type { AnyFunction } from '../api/call-request.ts';
import type { DelayedTask } from '../api/delayed.ts';
import type { CallSettings } from '../api/options.ts';
import { Pool } from '../api/pool.ts';
import type { PoolOptions } from '../api/pool-options.ts';
import type { ArrayFunction, ArrayResult, ElementOf, Items, NumberOf, RowOf, TypedResult } from '../api/types.ts';
import type { OffersItems } from '../core/array-items.ts';
import type { TypedArray } from '../core/payload.ts';
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

/** What a promise of a call would give, as an effect. */
export type ListEffect<P> = Effect.Effect<Awaited<P>, ParallelFailure, Workers>;

/** A call whose results come together. */
const listOf = <R>(
  name: string,
  options: EffectCallSettings,
  start: (pool: Pool, call: CallSettings & { returnAs: 'list' }) => unknown,
): Effect.Effect<R, ParallelFailure, Workers> =>
  Effect.gen(function* () {
    const pool = yield* Workers;
    const counts = new Counts();
    const call = settings(options, counts);
    const run = (signal: AbortSignal) => start(pool, { ...call, signal, returnAs: 'list' }) as Promise<R>;
    return yield* interruptible(name, run).pipe(Effect.ensuring(counts.flush));
  });

/**
 * Calls `fn` with each item on the {@link Workers}; results in input order: in a typed array or an array of `manycore/ndarray` where the
 * items were one, as `map` of a pool gives them.
 *
 * Interrupting the effect cancels the call: running tasks end, their workers are kept where possible.
 */
export function map<A extends TypedArray, R>(
  fn: (item: ElementOf<A>) => R,
  items: A,
  options?: EffectCallSettings,
): ListEffect<TypedResult<object, A, Awaited<R>>>;
export function map<N extends OffersItems, R>(
  fn: (item: NumberOf<N>) => R,
  items: N,
  options?: EffectCallSettings,
): ListEffect<ArrayResult<object, N, Awaited<R>>>;
export function map<N extends OffersItems, R>(
  fn: ArrayFunction<N, R>,
  items: N,
  options?: EffectCallSettings,
): ListEffect<ArrayResult<object, N, Awaited<R>>>;
export function map<T, R>(
  fn: (item: T) => R,
  items: Items<T>,
  options?: EffectCallSettings,
): ListEffect<Promise<Awaited<R>[]>>;
export function map(fn: AnyFunction, items: Items<unknown>, options: EffectCallSettings = {}): ListEffect<unknown> {
  return listOf('map', options, (pool, call) => pool.map(fn, items as Items<never>, call));
}

/** Calls `fn` with each tuple of arguments. */
export function starmap<A extends readonly unknown[], R>(
  fn: (...args: A) => R,
  tuples: Items<readonly [...A]>,
  options?: EffectCallSettings,
): ListEffect<Promise<Awaited<R>[]>>;
export function starmap<N extends OffersItems, R>(
  fn: ((...args: number[]) => R) | ((...args: RowOf<N>[]) => R),
  rows: N,
  options?: EffectCallSettings,
): ListEffect<ArrayResult<object, N, Awaited<R>>>;
export function starmap(
  fn: AnyFunction,
  tuples: Items<unknown>,
  options: EffectCallSettings = {},
): ListEffect<unknown> {
  return listOf('starmap', options, (pool, call) => pool.starmap(fn, tuples as Items<never[]>, call));
}

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
