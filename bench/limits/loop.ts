/** No workers at all: the function called in place. What one core does, and what parallel rows have to beat. */

import * as work from '../dispatch/work.mjs';
import type { OpenPool, TaskName } from '../harness/pool.ts';

type AnyTask = (argument: unknown) => unknown;
const tasks = { ...work } as unknown as Readonly<Record<TaskName, AnyTask>>;

/** Calls the functions where it stands. */
export const openPool: OpenPool = async () => ({
  run: async (name, argument) => tasks[name](argument),
  async map(name, items) {
    const fn = tasks[name];
    const results = new Array<unknown>(items.length);
    for (let i = 0; i < items.length; i++) results[i] = fn(items[i]);
    return results;
  },
  close: async () => undefined,
});
