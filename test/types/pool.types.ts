import type path from 'node:path';
import {
  asCompleted,
  type AsyncResult,
  delayed,
  effectiveNJobs,
  parallelConfig,
  type ParallelDefaults,
  Pool,
  type PoolOptions,
  type Settled,
  taskContext,
  type TaskHandle,
  wait,
} from '../../src/index.ts';
import * as np from '../../src/ndarray.ts';
import { expectType, some } from './expect-type.ts';

const words = some<string[]>();
const length = (word: string): number => word.length;

/** A pool runs one task, or many. */
export async function poolInfers(): Promise<void> {
  await using pool = new Pool(2);
  expectType<TaskHandle<number>>()(pool.submit(length, 'a'));
  expectType<TaskHandle<number>>()(pool.submit(async (a: number, b: number) => a + b, 1, 2));
  expectType<TaskHandle<number>>()(pool.run(delayed(length)('a')));
  expectType<Promise<number[]>>()(pool.map(length, words));
  expectType<Promise<Settled<number>[]>>()(pool.map(length, words, { onError: 'settle' }));
  expectType<AsyncGenerator<number, void, undefined>>()(pool.map(length, words, { returnAs: 'generator' }));
  expectType<Promise<string[]>>()(pool.starmap((a: string, b: number) => a + b, [['a', 1]]));
  expectType<TaskHandle<unknown>>()(pool.run({ any: 'payload' }));
  expectType<TaskHandle<number>>()(pool.submit((n) => n * 2, 5));
  expectType<TaskHandle<number>>()(pool.submit((n: number, m: number) => n * m, pool.submit(length, 'a'), 5));
  expectType<TaskHandle<number>>()(pool.submit(Math.max, 1, 2, pool.submit(length, 'a')));
  // @ts-expect-error the handle gives a number
  void pool.submit(length, pool.submit(length, 'a'));
  // @ts-expect-error the argument has to be a string
  void pool.submit(length, 5);
  // @ts-expect-error an argument is missing
  void pool.submit(length);
  // @ts-expect-error no such option, beside one that exists
  void pool.map(length, words, { batchSize: 5, timeOut: 5 });
  // @ts-expect-error the argument of the second parameter is of the wrong type
  void pool.starmap((a: string, b: number) => a + b, [['a', 'b']]);
  // @ts-expect-error milliseconds are a number
  void pool.run({}, { timeout: '5s' });
}

/** multiprocessing's names. */
export async function multiprocessingInfers(): Promise<void> {
  await using pool = new Pool(2);
  expectType<TaskHandle<number>>()(pool.apply(length, ['a']));
  expectType<TaskHandle<string>>()(pool.apply(() => 'a'));
  expectType<TaskHandle<number>>()(pool.apply((n) => n * 2, [5], { timeout: 5, retry: 1 }));
  expectType<TaskHandle<number>>()(pool.apply(Math.max, [1, pool.submit(length, 'a')]));
  // prettier-ignore
  expectType<AsyncResult<number>>()(pool.applyAsync(length, ['a'], { callback: (n) => expectType<number>()(n), timeout: 5 }));
  expectType<AsyncResult<number[]>>()(pool.mapAsync(length, words, { chunkSize: 3 }));
  expectType<AsyncResult<Settled<number>[]>>()(pool.mapAsync(length, words, { onError: 'settle' }));
  expectType<AsyncResult<Float64Array>>()(pool.mapAsync(length, words, { dtype: 'float64' }));
  expectType<AsyncResult<Int32Array<ArrayBuffer>>>()(pool.mapAsync((n) => n * 2, new Int32Array(2)));
  expectType<AsyncResult<np.NDArray>>()(pool.starmapAsync((a: number, b: number) => a + b, np.ones([2, 2])));
  // prettier-ignore
  expectType<AsyncResult<number[]>>()(pool.mapAsync(length, words, { callback: (all) => expectType<number[]>()(all), batchSize: 2 }));
  // prettier-ignore
  expectType<AsyncResult<Settled<number>[]>>()(pool.mapAsync(length, words, { onError: 'settle', callback: (all) => expectType<Settled<number>[]>()(all) }));
  // prettier-ignore
  expectType<AsyncResult<string[]>>()(pool.starmapAsync((a: string, b: number) => a + b, [['a', 1]], { callback: (all) => expectType<string[]>()(all) }));
  for await (const n of pool.imap(length, words)) expectType<number>()(n);
  for await (const one of pool.imapUnordered(length, words, { onError: 'settle' })) expectType<Settled<number>>()(one);
  // @ts-expect-error an argument is missing
  void pool.apply(length);
  // @ts-expect-error the argument has to be a string
  void pool.apply(length, [5]);
  // @ts-expect-error no such option
  pool.mapAsync(length, words, { callBack: (all: unknown) => all });
  // @ts-expect-error the name says how results come
  pool.mapAsync(length, words, { returnAs: 'list' });
  // @ts-expect-error the same
  pool.imap(length, words, { returnAs: 'generator' });
}

/** Waiting keeps the type of the handles. */
export async function waitingInfers(): Promise<void> {
  await using pool = new Pool(2);
  const handles = words.map((word) => pool.submit(length, word));
  const { done, notDone } = await wait(handles, { returnWhen: 'firstCompleted' });
  expectType<readonly TaskHandle<number>[]>()(done);
  expectType<readonly TaskHandle<number>[]>()(notDone);
  for await (const handle of asCompleted(handles)) expectType<TaskHandle<number>>()(handle);
  // @ts-expect-error no such time to come back
  await wait(handles, { returnWhen: 'first' });
}

/** The constructor types `run`. */
export function runIsTyped(): void {
  const pool = new Pool<{ width: number }, Uint8Array>({ filename: new URL('file:///resize.js') });
  expectType<TaskHandle<Uint8Array>>()(pool.run({ width: 5 }));
  // @ts-expect-error the payload has a width
  void pool.run({ height: 5 });
  // @ts-expect-error pools count workers by maxWorkers
  void new Pool({ nJobs: 2 });
  expectType<PoolOptions['maxWorkers']>()(some<number | `${number}%` | undefined>());
}

/** A context sets defaults, and gives back what its body gives. */
export function contextIsTransparent(): void {
  expectType<number>()(parallelConfig({ nJobs: 2 }, () => 5));
  expectType<Promise<string>>()(parallelConfig({ backend: 'threads' }, async () => 'x'));
  expectType<number>()(effectiveNJobs('50%'));
  expectType<true>()(some<'onError' extends keyof ParallelDefaults ? false : true>());
  // @ts-expect-error a context must not change the type of results
  parallelConfig({ returnAs: 'generator' }, () => 5);
  // @ts-expect-error the same
  parallelConfig({ onError: 'settle' }, () => 5);
}

/** The context of a task. */
export function contextIsTyped(): void {
  const context = taskContext();
  expectType<number>()(context.index);
  expectType<AbortSignal>()(context.signal);
}

/** What a module exports types the calls of its proxy. */
export function proxyIsTyped(): void {
  const work = new Pool(2).proxy<typeof path>('node:path');
  expectType<TaskHandle<string>>()(work.basename('/a/b.txt'));
  // @ts-expect-error a path is a string
  void work.basename(5);
  // @ts-expect-error it has no such function
  void work.base('/a');
  // @ts-expect-error not a function
  void work.sep;
}
