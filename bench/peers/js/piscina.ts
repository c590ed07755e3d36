import { importPeer, workFile } from './shared.ts';
import type { OpenPool } from '../../harness/pool.ts';

interface Piscina {
  run(argument: unknown, options: { name: string }): Promise<unknown>;
  destroy(): Promise<void>;
}
interface Module {
  readonly Piscina: new (options: object) => Piscina;
}

/** piscina (threads only); the variant 'c=8' lets it send eight tasks to a worker at once. */
export const openPool: OpenPool = async ({ workers, variant }) => {
  const { Piscina: Pool } = await importPeer<Module>('piscina');
  const pool = new Pool({
    filename: variant === 'move' ? new URL('./workers/piscina-move.mjs', import.meta.url).href : workFile.href,
    minThreads: workers,
    maxThreads: workers,
    ...(variant === 'c=8' && { concurrentTasksPerWorker: 8 }),
  });
  return {
    run: (name, argument) => pool.run(argument, { name }),
    close: () => pool.destroy(),
  };
};
