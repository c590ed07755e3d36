import type { CallId } from '../../core/task.ts';
import { failPiece } from './loss.ts';
import { positionsOf, without } from './piece.ts';
import type { PieceQueue } from './piece-queue.ts';
import { takeBack } from './take-back.ts';
import { sendAbort } from './watcher.ts';
import type { Watcher } from './watcher.ts';
import { indexOf } from './worker-slot.ts';
import type { Verdict, WorkerSlot } from './worker-slot.ts';

/** Which tasks of a call are cancelled, and what they are told. */
export interface Cancelled {
  /** Task indices; undefined: all. */
  readonly wanted: ReadonlySet<number> | undefined;
  readonly verdict: Verdict;
}

/** Cancels tasks that wait in the queue, wait in a worker, or run. */
export class Canceller {
  readonly #slots: readonly WorkerSlot[];
  readonly #queue: PieceQueue;
  readonly #watcher: Watcher;

  constructor(slots: readonly WorkerSlot[], queue: PieceQueue, watcher: Watcher) {
    this.#slots = slots;
    this.#queue = queue;
    this.#watcher = watcher;
  }

  cancel(callId: CallId, cancelled: Cancelled): void {
    const { wanted, verdict } = cancelled;
    this.#queue.rewrite((piece) => {
      if (piece.run.batch.call.id !== callId) return [piece];
      const positions = positionsOf(piece, wanted);
      piece.run.fail(positions, verdict);
      return without(piece, positions);
    });
    for (const slot of this.#slots.slice()) this.#cancelIn(slot, callId, cancelled);
  }

  /** A batch comes to run of which tasks were cancelled while it waited: it could not be taken back. */
  stopHead(slot: WorkerSlot): void {
    const [head] = slot.entries;
    if (head === undefined || head.verdicts.size === 0) return;
    const positions = Map.groupBy(head.verdicts.keys(), (position) => head.verdicts.get(position) as Verdict);
    for (const [{ error: reason }, cancelled] of positions) {
      sendAbort(slot, head, { indices: cancelled.map((position) => indexOf(head, position)), reason });
    }
    this.#watcher.stopCancelled(slot, head);
  }

  #cancelIn(slot: WorkerSlot, callId: CallId, { wanted, verdict }: Cancelled): void {
    for (const entry of slot.entries.slice()) {
      if (entry.piece.run.batch.call.id !== callId || entry.detached) continue;
      const positions = positionsOf(entry.piece, wanted);
      if (positions.length === 0) continue;
      for (const position of positions) entry.verdicts.set(position, verdict);
      if (slot.entries[0] !== entry && takeBack(this.#queue, slot, entry)) continue;
      if (positions.length === entry.piece.to - entry.piece.from) {
        entry.detached = true;
        failPiece(entry.piece, verdict);
      }
      if (slot.entries[0] !== entry) continue;
      sendAbort(slot, entry, { indices: wanted && [...wanted], reason: verdict.error });
      this.#watcher.stopCancelled(slot, entry);
    }
  }
}
