import type { TaskDone } from '../plan/settlement.ts';
import type { ParallelOptions } from './options.ts';

/** From this level of `verbose` on each task gets a line. */
const EACH_TASK = 11;

/** The listener for finished tasks: the caller's own, and a line for each task where `verbose` asks for it. */
export function taskLogger(options: ParallelOptions): ((task: TaskDone) => void) | undefined {
  const { onTaskDone, verbose = 0 } = options;
  if (verbose < EACH_TASK) return onTaskDone;
  return (task) => {
    const outcome = task.status === 'fulfilled' ? 'done' : `failed: ${String(task.error)}`;
    console.error(`[Parallel] task ${task.index} ${outcome} (attempt ${task.attempt}, worker ${task.workerId})`);
    onTaskDone?.(task);
  };
}
