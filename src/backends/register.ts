import { addBackend } from '../core/registry.ts';
import { requirePart } from '../platform/load-part.ts';
import type * as Processes from './processes/tasks.ts';
import type * as Threads from './threads/tasks.ts';

/**
 * Registers the built-in backends when this module is loaded: a function of the library that travels to a worker brings the
 * module it is from, not the entry, and may call `Parallel` there. Nothing of a backend is loaded before it is opened, and then
 * at once where that can be.
 */
addBackend({
  name: 'sequential',
  memory: 'same',
  open: async (options) => (await import('./sequential/tasks.ts')).openSequential(options),
});
addBackend({
  name: 'threads',
  memory: 'shared',
  open: (options) =>
    requirePart<typeof Threads>('threads')?.openThreads(options) ??
    import('./threads/tasks.ts').then((part) => part.openThreads(options)),
});
addBackend({
  name: 'processes',
  memory: 'mapped',
  open: (options) =>
    requirePart<typeof Processes>('processes')?.openProcesses(options) ??
    import('./processes/tasks.ts').then((part) => part.openProcesses(options)),
});
