import { goneError } from './failures.ts';
import type { LocalRun } from './local-run.ts';
import { failPiece } from './loss.ts';
import { isUnbound } from './piece.ts';
import type { Piece } from './piece.ts';
import type { PieceQueue } from './piece-queue.ts';
import type { Pins } from './pins.ts';
import type { Refusal } from './start-gate.ts';
import type { Verdict } from './worker-slot.ts';

/** The pieces that no worker has: those for any worker in one queue, those for a certain one in its line. */
export class WaitingPieces {
  readonly queue: PieceQueue;
  readonly pins: Pins;
  readonly #backend: string;

  constructor(backend: string, queue: PieceQueue, pins: Pins) {
    this.#backend = backend;
    this.queue = queue;
    this.pins = pins;
  }

  add(piece: Piece): void {
    if (isUnbound(piece)) this.queue.push(piece);
    else this.#pin(piece);
  }

  /** Puts pieces in front of the line, or of the lines of their workers, in their order. */
  putBack(pieces: readonly Piece[]): void {
    this.queue.unshift(pieces.filter(isUnbound));
    for (const piece of pieces.toReversed()) if (!isUnbound(piece)) this.#pin(piece, true);
  }

  /** Nobody waits for this run any more. */
  drop(run: LocalRun): void {
    this.rewrite((piece) => (piece.run === run ? [] : [piece]));
  }

  /** Replaces each piece by what `change` makes of it. */
  rewrite(change: (piece: Piece) => readonly Piece[]): void {
    this.queue.rewrite(change);
    this.pins.rewrite(change);
  }

  /** Settles all that waits: there are no workers to be had. */
  refuse({ error, cause }: Refusal): void {
    this.fail({ reason: 'unstartable', error, ...(cause && { cause }) });
  }

  /** Settles all that waits. */
  fail(verdict: Verdict): void {
    for (const piece of [...this.queue.takeAll(), ...this.pins.takeAll()]) failPiece(piece, verdict);
  }

  #pin(piece: Piece, isFirst = false): void {
    const place = this.pins.pin(piece, isFirst);
    if (place === 'anywhere') this.queue.push(piece);
    if (place === 'gone') failPiece(piece, { reason: 'lost', error: goneError(this.#backend, piece.run.batch.worker) });
  }
}
