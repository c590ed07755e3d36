/** Arrays as the items of calls: the same items and the same results on every backend. */

import { afterAll, describe, expect, it } from 'vitest';
import { closeSharedKernelBackends } from '../../src/core/kernel-registry.ts';
import { Parallel, Pool } from '../../src/index.ts';
import { dtypeNames, isComplex } from '../../src/ndarray/dtype/dtype.ts';
import * as np from '../../src/ndarray.ts';

afterAll(closeSharedKernelBackends);

const refused = (promise: Promise<unknown>): Promise<string> =>
  promise.then(String, (error: Error & { code: string }) => `${error.code} ${error.message}`);
const facts = (x: np.NDArray): unknown[] => [x.dtype, [...x.shape], x.toArray()];
const table = np.array([
  [1, 2, 3],
  [4, 5, 6],
]);
const numeric = dtypeNames.filter((dtype) => dtype !== 'bool' && !isComplex(dtype));

describe.each(['sequential', 'threads', 'processes', 'auto'])('%s', (backend) => {
  const parallel = Parallel({ nJobs: 2, backend });
  afterAll(() => parallel.close());

  it.each(numeric)('elements of %s are numbers, and the results have that dtype', async (dtype) => {
    const x = np.arange(5).astype(dtype);
    const seen = await parallel.map((v: number) => typeof v, x, { onError: 'skip' });
    expect(seen).toEqual(Array(5).fill('number'));
    expect(facts(await parallel.map((v: number) => v * 2, x))).toEqual([dtype, [5], [0, 2, 4, 6, 8]]);
    expect(facts(await parallel.map((v: number) => v * 2, x.at('::-2')))).toEqual([dtype, [3], [8, 4, 0]]);
    expect(facts(await parallel.map((v: number) => v, x.at('5:')))).toEqual([dtype, [0], []]);
  });

  it('other elements are booleans, complex numbers, and bigints where numbers would not be exact', async () => {
    const flags = np.array([true, false]);
    expect(facts(await parallel.map((flag: boolean) => flag === false, flags))).toEqual(['bool', [2], [false, true]]);
    const z = np.array([np.complex(1, 2), np.complex(0, -1)]);
    expect(facts(await parallel.map((v: np.Complex) => v.re, z))).toEqual([
      'complex128',
      [2],
      [np.complex(1, 0), np.complex(0, 0)],
    ]);
    const big = np.array([2n ** 60n, 1n]);
    expect(facts(await parallel.map((v: bigint) => v + 1n, big))).toEqual(['int64', [2], [2n ** 60n + 1n, 2n]]);
  });

  it('results are converted as by a typed array', async () => {
    const values = [2.7, -2.7, 300, 2 ** 40 + 5, Number.NaN, Number.POSITIVE_INFINITY];
    for (const Type of [Int8Array, Uint8Array, Int32Array, Uint32Array, Float32Array]) {
      const dtype = Type.name.replace('Array', '').toLowerCase() as 'int8';
      const back = await parallel.map((v: number) => v, np.array(values), { dtype });
      expect(facts(back)).toEqual([dtype, [6], [...Type.from(values)]]);
    }
    const clamped = await parallel.map((v: number) => v, np.array(values), { dtype: 'uint8clamped' });
    expect(facts(clamped)).toEqual(['uint8', [6], [3, 0, 255, 255, 0, 255]]);
    expect(facts(await parallel.map((v: number) => v / 2, np.arange(4)))).toEqual(['int64', [4], [0, 0, 1, 1]]);
    expect(facts(await parallel.map((v: number) => v / 2, np.arange(3), { dtype: 'float64' }))).toEqual([
      'float64',
      [3],
      [0, 0.5, 1],
    ]);
  });

  it('rows that give numbers give an array of one axis', async () => {
    const last = (row: np.NDArray): number => row.item(-1) as number;
    expect(facts(await parallel.map(last, table))).toEqual(['int64', [2], [3, 6]]);
    expect(facts(await parallel.map(last, table.T.at('::-1')))).toEqual(['int64', [3], [6, 5, 4]]);
    expect(facts(await parallel.map(last, np.zeros([0, 3])))).toEqual(['float64', [0], []]);
    const sums = await parallel.map((part: np.NDArray) => part.sum(), np.arange(12).reshape(3, 2, 2));
    expect(facts(sums)).toEqual(['int64', [3], [6, 22, 38]]);
    const empty = await parallel.map((row: np.NDArray) => row.size, np.zeros([3, 0]));
    expect(facts(empty)).toEqual(['float64', [3], [0, 0, 0]]);
  });

  it('rows that give arrays, typed arrays or lists give their stack', async () => {
    expect(facts(await parallel.map((row: np.NDArray) => row.mul(2), table))).toEqual(facts(table.mul(2)));
    expect(facts(await parallel.map((row: np.NDArray) => row.mean(), table))).toEqual(['float64', [2], [2, 5]]);
    const typed = (row: np.NDArray): Float32Array => Float32Array.of(row.item(0) as number, 0.5);
    expect(facts(await parallel.map(typed, table))).toEqual(['float32', [2, 2], [[1, 0.5], [4, 0.5]]]); // prettier-ignore
    const lists = (row: np.NDArray): number[][] => [[row.item(1) as number], [0.75]];
    expect(facts(await parallel.map(lists, table.astype('float32')))).toEqual([
      'float32',
      [2, 2, 1],
      [
        [[2], [0.75]],
        [[5], [0.75]],
      ],
    ]);
    expect(facts(await parallel.map((row: np.NDArray) => row, table, { dtype: 'uint8' }))).toEqual(
      facts(table.astype('uint8')),
    );
    const either = (row: np.NDArray): np.NDArray | number => (row.item(0) === 1 ? 7 : np.array(0.5));
    expect(facts(await parallel.map(either, table))).toEqual(['float64', [2], [7, 0.5]]);
  });

  it('what makes no array is refused with its place and a remedy', async () => {
    const text = await refused(parallel.map((v: number): unknown => (v === 2 ? 'two' : v), np.arange(4)));
    expect(text).toMatch(
      /^ERR_DTYPE task 2 returned "two", which no array can hold; .*\[\.\.\.array\], or array\.toArray/,
    );
    expect(await refused(parallel.map(() => undefined as unknown, table))).toMatch(
      /^ERR_DTYPE task [01] returned undefined/,
    );
    const ragged = await refused(parallel.map((row: np.NDArray) => row.at(`:${row.item(0)}`), table));
    expect(ragged).toMatch(/^ERR_SHAPE task 1 returned shape \[3\], task 0 \[1\]/);
    const inner = await refused(parallel.map(() => [[1], [1, 2]], table));
    expect(inner).toMatch(/^ERR_SHAPE task [01] returned a list that makes no array/);
    expect(await refused(parallel.map((v: number) => np.complex(v, 1), np.ones(2)))).toMatch(
      /^ERR_DTYPE task [01] .*complex/,
    );
    expect(await refused(parallel.map((v: number) => v, np.array(1)))).toMatch(
      /^ERR_INVALID_OPTION a 0-d array has no items/,
    );
    expect(await refused(parallel.starmap((v: number) => v, np.ones(2)))).toMatch(
      /^ERR_INVALID_OPTION starmap takes the rows/,
    );
  });

  it('lists and streams where a task may have no result, fallbacks where it has', async () => {
    const odd = (v: number): number => {
      if (v === 1) throw new Error('one');
      return v;
    };
    expect(await parallel.map(odd, np.arange(3), { onError: 'skip' })).toEqual([0, 2]);
    const settled = await parallel.map(odd, np.arange(3), { onError: 'settle' });
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(facts(await parallel.map(odd, np.arange(3), { onError: () => -1 }))).toEqual(['int64', [3], [0, -1, 2]]);
    const skipping = parallel.map(odd, np.arange(3), { onError: 'skip', dtype: 'int8' });
    await expect(skipping).rejects.toThrow(/dtype: "int8" needs a number for each task/);
    const firsts: unknown[] = [];
    for await (const first of parallel.map((row: np.NDArray) => `${row.item(0)}`, table, { returnAs: 'generator' }))
      firsts.push(first);
    for await (const first of parallel.stream((row: np.NDArray) => row.item(0), table)) firsts.push(first);
    expect(firsts).toEqual(['1', '4', 1, 4]);
  });

  it('a fallback that the results cannot hold fails the call', async () => {
    const fails = (): number => {
      throw new Error('no number');
    };
    const none = parallel.map(fails, np.arange(3), { onError: () => undefined as never });
    expect(await refused(none)).toMatch(/^ERR_DTYPE/);
    const later = parallel.map(fails, np.arange(3), { onError: async () => 'text' as never });
    expect(await refused(later)).toMatch(/^ERR_DTYPE/);
    const rows = [[1], [2, 3]];
    const ragged = parallel.map(fails, np.arange(2), { onError: (_, index) => rows[index] as never });
    expect(await refused(ragged)).toMatch(/^ERR_SHAPE/);
    const bigint = parallel.map(() => fails() as never as bigint, new BigInt64Array(3), { onError: () => -1 as never });
    await expect(bigint).rejects.toThrow(TypeError);
  });

  it('filter keeps bytes of a Buffer as they were when it was called', async () => {
    const bytes = Buffer.from([1, 2, 3, 4]);
    const kept = parallel.filter((byte) => byte > 2, bytes);
    bytes.fill(0);
    expect(await kept).toEqual(Uint8Array.of(3, 4));
  });

  it('a property named itemCount of an iterable means nothing', async () => {
    const items = Object.assign(new Set([1, 2]), { itemCount: Number.NaN });
    expect(await parallel.map((x: number) => x * 2, items)).toEqual([2, 4]);
  });

  it('starmap spreads rows, filter keeps them, reduce joins them', async () => {
    expect(facts(await parallel.starmap((a: number, b: number, c: number) => a * b - c, table))).toEqual(['int64', [2], [-1, 14]]); // prettier-ignore
    const stack = np.arange(8).reshape(2, 2, 2);
    const sums = await parallel.starmap((a: np.NDArray, b: np.NDArray) => a.add(b), stack);
    expect(facts(sums)).toEqual(['int64', [2, 2], [[2, 4], [10, 12]]]); // prettier-ignore
    expect(facts(await parallel.filter((v: number) => v > 1, np.arange(4, { dtype: 'int8' })))).toEqual(['int8', [2], [2, 3]]); // prettier-ignore
    expect(facts(await parallel.filter((row: np.NDArray) => row.item(0) === 4, table))).toEqual(['int64', [1, 3], [[4, 5, 6]]]); // prettier-ignore
    expect(facts(await parallel.filter(() => false, table))).toEqual(['int64', [0, 3], []]);
    expect(
      await parallel.reduce(
        (v: number) => v * v,
        np.arange(1000),
        (a, b) => a + b,
      ),
    ).toBe(332_833_500);
    expect(
      await parallel.reduce(
        (row: np.NDArray) => row.item(2) as number,
        table,
        (a, b) => a * b,
      ),
    ).toBe(18);
  });

  it('items are as they were when the call began, and are not written', async () => {
    const x = np.zeros([4, 3]);
    const running = parallel.map((row: np.NDArray) => row.set([], (row.item(0) as number) + 1), x);
    await Promise.resolve();
    x.set([], 100);
    expect((await running).toArray()).toEqual(np.ones([4, 3]).toArray());
    expect(x.item(0, 0)).toBe(100);
  });

  it('many rows in large batches', async () => {
    const x = np.arange(30_000).reshape(5000, 6);
    expect((await parallel.map((row: np.NDArray) => row.item(5) as number, x)).toArray()).toEqual(
      x.at('...', 5).toArray(),
    );
    expect(np.arrayEqual(await parallel.map((row: np.NDArray) => row.add(1), x), x.add(1))).toBe(true);
    const long = np.arange(100_000, { dtype: 'float32' });
    expect(np.arrayEqual(await parallel.map((v: number) => v / 2, long), long.div(2))).toBe(true);
  });
});

it('a pool has the same rules', async () => {
  await using pool = new Pool({ maxWorkers: 2 });
  expect(facts(await pool.map((v: number) => v + 1, np.arange(3)))).toEqual(['int64', [3], [1, 2, 3]]);
  expect(facts(await pool.mapAsync((row: np.NDArray) => row.max(), table).get())).toEqual(['int64', [2], [3, 6]]);
  expect(facts(await pool.starmap((a: number, b: number) => a - b, table.at(':', ':2')))).toEqual(['int64', [2], [-1, -1]]); // prettier-ignore
  const lengths: unknown[] = [];
  for await (const length of pool.imap((row: np.NDArray) => row.shape[0], table)) lengths.push(length);
  expect(lengths).toEqual([3, 3]);
});
