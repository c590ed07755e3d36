/** From a kernel to what a backend runs. */

import type { Artifact } from '../core/kernel.ts';
import { interpret } from './codegen/interpret/interpret.ts';
import { compileWasm } from './codegen/wasm/compile-wasm.ts';
import { wgsl } from './codegen/wgsl/wgsl.ts';
import type { Kernel } from './ir/types.ts';
import { prepare } from './passes/prepare.ts';

/** How numbers are computed: `strict` bit for bit the same on every run and machine, `fast` with fused multiply-add. */
export type NumericMode = 'strict' | 'fast';

/** The kernel as a target gets it, after all passes. */
export const preparedFor = (kernel: Kernel, target: Artifact['target']): Kernel =>
  prepare(kernel, { inline: target !== 'wgsl' });

/** How a kernel is compiled. */
export interface CompileOptions {
  readonly target: Artifact['target'];
  readonly mode: NumericMode;
  /** What tells this kernel from all others, where that is known already. */
  readonly text?: string;
}

/** Generates code for a kernel that is prepared for the target. Nothing is remembered here. */
export function compilePrepared(prepared: Kernel, { target, mode, text }: CompileOptions): Artifact {
  switch (target) {
    case 'interpret':
      return interpret(prepared);
    case 'wasm':
      return compileWasm(prepared, { mode, ...(text === undefined ? {} : { text }) });
    case 'wgsl':
      return wgsl(prepared);
    default:
      return target satisfies never;
  }
}

/** Prepares and compiles a kernel. */
export const compileKernel = (kernel: Kernel, target: Artifact['target'], mode: NumericMode): Artifact =>
  compilePrepared(preparedFor(kernel, target), { target, mode });
