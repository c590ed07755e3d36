import { expect, it } from 'vitest';
import { options } from '../../../test/fixtures/workers/harness.ts';
import { childEnv, childExecArgv } from './child-options.ts';

it('limits native libraries, where the environment does not', () => {
  const env = childEnv(options({ env: { MKL_NUM_THREADS: '7' }, innerMaxThreads: 2 }));
  expect(env).toMatchObject({ OMP_NUM_THREADS: '2', OPENBLAS_NUM_THREADS: '2', MKL_NUM_THREADS: '7' });
  expect(env).not.toHaveProperty('UV_THREADPOOL_SIZE');
  expect(childEnv(options({ env: {} }))).not.toHaveProperty('OMP_NUM_THREADS');
});

it('passes memory limits as options of node', () => {
  const limits = { maxOldGenerationSizeMb: 100, stackSizeMb: 2 };
  expect(childExecArgv(options({ execArgv: ['--no-warnings'], resourceLimits: limits }))).toEqual([
    '--no-warnings',
    '--max-old-space-size=100',
    '--stack-size=2048',
  ]);
});

it('adds variables to those of the program, and leaves out what is undefined', () => {
  const { PATH } = process.env;
  expect(PATH).toBeTruthy();
  expect(childEnv(options({ env: { MANYCORE_TEST: 'yes' } }))).toMatchObject({ PATH, MANYCORE_TEST: 'yes' });
  expect(childEnv(options({ env: { PATH: undefined } }))).not.toHaveProperty('PATH');
});
