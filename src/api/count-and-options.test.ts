import { expect, it } from 'vitest';
import { Parallel, Pool } from '../index.ts';
import { countAndOptions } from './count-and-options.ts';

interface Options {
  readonly nJobs?: number;
  readonly seed?: number;
}

const read = (first?: number | Options, second?: Options): Options =>
  countAndOptions<Options>({ who: 'Parallel', key: 'nJobs', first, second });

it('takes a number, options, or both', () => {
  expect(read()).toEqual({});
  expect(read(3)).toEqual({ nJobs: 3 });
  expect(read({ seed: 1 })).toEqual({ seed: 1 });
  expect(read(3, { seed: 1 })).toEqual({ nJobs: 3, seed: 1 });
});

it('refuses what would be left out', () => {
  expect(() => read({ seed: 1 }, { seed: 2 })).toThrow(/takes one object of options/);
  expect(() => read(3, { nJobs: 2 })).toThrow(/got nJobs twice, 3 and 2/);
});

it('of Parallel and Pool', async () => {
  expect(await Parallel(2, { backend: 'sequential' }).map((x: number) => x + 1, [1])).toEqual([2]);
  expect(() => new Pool(2, { maxWorkers: 3 })).toThrow(/maxWorkers twice/);
  const pool = new Pool(1, { backend: 'sequential' });
  expect(await pool.map((x: number) => x + 1, [1])).toEqual([2]);
  await pool.close();
  // @ts-expect-error -- a wrong second argument
  expect(() => Parallel(2, 'threads')).toThrow(/must be an object/);
});
