/** reduce, accumulate, reduceat and outer of functions on elements, as NumPy answers. */

import { afterAll } from 'vitest';
import { closeSharedKernelBackends } from '../../../src/core/kernel-registry.ts';
import { testCases } from './cases.ts';

afterAll(() => closeSharedKernelBackends());

const inexact = { eps: 8, absolute: 4 };

testCases(new URL('ufunc-methods.json', import.meta.url), {
  'hypot.reduce': inexact,
  'hypot.accumulate': inexact,
  'hypot.reduceat': inexact,
  'hypot.outer': inexact,
  'logaddexp.reduce': inexact,
  'logaddexp.accumulate': inexact,
  'logaddexp.reduceat': inexact,
  'logaddexp.outer': inexact,
  'logaddexp2.reduce': inexact,
  'logaddexp2.accumulate': inexact,
  'logaddexp2.reduceat': inexact,
  'logaddexp2.outer': inexact,
  'power.accumulate': inexact,
  'power.reduce': inexact,
});
