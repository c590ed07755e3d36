import type { WorkerSlot } from './worker-slot.ts';

const MAX_TIMER_MS = 0x7fffffff;

/** Lets workers go that have had nothing to do for a while. */
export class IdleWorkers {
  readonly #timeoutMs: number;
  readonly #retire: (slot: WorkerSlot) => void;

  constructor(timeoutMs: number, retire: (slot: WorkerSlot) => void) {
    this.#timeoutMs = timeoutMs;
    this.#retire = retire;
  }

  /** The worker may have become idle. */
  note(slot: WorkerSlot): void {
    if (slot.entries.length > 0 || slot.state !== 'ready') return;
    if (slot.retiring) {
      this.#retire(slot);
      return;
    }
    slot.idleSince = performance.now();
    if (this.#timeoutMs > MAX_TIMER_MS || slot.idleTimer !== undefined) return;
    this.#wait(slot, this.#timeoutMs);
  }

  /** The timer runs on while the worker has work, so that it costs nothing per batch. */
  #wait(slot: WorkerSlot, delayMs: number): void {
    slot.idleTimer = setTimeout(() => this.#onTimer(slot), delayMs).unref();
  }

  #onTimer(slot: WorkerSlot): void {
    slot.idleTimer = undefined;
    if (slot.state !== 'ready' || slot.entries.length > 0) return; // noted again when it is idle
    const left = this.#timeoutMs - (performance.now() - slot.idleSince);
    if (left <= 0) this.#retire(slot);
    else this.#wait(slot, left);
  }
}
