import type { WgslPlan } from '../../../core/kernel.ts';
import type { Kernel } from '../../ir/types.ts';
import { ROW_GROUP } from './reduce.ts';

/** Invocations of a group, where the kernel does not care. */
export const GROUP = 64;

/** Rows up to this long are reduced by one invocation each. */
const SHORT_ROW = 64;

/** Elements that one group should at least reduce, and groups beyond which more parts gain nothing. */
const PART_ELEMENTS = 4096;
const ENOUGH_GROUPS = 4096;

const product = (lengths: readonly number[]): number => lengths.reduce((all, length) => all * length, 1);

/** Steps of a reduction: they depend on the size alone, so that equal calls give equal results. */
function reductionPlan(rows: number, columns: number): WgslPlan {
  if (columns <= SHORT_ROW) {
    return { steps: [{ entryPoint: 'rows', groups: Math.ceil(rows / ROW_GROUP) }], parts: 1, scratchBytes: 0 };
  }
  const parts = Math.min(
    Math.ceil(columns / PART_ELEMENTS),
    Math.max(1, Math.floor(ENOUGH_GROUPS / Math.max(1, rows))),
  );
  if (parts === 1) return { steps: [{ entryPoint: 'whole', groups: rows }], parts, scratchBytes: 0 };
  const steps = [
    { entryPoint: 'parts', groups: rows * parts },
    { entryPoint: 'totals', groups: rows },
  ];
  return { steps, parts, scratchBytes: rows * parts * 4 };
}

/** What runs for a size. */
export function planFor(kernel: Kernel, size: readonly number[]): WgslPlan {
  if (kernel.accumulators.length > 0) {
    const kept = kernel.rank - kernel.reduced;
    const plan = reductionPlan(product(size.slice(0, kept)), product(size.slice(kept)));
    return { ...plan, scratchBytes: plan.scratchBytes * kernel.accumulators.length };
  }
  const { workgroup } = kernel;
  const groups =
    workgroup === null
      ? Math.ceil(product(size) / GROUP)
      : product(size.map((length, axis) => Math.ceil(length / workgroup[axis]!)));
  return { steps: [{ entryPoint: 'main', groups }], parts: 1, scratchBytes: 0 };
}
