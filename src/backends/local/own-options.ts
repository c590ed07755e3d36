import type { WorkerOptions } from '../../core/task.ts';

/** What a worker is started with: the options of all, and those of its own. @throws what `forWorker` throws. */
export const ownOptions = (options: WorkerOptions, workerId: number): WorkerOptions =>
  options.forWorker === undefined ? options : { ...options, ...options.forWorker(workerId) };
