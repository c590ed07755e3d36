import { afterAll, describe, expect, it } from 'vitest';
import {
  arrayView,
  closeKernels,
  guvectorize,
  kernelArray,
  type Neighbours,
  type NeighboursOf,
  reduction,
  stencil,
  vectorize,
} from '../../src/kernel.ts';
import * as np from '../../src/ndarray.ts';
import { useSoftwareAdapter } from '../support/software-adapter.ts';

useSoftwareAdapter();
afterAll(closeKernels);

type Rows = { readonly [i: number]: { [j: number]: number; readonly length: number }; readonly length: number };

const float = (x: np.NDArray): np.NDArray<'float32'> => x.astype('float32');
const count = (...shape: number[]): np.NDArray<'float32'> =>
  np.arange(np.prod(np.array(shape)).item() as number, { dtype: 'float32' }).reshape(shape);

/** A result as the array that is expected, with its dtype and shape. */
function same(actual: unknown, expected: np.NDArray): void {
  expect(actual).toBeInstanceOf(np.NDArray);
  const { dtype, shape } = actual as np.NDArray;
  expect([dtype, [...shape]]).toEqual([expected.dtype, [...expected.shape]]);
  expect((actual as np.NDArray).toArray()).toEqual(expected.toArray());
}

const views: [string, () => np.NDArray<'float32'>][] = [
  ['as they lie', () => count(4, 6)],
  ['transposed', () => count(6, 4).T],
  ['every other column', () => count(4, 12).at(':', '::2')],
  ['reversed', () => count(4, 6).at('::-1', '::-1')],
  ['one row for all', () => np.broadcastTo(count(6), [4, 6])],
  ['one column for all', () => np.broadcastTo(count(4, 1), [4, 6])],
  ['one axis with gaps', () => count(24).at('::3')],
  ['one axis, reversed', () => count(24).at('::-1')],
  ['three axes, turned', () => count(2, 3, 4).transpose([2, 0, 1])],
  ['four axes', () => count(2, 3, 2, 2).transpose([3, 1, 0, 2])],
  ['five axes, turned', () => count(2, 3, 2, 3, 2).transpose([4, 1, 2, 0, 3])],
  ['0-d', () => float(np.array(5))],
  ['empty', () => count(3, 0, 2)],
  ['not computed yet', () => count(4, 6).mul(2).add(1) as np.NDArray<'float32'>],
];

