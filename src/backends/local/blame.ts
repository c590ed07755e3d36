import { PREPARING } from '../../worker/progress.ts';
import { part } from './piece.ts';
import type { Piece } from './piece.ts';
import type { ProgressSnapshot } from './transport.ts';

/** Who took a worker down. */
export type Blame =
  /** The worker ran another batch, or none. */
  | { readonly kind: 'bystander' }
  /** Functions, modules or arguments of the batch were being loaded. */
  | { readonly kind: 'preparing' }
  /** All tasks were done, and their results were being encoded or sent. */
  | { readonly kind: 'finishing' }
  | { readonly kind: 'task'; readonly position: number }
  /** One of these, but the notes were too coarse to tell which. */
  | { readonly kind: 'suspects'; readonly from: number; readonly to: number };

/** Reads from the progress block what the piece sent under `wireId` had to do with the end of its worker. */
export function blame(piece: Piece, wireId: number, progress: ProgressSnapshot): Blame {
  if (progress.batch !== wireId) return { kind: 'bystander' };
  const { position, span } = progress;
  if (position === PREPARING) return { kind: 'preparing' };
  if (position >= piece.to) return { kind: 'finishing' };
  const to = Math.min(piece.to, position + span);
  return to - position <= 1 ? { kind: 'task', position } : { kind: 'suspects', from: position, to };
}

/**
 * What must be run again when a task or some suspects are taken out of a piece; suspects run again watched closely.
 *
 * @param weight - How much the loss says against the piece, where it is not known to be a task's.
 */
export function piecesLeft(piece: Piece, found: Blame, weight = 1): Piece[] {
  let left: (Piece | undefined)[];
  switch (found.kind) {
    case 'bystander':
      left = [{ ...piece, bystander: piece.bystander + 1 }];
      break;
    case 'preparing':
      left = [{ ...piece, unprepared: piece.unprepared + weight }];
      break;
    case 'finishing':
      // Something that a task left behind may have done it: noted one by one, each task is waited for.
      left = [{ ...piece, unprepared: piece.unprepared + weight, exact: true }];
      break;
    case 'task':
      left = [part(piece, piece.from, found.position), part(piece, found.position + 1, piece.to)];
      break;
    case 'suspects': {
      const suspects = part(piece, found.from, found.to);
      left = [
        part(piece, piece.from, found.from),
        suspects && { ...suspects, exact: true },
        part(piece, found.to, piece.to),
      ];
      break;
    }
  }
  return left.filter((piece) => piece !== undefined);
}
