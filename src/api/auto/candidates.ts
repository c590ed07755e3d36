/** The backends that a call with `backend: 'auto'` may run on, and why not on others. */

import type { BackendCost } from '../../core/cost.ts';
import { type BackendEntry, listBackends } from '../../core/registry.ts';
import type { Candidate, Excluded } from '../../plan/auto/choose.ts';
import type { ParallelOptions } from '../options.ts';
import { fits, ofWorkers } from '../resolve.ts';
import type { CallPlace } from '../call-request.ts';

/** The caller's own thread. */
export const IN_PLACE = 'sequential';

/** What is known of a backend on this machine. */
export type CostOf = (entry: BackendEntry) => BackendCost | undefined;

/** Where a call may run. */
export interface Candidates {
  readonly possible: readonly Candidate[];
  readonly excluded: readonly Excluded[];
}

function reasonAgainst(entry: BackendEntry, options: ParallelOptions): string | undefined {
  const { require } = options;
  if (require !== undefined && !fits(require, entry.memory)) return `does not offer require: '${require}'`;
  if (entry.name !== IN_PLACE) return undefined;
  const asked = ofWorkers.find((name) => name !== 'require' && options[name] !== undefined);
  return asked === undefined ? undefined : `the option ${asked} needs workers`;
}

/**
 * @param costOf - What is known of a backend on this machine.
 * @param cores - Cores that there are for the call.
 */
export function candidatesFor(place: CallPlace, costOf: CostOf, cores: number): Candidates {
  const possible: Candidate[] = [];
  const excluded: Excluded[] = [];
  const isNested = place.resolved.level > 1;
  for (const entry of listBackends()) {
    const backend = entry.name;
    // Children of a worker cost more than they can gain before it is done; they are for those who name them.
    if (isNested && entry.memory === 'mapped' && place.resolved.options.require !== 'isolation') continue;
    const cost = costOf(entry);
    if (backend !== IN_PLACE && cost === undefined) continue; // it has said nothing of its cost, so it is for those who name it
    const reason = reasonAgainst(entry, place.resolved.options);
    if (reason !== undefined) excluded.push({ backend, reason });
    else if (cost === undefined) possible.push({ backend, crew: undefined });
    else {
      const there = place.at?.(backend) ?? place;
      const { workers } = there.resolved;
      possible.push({ backend, crew: { cost, workers, cores, warm: there.up?.() ?? 0 } });
    }
  }
  return { possible, excluded };
}
