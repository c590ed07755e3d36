import { describe, expect, it } from 'vitest';
import { Pool, toWorker } from '../index.ts';

/** Notes how many workers there are when it is captured. */
class Witness {
  readonly #pool: Pool;
  seen: number | undefined;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  [toWorker](): readonly unknown[] {
    this.seen = this.#pool.workers.length;
    return [(value: number) => ({ value }), 20];
  }

  get value(): number {
    return 20;
  }
}

describe.each(['threads', 'processes'] as const)('the first worker of a pool: %s', (backend) => {
  it('is started before the function of the first task is captured', async () => {
    await using pool = new Pool({ maxWorkers: 2, backend });
    const witness = new Witness(pool);
    expect(await pool.submit((x: number) => x + witness.value, 1)).toBe(21);
    expect(witness.seen).toBe(1);
  });

  it('serves the next task when the first one is refused', async () => {
    await using pool = new Pool({ maxWorkers: 1, backend });
    const numbers: number[] = [];
    await expect(pool.submit((x: number) => numbers.push(x), 1)).rejects.toMatchObject({ code: 'ERR_CLOSURE' });
    const [worker] = pool.workers;
    expect(pool.workers).toHaveLength(1);
    const offset = 1;
    expect(await pool.submit((x: number) => x + offset, 1)).toBe(2);
    expect(pool.workers.map(({ workerId }) => workerId)).toEqual([worker?.workerId]);
  });
});
