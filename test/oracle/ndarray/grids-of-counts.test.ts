/** Histograms of several dimensions and orders of Einstein sums, as NumPy answers. */

import { afterAll } from 'vitest';
import { closeSharedKernelBackends } from '../../../src/core/kernel-registry.ts';
import { testCases } from './cases.ts';

afterAll(() => closeSharedKernelBackends());

testCases(new URL('grids-of-counts.json', import.meta.url), {
  histogramdd: { eps: 4 },
  histogram2d: { eps: 4 },
});
