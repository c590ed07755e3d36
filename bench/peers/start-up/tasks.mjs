/** What each start-up program does once its library is open. */

import { writeSync } from 'node:fs';

/** One task, then eight that hold their workers, so that both workers take part. */
export async function useWorkers(run) {
  const first = await run('square', 7);
  if (first !== 49) throw new Error(`wrong result: ${first}`);
  writeSync(1, 'first\n');
  await Promise.all(Array.from({ length: 8 }, () => run('nap', 5)));
  writeSync(1, 'all\n');
  process.exit(0); // some libraries keep the process alive until their pool is ended
}

export const workFile = new URL('../../dispatch/work.mjs', import.meta.url);
