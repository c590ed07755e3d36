/** From what a producer makes to what a code generator wants. */

import type { Kernel } from '../ir/types.ts';
import { verify } from '../ir/verify.ts';
import { expandMath } from './expand-math.ts';
import { inlineCalls } from './inline-calls.ts';
import { type NamedPass, optimise, passes } from './optimise.ts';

/** What a target wants. */
export interface PrepareOptions {
  /** Puts functions where they are called; a target with functions of its own may keep the calls. */
  readonly inline: boolean;
  /** Called after each stage, with its name: to print the kernel. */
  readonly after?: (kernel: Kernel, stage: string) => void;
}

/** All stages before code is generated, in order. */
export const stages = ({ inline }: Pick<PrepareOptions, 'inline'>): readonly NamedPass[] => [
  { name: 'expandMath', run: expandMath },
  ...(inline ? [{ name: 'inlineCalls', run: inlineCalls }] : []),
  ...passes,
];

/**
 * Prepares a kernel for a target: math functions are defined, calls inlined where the target wants that, passes run. The result is
 * verified once.
 */
export function prepare(kernel: Kernel, options: PrepareOptions): Kernel {
  const prepared = optimise(kernel, {
    list: stages(options),
    ...(options.after === undefined ? {} : { after: options.after }),
  });
  verify(prepared, 'prepare');
  return prepared;
}
