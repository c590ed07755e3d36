/** What a differential comparison of random calls with NumPy found, and its neighbours. */

import { afterAll, expect, test } from 'vitest';
import * as np from '../../../src/ndarray.ts';
import { closeSharedKernelBackends } from '../../../src/core/kernel-registry.ts';
import { testCases } from './cases.ts';

afterAll(() => closeSharedKernelBackends());

const sums = { eps: 8, absolute: 16 };

testCases(new URL('corners.json', import.meta.url), {
  hypot: { eps: 2 },
  angle: { eps: 2 },
  sinc: { eps: 4, absolute: 4 },
  i0: { eps: 20 },
  var: sums,
  std: sums,
  nanvar: sums,
  nanstd: sums,
  nanmean: sums,
  mean: sums,
  average: sums,
  cov: { eps: 8, absolute: 64 },
  corrcoef: { eps: 8, absolute: 8 },
  convolve: sums,
  correlate: sums,
  polydiv: { eps: 8, absolute: 64 },
  poly: sums,
  polyfit: { eps: 2 ** 12, absolute: 2 ** 12 },
  quantile: { eps: 2 },
  gradient: sums,
  interp: sums,
  histogram: sums,
  'fft.fft': { eps: 4, absolute: 8 },
});

// What NumPy 2.4 gives for these calls, which the cases cannot say.

test('a row with gaps is copied by ravel, and reshape shows it', () => {
  for (const index of ['::2', '::-1']) {
    const x = np.arange(6);
    expect(np.sharesMemory(np.ravel(x.at(index)), x)).toBe(false);
    expect(np.sharesMemory(x.at(index).ravel(), x)).toBe(false);
    expect(np.sharesMemory(x.at(index).reshape(-1, 1), x)).toBe(true);
  }
  const grid = np.arange(6).reshape(2, 3);
  expect(np.sharesMemory(grid.ravel(), grid)).toBe(true);
  expect(np.sharesMemory(grid.T.ravel('F'), grid)).toBe(true);
});

test('no bytes take a word from the stream, and uint64 has bounds in arrays', () => {
  const rng = np.random.defaultRng(0);
  rng.bytes(0);
  expect(rng.integers(0, 2 ** 32)).toBe(2735729615);
  const bounds = { dtype: 'uint64', size: [2, 2] } as const;
  expect(np.random.defaultRng(0).integers([0, 2], [7, 100], bounds).toArray()).toEqual([
    [5, 64],
    [3, 28],
  ]);
});

test('a mask in a list serves a variance of complex numbers', () => {
  const x = np.array([np.complex(1, 2), np.complex(3, -1), np.complex(0, 1)]);
  expect(np.var(x, { where: [true, true, false] }).item()).toBeCloseTo(3.25, 12);
});
