import { isUnbound } from './piece.ts';
import { takeBack } from './take-back.ts';
import type { WaitingPieces } from './waiting.ts';
import type { Entry, WorkerSlot } from './worker-slot.ts';

/** A batch that waits behind another for longer is taken back when a worker has nothing to do, in milliseconds. */
const STUCK_MS = 5;

/** Whether the batch that waits in a worker will wait on: for a worker to start, or for a long task. */
const isStuck = (slot: WorkerSlot): boolean =>
  slot.state === 'starting' || performance.now() - slot.headSince >= STUCK_MS;

/** The batch that waits in a worker and may run in another. Where several run beside each other, none does. */
function waitingIn(slot: WorkerSlot): Entry | undefined {
  const entry = slot.lanes > 1 ? undefined : slot.entries[slot.state === 'starting' ? 0 : 1];
  return entry !== undefined && isUnbound(entry.piece) ? entry : undefined;
}

const hasWaiting = (slot: WorkerSlot): boolean => waitingIn(slot) !== undefined;

/** What the engine does for its balancer. */
export interface BalancerOwner {
  /** Sends what waits in the queue, and balances again. */
  dispatch(): void;
  /** Whether a worker without tasks may get some. */
  mayUse(slot: WorkerSlot): boolean;
}

/** Takes batches back that wait for a long task, or for a worker to start, while another worker has nothing to do. */
export class Balancer {
  readonly #slots: readonly WorkerSlot[];
  readonly #waiting: WaitingPieces;
  readonly #owner: BalancerOwner;
  #timer: NodeJS.Timeout | undefined;

  constructor(slots: readonly WorkerSlot[], waiting: WaitingPieces, owner: BalancerOwner) {
    this.#slots = slots;
    this.#waiting = waiting;
    this.#owner = owner;
  }

  balance(): void {
    if (this.#timer !== undefined || !this.#slots.some(hasWaiting) || !this.#hasIdle()) return;
    let mayBeLater = false;
    for (const slot of this.#slots) {
      const waiting = waitingIn(slot);
      if (waiting === undefined) continue;
      if (isStuck(slot) && takeBack(this.#waiting, slot, waiting)) {
        this.#owner.dispatch();
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
      this.#owner.dispatch();
    }, STUCK_MS).unref();
  }

  #hasIdle(): boolean {
    return this.#slots.some(
      (slot) => slot.accepts && slot.state === 'ready' && slot.entries.length === 0 && this.#owner.mayUse(slot),
    );
  }
}
