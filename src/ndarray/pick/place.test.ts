import { afterAll, describe, expect, it } from 'vitest';
import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';
import * as np from '../../ndarray.ts';

afterAll(closeSharedKernelBackends);

describe('placing', () => {
  it('writes through views, converts to the dtype, and repeats values', () => {
    const x = np.zeros([2, 3], { dtype: 'int16' });
    np.put(x.T, [0, 1, -1], [1.9, 2]);
    expect(x.toArray()).toEqual([
      [1, 0, 0],
      [2, 0, 1],
    ]);
    np.place(x, x.eq(0), [7, 8]);
    expect(x.toArray()).toEqual([
      [1, 7, 8],
      [2, 7, 1],
    ]);
    np.putmask(
      x,
      [
        [true, true, false],
        [false, false, true],
      ],
      [10, 20, 30, 40],
    );
    expect(x.toArray()).toEqual([
      [10, 20, 8],
      [2, 7, 20],
    ]);
  });

  it('fills diagonals of tall and of cubic arrays', () => {
    const tall = np.zeros([5, 2], { dtype: 'int8' });
    np.fillDiagonal(tall, 1);
    expect(tall.ravel().toArray()).toEqual([1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    np.fillDiagonal(tall, [2, 3], { wrap: true });
    expect(tall.ravel().toArray()).toEqual([2, 0, 0, 3, 0, 0, 2, 0, 0, 3]);
    const cube = np.zeros([2, 2, 2]);
    np.fillDiagonal(cube, 4);
    expect([cube.item(0, 0, 0), cube.item(1, 1, 1), cube.item(0, 1, 1)]).toEqual([4, 4, 0]);
    expect(() => np.fillDiagonal(np.zeros([2, 2, 3]), 1)).toThrow(/must be equal/);
  });

  it('takes places from the ends around, or the nearest, where that is asked for', () => {
    const x = np.zeros(3);
    np.put(x, [4, -5], [1, 2], { mode: 'wrap' });
    expect(x.toArray()).toEqual([0, 2, 0]);
    np.put(x, [9, -9], [5, 6], { mode: 'clip' });
    expect(x.toArray()).toEqual([6, 2, 5]);
    expect(() => np.put(x, [3], 0)).toThrow(/put: index 3 is out of bounds for size 3/);
    expect(() => np.put(x, [0], 0, { mode: 'odd' as 'wrap' })).toThrow(/mode must be 'raise', 'wrap' or 'clip'/);
    expect(() => np.put(x, [0.5], 0)).toThrow(/places must be integers, got float64/);
  });

  it('does not disturb results that are not computed yet', () => {
    const x = np.arange(4);
    const before = x.add(1);
    np.putAlongAxis(x, [0, 1], -1);
    np.copyto(x, 9, { where: [false, false, true, false] });
    expect(before.toArray()).toEqual([1, 2, 3, 4]);
    expect(x.toArray()).toEqual([-1, -1, 9, 3]);
    expect(() => np.copyto(x, [0.5])).toThrow(/float64 does not become int64 by the rule 'same_kind'/);
  });

  it('chooses by pieces', () => {
    const x = np.array([-2.5, -1, 0, 3]);
    expect(np.piecewise(x, [x.lt(0)], [-1, (rest) => rest.mul(2)]).toArray()).toEqual([-1, -1, 0, 6]);
    expect(() => np.piecewise(x, [x.lt(0)], [])).toThrow(/0 pieces do not go with 1 conditions/);
    expect(np.maskIndices(2, (ones, k) => np.tril(ones, { k })).map((one) => one.toArray())).toEqual([
      [0, 1, 1],
      [0, 0, 1],
    ]);
    expect(np.diagIndices(2).map(String)).toEqual(['[0 1]', '[0 1]']);
  });
});
