/** Statistics, as NumPy computes them. */

import { testCases } from './cases.ts';

const sums = { eps: 8, absolute: 8 };

testCases(new URL('statistics.json', import.meta.url), {
  nanquantile: { eps: 1 },
  average: sums,
  cov: sums,
  corrcoef: sums,
  convolve: sums,
  correlate: sums,
  interp: sums,
  histogram: { eps: 2 },
  trapezoid: sums,
  gradient: sums,
});
