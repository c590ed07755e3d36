import { fileURLToPath } from 'node:url';
import { importPeer, taskNames, workFile } from './shared.ts';
import type { OpenPool, TaskName } from '../../harness/pool.ts';

type Farm = Readonly<Record<TaskName, (argument: unknown) => Promise<unknown>>> & { end(): Promise<unknown> };
interface Module {
  readonly Worker: new (file: string, options: object) => Farm;
}

/** jest-worker; its processes use V8 serialisation. */
export const openPool: OpenPool = async ({ kind, workers }) => {
  const { Worker: Pool } = await importPeer<Module>('jest-worker');
  const farm = new Pool(fileURLToPath(workFile), {
    numWorkers: workers,
    enableWorkerThreads: kind === 'threads',
    exposedMethods: taskNames,
    forkOptions: { serialization: 'advanced' },
  });
  return {
    run: (name, argument) => farm[name](argument),
    close: () => farm.end(),
  };
};
