/** Polynomials, as NumPy computes them. */

import { afterAll, expect, test } from 'vitest';
import * as np from '../../../src/ndarray.ts';
import { closeSharedKernelBackends } from '../../../src/core/kernel-registry.ts';
import { testCases } from './cases.ts';

afterAll(() => closeSharedKernelBackends());

testCases(new URL('polynomials.json', import.meta.url), {
  polyfit: { eps: 1000, absolute: 1000 },
  polydiv: { eps: 8, absolute: 64 },
});

test.each([[[1, -6, 11, -6]], [[2, 0, 0]], [[1, 0, 1]], [[0, 0, 3, -6]], [[5]]])(
  'the roots of %j make it 0',
  (coefficients) => {
    const found = np.roots(coefficients);
    expect(found.size).toBe(coefficients.length - 1 - coefficients.findIndex((value) => value !== 0));
    if (found.size > 0) expect(np.abs(np.polyval(coefficients, found)).max().item()).toBeLessThan(1e-9);
  },
);

test('the characteristic polynomial of a matrix', () => {
  const matrix = [
    [2, 1],
    [1, 2],
  ];
  expect(np.allclose(np.poly(matrix), [1, -4, 3])).toBe(true);
});
