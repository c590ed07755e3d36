import type { Crew } from './crew.ts';
import type { Piece } from './piece.ts';
import type { WorkerSlot } from './worker-slot.ts';

/** Keys that are remembered; the ones not used for longest are forgotten first. */
const MOST_KEYS = 100_000;

/** How a piece found its worker: by the worker's number, or by a key. */
const howPinned = ({ run }: Piece): 'own' | 'keyed' => (run.batch.worker === undefined ? 'keyed' : 'own');

/** Pieces that have to run on one worker: named by its number, or found by a key. They wait there, in a line of their own. */
export class Pins {
  readonly #crew: Crew;
  /** By number, so that a worker which has ended is not kept by its keys. */
  readonly #keys = new Map<string | number, number>();
  /** Pieces that wait. */
  waiting = 0;

  constructor(crew: Crew) {
    this.#crew = crew;
  }

  /**
   * Puts a piece into the line of its worker.
   *
   * @param isFirst - Before the others.
   * @returns 'gone' when there is no such worker, 'anywhere' when no worker can be had for its key.
   */
  pin(piece: Piece, isFirst = false): 'pinned' | 'gone' | 'anywhere' {
    const { worker, key } = piece.run.batch;
    const slot = worker === undefined ? this.#slotFor(key as string | number) : this.#slotOf(worker);
    if (slot === undefined) return worker === undefined ? 'anywhere' : 'gone';
    if (isFirst) slot.pinned.unshift(piece);
    else slot.pinned.push(piece);
    this.waiting++;
    return 'pinned';
  }

  /** Sends what may be sent. */
  dispatch(may: (slot: WorkerSlot, piece: Piece) => boolean, send: (slot: WorkerSlot, piece: Piece) => void): void {
    if (this.waiting === 0) return;
    for (const slot of this.#crew.slots.slice()) {
      if (slot.isUp && !slot.accepts) this.#moveKeyed(slot);
      for (let piece = slot.pinned[0]; piece !== undefined && may(slot, piece); piece = slot.pinned[0]) {
        slot.pinned.shift();
        this.waiting--;
        send(slot, piece);
      }
    }
  }

  /**
   * The worker takes no more: what is bound to it by a key finds another, or waits until there is room for one. Behind what is for this
   * very worker, since the worker ends, and makes room, only when that is done.
   */
  #moveKeyed(slot: WorkerSlot): void {
    const { own = [], keyed = [] } = Object.groupBy(this.release(slot), howPinned);
    for (const piece of own) this.#append(slot, piece);
    for (const piece of keyed) if (this.pin(piece) !== 'pinned') this.#append(slot, piece);
  }

  #append(slot: WorkerSlot, piece: Piece): void {
    slot.pinned.push(piece);
    this.waiting++;
  }

  /** A worker has ended. @returns What waited for it. */
  release(slot: WorkerSlot): readonly Piece[] {
    const pieces = slot.pinned.splice(0);
    this.waiting -= pieces.length;
    return pieces;
  }

  /** Replaces each waiting piece by what `change` makes of it. */
  rewrite(change: (piece: Piece) => readonly Piece[]): void {
    if (this.waiting === 0) return;
    for (const slot of this.#crew.slots) {
      const pieces = slot.pinned.splice(0).flatMap(change);
      slot.pinned.push(...pieces);
    }
    this.waiting = this.#crew.slots.reduce((sum, slot) => sum + slot.pinned.length, 0);
  }

  /** Empties all lines. */
  takeAll(): readonly Piece[] {
    return this.#crew.slots.flatMap((slot) => this.release(slot));
  }

  /** Also one that takes no tasks of others any more. */
  #slotOf(workerId: number): WorkerSlot | undefined {
    return this.#crew.slots.find((slot) => slot.id === workerId && slot.isUp);
  }

  /** The worker that a key had last, else the one with least to do. */
  #slotFor(key: string | number): WorkerSlot | undefined {
    const last = this.#keys.get(key);
    const slot = this.#crew.slots.find((one) => one.id === last && one.accepts) ?? this.#leastBusy();
    this.#keys.delete(key);
    if (slot === undefined) return undefined;
    this.#keys.set(key, slot.id);
    if (this.#keys.size > MOST_KEYS) this.#keys.delete(this.#keys.keys().next().value as string | number);
    return slot;
  }

  #leastBusy(): WorkerSlot | undefined {
    const load = (slot: WorkerSlot): number => slot.entries.length + slot.pinned.length;
    const [best] = this.#crew.slots.filter((slot) => slot.accepts).toSorted((a, b) => load(a) - load(b));
    const isFree = best !== undefined && load(best) === 0;
    return isFree || !this.#crew.hasPlace ? best : (this.#crew.start() ?? best);
  }
}