describe.each(['threads', 'sequential', 'gpu'])(
  'arrays of manycore/ndarray in functions of elements on %s',
  { timeout: 300_000 },
  (backend) => {
    const options = { backend };
    const weigh = vectorize((a: number, b: number) => a * 2 - b, undefined, options);

    it.each(views)('vectorize: %s', async (_, make) => {
      const x = make();
      same(await weigh(x, 3), x.mul(2).sub(3));
      same(await weigh(x, x), x);
    });

    it.each<[string, number[][]]>([
      ['a row and rows', [[4, 6], [6]]],
      [
        'a column and a row',
        [
          [4, 1],
          [1, 6],
        ],
      ],
      ['a 0-d array', [[4, 6], []]],
      [
        'axes in the middle',
        [
          [2, 1, 3],
          [5, 1],
        ],
      ],
      [
        'more axes than a kernel has',
        [
          [2, 1, 3, 1, 2],
          [3, 1, 2, 1],
        ],
      ],
      ['no elements', [[0, 3], [1]]],
    ])('vectorize broadcasts: %s', async (_, [one, other]) => {
      const [x, y] = [count(...one!), count(...other!)];
      same(await weigh(x, y), x.mul(2).sub(y));
      same(await weigh(y, x), y.mul(2).sub(x));
    });

    it('vectorize takes typed arrays and views beside them, and elements of every type', async () => {
      const x = count(2, 3);
      same(await weigh(x, Float32Array.of(1, 2, 3)), x.mul(2).sub(float(np.array([1, 2, 3]))));
      same(await weigh(arrayView(Float32Array.of(5, 6), [2, 1]), x), float(np.array([[10], [12]])).sub(x));
      same(await weigh(kernelArray('float32', [1, 2, 3]), x), float(np.array([2, 4, 6])).sub(x));
      const isLarge = vectorize((a: number) => a > 2, undefined, options);
      same(await isLarge(x), x.gt(2));
      const twice = vectorize((a: number) => a + a, undefined, options);
      for (const dtype of ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float16', 'float32'] as const) {
        const values = np.array([1, 2, 100], { dtype });
        expect((await twice(values)).toArray(), dtype).toEqual([2, 4, 200]);
      }
      const flip = vectorize((a: boolean) => !a, undefined, options);
      same(await flip(x.gt(2) as never), x.le(2));
    });

    it('vectorize refuses shapes that do not go together, and what kernels do not compute with', async () => {
      await expect(weigh(count(2, 3), count(2))).rejects.toThrow(
        /shapes of vectorize \[2, 3\], \[2\] do not broadcast/,
      );
      await expect(weigh(count(2, 3), np.ones(3, { dtype: 'complex64' }))).rejects.toThrow(
        /cannot compute with complex64/,
      );
    });

    it.each(views)('reduction: %s', async (_, make) => {
      const x = make();
      const flat = Float32Array.from(x.flatten().toArray() as number[]);
      // Bit for bit what the elements give in their order.
      const thirds = reduction('+', (a: number) => a / 3, options);
      expect(await thirds(x)).toBe(await thirds(flat));
    });

    it('reduction with a function of its own', async () => {
      const most = reduction((a: number, b: number) => Math.max(a, b), -1, options);
      expect(await most(count(70, 90).T.at('::-1'))).toBe(6299);
      expect(await most(count(3, 0))).toBe(-1);
    });

    it('reduction broadcasts', async () => {
      const dot = reduction('+', (a: number, b: number) => a * b, options);
      expect(await dot(count(3, 4), count(3, 1))).toBe(count(3, 4).mul(count(3, 1)).sum().item());
      expect(await dot(count(3, 4).T, 2)).toBe(132);
    });

    it('stencil: their shape is that of the result', async () => {
      const smooth = stencil((a: Neighbours) => a[-1]! + a[0]! + a[1]!, options);
      same(await smooth(count(10).at('::-2')), float(np.array([0, 21, 15, 9, 0])));
      const above = stencil((a: NeighboursOf<Neighbours>) => a[-1]![0]! + a[0]![1]!, { ...options, cval: -1 });
      const x = count(3, 4).T;
      const expected = np.full([4, 3], -1, { dtype: 'float32' });
      expected.set(['1:', ':-1'], x.at(':-1', ':-1').add(x.at('1:', '1:')));
      same(await above(x), expected);
      same(await above(x.copy()), expected);
      const plain = stencil((a: NeighboursOf<Neighbours>) => a[0]![0]! * 2, options);
      same(await plain(x), x.mul(2));
    });

    it('stencil takes weights, other arrays of the same shape, and views', async () => {
      const weighted = stencil(
        (a: NeighboursOf<Neighbours>, b: NeighboursOf<Neighbours>, w: NeighboursOf<Neighbours>) =>
          a[0]![0]! * w[0]![1]! + b[0]![0]! * w[1]![0]!,
        { ...options, standardIndexing: ['w'] },
      );
      const [a, b, w] = [count(2, 3), count(3, 2).T, count(2, 2).T];
      same(await weighted(a, b, w), a.mul(2).add(b));
      const view = await weighted(
        arrayView(Float32Array.of(1, 2, 3, 4), [2, 2], { strides: [1, 2] }),
        arrayView(Float32Array.of(1, 2, 3, 4), [2, 2]),
        arrayView(Float32Array.of(0, 1, 10, 0), [2, 2]),
      );
      expect([view.shape, [...view.data]]).toEqual([
        [2, 2],
        [11, 23, 32, 44],
      ]);
      await expect(weighted(a, count(3, 2), w)).rejects.toThrow(/arrays of a stencil have one shape, 2 x 3, got 3 x 2/);
      await expect(weighted(count(1, 1, 1, 2), count(1, 1, 1, 2), w)).rejects.toThrow(/have one to 3 axes/);
    });

    const dot = (a: Float32Array, b: Float32Array, out: Float32Array): void => {
      let sum = 0;
      for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
      out[0] = sum;
    };

    it.each<[string, () => [np.NDArray, np.NDArray]]>([
      ['two rows', () => [count(3), count(3)]],
      ['rows and a row', () => [count(4, 3), count(3)]],
      ['columns', () => [count(3, 4).T, count(3)]],
      ['parts with gaps, reversed', () => [count(4, 6).at(':', '::2'), count(3).at('::-1')]],
      ['stacks that broadcast', () => [count(2, 1, 3), count(4, 3)]],
      ['more loops than a kernel has axes', () => [count(2, 2, 2, 2, 3), count(3)]],
    ])('guvectorize: %s', async (_, make) => {
      const [a, b] = make();
      same(await guvectorize(dot, '(n),(n)->()', options)(a, b), a.mul(b).sum({ axis: -1 }));
    });

    it('guvectorize fills arrays that are given, in place, and gives several', async () => {
      const [a, b] = [count(4, 3), count(3)];
      const out = np.zeros([4, 5], { dtype: 'float32' });
      const before = out.add(1);
      const column = out.at(':', 2);
      expect(await guvectorize(dot, '(n),(n)->()', options)(a, b, column)).toBe(column);
      expect(out.at(':', 2).toArray()).toEqual(a.dot(b).toArray());
      expect([out.sum().item(), before.max().item()]).toEqual([a.dot(b).sum().item(), 1]);
      const product = (x: Rows, y: Rows, sum: Rows, last: Float32Array): void => {
        for (let i = 0; i < x.length; i++) for (let j = 0; j < y[0]!.length; j++) sum[i]![j] = x[i]![0]! + y[0]![j]!;
        last[0] = y[0]![0]!;
      };
      const both = await guvectorize(product, '(m,n),(n,p)->(m,p),()', options)(count(2, 3, 2), count(2, 3));
      const [sums, firsts] = both as readonly np.NDArray[];
      same(sums, count(2, 3, 2).at(':', ':', '0:1').add(count(3)));
      same(firsts, np.zeros(2, { dtype: 'float32' }));
    });

    it('guvectorize refuses what it cannot write', async () => {
      const run = guvectorize(dot, '(n),(n)->()', options);
      await expect(run(count(4, 3), count(3), count(4).at('::-1'))).rejects.toThrow(/reversed or has gaps/);
      await expect(run(count(4, 3), count(3), np.broadcastTo(count(1), [4]))).rejects.toThrow(/is broadcast/);
      await expect(run(count(4, 3), count(3), count(2))).rejects.toThrow(/has the shape \[2\], and the result \[4\]/);
    });

    it('explain() takes them and runs nothing', () => {
      const { types } = weigh.explain(count(2, 3).T, 1);
      expect(types.get('a')).toEqual(['f32']);
      expect(reduction('+', undefined, options).explain(count(2, 2)).ir).toContain('accumulate');
      expect(stencil((a: Neighbours) => a[0]! * 2, options).explain(count(3)).backend).toBe(backend);
      expect(guvectorize(dot, '(n),(n)->()', options).explain(count(2, 2), count(2)).backend).toBe(backend);
    });
  },
);

