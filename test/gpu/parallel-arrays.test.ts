/** `Parallel({ backend: 'gpu' })` over arrays of `manycore/ndarray`, on a software adapter. */

import { afterAll, describe, expect, it } from 'vitest';
import { Parallel } from '../../src/index.ts';
import { closeKernels } from '../../src/kernel.ts';
import * as np from '../../src/ndarray.ts';
import { useSoftwareAdapter } from '../support/software-adapter.ts';

useSoftwareAdapter();
afterAll(closeKernels);

type Row = np.NDArray<'float32'>;

const gpu = Parallel({ backend: 'gpu' });
const rows = np.arange(6, { dtype: 'float32' }).reshape(2, 3);
const facts = (x: np.NDArray): unknown[] => [x.dtype, [...x.shape], x.toArray()];

describe('arrays as items', { timeout: 300_000 }, () => {
  it('of one axis: numbers, and an array of the dtype', async () => {
    expect(facts(await gpu.map((x: number) => x * 2, rows.at(1)))).toEqual(['float32', [3], [6, 8, 10]]);
    expect(facts(await gpu.map((x: number) => x / 2, rows.T.at(1), { dtype: 'int32' }))).toEqual([
      'int32',
      [2],
      [0, 2],
    ]);
    const words = np.array([1, 2 ** 31], { dtype: 'uint32' });
    expect(facts(await gpu.map((x: number) => x ^ 1, words))).toEqual(['uint32', [2], [0, 2 ** 31 + 1]]);
    expect(facts(await gpu.map((x: number) => x, words.at('5:')))).toEqual(['uint32', [0], []]);
  });

  it('of more: the rows', async () => {
    const ends = (row: Row): number => row.item(0) - row.item(row.shape[0]! - 1);
    expect(facts(await gpu.map(ends, rows))).toEqual(['float32', [2], [-2, -2]]);
    expect(facts(await gpu.map(ends, rows.T.at('::-1')))).toEqual(['float32', [3], [-3, -3, -3]]);
    const corner = (part: Row): number => part.item(1, 0);
    expect(facts(await gpu.map(corner, np.arange(8, { dtype: 'float32' }).reshape(2, 2, 2)))).toEqual([
      'float32',
      [2],
      [2, 6],
    ]);
    expect(facts(await gpu.starmap((a: number, b: number) => a * b, rows.T))).toEqual(['float32', [3], [0, 4, 10]]);
  });

  it('filter keeps items as they are, reduce joins, forEach writes', async () => {
    const kept = await gpu.filter((x: number) => x > 3, rows.at(1));
    expect(facts(kept)).toEqual(['float32', [2], [4, 5]]);
    const large = await gpu.filter((row: Row) => row.item(0) > 1, rows);
    expect(facts(large)).toEqual(['float32', [1, 3], [[3, 4, 5]]]);
    expect(
      await gpu.reduce(
        (x: number) => x,
        rows.at(1),
        (a: number, b: number) => a + b,
      ),
    ).toBe(12);
    expect(
      await gpu.reduce(
        (row: Row) => row.item(1),
        rows,
        (a: number, b: number) => a * b,
        10,
      ),
    ).toBe(40);
    const seen = new Float32Array(6);
    await gpu.forEach((x: number) => void (seen[x] = x + 1), rows.reshape(6) as unknown as Float32Array);
    expect([...seen]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('of other dtypes with a dtype to compute in, as they were when the call began', async () => {
    const add = (x: number): number => x + 1;
    const [whole, flags, halves] = [np.arange(3), np.array([true, false]), np.array([0.5], { dtype: 'float64' })];
    await expect(gpu.map(add, whole)).rejects.toThrow(/computes with 32 bits.*dtype: 'float32'/);
    expect(facts(await gpu.map(add, whole, { dtype: 'int32' }))).toEqual(['int32', [3], [1, 2, 3]]);
    expect(facts(await gpu.map(add, flags, { dtype: 'float32' }))).toEqual(['float32', [2], [2, 1]]);
    expect(facts(await gpu.map(add, halves, { dtype: 'float32' }))).toEqual(['float32', [1], [1.5]]);
    const x = np.zeros(2, { dtype: 'float32' });
    const running = gpu.map(add, x);
    x.set([0], 100);
    expect((await running).toArray()).toEqual([1, 1]);
    await expect(gpu.map(add, np.array(3, { dtype: 'float32' }))).rejects.toThrow(/0-d array has no items/);
    await expect(gpu.starmap(add, rows.at(0))).rejects.toThrow(/rows of an array of two axes, got one of \[3\]/);
    const complex = np.ones(2, { dtype: 'complex64' });
    await expect(gpu.map((z: np.Complex) => z.re, complex)).rejects.toThrow(/cannot compute with complex64/);
  });
});
