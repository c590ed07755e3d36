/** What is different for one worker of a pool, and how long each may take to end. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { delayed, type OwnWorkerSettings, Pool, taskContext } from '../../src/index.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'manycore-own-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes a line after so many milliseconds. */
const cleanUp = async ({ log, ms }: { readonly log: string; readonly ms: number }): Promise<void> => {
  await new Promise((resolve) => void setTimeout(resolve, ms));
  (await import('node:fs')).appendFileSync(log, 'cleaned up\n');
};

describe.each(['threads', 'processes'])('%s', (backend) => {
  it('gives each worker what forWorker says of it', async () => {
    const forWorker = (workerId: number): OwnWorkerSettings => ({
      env: { DEVICE: `gpu${workerId}` },
      argv: [`worker ${workerId}`],
    });
    await using pool = new Pool({ backend, minWorkers: 2, maxWorkers: 2, env: { REGION: 'eu' }, forWorker });
    await pool.ready();
    const seen = await pool.broadcast(() => [process.env['DEVICE'], process.env['REGION'], ...process.argv.slice(2)]);
    expect(seen).toEqual([['gpu1', undefined, 'worker 1'], ['gpu2', undefined, 'worker 2']]); // prettier-ignore
    await pool.submit(() => process.exit(1)).catch(() => undefined);
    const later = await pool.broadcast(() => [taskContext().workerId, process.env['DEVICE']]);
    for (const [workerId, device] of later) expect(device).toBe(`gpu${workerId}`);
  });

  it('has a worker that had its share of tasks do what is for it alone, whatever waits for it by a key', async () => {
    await using pool = new Pool({ backend, maxWorkers: 1, maxTasksPerWorker: 3 });
    await pool.ready();
    const items = [0, 1, 2, 3, 4, 5, 6, 7];
    const keyed = items.map((n) => pool.run(delayed(Math.abs)(-n), { key: 'one' }));
    const everywhere = pool.broadcast(() => taskContext().workerId);
    expect(await Promise.all(keyed)).toEqual(items);
    expect(await everywhere).toEqual([1]);
  });

  it('tells tasks why forWorker could not say', async () => {
    const wrong: readonly [forWorker: (workerId: number) => never, message: string][] = [
      [
        () => {
          throw new RangeError('no device is free');
        },
        'no device is free',
      ],
      [() => ({ nJobs: 1 }) as never, 'what forWorker returns has no option "nJobs"'],
      [() => undefined as never, 'forWorker must return an object'],
    ];
    for (const [forWorker, message] of wrong) {
      await using pool = new Pool({ backend, maxWorkers: 1, forWorker });
      await expect(pool.submit(Math.abs, -1)).rejects.toMatchObject({
        code: 'ERR_WORKER_START',
        cause: { message: expect.stringContaining(message) as string },
      });
    }
  });

  it('lets a teardown take as long as teardownTimeout allows', async () => {
    const log = path.join(folder, 'log');
    for (const [teardownTimeout, lines] of [
      [60_000, 'cleaned up\n'],
      [50, 'cleaned up\n'], // nothing new
    ] as const) {
      const ms = teardownTimeout === 50 ? 30_000 : 3200;
      const pool = new Pool({ backend, maxWorkers: 1, teardownTimeout, initializer: (value: object) => value, initArgs: [{ log, ms }], teardown: cleanUp }); // prettier-ignore
      await pool.submit(Math.abs, -1);
      await pool.close();
      expect(readFileSync(log, 'utf8')).toBe(lines);
    }
  });
});
