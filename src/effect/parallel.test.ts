import * as Cause from 'effect/Cause';
import * as Effect from 'effect/Effect';
import * as Exit from 'effect/Exit';
import * as Fiber from 'effect/Fiber';
import * as Metric from 'effect/Metric';
import * as Schedule from 'effect/Schedule';
import * as Stream from 'effect/Stream';
import { describe, expect, it } from 'vitest';
import * as np from '../ndarray.ts';
import { delayed, map, type ParallelFailure, run, starmap, stream, Workers } from '../effect.ts';

const layer = Workers.layer({ maxWorkers: 2 });

/** Runs a program on workers of its own, which end with it. */
const runWith = <A>(program: Effect.Effect<A, ParallelFailure, Workers>): Promise<A> =>
  Effect.runPromise(Effect.provide(program, layer));

const failureOf = async (program: Effect.Effect<unknown, ParallelFailure, Workers>): Promise<ParallelFailure> => {
  const exit = await Effect.runPromiseExit(Effect.provide(program, layer));
  if (Exit.isSuccess(exit)) throw new Error('the program succeeded');
  return Cause.squash(exit.cause) as ParallelFailure;
};

describe('the Effect face', () => {
  it('maps in input order, with captured values', async () => {
    const factor = 3;
    expect(await runWith(map((x: number) => x * factor, [1, 2, 3]))).toEqual([3, 6, 9]);
  });

  it('keeps the kind of typed arrays and of arrays', async () => {
    expect(await runWith(map((x) => x / 2, Float32Array.of(1, 3)))).toEqual(Float32Array.of(0.5, 1.5));
    const sums = await runWith(map((row: np.NDArray) => row.sum(), np.arange(6).reshape(3, 2)));
    expect([sums.shape, sums.toArray()]).toEqual([[3], [1, 5, 9]]);
  });

  it('spreads tuples and runs delayed tasks', async () => {
    const program = Effect.all([
      starmap(
        (a: number, b: string) => `${a}${b}`,
        [
          [1, 'a'],
          [2, 'b'],
        ],
      ),
      run(delayed(Math.hypot)(3, 4)),
    ]);
    expect(await runWith(program)).toEqual([['1a', '2b'], 5]);
  });

  it('fails with the task and its own error', async () => {
    const failure = await failureOf(
      map(
        (x: number) => {
          if (x === 2) throw new RangeError(`no ${x}`);
          return x;
        },
        [1, 2, 3],
      ),
    );
    expect(failure).toMatchObject({ _tag: 'TaskFailed', index: 1 });
    expect(failure.cause).toBeInstanceOf(RangeError);
  });

  it('tells timeouts, lost workers and refusals apart', async () => {
    const forever = () => {
      for (;;);
    };
    expect(await failureOf(map(forever, [1], { timeout: 100 }))).toMatchObject({
      _tag: 'TaskTimedOut',
      timeoutMs: 100,
    });
    expect(await failureOf(map(() => process.exit(4), [1]))).toMatchObject({ _tag: 'WorkerLost', exitCode: 4 });
    const weak = new WeakMap();
    expect(await failureOf(map(() => weak.has({}), [1]))).toMatchObject({ _tag: 'TaskRefused' });
  });

  it('says when no task can run', async () => {
    const broken = Workers.layer({ maxWorkers: 1, initializer: () => Promise.reject(new Error('no licence')) });
    const exit = await Effect.runPromiseExit(
      Effect.provide(
        map((x: number) => x, [1]),
        broken,
      ),
    );
    const failure = Exit.isFailure(exit) ? (Cause.squash(exit.cause) as ParallelFailure) : undefined;
    expect(failure).toMatchObject({ _tag: 'PoolUnusable', cause: { code: 'ERR_INITIALIZER' } });
  });

  it('retries by a schedule', async () => {
    const tries = new Int32Array(new SharedArrayBuffer(4));
    const flaky = (x: number) => {
      if (Atomics.add(tries, 0, 1) < 2) throw new Error('not yet');
      return x;
    };
    const retry = Schedule.exponential('1 millis').pipe(Schedule.upTo({ times: 5 }));
    expect(await runWith(map(flaky, [7], { retry }))).toEqual([7]);
    expect(tries[0]).toBe(3);
  });

  it('stops retrying when the schedule ends', async () => {
    const tries = new Int32Array(new SharedArrayBuffer(4));
    const failing = () => {
      Atomics.add(tries, 0, 1);
      throw new Error('never');
    };
    const retry = Schedule.spaced('1 millis').pipe(Schedule.upTo({ times: 2 }));
    expect(await failureOf(map(failing, [7], { retry }))).toMatchObject({ _tag: 'TaskFailed' });
    expect(tries[0]).toBe(3);
  });

  it('streams an endless input and cancels what is left', async () => {
    function* naturals() {
      for (let i = 0; ; i++) yield i;
    }
    const program = stream((x: number) => x * x, naturals()).pipe(Stream.take(5), Stream.runCollect);
    expect(await runWith(program)).toEqual([0, 1, 4, 9, 16]);
  });

  it('kills running tasks when it is interrupted, and the workers go on with others', async () => {
    const started = new Int32Array(new SharedArrayBuffer(4));
    const spin = () => {
      Atomics.store(started, 0, 1);
      Atomics.notify(started, 0);
      for (;;);
    };
    const program = Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(map(spin, [1]));
      yield* Effect.promise(async () => Atomics.waitAsync(started, 0, 0).value);
      yield* Fiber.interrupt(fiber);
      return yield* map((x: number) => x + 1, [1]);
    });
    expect(await runWith(program)).toEqual([2]);
  });

  it('counts tasks', async () => {
    const counted = Effect.gen(function* () {
      yield* map((x: number) => x, [1, 2, 3]);
      const snapshot = yield* Metric.snapshot;
      return snapshot.find((metric) => metric.id === 'manycore_tasks_total');
    });
    expect(await runWith(counted)).toMatchObject({ state: { count: expect.any(Number) as number } });
  });
});
