import { fileURLToPath } from 'node:url';
import { importPeer } from './shared.ts';
import type { BenchPool, BenchPoolOptions, OpenPool } from '../../harness/pool.ts';

interface Pool {
  exec(name: string, args: readonly unknown[], options?: { transfer: ArrayBuffer[] }): PromiseLike<unknown>;
  terminate(force?: boolean): PromiseLike<unknown>;
}
/** What is used of the library, or of what replaces it. */
export interface WorkerpoolModule {
  readonly pool: (script: string, options: object) => Pool;
}

/** workerpool; its processes speak JSON, there is no other choice. */
export const openPool: OpenPool = async (options) => {
  const script = new URL('./workers/workerpool.mjs', import.meta.url);
  return openWorkerpool(await importPeer<WorkerpoolModule>('workerpool'), script, options);
};

/** Opens a pool of the module with a worker file. */
export function openWorkerpool(
  { pool: makePool }: WorkerpoolModule,
  script: URL,
  { kind, workers }: BenchPoolOptions,
): BenchPool {
  const pool = makePool(fileURLToPath(script), {
    workerType: kind === 'threads' ? 'thread' : 'process',
    minWorkers: workers,
    maxWorkers: workers,
  });
  return {
    run: (name, argument) => pool.exec(name, [argument]),
    runMoving: (name, argument, transfer) => pool.exec(name, [argument], { transfer }),
    close: async () => pool.terminate(true),
  };
}
