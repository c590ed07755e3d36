import * as np from '../../src/ndarray.ts';
import { Parallel, Pool, type Settled } from '../../src/index.ts';
import { expectType, some } from './expect-type.ts';

const x = some<np.NDArray<'float64'>>();

// Makers give the dtype that is asked for, else the one that they are known for.
expectType<np.NDArray<'float64'>>()(np.zeros(3));
expectType<np.NDArray<'int8'>>()(np.zeros(3, { dtype: 'int8' }));
expectType<np.NDArray<'uint8'>>()(np.array(x, { dtype: 'uint8' }));
expectType<np.NDArray>()(np.array([1, 2]));
expectType<np.NDArray<'float64'>>()(np.asarray(x));
expectType<np.NDArray<'int32'>>()(np.zerosLike(x, { dtype: 'int32' }));

// Views and casts keep or change it.
expectType<np.NDArray<'float64'>>()(np.flip(x));
expectType<np.NDArray<'float64'>>()(x.at(0, '1:'));
expectType<np.NDArray<'float32'>>()(x.astype('float32'));
expectType<np.NDArray<'bool'>>()(x.eq(1));

// Elements come out as what the dtype holds.
expectType<number>()(x.item());
expectType<number | bigint>()(np.zeros(1, { dtype: 'int64' }).item());
expectType<boolean>()(np.zeros(1, { dtype: 'bool' }).item());
expectType<np.Complex>()(np.zeros(1, { dtype: 'complex64' }).item());
expectType<Float64Array<ArrayBuffer>>()(x.toTypedArray());
const any: np.NDArray = x;
void any;

// @ts-expect-error -- there is no such dtype
np.zeros(3, { dtype: 'float128' });
// @ts-expect-error -- there is no such option
np.array([1], { dtypes: 'int8' });
// @ts-expect-error -- texts are no elements
np.array(['one']);

/** An array in gives an array out, whatever the backend. */
export function arraysAsItems(): void {
  const p = Parallel(2);
  const pool = new Pool(2);
  const rowMean = (row: np.NDArray): np.NDArray => row.mean();
  expectType<Promise<np.NDArray>>()(p.map((v) => v * 2, x));
  expectType<Promise<np.NDArray>>()(p.map(rowMean, x));
  expectType<Promise<np.NDArray>>()(p.map(async (row: np.NDArray) => row.toTypedArray() as Float64Array, x));
  expectType<Promise<np.NDArray>>()(p.map((v: number) => [v, [1, 2]], np.array([1])));
  expectType<Promise<np.NDArray>>()(p.map((v: bigint) => v + 1n, some<np.NDArray<'int64'>>()));
  expectType<Promise<np.NDArray>>()(p.map((flag) => !flag, some<np.NDArray<'bool'>>()));
  expectType<Promise<np.NDArray>>()(p.map((z) => np.complex(z.im, z.re), some<np.NDArray<'complex64'>>()));
  expectType<Promise<np.NDArray>>()(p.map((v) => v, x, { dtype: 'int8' }));
  expectType<Promise<np.NDArray>>()(p.starmap((a: number, b: number) => a + b, x));
  expectType<Promise<np.NDArray>>()(p.filter((v) => v > 0, x));
  expectType<Promise<np.NDArray>>()(p.filter((row: np.NDArray) => row.size > 0, x));
  expectType<Promise<Int8Array>>()(p.filter((v: number) => v > 0, some<Int8Array>()));
  expectType<Promise<number>>()(
    p.reduce(
      (row: np.NDArray) => row.size,
      x,
      (a, b) => a + b,
    ),
  );
  expectType<Promise<void>>()(p.forEach((row: np.NDArray) => row.shape, x));
  expectType<Promise<string[]>>()(p.map((v: number) => `${v}`, x, { onError: 'skip' }));
  expectType<Promise<Settled<number>[]>>()(p.map((v: number) => v, x, { onError: 'settle' }));
  expectType<AsyncGenerator<string, void, undefined>>()(p.map((v: number) => `${v}`, x, { returnAs: 'generator' }));
  expectType<AsyncGenerator<number, void, undefined>>()(p.stream((row: np.NDArray) => row.size, x));
  expectType<Promise<np.NDArray>>()(Parallel({ backend: 'gpu' }).map((v) => v * 2, x));
  expectType<Promise<np.NDArray>>()(pool.map(rowMean, x));
  expectType<Promise<Float32Array>>()(pool.map((v: number) => v, some<Float32Array>()));
  expectType<Promise<np.NDArray>>()(pool.starmap((a: number, b: number) => a + b, x));
  // No array holds texts.
  expectType<Promise<never>>()(p.map((v: number) => `${v}`, x));
  // @ts-expect-error -- the elements are numbers
  void p.map((text: string) => text.length, x);
  // @ts-expect-error -- the elements are booleans
  void p.map((v: number) => v, some<np.NDArray<'bool'>>());
}
