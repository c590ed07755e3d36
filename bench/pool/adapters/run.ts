import { loadManycore } from '../../dispatch/manycore.ts';
import type { OpenPool } from '../../harness/pool.ts';
import { workFile } from '../../peers/js/shared.ts';

/** The pool of an app: `run` with a worker file. */
export const openPool: OpenPool = async ({ kind, workers }) => {
  const { Pool } = await loadManycore();
  const pool = new Pool({
    filename: workFile,
    backend: kind,
    minWorkers: workers,
    maxWorkers: workers,
    idleTimeout: Number.POSITIVE_INFINITY,
  });
  return {
    run: (name, argument) => pool.run(argument, { name }),
    runMoving: (name, argument, transferList) => pool.run(argument, { name, transferList }),
    close: () => pool.terminate(),
  };
};
