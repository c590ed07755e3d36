import type { Piece } from './piece.ts';

const priorityOf = ({ run: { batch } }: Piece): number => batch.priority ?? 0;

/** Pieces that wait for a worker: by priority, then first in, first out, except that what comes back goes to the front. */
export class PieceQueue {
  #items: Piece[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  peek(): Piece | undefined {
    return this.#items[this.#head];
  }

  push(piece: Piece): void {
    const urgency = priorityOf(piece);
    let at = this.#items.length;
    while (at > this.#head && priorityOf(this.#items[at - 1] as Piece) < urgency) at--;
    if (at === this.#items.length) this.#items.push(piece);
    else this.#items.splice(at, 0, piece);
  }

  shift(): void {
    this.#head++;
    // Half empty: move the rest down, so that a queue which is never quite empty stays small.
    if (this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
  }

  /** Puts pieces before all others, in their order. */
  unshift(pieces: readonly Piece[]): void {
    this.#items = [...pieces, ...this.#items.slice(this.#head)];
    this.#head = 0;
  }

  /** Replaces each piece by what `change` makes of it. */
  rewrite(change: (piece: Piece) => readonly Piece[]): void {
    this.#items = this.#items.slice(this.#head).flatMap(change);
    this.#head = 0;
  }

  /** Empties the queue. */
  takeAll(): Piece[] {
    const all = this.#items.slice(this.#head);
    this.#items = [];
    this.#head = 0;
    return all;
  }
}