describe('arrays of manycore/ndarray in functions of elements', () => {
  it('are walked through in vectors where their last axes are neighbours, or one element for all', () => {
    const add = vectorize((a: number, b: number) => a + b);
    for (const [a, b] of [
      [count(4, 8), count(8)],
      [count(4, 8), count(4, 1)],
      [count(4, 16).at(':', ':8'), count(4, 8)],
    ] as const) {
      const { lanes, code } = add.explain(a, b);
      expect(lanes).toBeGreaterThan(1);
      expect(code).toContain('v128.store');
      expect(code).not.toContain('load_lane');
    }
  });

  it('of 64 bit integers are bigints to the function', async () => {
    const x = np.array([1, 2, 3]);
    same(await vectorize((a: bigint) => a * 2n)(x as never), x.mul(2));
  });

  it('may be given up while a kernel writes to them', async () => {
    const fill = guvectorize((a: Float64Array, out: Float64Array) => {
      for (let j = 0; j < a.length; j++) out[j] = a[j]! + 1;
    }, '(n)->(n)');
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, at) => fill(np.full([50, 100], at, { dtype: 'float64' }))),
    );
    for (const [at, result] of results.entries()) expect((result as np.NDArray).min().item()).toBe(at + 1);
  });
});

it('a stencil of kernel arrays gives a kernel array, with a border too', async () => {
  const x = kernelArray('float32', [1, 2, 3, 4]);
  const sums = await stencil((a: Neighbours) => a[-1]! + a[1]!)(x);
  expect([...sums]).toEqual([0, 4, 6, 0]);
  expect(sums.buffer).toBeInstanceOf(SharedArrayBuffer);
});
