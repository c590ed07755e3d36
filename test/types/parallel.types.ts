import { delayed, type DelayedTask, Parallel, type ParallelRunner, type Settled } from '../../src/index.ts';
import { expectType, some } from './expect-type.ts';

const p = Parallel(2);
const words = some<string[]>();
const length = (word: string): number => word.length;
const lengthLater = async (word: string): Promise<number> => word.length;

/** The container and its elements follow from the function and the input. */
export function mapInfers(): void {
  expectType<Promise<number[]>>()(p.map(length, words));
  expectType<Promise<number[]>>()(p.map(lengthLater, words));
  expectType<Promise<number[]>>()(p.map((word) => word.length, words));
  expectType<Promise<string[]>>()(p.map((n: number) => `${n}`, new Set([1])));
  expectType<Promise<string[]>>()(p.map(([key]) => key, new Map<string, number>()));
  expectType<Promise<number[]>>()(p.map(length, some<AsyncGenerator<string>>()));
  expectType<Promise<number[]>>()(p.map(length, some<Iterable<string>>()));
  expectType<Promise<{ readonly a: 1 }[]>>()(p.map(() => ({ a: 1 }) as const, words));
  expectType<Promise<void[]>>()(p.map(() => undefined as void, words));
  expectType<Promise<number[]>>()(p.map(parseInt, words));
}

/** Options of the call and of `Parallel` decide. */
export function optionsDecide(): void {
  expectType<Promise<Settled<number>[]>>()(p.map(length, words, { onError: 'settle' }));
  expectType<Promise<number[]>>()(p.map(length, words, { onError: 'skip' }));
  expectType<Promise<number[]>>()(p.map(length, words, { onError: 'abort' }));
  expectType<Promise<(string | number)[]>>()(p.map(length, words, { onError: () => 'x' }));
  expectType<Promise<(boolean | number)[]>>()(p.map(length, words, { onError: async () => some<boolean>() }));
  expectType<Promise<(null | number)[]>>()(p.map(length, words, { onError: (_, index) => (index.toFixed(), null) }));
  expectType<AsyncGenerator<number, void, undefined>>()(p.map(length, words, { returnAs: 'generator' }));
  expectType<AsyncGenerator<number, void, undefined>>()(p.map(length, words, { returnAs: 'generatorUnordered' }));
  expectType<Promise<number[]>>()(p.map(length, words, { returnAs: 'list', batchSize: 5 }));
  expectType<AsyncGenerator<Settled<number>, void, undefined>>()(
    p.map(length, words, { returnAs: 'generator', onError: 'settle' }),
  );
  expectType<Promise<Float32Array>>()(p.map(length, words, { dtype: 'float32' }));
  expectType<Promise<BigInt64Array>>()(p.map((word: string) => BigInt(word), words, { dtype: 'int64' }));
  const settling = Parallel({ nJobs: 2, onError: 'settle' });
  expectType<Promise<Settled<number>[]>>()(settling.map(length, words));
  expectType<Promise<number[]>>()(settling.map(length, words, { onError: 'abort' }));
  const streaming = Parallel({ returnAs: 'generator' });
  expectType<AsyncGenerator<number, void, undefined>>()(streaming.map(length, words));
  expectType<Promise<number[]>>()(streaming.map(length, words, { returnAs: 'list' }));
  expectType<AsyncGenerator<number, void, undefined>>()(streaming([delayed(length)('x')]));
}

/** A typed array in gives the same kind out. */
export function typedArraysStay(): void {
  expectType<Promise<Float64Array>>()(p.map((x: number) => x * 2, some<Float64Array>()));
  expectType<Promise<Uint8ClampedArray>>()(p.map((x: number) => x * 2, some<Uint8ClampedArray>()));
  expectType<Promise<BigInt64Array>>()(p.map((x: bigint) => x * 2n, some<BigInt64Array>()));
  expectType<Promise<Float32Array<SharedArrayBuffer>>>()(p.map((x) => x * 2, some<Float32Array<SharedArrayBuffer>>()));
  expectType<Promise<Int8Array>>()(p.map((x: number) => x, some<Float64Array>(), { dtype: 'int8' }));
  expectType<Promise<Settled<number>[]>>()(p.map((x: number) => x, some<Float64Array>(), { onError: 'settle' }));
  expectType<AsyncGenerator<number, void, undefined>>()(
    p.map((x: number) => x, some<Float64Array>(), { returnAs: 'generator' }),
  );
  // @ts-expect-error the elements are numbers
  void p.map((x: bigint) => x, some<Float64Array>());
  // @ts-expect-error the elements are bigints
  void p.map((x: number) => x, some<BigInt64Array>());
}

