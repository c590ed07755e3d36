import { afterAll, describe } from 'vitest';
import { closeSharedKernelBackends } from '../../../src/core/kernel-registry.ts';
import { testCases } from './cases.ts';

afterAll(closeSharedKernelBackends);

// Powers are those of the host, which may be off by a place or two.
const powers = { logspace: { eps: 2 }, geomspace: { eps: 8 } };

describe('shapes, joining, splitting, editing and picking, as NumPy has them:', () => {
  testCases(new URL('shapes.json', import.meta.url), powers);
});
