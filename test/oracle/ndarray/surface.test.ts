/** Grids, blocks, bits, bases, facts and phases, as NumPy answers. */

import { afterAll } from 'vitest';
import { closeSharedKernelBackends } from '../../../src/core/kernel-registry.ts';
import { testCases } from './cases.ts';

afterAll(() => closeSharedKernelBackends());

testCases(new URL('surface.json', import.meta.url), {
  matvec: { eps: 4 },
  vecmat: { eps: 4 },
  unwrap: { eps: 2, absolute: 8 },
});
