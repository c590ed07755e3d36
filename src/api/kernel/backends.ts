/** The backends that kernels share: opened when first used, kept until the program ends or closes them. */

import type { KernelBackend } from '../../core/kernel.ts';
import { closeSharedKernelBackends, openKernelBackend, sharedKernelBackend } from '../../core/kernel-registry.ts';

export { sharedKernelBackend } from '../../core/kernel-registry.ts';

/** The backend of a name: itself where it is open or opens at once, so that a call takes effect when it is made. */
export const kernelBackend = (name = 'threads'): KernelBackend | Promise<KernelBackend> =>
  openKernelBackend(name) ?? sharedKernelBackend(name);

/** Ends the threads and frees the memory that kernels hold; the next kernel opens them again. */
export const closeKernels = (): Promise<void> => closeSharedKernelBackends();
