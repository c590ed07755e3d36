import type { TaskBackend, WorkerOptions } from '../../core/task.ts';
import { LocalBackend } from '../local/local-backend.ts';
import type { Launched } from '../local/launched.ts';
import { ownOptions } from '../local/own-options.ts';
import { type StartedThread, startThread } from './launch-thread.ts';
import { loadTinypool } from './load-tinypool.ts';
import { ThreadWorker } from './thread-worker.ts';

/**
 * Opens a backend of worker threads. None starts before there is something to do.
 *
 * @param launched - Threads that were started for it already, with the same options.
 */
export function openThreads(options: WorkerOptions, launched?: Launched<StartedThread>): TaskBackend {
  return new LocalBackend(
    {
      backend: 'threads',
      memory: 'shared',
      moves: true,
      start: (workerId, events) =>
        new ThreadWorker(launched?.take() ?? startThread(ownOptions(options, workerId)), events),
    },
    options,
  );
}

/** The same in a program that bundles the library, and where Node cannot `require` modules. */
export async function openThreadsLater(options: WorkerOptions): Promise<TaskBackend> {
  await loadTinypool();
  return openThreads(options);
}
