/** The arguments of a batch, and which of its tasks cannot have theirs. */

import { NotCloneableError } from '../../core/errors.ts';
import type { Batch, Outcome } from '../../core/task.ts';
import type { LocalCodec } from '../../worker/local-codec.ts';

/** What tasks are given. */
export interface BatchItems {
  readonly items: ArrayLike<unknown>;
  /** Positions whose argument cannot be given, with the error. */
  readonly refused: ReadonlyMap<number, NotCloneableError>;
}

/** Decodes the arguments of a batch: one that cannot be given does not keep the others from their tasks. */
export function decodeItems(codec: LocalCodec, { args }: Batch): BatchItems {
  const refused = new Map<number, NotCloneableError>();
  try {
    return { items: codec.decode(args), refused };
  } catch (error) {
    if (!(error instanceof NotCloneableError) || args.kind !== 'local') throw error;
  }
  const items = Array.from(args.values, (value, at) => {
    try {
      return codec.decode({ kind: 'local', values: [value] })[0];
    } catch (error) {
      refused.set(at, error as NotCloneableError);
      return undefined;
    }
  });
  return { items, refused };
}

/** Says of tasks that were not started for their argument that this was the reason. */
export function withRefusals(outcomes: readonly Outcome[], { refused }: BatchItems): readonly Outcome[] {
  if (refused.size === 0) return outcomes;
  return outcomes.map((outcome) => {
    const isRefused =
      outcome.kind === 'failed' && outcome.error !== undefined && outcome.error === refused.get(outcome.at);
    return isRefused ? { ...outcome, reason: 'not-cloneable' } : outcome;
  });
}
