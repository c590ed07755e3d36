import { addKernelBackend } from '../core/kernel-registry.ts';

/** Registers the built-in backends for kernels when this module is loaded. Nothing of a backend is loaded before it is opened. */
addKernelBackend({
  name: 'sequential',
  target: 'interpret',
  open: async () => (await import('./sequential/kernels.ts')).sequentialKernels(),
});
addKernelBackend({
  name: 'threads',
  target: 'wasm',
  open: async (options) => (await import('./threads/kernels.ts')).openWasm(options),
});
addKernelBackend({
  name: 'gpu',
  target: 'wgsl',
  open: async (options) => (await import('./gpu/kernels.ts')).openGpu(options),
});
