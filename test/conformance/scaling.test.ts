/** Pools become larger under load, and smaller when it is over. */

import { expect, it } from 'vitest';
import { Barrier, Pool } from '../../src/index.ts';

it.each(['threads', 'processes'])(
  'a pool of %s has as many workers as it needs, within its bounds',
  async (backend) => {
    await using pool = new Pool({ backend, minWorkers: 1, maxWorkers: 3, idleTimeout: 100 });
    await pool.ready();
    expect(pool.workers).toHaveLength(1);
    /** Resolves when so many have ended. */
    const ends = (count: number): Promise<void> =>
      new Promise((resolve) => {
        let ended = 0;
        pool.on('workerEnd', () => ++ended === count && resolve());
      });
    for (let round = 0; round < 2; round++) {
      const gone = ends(2);
      // None of them returns before three run at one time.
      const together = new Barrier(3);
      const meet = () => together.wait({ timeout: 20_000 });
      const places = await Promise.all([pool.submit(meet), pool.submit(meet), pool.submit(meet)]);
      expect(places.toSorted()).toEqual([0, 1, 2]);
      await gone;
      expect(pool.workers).toHaveLength(1);
      expect(await pool.submit(Math.abs, -1)).toBe(1);
      expect(pool.workers).toHaveLength(1);
    }
  },
);
