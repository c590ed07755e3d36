import { describe, expect, it } from 'vitest';
import { preDispatchBatches } from './pre-dispatch.ts';

describe('preDispatchBatches', () => {
  it('allows two batches for each worker when nothing is said', () => {
    expect(preDispatchBatches(undefined, 4)).toBe(8);
  });

  it('takes numbers, all, functions and expressions', () => {
    const table = [
      [1, 1],
      [7, 7],
      ['all', Infinity],
      [(nJobs: number) => nJobs * 10, 40],
      [(nJobs: number) => nJobs / 3, 1],
      ['2*nJobs', 8],
      ['2 * n_jobs', 8],
      ['nJobs', 4],
      [' 12 ', 12],
      ['nJobs // 3', 1],
      ['nJobs / 3', 1],
      ['3 * (nJobs + 1) - 2', 13],
      ['20 - 2 - 3', 15],
      ['nJobs - 4', 1],
    ] as const;
    for (const [option, expected] of table) expect(preDispatchBatches(option, 4)).toBe(expected);
  });

  it('refuses everything else, and runs no code', () => {
    for (const text of [
      '',
      '2*jobs',
      'nJobs +',
      '* 2',
      '(nJobs',
      'nJobs)',
      '2 nJobs',
      'process.exit()',
      '1e3',
      'nJobs/0',
    ]) {
      expect(() => preDispatchBatches(text, 4)).toThrow(`such as '2*nJobs'; got ${JSON.stringify(text)}`);
    }
    expect(() => preDispatchBatches(() => NaN, 4)).toThrow('got a function that gave NaN');
    expect(() => preDispatchBatches(() => '3' as never, 4)).toThrow('got a function that gave 3');
  });
});
