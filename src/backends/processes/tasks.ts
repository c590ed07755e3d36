import type { TaskBackend, WorkerOptions } from '../../core/task.ts';
import { LocalBackend } from '../local/local-backend.ts';
import { ownOptions } from '../local/own-options.ts';
import { ChildWorker } from './child-worker.ts';
import { Reaper } from './reaper.ts';

/** Opens a backend of child processes. None starts before there is something to do. */
export function openProcesses(options: WorkerOptions): TaskBackend {
  const reaper = new Reaper();
  return new LocalBackend(
    {
      backend: 'processes',
      memory: 'mapped',
      moves: false,
      ...(reaper.works ? {} : { setup: { watchParent: true } as const }),
      start: (workerId, events) => new ChildWorker(ownOptions(options, workerId), events, reaper),
      close: () => reaper.close(),
    },
    options,
  );
}
