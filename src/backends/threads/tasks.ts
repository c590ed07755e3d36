import type { TaskBackend, WorkerOptions } from '../../core/task.ts';
import { LocalBackend } from '../local/local-backend.ts';
import { ThreadWorker } from './thread-worker.ts';

/** Opens a backend of worker threads. None starts before there is something to do. */
export function openThreads(options: WorkerOptions): TaskBackend {
  return new LocalBackend(
    {
      backend: 'threads',
      memory: 'shared',
      moves: true,
      start: (_workerId, events) => new ThreadWorker(options, events),
    },
    options,
  );
}
