import { withoutVerdicts } from './loss.ts';
import type { PieceQueue } from './piece-queue.ts';
import type { Entry, WorkerSlot } from './worker-slot.ts';

/**
 * Takes a batch back that waits in a worker, and puts it in front of the queue.
 *
 * @returns False where that is not possible, or no longer.
 */
export function takeBack(queue: PieceQueue, slot: WorkerSlot, entry: Entry): boolean {
  // Buffers that were moved to the worker cannot be sent to another.
  if (entry.piece.run.moved || slot.revoking !== undefined) return false;
  if (!slot.transport.progress.revoke(entry.wireId)) return false;
  slot.revoking = entry.wireId;
  slot.entries.splice(slot.entries.indexOf(entry), 1);
  if (!entry.detached) queue.unshift(withoutVerdicts(entry, [entry.piece]));
  return true;
}
