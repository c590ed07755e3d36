import { workFile, importPeer } from './shared.ts';
import type { BenchPool, BenchPoolOptions, OpenPool } from '../../harness/pool.ts';

interface Tinypool {
  run(argument: unknown, options: { name: string; transferList?: ArrayBuffer[] }): Promise<unknown>;
  destroy(): Promise<void>;
}
/** What is used of the library, or of what replaces it. */
export interface TinypoolModule {
  readonly default: new (options: object) => Tinypool;
}

/** tinypool with its defaults; processes with serialisation that keeps values (its JSON default turns arrays into objects). */
export const openPool: OpenPool = async (options) =>
  openTinypool(await importPeer<TinypoolModule>('tinypool'), options);

/** Opens a pool of the module. */
export function openTinypool(
  { default: Pool }: TinypoolModule,
  { kind, workers, variant }: BenchPoolOptions,
): BenchPool {
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
    runMoving: (name, argument, transferList) => pool.run(argument, { name, transferList }),
    close: () => pool.destroy(),
  };
}
