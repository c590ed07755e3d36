/** Arrays of `manycore/ndarray` in kernels: captured and as parameters, read and written in their own memory. */

import { afterAll, expect, it } from 'vitest';
import { closeSharedKernelBackends } from '../../src/core/kernel-registry.ts';
import { kernel, parallelFor } from '../../src/kernel.ts';
import * as np from '../../src/ndarray.ts';

afterAll(closeSharedKernelBackends);

/** How a kernel sees them; TypeScript knows arrays by their methods. */
type Vector = Record<number, number>;
type Matrix = Record<number, Vector>;
const vector = (x: np.NDArray): Vector => x as unknown as Vector;
const matrix = (x: np.NDArray): Matrix => x as unknown as Matrix;

it.each(['float32', 'float64', 'int32', 'uint8', 'int16'] as const)('captured arrays of %s', async (dtype) => {
  const [x, y] = [np.arange(9, { dtype }), np.zeros(9, { dtype })];
  const [from, to] = [vector(x), vector(y)];
  await parallelFor(9, (i) => {
    to[i] = from[i]! * 2;
  });
  expect(y.toArray()).toEqual(np.arange(9).mul(2).toArray());
});

it('axes: transposed, with gaps, and parts of others', async () => {
  const base = np.arange(40, { dtype: 'float64' }).reshape([5, 8]);
  for (const view of [base, base.T, base.at('1:4', '::3'), base.at('2:', '1:3').T]) {
    const [rows, columns] = view.shape as [number, number];
    const out = np.zeros([columns, rows]);
    const [from, to] = [matrix(view), matrix(out)];
    await parallelFor([columns, rows], (i, j) => {
      to[i]![j] = from[j]![i]! + 0.5;
    });
    expect(out.toArray()).toEqual(view.T.add(0.5).toArray());
  }
});

it('writes arrive in the array itself; results that need the old elements are computed before', async () => {
  const x = np.ones(1000, { dtype: 'float32' });
  const before = x.add(1); // not computed yet
  const part = vector(x.at('10:20'));
  await parallelFor(10, (i) => {
    part[i] = i;
  });
  expect(np.sum(before).item()).toBe(2000);
  expect(np.sum(x).item()).toBe(990 + 45);
});

it('parameters of kernels', async () => {
  const scale = kernel((i: number, a: number[], b: number[], by: number) => {
    b[i] = a[i]! * by;
  });
  const [a, b] = [np.linspace(0, 1, 5), np.empty(5)];
  await scale(5, a as never, b as never, 4);
  expect(b.toArray()).toEqual([0, 1, 2, 3, 4]);
});
