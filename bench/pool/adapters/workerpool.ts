import { openWorkerpool, type WorkerpoolModule } from '../../peers/js/workerpool.ts';
import type { OpenPool } from '../../harness/pool.ts';

/** The drop-in for workerpool, opened as workerpool is; its worker file has the other import. */
export const openPool: OpenPool = async (options) => {
  const self: string = 'manycore/compat/workerpool';
  const script = new URL('../workers/workerpool.mjs', import.meta.url);
  return openWorkerpool((await import(self)) as WorkerpoolModule, script, options);
};
