import { afterAll, describe, expect, it } from 'vitest';
import { closeKernels, kernel, parallelFor } from '../../src/kernel.ts';
import * as np from '../../src/ndarray.ts';
import { useSoftwareAdapter } from '../support/software-adapter.ts';

useSoftwareAdapter();
afterAll(closeKernels);

type Rows = number[][];

describe.each(['threads', 'sequential', 'gpu'])('arrays of manycore/ndarray in kernels on %s', (backend) => {
  const float = (x: np.NDArray): np.NDArray<'float32'> => x.astype('float32');

  it('are read where they are, computed first where they are not yet', async () => {
    const x = float(np.arange(12).reshape(3, 4)).mul(2) as np.NDArray<'float32'>;
    const sums = new Float32Array(3);
    await parallelFor(
      3,
      (i) => {
        let sum = 0;
        for (let j = 0; j < x.shape[1]!; j++) sum += x.item(i, j);
        sums[i] = sum;
      },
      { backend },
    );
    expect([...sums]).toEqual([12, 44, 76]);
  });

  it.each<[string, (x: np.NDArray) => np.NDArray]>([
    ['transposed', (x) => x.T],
    ['every other column', (x) => x.at(':', '::2')],
    ['reversed', (x) => x.at('::-1', '::-1')],
    ['one row for all', (x) => np.broadcastTo(x.at(0), [3, 4])],
  ])('may be views: %s', async (_, view) => {
    const x = float(view(float(np.arange(12).reshape(3, 4))));
    const [rows, columns] = x.shape as [number, number];
    const out = new Float32Array(rows * columns);
    const copy = (i: number, j: number, from: Rows, to: Float32Array): void => {
      to[i * from[0]!.length + j] = from[i]![j]!;
    };
    await kernel<[unknown, Float32Array]>(copy, undefined, { backend })([rows, columns], x, out);
    expect([...out]).toEqual((x.toArray() as Rows).flat());
  });

  it('are written in place: views see it, results that were made before do not', async () => {
    const x = float(np.zeros([2, 3]));
    const before = x.add(1);
    const row = x.at(1);
    const fill = (i: number, j: number, to: Rows): void => {
      to[i]![j] = 10 * i + j;
    };
    await kernel<[unknown]>(fill, undefined, { backend })([2, 3], x);
    expect(x.toArray()).toEqual([
      [0, 1, 2],
      [10, 11, 12],
    ]);
    expect(row.toArray()).toEqual([10, 11, 12]);
    expect(before.toArray()).toEqual([
      [1, 1, 1],
      [1, 1, 1],
    ]);
    expect(x.add(1).toArray()).toEqual([
      [1, 2, 3],
      [11, 12, 13],
    ]);
  });
});

describe.each(['threads', 'sequential', 'gpu'])('a kernel on %s that was called', (backend) => {
  it('keeps the memory of arrays that are disposed before it is done', async () => {
    const double = kernel<[unknown, unknown]>(
      (i: number, x: Float32Array, y: Float32Array): void => {
        y[i] = 2 * x[i]!;
      },
      undefined,
      { backend },
    );
    const full = (value: number): np.NDArray => np.array(new Float32Array(1000).fill(value));
    await double(1000, full(1), full(1)); // a GPU is opened by the first call
    const [x, y] = [full(3), full(4)];
    np.evaluate(x, y);
    const running = double(1000, x, y);
    for (const one of [x, y]) one.dispose();
    // They would get that memory if it were free.
    const others = Array.from({ length: 20 }, () => full(7));
    np.evaluate(...others);
    await running;
    for (const other of others) expect([other.min().item(), other.max().item()]).toEqual([7, 7]);
  });
});

describe('results that were made before', () => {
  it.each<[string, () => np.NDArray]>([
    ['zeros', () => np.zeros([2, 2])],
    ['one value', () => np.full([2, 2], 0)],
    ['another dtype of them', () => np.zeros([2, 2]).astype('float32')],
    ['computed ones', () => np.arange(4).reshape(2, 2).mul(0)],
  ])('keep their values when an array of %s is written', (_, make) => {
    const x = make();
    const before = x.add(1);
    x.set([0, 0], 5);
    expect(before.toArray()).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });
});

describe('arrays of manycore/ndarray in kernels', () => {
  it('of one axis may have gaps', async () => {
    const x = np.arange(10, { dtype: 'float64' }).at('::3');
    expect(await parallelFor(4, (i) => x.item(i), { reduce: '+' })).toBe(18);
  });

  it('are refused where kernels cannot follow', async () => {
    const put = kernel<[unknown]>((i: number, to: number[]) => void (to[i] = 1));
    const gaps = np.zeros(6).at('::2');
    await expect(put(3, gaps)).rejects.toThrow(/cannot write to a view that is reversed or has gaps.*x\.copy\(\)/);
    await expect(put(3, np.broadcastTo(np.zeros(1), [3]))).rejects.toThrow(/has gaps|is broadcast/);
    await expect(put(3, np.zeros(3, { dtype: 'complex128' }))).rejects.toThrow(/cannot compute with complex128/);
    await expect(put(3, np.array(1))).rejects.toThrow(/0-d array is no array to a kernel/);
  });
});
