/** Two copies of the library in one program, as in a worker whose task imports it. */

import { expect, it } from 'vitest';
import { builtinPath, globalPath, languagePath } from '../closure/builtin-table.ts';
import * as here from './errors.ts';
import * as hereSync from './sync-errors.ts';

const copyOf = async <M>(module: string): Promise<M> => (await import(/* @vite-ignore */ `${module}?copy`)) as M;
const there = await copyOf<typeof here>('./errors.ts');
const thereSync = await copyOf<typeof hereSync>('./sync-errors.ts');

it('errors of another copy are instances of the classes here, and the other way round', () => {
  expect(there.InvalidOptionError).not.toBe(here.InvalidOptionError);
  expect(thereSync.DeadlockError).not.toBe(hereSync.DeadlockError);
  const error = new there.InvalidOptionError('x');
  expect(error instanceof here.InvalidOptionError).toBe(true);
  expect(error instanceof here.ParallelError).toBe(true);
  expect(new hereSync.DeadlockError('x') instanceof thereSync.DeadlockError).toBe(true);
});

it('only of the class of that name, and of those it is derived from', () => {
  const error = new there.InvalidOptionError('x');
  expect(error instanceof here.CancelledError).toBe(false);
  class Own extends here.InvalidOptionError {}
  expect(error instanceof Own).toBe(false);
  expect(new Own('x') instanceof Own).toBe(true);
  expect(new Own('x') instanceof there.InvalidOptionError).toBe(true);
  expect({ constructor: there.InvalidOptionError } instanceof here.InvalidOptionError).toBe(false);
  expect((null as unknown) instanceof here.ParallelError).toBe(false);
  expect(new Error('x') instanceof here.ParallelError).toBe(false);
});

it('their classes travel by name, and so do those of locks and channels', () => {
  for (const pathOf of [builtinPath, globalPath, languagePath]) {
    for (const { DeadlockError } of [hereSync, thereSync]) {
      const path = { from: 'own', root: 'DeadlockError', steps: [] as string[] };
      expect(pathOf(DeadlockError)).toEqual(path);
      expect(pathOf(DeadlockError.prototype)).toEqual({ ...path, steps: ['prototype'] });
    }
  }
});

it('classes that somebody derives from them do not travel as these', () => {
  class Own extends there.InvalidOptionError {}
  expect([languagePath(Own), languagePath(Own.prototype)]).toEqual([undefined, undefined]);
});
