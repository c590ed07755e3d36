import type { PieceQueue } from './piece-queue.ts';
import { takeBack } from './take-back.ts';
import type { WorkerSlot } from './worker-slot.ts';

/** A batch that waits behind another for longer is taken back when a worker has nothing to do, in milliseconds. */
const STUCK_MS = 5;

/** Whether the batch that waits in a worker will wait on: for a worker to start, or for a long task. */
const isStuck = (slot: WorkerSlot): boolean =>
  slot.state === 'starting' || performance.now() - slot.headSince >= STUCK_MS;

/** Takes batches back that wait for a long task, or for a worker to start, while another worker has nothing to do. */
export class Balancer {
  readonly #slots: readonly WorkerSlot[];
  readonly #queue: PieceQueue;
  readonly #dispatch: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param dispatch - Sends what waits in the queue, and balances again. */
  constructor(slots: readonly WorkerSlot[], queue: PieceQueue, dispatch: () => void) {
    this.#slots = slots;
    this.#queue = queue;
    this.#dispatch = dispatch;
  }

  balance(): void {
    if (this.#timer !== undefined || !this.#hasIdle()) return;
    let mayBeLater = false;
    for (const slot of this.#slots) {
      const waiting = slot.entries[slot.state === 'starting' ? 0 : 1];
      if (waiting === undefined) continue;
      if (isStuck(slot) && takeBack(this.#queue, slot, waiting)) {
        this.#dispatch();
        return;
      }
      mayBeLater = true;
    }
    if (mayBeLater) this.#lookAgain();
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #lookAgain(): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#dispatch();
    }, STUCK_MS).unref();
  }

  #hasIdle(): boolean {
    return this.#slots.some((slot) => slot.accepts && slot.state === 'ready' && slot.entries.length === 0);
  }
}
