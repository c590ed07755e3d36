import type { TaskBackend, WorkerOptions } from '../../core/task.ts';
import type { Launched } from '../local/launched.ts';
import { LocalBackend } from '../local/local-backend.ts';
import { ownOptions } from '../local/own-options.ts';
import { ChildWorker } from './child-worker.ts';
import { type StartedChild, startChild } from './launch-child.ts';
import { Reaper } from './reaper.ts';

/**
 * Opens a backend of child processes. None starts before there is something to do.
 *
 * @param launched - Children that were started for it already, with the same options.
 */
export function openProcesses(options: WorkerOptions, launched?: Launched<StartedChild>): TaskBackend {
  const reaper = new Reaper();
  return new LocalBackend(
    {
      backend: 'processes',
      memory: 'mapped',
      moves: false,
      ...(reaper.works ? {} : { setup: { watchParent: true } as const }),
      start: (workerId, events) => {
        const own = ownOptions(options, workerId);
        const started = launched?.take() ?? startChild(own);
        return new ChildWorker(started, { mode: own.stdio, events, reaper });
      },
      close: () => reaper.close(),
    },
    options,
  );
}
