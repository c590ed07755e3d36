/** What becomes of the batches of a worker that has ended. */

import { blame, piecesLeft } from './blame.ts';
import type { Blame } from './blame.ts';
import { lostError } from './failures.ts';
import { weightOf } from './outside-kill.ts';
import { positionsOf, without } from './piece.ts';
import type { Piece } from './piece.ts';
import type { WorkerEnd } from './transport.ts';
import { timedOut } from './worker-slot.ts';
import type { Entry, Verdict, WorkerSlot } from './worker-slot.ts';

/** Workers that may be lost while they prepare a batch, for the batch and in a row for its call; more, if they are killed from outside. */
const MAX_UNPREPARED = 3;
/** Workers that may be lost with a batch that was not to blame. */
const MAX_BYSTANDER = 20;

/** A worker that has ended. */
export interface Loss {
  readonly backend: string;
  readonly slot: WorkerSlot;
  readonly end: WorkerEnd;
}

/** Settles all of a piece. */
export function failPiece(piece: Piece, verdict: Verdict): Piece[] {
  piece.run.fail(positionsOf(piece, undefined), verdict);
  return [];
}

/** Settles the positions on which there is a verdict, and gives the rest. */
export function withoutVerdicts(entry: Entry, pieces: readonly Piece[]): Piece[] {
  if (!entry.isJudged) return [...pieces];
  return pieces.flatMap((piece) => {
    const decided = positionsOf(piece, undefined).filter((position) => entry.verdicts.has(position));
    for (const position of decided) piece.run.fail([position], entry.verdicts.get(position) as Verdict);
    return without(piece, decided);
  });
}

/** Settles what the worker's end has settled of an entry, and gives what has to run again. */
export function piecesAfterLoss(loss: Loss, entry: Entry): Piece[] {
  if (entry.detached) return [];
  const { slot } = loss;
  const { piece } = entry;
  if (slot.lanes > 1 && !piece.exact) return piecesAfterSharedLoss(loss, entry);
  const found = blame(piece, entry.wireId, slot.transport.progress.read());
  const ours = isOurs(loss);
  if (ours) judgeOvertime(slot, entry, found);
  const isOneGuilty = found.kind === 'task' && piece.to - piece.from === 1 && !ours;
  if (piece.run.moved && !isOneGuilty) return failMoved(loss, entry);
  const isGuilty = !ours || (isOvertime(slot, entry) && found.kind === 'finishing');
  return withoutVerdicts(entry, isGuilty ? settleGuilty(loss, entry, found) : [piece]);
}

/** Several batches ran beside each other, and nobody knows which of them did it: each runs again, alone and watched closely. */
function piecesAfterSharedLoss(loss: Loss, entry: Entry): Piece[] {
  if (entry.piece.run.moved) return failMoved(loss, entry);
  return withoutVerdicts(entry, [isOurs(loss) ? entry.piece : { ...entry.piece, exact: true }]);
}

/** Whether the library has ended the worker, for one of its tasks or because it was not ready in time. */
const isOurs = ({ slot, end }: Loss): boolean => (slot.intent !== undefined || slot.isLate) && end.killed === true;

/** Whether the worker was ended because of this entry. */
const isOvertime = ({ intent }: WorkerSlot, { wireId }: Entry): boolean =>
  intent?.kind === 'timeout' && intent.wireId === wireId;

/** The worker was ended for a task over its time; that counts only if it was this very task to the end. */
function judgeOvertime(slot: WorkerSlot, entry: Entry, found: Blame): void {
  const { intent } = slot;
  if (intent?.kind !== 'timeout' || !isOvertime(slot, entry)) return;
  const verdict = timedOut(entry.piece.run.batch.call.timeoutMs as number);
  if (found.kind === 'task' && found.position === intent.position) entry.verdicts.set(found.position, verdict);
  // Functions and modules took longer to load than anybody should wait.
  if (found.kind === 'preparing') for (const at of positionsOf(entry.piece, undefined)) entry.verdicts.set(at, verdict);
}

const verdictOnLoss = ({ backend, slot, end }: Loss, reason: 'lost' | 'unstartable'): Verdict => ({
  reason,
  error: lostError({ backend, workerId: slot.id, end, fatal: slot.fatal }),
});

/** Its buffers went with the worker: nothing of it can run again. */
function failMoved(loss: Loss, entry: Entry): Piece[] {
  return withoutVerdicts(entry, [entry.piece]).flatMap((rest) => failPiece(rest, verdictOnLoss(loss, 'lost')));
}

/** The worker ended because of one of its tasks: settles the task that did it, where that is known. */
function settleGuilty(loss: Loss, entry: Entry, found: Blame): Piece[] {
  const { piece, verdicts } = entry;
  const { call } = piece.run;
  const weight = weightOf(loss.end, MAX_UNPREPARED);
  // A batch can be too big to be read: no note is made before that.
  const outOfMemory = loss.end.outOfMemory === true && found.kind === 'bystander';
  switch (found.kind) {
    case 'task': {
      const { fatal } = loss.slot;
      const verdict = verdicts.get(found.position) ?? {
        ...verdictOnLoss(loss, 'lost'),
        ...(fatal && { cause: fatal.error }),
      };
      piece.run.fail([found.position], verdict);
      break;
    }
    case 'preparing':
      call.unprepared += weight;
      if (piece.unprepared + weight >= MAX_UNPREPARED || call.unprepared > MAX_UNPREPARED) {
        return failPiece(piece, verdictOnLoss(loss, 'unstartable'));
      }
      break;
    case 'finishing':
      if (piece.unprepared + weight >= MAX_UNPREPARED) {
        const { timeoutMs } = piece.run.batch.call;
        const isLate = isOvertime(loss.slot, entry) && timeoutMs !== undefined;
        return failPiece(piece, isLate ? timedOut(timeoutMs) : verdictOnLoss(loss, 'lost'));
      }
      break;
    case 'bystander':
      if (piece.bystander + 1 >= (outOfMemory ? MAX_UNPREPARED : MAX_BYSTANDER)) {
        return failPiece(piece, verdictOnLoss(loss, 'lost'));
      }
      break;
    case 'suspects':
      break;
  }
  return piecesLeft(piece, found, weight);
}
