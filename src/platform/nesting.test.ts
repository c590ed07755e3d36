import { afterEach, describe, expect, it } from 'vitest';
import { markWorker, whereAmI } from './nesting.ts';

const holder = globalThis as Record<symbol, unknown>;

describe('whereAmI', () => {
  afterEach(() => {
    delete holder[Symbol.for('manycore.worker')];
  });

  it('is level 0 in the main program', () => {
    expect(whereAmI()).toEqual({ level: 0, backend: undefined, workerId: undefined });
  });

  it('tells what the worker was marked with, also by another copy of the package', () => {
    markWorker({ level: 1, backend: 'threads', workerId: 3 });
    expect(whereAmI()).toEqual({ level: 1, backend: 'threads', workerId: 3 });
    holder[Symbol.for('manycore.worker')] = { level: 2, backend: 'processes', workerId: 0 };
    expect(whereAmI()).toEqual({ level: 2, backend: 'processes', workerId: 0 });
  });
});
