import { fileURLToPath } from 'node:url';
import { importPeer } from './shared.ts';
import type { OpenPool } from '../../harness/pool.ts';

interface Pool {
  exec(name: string, args: readonly unknown[]): PromiseLike<unknown>;
  terminate(force?: boolean): PromiseLike<unknown>;
}
interface Module {
  readonly pool: (script: string, options: object) => Pool;
}

/** workerpool; its processes speak JSON, there is no other choice. */
export const openPool: OpenPool = async ({ kind, workers }) => {
  const { pool: makePool } = await importPeer<Module>('workerpool');
  const script = fileURLToPath(new URL('./workers/workerpool.mjs', import.meta.url));
  const pool = makePool(script, {
    workerType: kind === 'threads' ? 'thread' : 'process',
    minWorkers: workers,
    maxWorkers: workers,
  });
  return {
    run: (name, argument) => pool.exec(name, [argument]),
    close: async () => pool.terminate(true),
  };
};
