import { Worker } from 'node:worker_threads';
import { importPeer } from './shared.ts';
import type { OpenPool, TaskName } from '../../harness/pool.ts';

type Remote = Readonly<Record<TaskName, (argument: unknown) => Promise<unknown>>>;
interface Module {
  wrap(endpoint: unknown): Remote;
}
interface Adapter {
  default(worker: Worker): unknown;
}

/** comlink has no pool: workers in turn, as its users write it. */
export const openPool: OpenPool = async ({ workers: count }) => {
  const { wrap } = await importPeer<Module>('comlink');
  const { default: endpoint } = await importPeer<Adapter>('comlink/dist/esm/node-adapter.mjs');
  const workers = Array.from({ length: count }, () => new Worker(new URL('./workers/comlink.mjs', import.meta.url)));
  const remotes = workers.map((worker) => wrap(endpoint(worker)));
  let next = 0;
  return {
    run: (name, argument) => (remotes[next++ % count] as Remote)[name](argument),
    close: () => Promise.all(workers.map((worker) => worker.terminate())),
  };
};
