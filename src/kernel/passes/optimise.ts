/** The passes, in order. */

import type { Kernel } from '../ir/types.ts';
import { eliminateCommon } from './eliminate-common.ts';
import { eliminateDead } from './eliminate-dead.ts';
import { foldConstants } from './fold-constants.ts';
import { forwardLocals } from './forward-locals.ts';
import { hoistInvariants } from './hoist-invariants.ts';
import { reduceStrength } from './reduce-strength.ts';
import type { Pass } from './rewrite.ts';

/** A pass and how messages call it. */
export interface NamedPass {
  readonly name: string;
  readonly run: Pass;
}

/**
 * What every target runs. Forwarding comes before the rest, because it turns reads of locals into values that can be compared;
 * folding and reducing before elimination, because they make values equal; hoisting after it, so that it moves each value once.
 */
export const passes: readonly NamedPass[] = [
  { name: 'forwardLocals', run: forwardLocals },
  { name: 'foldConstants', run: foldConstants },
  { name: 'reduceStrength', run: reduceStrength },
  { name: 'eliminateCommon', run: eliminateCommon },
  { name: 'hoistInvariants', run: hoistInvariants },
  { name: 'eliminateCommon again', run: eliminateCommon },
  { name: 'eliminateDead', run: eliminateDead },
];

/**
 * Runs passes over a kernel. The results are the same bits.
 *
 * @param after - Called with the kernel after each pass: to print it, or to verify it.
 */
export function optimise(
  kernel: Kernel,
  {
    list = passes,
    after,
  }: { readonly list?: readonly NamedPass[]; readonly after?: (kernel: Kernel, pass: string) => void } = {},
): Kernel {
  let current = kernel;
  for (const { name, run } of list) {
    current = run(current);
    after?.(current, name);
  }
  return current;
}
