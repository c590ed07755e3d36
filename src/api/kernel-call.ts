/** Calls on backends that run kernels only; the compiler is loaded with the first of them. */

import type * as KernelPart from './kernel/parallel-kernel.ts';
import { requirePart } from '../platform/load-part.ts';
import type { CallFrame } from './call-frame.ts';

/**
 * Compiles the function of a call. What it captured is read at once, unless the items are asynchronous or the program bundles
 * the library.
 *
 * @throws KernelCompileError for a function that is no kernel; InvalidOptionError for options and data that do not go with one.
 */
export async function openKernelCall(frame: CallFrame, backend: string): Promise<KernelPart.KernelCall> {
  const part = requirePart<typeof KernelPart>('kernels') ?? (await import('./kernel/parallel-kernel.ts'));
  return part.openParallelKernel(frame, backend);
}
