import { addBackend } from '../core/registry.ts';
import { canRequirePart, requirePart } from '../platform/load-part.ts';
import type { Launched } from './local/launched.ts';
import { launchChildren, type StartedChild } from './processes/launch-child.ts';
import type * as Processes from './processes/tasks.ts';
import { launchThreads, type StartedThread } from './threads/launch-thread.ts';
import type * as Threads from './threads/tasks.ts';

/**
 * Registers the built-in backends when this module is loaded: a function of the library that travels to a worker brings the
 * module it is from, not the entry, and may call `Parallel` there. Of a backend, only what starts its workers is loaded before it is opened,
 * and the rest at once where that can be.
 */
addBackend({
  name: 'sequential',
  memory: 'same',
  open: async (options) => (await import('./sequential/tasks.ts')).openSequential(options),
});
addBackend({
  name: 'threads',
  memory: 'shared',
  // Of two virtual cores of a server; figures of the machine itself take their place (api/auto/measure-backend.ts).
  cost: {
    startMs: 45,
    nextStartMs: 18,
    roundTripMs: 0.05,
    taskMs: 0.0002,
    argumentBytesPerMs: 50_000,
    resultBytesPerMs: 50_000,
    bufferBytesPerMs: 500_000,
  },
  isMeasured: true,
  launch: (options, count) => (canRequirePart('threads') ? launchThreads(options, count) : undefined),
  open: (options, launched) =>
    requirePart<typeof Threads>('threads')?.openThreads(options, launched as Launched<StartedThread>) ??
    import('./threads/tasks.ts').then((part) => part.openThreadsLater(options)),
});
addBackend({
  name: 'processes',
  memory: 'mapped',
  cost: {
    startMs: 90,
    nextStartMs: 36,
    roundTripMs: 0.08,
    taskMs: 0.0002,
    argumentBytesPerMs: 30_000,
    resultBytesPerMs: 30_000,
    bufferBytesPerMs: 250_000,
  },
  isMeasured: true,
  // Only the first: to start a second one takes the program as long as to load the rest, and the first one would share its core.
  launch: (options) => (canRequirePart('processes') ? launchChildren(options, 1) : undefined),
  open: (options, launched) =>
    requirePart<typeof Processes>('processes')?.openProcesses(options, launched as Launched<StartedChild>) ??
    import('./processes/tasks.ts').then((part) => part.openProcesses(options)),
});
