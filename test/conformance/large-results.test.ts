import { readdirSync } from 'node:fs';
import { Parallel } from 'manycore';
import { expect, it } from 'vitest';
import { spillOwner } from '../../src/memory/spill-folder.ts';

/** Files of this program's spill folders, wherever they are. */
const spillFiles = (): string[] =>
  ['/dev/shm', '/tmp'].flatMap((root) =>
    readdirSync(root)
      .filter((name) => name.startsWith(`manycore-${process.pid}-`))
      .flatMap((name) => readdirSync(`${root}/${name}`)),
  );

it('gets large results of child processes through files that are gone at once', async () => {
  expect(spillOwner()).toContain('manycore-');
  await using parallel = Parallel({ nJobs: 2, backend: 'processes' });
  const length = 2 ** 18 + 3;
  const make = (seed: number) => ({
    seed,
    values: Float64Array.from({ length }, (_, i) => i * seed),
    view: new Uint8Array(3),
  });
  const results = await parallel.map(make, [1, 2, 3, 4]);
  for (const { seed, values } of results) {
    expect(values).toHaveLength(length);
    expect(values[length - 1]).toBe((length - 1) * seed);
    values[0] = 7; // the caller's own, to write to as it likes
  }
  expect(spillFiles()).toEqual([]);
});
