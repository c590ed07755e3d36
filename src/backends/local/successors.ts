import type { WorkerSlot } from './worker-slot.ts';

/** What a change of workers needs of the crew. */
export interface SuccessionOwner {
  /** Starts one more worker, whatever the bounds; undefined when none can be started. */
  start(): WorkerSlot | undefined;
  /** Takes no more tasks, and ends when it has none. */
  wearOut(slot: WorkerSlot): void;
  /** Workers that may be started at a time beyond the most. */
  spares(): number;
}

/**
 * Workers that are to be replaced, each by one that is ready: until then they go on with their tasks, so that who replaces them
 * all the time slows nothing down.
 */
export class Successors {
  readonly #owner: SuccessionOwner;
  readonly #waiting = new Set<WorkerSlot>();
  /** Who starts in whose place. */
  readonly #starting = new Map<WorkerSlot, WorkerSlot>();

  constructor(owner: SuccessionOwner) {
    this.#owner = owner;
  }

  /** Replaces a worker. */
  replace(slot: WorkerSlot): void {
    if (![...this.#starting.values()].includes(slot)) this.#waiting.add(slot);
    this.#next();
  }

  /** A worker is ready, or has ended. */
  note(slot: WorkerSlot): void {
    this.#waiting.delete(slot);
    const before = this.#starting.get(slot);
    if (before === undefined) return;
    this.#starting.delete(slot);
    // Also where the new one has died: the old one is not wanted all the same.
    this.#owner.wearOut(before);
    this.#next();
  }

  #next(): void {
    for (const slot of this.#waiting) {
      if (this.#starting.size >= this.#owner.spares()) return;
      this.#waiting.delete(slot);
      if (!slot.accepts) continue;
      const next = this.#owner.start();
      if (next === undefined) this.#owner.wearOut(slot);
      else this.#starting.set(next, slot);
    }
  }
}
