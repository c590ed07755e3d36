import { afterAll, describe, expect, test } from 'vitest';
import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';
import * as np from '../../ndarray.ts';

afterAll(() => closeSharedKernelBackends());

const x = (): np.NDArray => np.arange(24).reshape(2, 3, 4);

describe('applyAlongAxis', () => {
  test.each([0, 1, 2, -1])('gives what a reduction gives along axis %i', (axis) => {
    const rows: (readonly number[])[] = [];
    const result = np.applyAlongAxis(
      (row) => {
        rows.push(row.shape);
        return row.sum();
      },
      axis,
      x(),
    );
    expect(result.toArray()).toEqual(np.sum(x(), { axis }).toArray());
    expect(new Set(rows.map(String))).toEqual(new Set([String(x().shape.at(axis))]));
  });

  test('arrays stand in place of the row, whatever their shape', () => {
    expect(np.applyAlongAxis((row) => row.at('::-1'), 1, x()).toArray()).toEqual(np.flip(x(), { axis: 1 }).toArray());
    const matrices = np.applyAlongAxis((row) => np.outer(row, row), 1, x());
    expect(matrices.shape).toEqual([2, 3, 3, 4]);
    expect(matrices.at(1, ':', ':', 2).toArray()).toEqual(np.outer(x().at(1, ':', 2), x().at(1, ':', 2)).toArray());
  });

  test('numbers that a function returns are elements', () => {
    expect(
      np
        .applyAlongAxis((row) => Number(row.max()) + 0.5, 0, [
          [1, 5],
          [7, 2],
        ])
        .toArray(),
    ).toEqual([7.5, 5.5]);
  });

  test('what does not go is refused', () => {
    expect(() => np.applyAlongAxis((row) => row, 3, x())).toThrow(np.AxisError);
    expect(() => np.applyAlongAxis((row) => row, 0, np.zeros([2, 0]))).toThrow(/shape \[2,0\] has no row along axis 0/);
    expect(() =>
      np.applyAlongAxis((row) => row.at(row.gt(0)), 1, [
        [0, 1],
        [2, 3],
      ]),
    ).toThrow(/shape \[1\] for the first row and \[2\]/);
    expect(() => np.applyAlongAxis(3 as unknown as np.RowFunction, 0, x())).toThrow(/takes a function, got number/);
  });
});

describe('applyOverAxes', () => {
  test('axes stay with length 1, whether the function keeps them or not', () => {
    const wanted = np.sum(x(), { axis: [0, 2], keepdims: true }).toArray();
    expect(np.applyOverAxes((part, axis) => np.sum(part, { axis }), x(), [0, -1]).toArray()).toEqual(wanted);
    expect(np.applyOverAxes((part, axis) => np.sum(part, { axis, keepdims: true }), x(), [0, 2]).toArray()).toEqual(
      wanted,
    );
    expect(() => np.applyOverAxes(() => 1, x(), 0)).toThrow(/gave shape \[\] for \[2,3,4\]/);
  });
});

describe('vectorize', () => {
  test('calls for each element, with broadcasting, and takes the dtype of the values', () => {
    const larger = np.vectorize((a: number, b: number) => Math.max(a, b));
    expect(larger([[1], [5]], [2, 3]).toArray()).toEqual([
      [2, 3],
      [5, 5],
    ]);
    expect(larger(1, 2).shape).toEqual([]);
    expect(np.vectorize((a: number) => a > 1)([1, 2]).dtype).toBe('bool');
    expect(np.vectorize((a: number) => a / 2, { otypes: ['float32'] })([1, 2]).dtype).toBe('float32');
  });

  test('excluded arguments are passed as they are', () => {
    const poly = np.vectorize((p: number[], a: number) => p.reduce((sum, c) => sum * a + c, 0), { excluded: [0] });
    expect(poly([1, 2, 3], [0, 1]).toArray()).toEqual([3, 6]);
  });

  test('a signature gives arrays, and broadcasts all other axes', () => {
    const product = np.vectorize((a: np.NDArray, b: np.NDArray) => np.matmul(a, b), { signature: '(m,n),(n)->(m)' });
    expect(
      product(
        [
          [
            [1, 2],
            [3, 4],
          ],
          [
            [0, 1],
            [1, 0],
          ],
        ],
        [10, 1],
      ).toArray(),
    ).toEqual([
      [12, 34],
      [1, 10],
    ]);
    const both = np.vectorize((a: np.NDArray) => [a.min(), a.max()], { signature: '(n)->(),()' });
    expect(
      (
        both([
          [3, 1],
          [2, 5],
        ]) as unknown as np.NDArray[]
      ).map((one) => one.toArray()),
    ).toEqual([
      [1, 2],
      [3, 5],
    ]);
  });

  test('what does not go is refused', () => {
    const same = np.vectorize((a: number) => a);
    expect(() => same([])).toThrow(/no elements, so the dtype of the result is not known; give otypes/);
    expect(np.vectorize((a: number) => a, { otypes: ['int8'] })([]).dtype).toBe('int8');
    expect(() => np.vectorize(() => 1, { signature: 'n->n' })).toThrow(/"n->n" is no signature/);
    expect(() => np.vectorize((a: number) => a, { signature: '(n),(n)->()' })([1], [1, 2])).toThrow(
      /axis n of .* has length 1 in one input and 2/,
    );
    expect(() => np.vectorize((a: np.NDArray) => a, { signature: '(n)->()' })([1, 2])).toThrow(
      /gave shape \[2\], which is not \(\)/,
    );
    expect(() => np.vectorize(1 as never)).toThrow(/takes a function, got number/);
    expect(() => np.vectorize(() => 1, { cache: true } as object)).toThrow(/no option "cache"/);
  });
});

test('frompyfunc checks numbers of arguments and results', () => {
  const halves = np.frompyfunc((a: number) => [Math.floor(a / 2), a % 2], 1, 2);
  expect(halves([5, 8]).map((one) => one.toArray())).toEqual([
    [2, 4],
    [1, 0],
  ]);
  expect(() => halves([1], [2])).toThrow(/takes 1 arguments, got 2/);
  expect(() => np.frompyfunc(() => 1, 1, 2)([1])).toThrow(/gave 1 values, not 2/);
  expect(() => np.frompyfunc(() => 1, 0, 1)).toThrow(/nin must be a whole number from 1 on, got 0/);
});
