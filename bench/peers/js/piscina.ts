import { importPeer, workFile } from './shared.ts';
import type { BenchPool, BenchPoolOptions, OpenPool } from '../../harness/pool.ts';

interface Piscina {
  run(argument: unknown, options: { name: string; transferList?: ArrayBuffer[] }): Promise<unknown>;
  destroy(): Promise<void>;
}
/** What is used of the library, or of what replaces it. */
export interface PiscinaModule {
  readonly Piscina: new (options: object) => Piscina;
}

/** piscina (threads only); the variant 'c=8' lets it send eight tasks to a worker at once. */
export const openPool: OpenPool = async (options) => openPiscina(await importPeer<PiscinaModule>('piscina'), options);

/** Opens a pool of the module. */
export function openPiscina({ Piscina: Pool }: PiscinaModule, { workers, variant }: BenchPoolOptions): BenchPool {
  const pool = new Pool({
    filename: variant === 'move' ? new URL('./workers/piscina-move.mjs', import.meta.url).href : workFile.href,
    minThreads: workers,
    maxThreads: workers,
    ...(variant === 'c=8' && { concurrentTasksPerWorker: 8 }),
  });
  return {
    run: (name, argument) => pool.run(argument, { name }),
    runMoving: (name, argument, transferList) => pool.run(argument, { name, transferList }),
    close: () => pool.destroy(),
  };
}
