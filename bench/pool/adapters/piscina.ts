import { openPiscina, type PiscinaModule } from '../../peers/js/piscina.ts';
import type { OpenPool } from '../../harness/pool.ts';

/** The drop-in for piscina, opened as piscina is. */
export const openPool: OpenPool = async (options) => {
  const self: string = 'manycore/compat/piscina';
  return openPiscina((await import(self)) as PiscinaModule, options);
};
