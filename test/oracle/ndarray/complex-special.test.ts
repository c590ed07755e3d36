/** Functions of complex numbers with infinite and NaN parts, as NumPy answers. */

import { afterAll } from 'vitest';
import { closeSharedKernelBackends } from '../../../src/core/kernel-registry.ts';
import { testCases } from './cases.ts';

afterAll(() => closeSharedKernelBackends());

const close = { eps: 8, absolute: 4 };
const names = [
  'exp',
  'expm1',
  'log',
  'log2',
  'log10',
  'log1p',
  'sqrt',
  'absolute',
  'angle',
  'square',
  'sign',
  'reciprocal',
];
const circular = ['sin', 'cos', 'tan'].flatMap((name) => [name, `${name}h`, `arc${name}`, `arc${name}h`]);

testCases(
  new URL('complex-special.json', import.meta.url),
  Object.fromEntries([...names, ...circular].map((name) => [name, close])),
);
