import { afterAll, expect, it } from 'vitest';
import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';
import * as np from '../../ndarray.ts';

afterAll(closeSharedKernelBackends);

it('arrays have the methods that pick and place', () => {
  const x = np.arange(6).reshape(2, 3);
  expect(x.take([2, 0], { axis: 1 }).toArray()).toEqual([
    [2, 0],
    [5, 3],
  ]);
  expect(x.compress([false, true], { axis: 0 }).toArray()).toEqual([[3, 4, 5]]);
  expect(x.repeat(2).shape).toEqual([12]);
  expect(
    np
      .array([1, 0])
      .choose([
        [1, 2],
        [3, 4],
      ])
      .toArray(),
  ).toEqual([3, 2]);
  x.diagonal().fill(9);
  x.put(-1, 7);
  expect(x.toArray()).toEqual([
    [9, 1, 2],
    [3, 9, 7],
  ]);
  expect(x.mT.toArray()).toEqual(x.T.toArray());
});

it('the same bytes are elements of another dtype', () => {
  const x = np.array(
    [
      [1, 2],
      [3, 4],
    ],
    { dtype: 'int32' },
  );
  const bytes = x.view('uint8');
  expect(bytes.shape).toEqual([2, 8]);
  bytes.set([0, 0], 5);
  expect(x.item(0, 0)).toBe(5);
  expect(np.array([1], { dtype: 'float32' }).view('uint32').item()).toBe(0x3f800000);
  expect(
    np
      .array([np.complex(1, 2)])
      .view('float64')
      .toArray(),
  ).toEqual([1, 2]);
  expect(x.at(1).view('int64').toArray()).toEqual([3 + 4 * 2 ** 32]);
  expect(() => x.T.view('int64')).toThrow(/the last axis must lie without gaps/);
  expect(x.tobytes('F').filter((_, at) => at % 4 === 0)).toEqual(Uint8Array.of(5, 3, 2, 4));
});
