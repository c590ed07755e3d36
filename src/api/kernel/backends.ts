/** The backends that kernels share: opened when first used, kept until the program ends or closes them. */

import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';

export { sharedKernelBackend } from '../../core/kernel-registry.ts';

/** Ends the threads and frees the memory that kernels hold; the next kernel opens them again. */
export const closeKernels = (): Promise<void> => closeSharedKernelBackends();
