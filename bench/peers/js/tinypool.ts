import { workFile, importPeer } from './shared.ts';
import type { OpenPool } from '../../harness/pool.ts';

interface Tinypool {
  run(argument: unknown, options: { name: string }): Promise<unknown>;
  destroy(): Promise<void>;
}
interface Module {
  readonly default: new (options: object) => Tinypool;
}

/** tinypool with its defaults; processes with serialisation that keeps values (its JSON default turns arrays into objects). */
export const openPool: OpenPool = async ({ kind, workers, variant }) => {
  const { default: Pool } = await importPeer<Module>('tinypool');
  const filename = variant === 'move' ? new URL('./workers/tinypool-move.mjs', import.meta.url).href : workFile.href;
  const pool = new Pool({
    filename,
    runtime: kind === 'threads' ? 'worker_threads' : 'child_process',
    serialization: 'advanced',
    minThreads: workers,
    maxThreads: workers,
  });
  return {
    run: (name, argument) => pool.run(argument, { name }),
    close: () => pool.destroy(),
  };
};
