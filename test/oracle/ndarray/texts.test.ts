/** Tables of numbers in texts and numbers in formats of C, as NumPy and Python write and read them. */

import { afterAll } from 'vitest';
import { closeSharedKernelBackends } from '../../../src/core/kernel-registry.ts';
import { testCases } from './cases.ts';

afterAll(() => closeSharedKernelBackends());

testCases(new URL('texts.json', import.meta.url));
