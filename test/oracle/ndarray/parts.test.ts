/** Questions about numbers, their parts, windows, outer products and traces, as NumPy answers. */

import { afterAll } from 'vitest';
import { closeSharedKernelBackends } from '../../../src/core/kernel-registry.ts';
import { testCases } from './cases.ts';

afterAll(() => closeSharedKernelBackends());

const cosines = { eps: 4, absolute: 4 };

testCases(new URL('parts.json', import.meta.url), {
  sinc: cosines,
  blackman: cosines,
  hamming: cosines,
  hanning: cosines,
  kaiser: { eps: 20 },
  i0: { eps: 20 },
});
