import { openTinypool, type TinypoolModule } from '../../peers/js/tinypool.ts';
import type { OpenPool } from '../../harness/pool.ts';

/** The drop-in for tinypool, opened as tinypool is. */
export const openPool: OpenPool = async (options) => {
  const self: string = 'manycore/compat/tinypool';
  return openTinypool((await import(self)) as TinypoolModule, options);
};
