/** Reductions without NaN, closeness and rounding, as NumPy computes them. */

import { afterAll } from 'vitest';
import { closeSharedKernelBackends } from '../../../src/core/kernel-registry.ts';
import { testCases } from './cases.ts';

afterAll(() => closeSharedKernelBackends());

// Sums are added up in another order than NumPy's.
const sums = { eps: 4, absolute: 4 };

testCases(new URL('nan.json', import.meta.url), {
  nanmean: sums,
  nanvar: sums,
  nanstd: sums,
  nanprod: sums,
  nansum: sums,
  nancumsum: sums,
});
