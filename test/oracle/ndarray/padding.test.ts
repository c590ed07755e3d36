/** All modes of pad, and spaces between arrays and complex numbers, as NumPy answers. */

import { afterAll } from 'vitest';
import { closeSharedKernelBackends } from '../../../src/core/kernel-registry.ts';
import { testCases } from './cases.ts';

afterAll(() => closeSharedKernelBackends());

testCases(new URL('padding.json', import.meta.url), {
  pad: { eps: 4, absolute: 8 },
  linspace: { eps: 4 },
  logspace: { eps: 64, absolute: 8 },
  geomspace: { eps: 64, absolute: 512 },
});
