import { afterAll, expect, it } from 'vitest';
import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';
import * as np from '../../ndarray.ts';

afterAll(closeSharedKernelBackends);

it('places are walked in row-major order, none of an empty shape', () => {
  expect([...np.ndindex([])]).toEqual([[]]);
  expect([...np.ndindex([2, 0])]).toEqual([]);
  expect([...np.ndenumerate(np.arange(4).reshape(2, 2).T)].map(([index, value]) => [...index, value])).toEqual([
    [0, 0, 0],
    [0, 1, 2],
    [1, 0, 1],
    [1, 1, 3],
  ]);
  expect([...np.arange(3)].map(Number)).toEqual([0, 1, 2]);
  expect(() => [...np.array(1)]).toThrow(/a 0-d array has no axis/);
});

it('memory is shared by views, not by copies', () => {
  const x = np.arange(6).reshape(2, 3);
  expect(np.mayShareMemory(x, x.T)).toBe(true);
  expect(np.mayShareMemory(x.at(0), x.at(1))).toBe(false);
  expect(np.mayShareMemory(x.at('::-1', '::-1'), x.at(0))).toBe(true);
  expect(np.mayShareMemory(x, x.at([0, 1]))).toBe(false);
});
