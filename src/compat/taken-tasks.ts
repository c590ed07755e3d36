/** Tasks out of a queue of the program's own. */

import type { TaskQueue } from './task-queues.ts';
import type { WaitingTask } from './waiting-task.ts';

/** What waits in a queue, taken out one by one. */
export function* takenFrom(queue: TaskQueue<never> | undefined): Generator<WaitingTask> {
  for (let task = shiftFrom(queue); task !== undefined; task = shiftFrom(queue)) yield task;
}

export const shiftFrom = (queue: TaskQueue<never> | undefined): WaitingTask | undefined =>
  queue === undefined || queue.size === 0 ? undefined : ((queue.shift() as WaitingTask | null) ?? undefined);
