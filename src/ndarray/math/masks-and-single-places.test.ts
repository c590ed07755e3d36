import { afterAll, expect, test } from 'vitest';
import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';
import * as np from '../../ndarray.ts';

afterAll(() => closeSharedKernelBackends());

test('methods over an axis of one place give arrays of their own', () => {
  const makers = [
    (x: np.NDArray) => np.maximum.accumulate(x, { axis: 0 }),
    (x: np.NDArray) => np.subtract.accumulate(x, { axis: 0 }),
    (x: np.NDArray) => np.subtract.reduce(x, { axis: 0 }),
    (x: np.NDArray) => np.hypot.reduce(x, { axis: 0, keepdims: true }),
    (x: np.NDArray) => np.subtract.reduceat(x, [0], { axis: 0 }),
  ];
  for (const make of makers) {
    const x = np.array([[1.5, 2, 3]]).copy();
    const made = make(x);
    made.set('...', 9);
    expect(x.toArray()).toEqual([[1.5, 2, 3]]);
  }
});

test('one element alone loses its sign where results have none, as in NumPy', () => {
  expect(np.hypot.reduce([-3]).item()).toBe(3);
  expect(np.gcd.reduce(np.array([-4])).item()).toBe(4);
  expect(np.gcd.reduce(np.array([-4, 6])).item()).toBe(2);
});

test('comparisons with where leave the elements of out as they are', () => {
  const out = np.array([-2, 3, 7, 0]).copy();
  np.equal([1, 1, 1, 1], [1, 1, 2, 1], { out, where: [false, true, true, false] });
  expect(out.toArray()).toEqual([-2, 1, 0, 0]);
  const wide = np.array([1e300, 2.5]).copy();
  np.add(np.array([1, 2], { dtype: 'float32' }), np.array([1, 2], { dtype: 'float32' }), {
    out: wide,
    where: [false, true],
  });
  expect(wide.toArray()).toEqual([1e300, 4]);
  expect(() => np.add([1.5], [1], { out: np.zeros(1, { dtype: 'int64' }), where: [true] })).toThrow(np.DTypeError);
});

test('where with complex results', () => {
  const c = np.array([np.complex(1, 2), np.complex(3, 4), np.complex(5, 6)]);
  const out = np.array([np.complex(-1, -2), np.complex(-3, -4), np.complex(-5, -6)]).copy();
  np.maximum(c, c, { out, where: [true, false, true] });
  expect([out.toArray()].flat().map(String)).toEqual(['(1+2j)', '(-3-4j)', '(5+6j)']);
  const found = np.add(c, c, { where: [false, false, true] });
  expect([found.toArray()].flat().map(String)).toEqual(['0j', '0j', '(10+12j)']);
});

test.each(['int8', 'uint8', 'int16', 'uint16', 'int32', 'int64', 'uint64', 'float16', 'float64'] as const)(
  'extremes of no elements of %s are the initial value',
  (dtype) => {
    const none = np.zeros([2, 0], { dtype });
    for (const reduce of [np.min, np.max]) {
      expect(reduce(none, { axis: 1, initial: 1 }).toArray()).toEqual([1, 1]);
      expect(reduce(none, { axis: 1, initial: 1, keepdims: true }).dtype).toBe(dtype);
    }
  },
);

test('a mask with more elements than the array is an error, as in NumPy', () => {
  const where = [[true], [false]];
  expect(() => np.sum([1, 2, 3], { where })).toThrow(np.ShapeError);
  expect(() => np.all(np.array(1), { where })).toThrow('does not broadcast to []');
  expect(
    np
      .sum(
        [
          [1, 2],
          [3, 4],
        ],
        { where },
      )
      .item(),
  ).toBe(3);
});

test('writing in place leaves no memory behind, and what shares elements with the result stays', () => {
  const x = np.ones([100]).copy();
  const y = x.mul(3);
  y.toArray();
  const before = np.memoryUsage().bytes;
  for (let turn = 0; turn < 3; turn++) {
    x.addAssign(y);
    np.multiply(x, 0.5, { out: x });
    np.add(x, 1, { out: x, where: [true] });
    np.positive(y, { out: x });
  }
  expect(np.memoryUsage().bytes).toBe(before);
  expect([x.at(0).item(), y.at(0).item()]).toEqual([3, 3]);
});
