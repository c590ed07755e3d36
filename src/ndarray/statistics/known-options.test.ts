/** Options of NumPy 2 that say what is known already, or allow what is not needed here; the numbers are those of NumPy 2.4.6. */

import { afterAll, describe, expect, it } from 'vitest';
import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';
import * as np from '../../ndarray.ts';

afterAll(closeSharedKernelBackends);

const x = np.arange(6, { dtype: 'float64' }).reshape(2, 3);

describe('a mean that is known', () => {
  it('takes the place of the mean', () => {
    expect(np.var(x, { mean: 3 }).item()).toBe(3.1666666666666665);
    expect(np.var(x, { axis: 1, mean: [[1], [2]] }).toArray()).toEqual([0.6666666666666666, 4.666666666666667]);
    expect(np.var(x, { axis: 1, mean: [1, 2, 3] }).toArray()).toEqual([1, 4]);
    expect(np.std(x, { axis: 0, mean: [[1, 2, 3]], ddof: 1, keepdims: true }).toArray()).toEqual([
      [Math.sqrt(5), Math.sqrt(5), Math.sqrt(5)],
    ]);
    expect(np.var(x, { where: x.gt(2), mean: 1 }).item()).toBe(9.666666666666666);
    expect(np.var(np.arange(4), { mean: 2 }).item()).toBe(1.5);
    expect(np.var([true, false], { mean: 0.25 }).item()).toBe(0.3125);
    expect(np.var(np.array([-100, 100], { dtype: 'int8' }), { mean: np.array([100], { dtype: 'int8' }) }).item()).toBe(
      20_000,
    );
    expect(x.var({ axis: 0, mean: x.mean({ axis: 0 }) }).toArray()).toEqual([2.25, 2.25, 2.25]);
  });

  it('is the mean that var would find', () => {
    for (const dtype of ['float32', 'float64', 'int16', 'complex64', 'complex128'] as np.DType[]) {
      const y = np.remainder(np.arange(24).reshape(2, 3, 4).mul(7), 11).astype(dtype);
      for (const axis of [0, 1, [0, 2]]) {
        const mean = y.mean({ axis, keepdims: true });
        expect(np.var(y, { axis, mean }).dtype).toBe(np.var(y, { axis }).dtype);
        expect(np.std(y, { axis, mean }).toArray()).toEqual(np.std(y, { axis }).toArray());
      }
    }
  });

  it('has a dtype, unless it is a number', () => {
    const single = x.astype('float32');
    const half = x.astype('float16');
    expect(np.var(single, { mean: 1 }).dtype).toBe('float32');
    expect(np.var(single, { mean: np.array(1, { dtype: 'float64' }) }).dtype).toBe('float64');
    expect(np.var(half, { mean: 1 }).dtype).toBe('float16');
    expect(np.std(half, { mean: np.ones([2, 1], { dtype: 'float64' }) }).dtype).toBe('float64');
    expect(np.var(x, { mean: 1, dtype: 'float32' }).dtype).toBe('float32');
    expect(np.var(np.array([np.complex(0, 1), np.complex(0, 3)]), { mean: np.complex(0, 1) }).item()).toBe(2);
  });

  it('counts for elements that are not NaN', () => {
    expect(np.nanvar([1, Number.NaN, 3], { mean: [2] }).item()).toBe(1);
    expect(np.nanstd([1, Number.NaN, 3], { mean: 2 }).item()).toBe(1);
  });

  it('has to fit', () => {
    expect(() => np.var(x, { axis: 1, mean: [1, 2] })).toThrow(expect.objectContaining({ code: 'ERR_SHAPE' }));
    expect(() => np.var(x, { mean: np.ones([3, 2, 3]) })).toThrow(
      /mean of shape \[3,2,3\] does not broadcast to \[2,3\]/,
    );
    expect(() => np.std(x, { mean: np.complex(1, 1) })).toThrow(expect.objectContaining({ code: 'ERR_DTYPE' }));
    expect(() => np.var(x, { mean: 'one' as never })).toThrow(expect.objectContaining({ code: 'ERR_DTYPE' }));
  });
});

describe('other options of NumPy', () => {
  it('indices may be sparse', () => {
    const sparse = np.indices([2, 3], { sparse: true });
    expect(sparse.map((line) => line.toArray())).toEqual([[[0], [1]], [[0, 1, 2]]]);
    expect(np.stack(np.broadcastArrays(...sparse)).toArray()).toEqual(np.indices([2, 3]).toArray());
    expect(np.indices([], { sparse: true })).toEqual([]);
    const lines = np.indices([0, 3], { sparse: true, dtype: 'int8' });
    expect(lines.map(({ shape, dtype }) => [[...shape], dtype])).toEqual([
      [[0, 1], 'int8'],
      [[1, 3], 'int8'],
    ]);
  });

  it('unique, partition, medians and quantiles take what changes no result here', () => {
    expect(np.unique([3, 1, 2, 1], { sorted: false }).toArray()).toEqual([1, 2, 3]);
    expect(np.partition([3, 1, 2], 1, { kind: 'introselect' }).at(1).item()).toBe(2);
    expect(np.array([3, 1, 2]).argpartition(1, { kind: 'introselect' }).at(1).item()).toBe(2);
    expect(() => np.partition([3, 1], 0, { kind: 'quicksort' as never })).toThrow(
      /kind must be 'introselect', got "quicksort"/,
    );
    const y = np.array([5, 1, 3]);
    expect(np.median(y, { overwriteInput: true }).item()).toBe(3);
    expect(np.percentile(y, 100, { overwriteInput: true }).item()).toBe(5);
    expect(np.quantile(y, 0, { overwriteInput: true }).item()).toBe(1);
    expect(np.nanquantile(y, 0, { overwriteInput: false }).item()).toBe(1);
    expect(y.toArray()).toEqual([5, 1, 3]);
  });
});
