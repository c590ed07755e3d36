/** Opens a row's pool with a number of workers, uses all of them, and then idles until it is killed. */

import { argv, stdin, stdout } from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { bareWorkers } from '../limits/bare.ts';
import { openPool } from './open-pool.ts';
import type { Row, Settings } from './question.ts';

const NAP_MS = 60;

/** Tasks that hold their workers, more than there are workers, so that each gets one. */
async function useAll(row: Row, settings: Settings): Promise<void> {
  if (row.adapter === 'limit') {
    await Promise.all(bareWorkers(row.kind, settings.workers).map((worker) => worker.ask({ op: 'nap', ms: NAP_MS })));
    return;
  }
  const pool = await openPool(row, settings);
  await Promise.all(Array.from({ length: settings.workers * 4 }, () => pool.run('nap', NAP_MS)));
}

const { row, settings } = JSON.parse(argv[2] as string) as { row: Row; settings: Settings };
await useAll(row, settings);
await wait(300); // lets deferred work of the start end
globalThis.gc?.();
stdout.write('idle\n');
stdin.resume(); // an idle pool does not keep a process alive; the driver's end of the pipe does
