import type { CallId } from '../../core/task.ts';
import { failPiece } from './loss.ts';
import { positionsOf, without } from './piece.ts';
import type { Piece } from './piece.ts';
import { takeBack } from './take-back.ts';
import { sendAbort } from './watcher.ts';
import type { LaneWatcher } from './lane-watcher.ts';
import type { WaitingPieces } from './waiting.ts';
import type { Watcher } from './watcher.ts';
import { indexOf } from './worker-slot.ts';
import type { Verdict, WorkerSlot } from './worker-slot.ts';

/** Which tasks of a call are cancelled, and what they are told. */
export interface Cancelled {
  /** Task indices; undefined: all. */
  readonly wanted: ReadonlySet<number> | undefined;
  readonly verdict: Verdict;
}

/** Where tasks may be. */
interface CancellerParts {
  readonly slots: readonly WorkerSlot[];
  readonly waiting: WaitingPieces;
  readonly watcher: Watcher | LaneWatcher;
}

/** Cancels tasks that wait in the queue, wait in a worker, or run. */
export class Canceller {
  readonly #slots: readonly WorkerSlot[];
  readonly #waiting: WaitingPieces;
  readonly #watcher: Watcher | LaneWatcher;

  constructor({ slots, waiting, watcher }: CancellerParts) {
    this.#slots = slots;
    this.#waiting = waiting;
    this.#watcher = watcher;
  }

  cancel(callId: CallId, cancelled: Cancelled): void {
    const { wanted, verdict } = cancelled;
    const drop = (piece: Piece): readonly Piece[] => {
      if (piece.run.batch.call.id !== callId) return [piece];
      const positions = positionsOf(piece, wanted);
      piece.run.fail(positions, verdict);
      return without(piece, positions);
    };
    this.#waiting.rewrite(drop);
    for (const slot of this.#slots.slice()) this.#cancelIn(slot, callId, cancelled);
  }

  /**
   * Cancels the tasks of a call that have not begun.
   *
   * @param sparesNext - Leaves what is first in its worker, though that may be starting still.
   */
  cancelWaiting(callId: CallId, verdict: Verdict, sparesNext: boolean): void {
    const isMeant = ({ run }: Piece): boolean => run.batch.call.id === callId;
    for (const slot of this.#slots.slice()) {
      for (const entry of slot.entries.slice(sparesNext ? 1 : 0))
        if (isMeant(entry.piece)) takeBack(this.#waiting, slot, entry);
    }
    this.#waiting.rewrite((piece) => (isMeant(piece) ? failPiece(piece, verdict) : [piece]));
  }

  /** A batch comes to run of which tasks were cancelled while it waited: it could not be taken back. */
  stopHead(slot: WorkerSlot): void {
    const [head] = slot.entries;
    if (head === undefined || !head.isJudged || slot.lanes > 1) return;
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
      if (takeBack(this.#waiting, slot, entry)) continue;
      if (positions.length === entry.piece.to - entry.piece.from) {
        entry.detached = true;
        failPiece(entry.piece, verdict);
      }
      if (slot.lanes === 1 && slot.entries[0] !== entry) continue;
      sendAbort(slot, entry, { indices: wanted && [...wanted], reason: verdict.error });
      this.#watcher.stopCancelled(slot, entry);
    }
  }
}
