import { Pool } from 'manycore';
import { expect, it } from 'vitest';

it('runs tasks of the pool that a task waits for, instead of waiting for itself', async () => {
  await using pool = new Pool({ backend: 'sequential' });
  expect(await pool.submit(async () => (await pool.submit(() => 1)) + 1)).toBe(2);
  const nested = async (x: number) => pool.map((y: number) => x * y, [1, 2]);
  expect(await pool.map(nested, [1, 2, 3])).toEqual([
    [1, 2],
    [2, 4],
    [3, 6],
  ]);
});
