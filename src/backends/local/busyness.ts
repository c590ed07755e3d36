import { openPermits } from '../../platform/budget.ts';
import type { Permits } from '../../platform/budget.ts';
import type { PieceQueue } from './piece-queue.ts';
import type { WorkerSlot } from './worker-slot.ts';

/** What the engine has to do with the budget. */
export interface BusynessOptions {
  /** The most workers that it may have. */
  readonly workers: number;
  /** One more worker may become busy. */
  readonly onFree: () => void;
}

/** Whether a worker has a permit and no tasks. */
const isIdle = (slot: WorkerSlot): boolean => slot.permitted && slot.entries.length === 0;

/** Which workers may have tasks: as many as the budget of cores permits. A worker with tasks has a permit until it has none. */
export class Busyness {
  readonly #slots: readonly WorkerSlot[];
  readonly #queue: PieceQueue;
  readonly #workers: number;
  readonly #permits: Permits;
  #settling = false;
  #closed = false;

  constructor(slots: readonly WorkerSlot[], queue: PieceQueue, { workers, onFree }: BusynessOptions) {
    this.#slots = slots;
    this.#queue = queue;
    this.#workers = workers;
    this.#permits = openPermits({ releaseIdle: () => this.#releaseIdle(), onFree }, workers);
  }

  /** Others wait for a core: no batch is sent to wait behind another now, so that workers come to have none. */
  get isRecalled(): boolean {
    return this.#permits.isRecalled;
  }

  /** Whether a worker without tasks could get some. */
  mightBegin(slot: WorkerSlot): boolean {
    return slot.permitted || this.#permits.hasRoom;
  }

  /** Whether a worker without tasks gets some now. */
  mayBegin(slot: WorkerSlot): boolean {
    if (slot.permitted && this.#permits.isRecalled) this.#releaseIdle();
    slot.permitted ||= this.mayStart();
    return slot.permitted;
  }

  /** Whether a worker may be started now, to be busy at once. {@link started} has to follow. */
  mayStart(): boolean {
    return this.#permits.take(Math.min(Math.max(1, this.#queue.size), this.#workers));
  }

  /** It was started, or could not be. */
  started(slot: WorkerSlot | undefined): void {
    if (slot === undefined) this.#permits.give(1);
    else slot.permitted = true;
  }

  ended(slot: WorkerSlot): void {
    if (slot.permitted && !this.#closed) this.#permits.give(1);
    slot.permitted = false;
  }

  /** Something has happened. Idle workers are looked at once for all of this turn: one that has just answered often gets more. */
  settle(): void {
    if (!this.#permits.isShared || this.#settling) return;
    if (!this.#slots.some(isIdle)) return;
    this.#settling = true;
    setImmediate(() => {
      this.#settling = false;
      this.#releaseIdle();
    });
  }

  /** What it had is free, also that of workers which have not ended yet. */
  close(): void {
    this.#closed = true;
    this.#permits.close();
  }

  #releaseIdle(): void {
    if (this.#closed) return;
    let count = 0;
    for (const slot of this.#slots) {
      if (!isIdle(slot)) continue;
      slot.permitted = false;
      count++;
    }
    if (count > 0) this.#permits.give(count);
  }
}