/** Tuples go to the parameters. */
export function starmapSpreads(): void {
  const power = (base: number, exponent: number): number => base ** exponent;
  expectType<Promise<number[]>>()(p.starmap(power, [[2, 3]]));
  expectType<Promise<number[]>>()(p.starmap(power, some<Iterable<readonly [number, number]>>()));
  expectType<Promise<string[]>>()(p.starmap((key: string, value: number) => key + value, new Map<string, number>()));
  expectType<Promise<number[]>>()(p.starmap(async (a: number, b = 1) => a + b, some<[number, number][]>()));
  expectType<Promise<Settled<number>[]>>()(p.starmap(power, [[2, 3]], { onError: 'settle' }));
  // @ts-expect-error one argument is missing
  void p.starmap(power, [[2]]);
  // @ts-expect-error an argument is of the wrong type
  void p.starmap(power, [[2, '3']]);
  // @ts-expect-error these are no tuples
  void p.starmap(power, [2, 3]);
}

/** The other methods. */
export function othersInfer(): void {
  expectType<Promise<string[]>>()(p.filter((word: string) => word.length > 3, words));
  expectType<Promise<void>>()(p.forEach(length, words));
  expectType<Promise<number>>()(p.reduce(length, words, (a, b) => a + b));
  expectType<Promise<number>>()(p.reduce(lengthLater, words, (a, b) => a + b, 0));
  expectType<Promise<number>>()(p.reduce(length, words, (a, b) => a + b, undefined, { batchSize: 2 }));
  expectType<AsyncGenerator<number, void, undefined>>()(p.stream(length, words));
  expectType<AsyncGenerator<number, void, undefined>>()(p.stream(lengthLater, words, { ordered: false }));
  expectType<AsyncGenerator<Settled<number>, void, undefined>>()(p.stream(length, words, { onError: 'settle' }));
  expectType<AsyncGenerator<number, void, undefined>>()(
    Parallel({ returnAs: 'list', dtype: 'int8' }).stream(length, words),
  );
  expectType<Promise<void>>()(p.close());
  expectType<Promise<void>>()(p.terminate());
  // @ts-expect-error the results are numbers
  void p.reduce(length, words, (a, b) => `${a}${b}`);
  // @ts-expect-error the initial value has to be a result
  void p.reduce(length, words, (a, b) => a + b, 'none');
}

/** Delayed tasks keep parameters and results. */
export function delayedKeepsTypes(): void {
  const task = delayed(length);
  expectType<(word: string) => DelayedTask<number>>()(task);
  expectType<Promise<number[]>>()(p([task('a'), task('b')]));
  expectType<Promise<number[]>>()(p(words.map((word) => delayed(lengthLater)(word))));
  expectType<Promise<(number | string)[]>>()(p([delayed(lengthLater)('a'), delayed(length)('b'), delayed(String)(1)]));
  expectType<Promise<Settled<number>[]>>()(Parallel({ onError: 'settle' })([task('a')]));
  expectType<Promise<Int16Array>>()(Parallel({ dtype: 'int16' })([task('a')]));
  // @ts-expect-error the argument has to be a string
  void task(5);
  // @ts-expect-error an argument is missing
  void task();
  // @ts-expect-error this is a result, not a task
  void p([length('a')]);
  // @ts-expect-error not a function
  void delayed('text');
}

/** What must not compile. */
export function isRefused(): void {
  // @ts-expect-error the function takes another type than the items have
  void p.map((n: number) => n, words);
  // @ts-expect-error the items come second
  void p.map(words, length);
  // @ts-expect-error a number is nothing to map over
  void p.map(length, 5);
  // @ts-expect-error the function gets the item only
  void p.map((word: string, index: number) => word + index, words);
  // @ts-expect-error no such option
  void p.map(length, words, { timeOut: 5 });
  // @ts-expect-error no such option, beside one that exists
  void p.map(length, words, { batchSize: 5, timeOut: 5 });
  // @ts-expect-error no such policy
  void p.map(length, words, { onError: 'ignore' });
  // @ts-expect-error no such kind of array
  void p.map(length, words, { dtype: 'float' });
  // @ts-expect-error milliseconds are a number
  void p.map(length, words, { timeout: '5s' });
  // @ts-expect-error no such option
  void Parallel({ jobs: 2 });
  // @ts-expect-error no such option, beside one that exists
  void Parallel({ nJobs: 2, batchsize: 5 });
  // @ts-expect-error a share has a percent sign
  void Parallel({ nJobs: '4' });
  // @ts-expect-error a result is no number
  void Parallel('4');
}

/** With and without `new`, and disposable. */
export async function isMadeBothWays(): Promise<void> {
  const [plain, made] = [Parallel(), new Parallel(-1)];
  expectType<ParallelRunner>()(plain);
  expectType<ParallelRunner>()(made);
  expectType<Promise<Settled<number>[]>>()(new Parallel({ onError: 'settle' }).map(length, words));
  await using owned = Parallel({ nJobs: 2 });
  expectType<number[]>()(await owned.map(length, words));
}
