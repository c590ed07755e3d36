import { fileURLToPath } from 'node:url';
import { importPeer } from './shared.ts';
import type { OpenPool } from '../../harness/pool.ts';

interface Pool {
  execute(argument: unknown, name: string): Promise<unknown>;
  mapExecute(items: readonly unknown[], name: string): Promise<unknown[]>;
  destroy(): Promise<void>;
}
type Constructor = new (workers: number, file: string, options: object) => Pool;
interface Module {
  readonly FixedThreadPool: Constructor;
  readonly FixedClusterPool: Constructor;
}

/** poolifier: threads, or processes of node:cluster. `mapExecute` is its own way for many items. */
export const openPool: OpenPool = async ({ kind, workers }) => {
  const { FixedThreadPool, FixedClusterPool } = await importPeer<Module>('poolifier');
  const worker = (name: string): string => fileURLToPath(new URL(`./workers/poolifier-${name}.mjs`, import.meta.url));
  const options = { env: process.env, settings: { serialization: 'advanced' } };
  const pool =
    kind === 'threads'
      ? new FixedThreadPool(workers, worker('thread'), {})
      : new FixedClusterPool(workers, worker('cluster'), options);
  return {
    run: (name, argument) => pool.execute(argument, name),
    map: (name, items) => pool.mapExecute(items, name),
    close: () => pool.destroy(),
  };
};
