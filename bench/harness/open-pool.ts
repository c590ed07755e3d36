/** Opens the pool of a row by the name of its adapter. */

import type { BenchPool, OpenPool } from './pool.ts';
import type { Row, Settings } from './question.ts';

const adapters: Readonly<Record<string, () => Promise<{ openPool: OpenPool }>>> = {
  manycore: () => import('../dispatch/manycore.ts'),
  loop: () => import('../limits/loop.ts'),
  tinypool: () => import('../peers/js/tinypool.ts'),
  piscina: () => import('../peers/js/piscina.ts'),
  workerpool: () => import('../peers/js/workerpool.ts'),
  'jest-worker': () => import('../peers/js/jest-worker.ts'),
  poolifier: () => import('../peers/js/poolifier.ts'),
  'pool-run': () => import('../pool/adapters/run.ts'),
  'drop-in-tinypool': () => import('../pool/adapters/tinypool.ts'),
  'drop-in-piscina': () => import('../pool/adapters/piscina.ts'),
  'drop-in-workerpool': () => import('../pool/adapters/workerpool.ts'),
  comlink: () => import('../peers/js/comlink.ts'),
};

/** Opens the library of a row. */
export async function openPool(row: Row, settings: Settings): Promise<BenchPool> {
  const load = adapters[row.adapter];
  if (load === undefined) throw new Error(`row ${row.name} has no pool: no adapter ${row.adapter}`);
  const { openPool: open } = await load();
  return open({
    kind: row.kind,
    workers: settings.workers,
    ...(row.variant !== undefined && { variant: row.variant }),
  });
}
