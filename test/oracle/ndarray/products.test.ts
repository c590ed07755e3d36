/** Products of vectors, matrices and tensors, as NumPy computes them. Elements are small, so that all sums but those of halves are exact. */

import { afterAll } from 'vitest';
import { closeSharedKernelBackends } from '../../../src/core/kernel-registry.ts';
import { testCases } from './cases.ts';

afterAll(() => closeSharedKernelBackends());

testCases(new URL('products.json', import.meta.url), { einsum: { eps: 4, absolute: 64 } });
