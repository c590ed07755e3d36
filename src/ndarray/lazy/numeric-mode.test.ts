import { afterAll, afterEach, expect, test } from 'vitest';
import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';
import * as np from '../../ndarray.ts';

afterEach(() => np.setNumericMode('strict'));
afterAll(closeSharedKernelBackends);

const matrix = (seed: number): np.NDArray =>
  np.fromTypedArray(Float32Array.from({ length: 10_000 }, (_, at) => Math.sin(at * at + seed))).reshape(100, 100);

test('fast products are nearly those of strict mode, which is the default', () => {
  const [a, b] = [matrix(1), matrix(2)];
  expect(np.getNumericMode()).toBe('strict');
  const strict = np.matmul(a, b).ravel().toArray() as number[];
  expect(np.setNumericMode('fast')).toBe('strict');
  const fast = np.matmul(a, b).ravel().toArray() as number[];
  const exact = np.matmul(a.astype('float64'), b.astype('float64')).ravel().toArray() as number[];
  const errorOf = (values: readonly number[]): number =>
    Math.max(...values.map((value, at) => Math.abs(value - exact[at]!)));
  // 100 roundings of sums below 32: half a unit each, at most.
  expect(errorOf(strict)).toBeLessThan(100 * 2 ** -20);
  expect(errorOf(fast)).toBeLessThan(100 * 2 ** -20);
  expect(np.setNumericMode('strict')).toBe('fast');
  expect(np.matmul(a, b).ravel().toArray()).toEqual(strict);
});

test('there are two modes', () => {
  expect(() => np.setNumericMode('exact' as never)).toThrow("the numeric mode is 'strict' or 'fast', got \"exact\"");
});
