import { withoutVerdicts } from './loss.ts';
import { positionsOf } from './piece.ts';
import type { WaitingPieces } from './waiting.ts';
import type { Entry, WorkerSlot } from './worker-slot.ts';

/**
 * Takes a batch back that waits in a worker, and puts what is left of it in front of its line.
 *
 * @returns False where that is not possible, or no longer.
 */
export function takeBack(waiting: WaitingPieces, slot: WorkerSlot, entry: Entry): boolean {
  if (!entry.waits || slot.revoking !== undefined) return false;
  // Buffers that were moved to the worker cannot be sent to another.
  if (entry.piece.run.moved && !isDecided(entry)) return false;
  if (!slot.transport.progress.revoke(entry.wireId)) return false;
  slot.revoking = entry.wireId;
  slot.entries.splice(slot.entries.indexOf(entry), 1);
  const count = entry.piece.to - entry.piece.from;
  slot.running -= count;
  slot.tasks -= count;
  putBack(waiting, entry);
  return true;
}

/** Puts a batch that has not begun in front of its line, without what is settled of it. */
export function putBack(waiting: WaitingPieces, entry: Entry): void {
  if (!entry.detached) waiting.putBack(withoutVerdicts(entry, [entry.piece]));
}

/** Whether nothing of it would have to run elsewhere. */
const isDecided = (entry: Entry): boolean =>
  entry.detached ||
  (entry.isJudged && positionsOf(entry.piece, undefined).every((position) => entry.verdicts.has(position)));
