import { addBackend } from '../core/registry.ts';

/** Registers the built-in backends. Nothing of them is loaded before one is opened. */
export function registerBuiltInBackends(): void {
  addBackend({
    name: 'sequential',
    memory: 'same',
    open: async (options) => (await import('./sequential/tasks.ts')).openSequential(options),
  });
  addBackend({
    name: 'threads',
    memory: 'shared',
    open: async (options) => (await import('./threads/tasks.ts')).openThreads(options),
  });
  addBackend({
    name: 'processes',
    memory: 'mapped',
    open: async (options) => (await import('./processes/tasks.ts')).openProcesses(options),
  });
}
