/** What the tests of pools of apps run. */

import { setTimeout as sleep } from 'node:timers/promises';
import { taskContext, type TaskHandle } from '../../index.ts';

export const whoAmI = (): number => taskContext().workerId;

/** Keeps every worker busy until it is told to go on. */
export const hold = (): Promise<never> => new Promise<never>(() => {});

/** Resolves when the task has been given to a worker. */
export async function started(task: TaskHandle): Promise<void> {
  while (task.status === 'queued') await sleep(1);
}
