import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { sequentialKernels } from '../../backends/sequential/kernels.ts';
import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';
import * as np from '../../ndarray.ts';
import { withBackend } from '../graph/storage.ts';
import type { CdistOptions } from './distances.ts';

afterAll(closeSharedKernelBackends);

interface Case {
  readonly a: number[][];
  readonly b: number[][];
  readonly tables: readonly { readonly options: CdistOptions; readonly expected: number[][] }[];
}

const cases = JSON.parse(
  readFileSync(new URL('../../../test/oracle/ndarray/distances.json', import.meta.url), 'utf8'),
) as readonly Case[];

const table = (x: { toArray: () => unknown }): number[][] => x.toArray() as number[][];

test('tables of distances are those of SciPy', () => {
  const all = cases.flatMap(({ a, b, tables }) => tables.map((one) => ({ a, b, ...one })));
  expect(all).toHaveLength(42);
  for (const { a, b, options, expected } of all) {
    const found = table(np.cdist(np.array(a).astype('float64'), np.array(b).astype('float64'), options));
    for (const [i, row] of expected.entries()) {
      for (const [j, value] of row.entries()) {
        expect(Math.abs(found[i]![j]! - value), `${JSON.stringify(options)} ${i},${j}`).toBeLessThanOrEqual(
          1e-14 * value * a[0]!.length,
        );
      }
    }
  }
});

test('close points far from 0 keep their digits, and a point is at distance 0 of itself', () => {
  const points = np
    .fromTypedArray(new Float32Array([1000, 2000, 1000.0001220703125, 2000, 1000, 2000.5]))
    .reshape(3, 2);
  expect(table(np.cdist(points, points))).toEqual([
    [0, 0.0001220703125, 0.5],
    [0.0001220703125, 0, Math.fround(Math.sqrt(0.25 + 2 ** -26))],
    [0.5, Math.fround(Math.sqrt(0.25 + 2 ** -26)), 0],
  ]);
});

test('stacks broadcast, dtypes are kept or widened, NaN stays in its rows', () => {
  const points = np.array([[0, 0], [3, 4], [NaN, 1]]); // prettier-ignore
  const stack = np.array([[[0, 0]], [[6, 8]]]);
  expect(np.cdist(stack, points).shape).toEqual([2, 1, 3]);
  expect(np.cdist(stack, points).toArray()).toEqual([[[0, 5, NaN]], [[10, 5, NaN]]]);
  expect(np.cdist(points, stack, { metric: 'chebyshev' }).toArray()).toEqual([
    [[0], [4], [NaN]],
    [[8], [4], [NaN]],
  ]);
  expect(np.cdist([[1, 2]], [[1, 3]]).dtype).toBe('float64');
  expect(np.cdist(points.astype('float32'), points.astype('float32')).dtype).toBe('float32');
  expect(np.cdist(points.astype('float16'), points.astype('float16')).dtype).toBe('float16');
});

test('the interpreter gives the same bits', () => {
  const values = Float64Array.from({ length: 21 * 40 }, (_, at) => Math.sin(at * at));
  for (const metric of ['euclidean', 'cityblock', 'chebyshev'] as const) {
    const compute = (): unknown => {
      const points = np.fromTypedArray(values).reshape(40, 21);
      return np.cdist(points, points, { metric }).toArray();
    };
    expect(compute()).toEqual(withBackend(sequentialKernels(), compute));
  }
});

test('what are no points is refused', () => {
  expect(() => np.cdist([1, 2], [[1, 2]])).toThrow('cdist needs points as rows of matrices, got shape [2]');
  expect(() => np.cdist([[1, 2]], [[1, 2, 3]])).toThrow('cdist: points of 2 and of 3 coordinates');
  expect(() => np.cdist([[1]], [[1]], { metric: 'cosine' as never })).toThrow('cdist: there is no metric "cosine"');
  expect(() => np.cdist([[1]], [[1]], { p: 0 })).toThrow('cdist: p must be a number above 0, got 0');
});
