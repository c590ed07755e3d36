import {
  delayed,
  effectiveNJobs,
  parallelConfig,
  type ParallelDefaults,
  Pool,
  type PoolOptions,
  type Settled,
  taskContext,
} from '../../src/index.ts';
import { expectType, some } from './expect-type.ts';

const words = some<string[]>();
const length = (word: string): number => word.length;

/** A pool runs one task, or many. */
export async function poolInfers(): Promise<void> {
  await using pool = new Pool(2);
  expectType<Promise<number>>()(pool.submit(length, 'a'));
  expectType<Promise<number>>()(pool.submit(async (a: number, b: number) => a + b, 1, 2));
  expectType<Promise<number>>()(pool.run(delayed(length)('a')));
  expectType<Promise<number[]>>()(pool.map(length, words));
  expectType<Promise<Settled<number>[]>>()(pool.map(length, words, { onError: 'settle' }));
  expectType<AsyncGenerator<number, void, undefined>>()(pool.map(length, words, { returnAs: 'generator' }));
  expectType<Promise<string[]>>()(pool.starmap((a: string, b: number) => a + b, [['a', 1]]));
  expectType<Promise<unknown>>()(pool.run({ any: 'payload' }));
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

/** The constructor types `run`. */
export function runIsTyped(): void {
  const pool = new Pool<{ width: number }, Uint8Array>({ filename: new URL('file:///resize.js') });
  expectType<Promise<Uint8Array>>()(pool.run({ width: 5 }));
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
