/** Whether all accesses of a dispatch are in range, so that none has to be checked. */

import type { Block, Kernel, Value } from '../ir/types.ts';
import { walk } from '../ir/walk.ts';
import { type DispatchFacts, IndexRanges } from './index-range.ts';
import { findCounters } from './loop-counters.ts';

/** A kernel whose accesses may be proved. */
export interface ProvableKernel {
  /** Whether every access of a dispatch is in range. */
  readonly isProven: (facts: DispatchFacts) => boolean;
  /** The kernel without checks; made when it is first asked for. */
  readonly unchecked: () => Kernel;
}

interface Access {
  readonly buffer: string;
  readonly index: Value;
}

/** Accesses that are checked in each iteration, and whether some are inside of loops. */
function findAccesses(block: Block): { accesses: Access[]; hasInner: boolean } {
  const accesses: Access[] = [];
  let hasInner = false;
  walk(block, (one) => {
    if ((one.kind === 'load' || one.kind === 'store') && !one.inBounds)
      accesses.push({ buffer: one.buffer.name, index: one.index });
    if (one.kind === 'loop')
      walk(one.body, (inner) => (hasInner ||= (inner.kind === 'load' || inner.kind === 'store') && !inner.inBounds));
  });
  return { accesses, hasInner };
}

/** Copies a block; references between values stay right, because the copies are the values. */
function withoutChecks(kernel: Kernel): Kernel {
  const copies = structuredClone({ ...kernel });
  walk(copies.body, (one) => {
    if (one.kind === 'load' || one.kind === 'store') (one as { inBounds: boolean }).inBounds = true;
  });
  return copies;
}

/**
 * Looks for what can be proved of a kernel. Only checks inside of loops are worth another compilation: elsewhere vectors are checked a row
 * at a time, which costs nothing (bench: kernels, stencil and convolution).
 *
 * @param kernel - After the passes.
 * @returns undefined where there is nothing to gain.
 */
export function findProvable(kernel: Kernel): ProvableKernel | undefined {
  if (kernel.workgroup !== null || kernel.finish.length > 0) return undefined;
  const { accesses, hasInner } = findAccesses(kernel.body);
  if (!hasInner) return undefined;
  const counters = findCounters(kernel);
  let made: Kernel | undefined;
  return {
    isProven(facts) {
      if (facts.size.includes(0)) return false;
      const ranges = new IndexRanges(facts, counters);
      return accesses.every(({ buffer, index }) => {
        const range = ranges.of(index);
        return range !== null && range.low >= 0 && range.high < facts.lengthOf(buffer);
      });
    },
    unchecked: () => (made ??= withoutChecks(kernel)),
  };
}
