import { addBackend } from '../core/registry.ts';
import { requirePart } from '../platform/load-part.ts';
import type * as Processes from './processes/tasks.ts';
import type * as Threads from './threads/tasks.ts';

/** Registers the built-in backends. Nothing of them is loaded before one is opened, and then at once where that can be. */
export function registerBuiltInBackends(): void {
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
}
