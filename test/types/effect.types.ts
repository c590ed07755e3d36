import type * as Effect from 'effect/Effect';
import { map, type ParallelFailure, starmap, type Workers } from '../../src/effect.ts';
import * as np from '../../src/ndarray.ts';
import { expectType } from './expect-type.ts';

type Gives<A> = Effect.Effect<A, ParallelFailure, Workers>;

/** Results of the Effect face are in what the items were in. */
export function effectsInfer(): void {
  expectType<Gives<number[]>>()(map((word: string) => word.length, ['a']));
  expectType<Gives<string[]>>()(map(async (n: number) => String(n), new Set([1])));
  expectType<Gives<Float32Array<ArrayBuffer>>>()(map((x) => x * 2, new Float32Array(2)));
  expectType<Gives<np.NDArray>>()(map((x) => x * 2, np.arange(3)));
  expectType<Gives<np.NDArray>>()(map((row: np.NDArray) => row.mean(), np.ones([2, 3])));
  expectType<Gives<string[]>>()(starmap((a: number, b: string) => `${a}${b}`, [[1, 'a']]));
  // @ts-expect-error no such option
  map((n: number) => n, [1], { returnAs: 'generator' });
}
