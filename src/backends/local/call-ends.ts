import type { CallId } from '../../core/task.ts';
import type { WorkerSlot } from './worker-slot.ts';

/** How long workers may keep what they have of a call that is over, when no batch comes that could tell them, in milliseconds. */
const LATEST_MS = 20;

/**
 * Tells workers that a call is over: with their next batch, because a message of its own wakes a worker for nothing. A program
 * that calls again at once would pay for that as much as for its call.
 */
export class CallEnds {
  readonly #slots: readonly WorkerSlot[];
  #timer: NodeJS.Timeout | undefined;

  constructor(slots: readonly WorkerSlot[]) {
    this.#slots = slots;
  }

  note(callId: CallId): void {
    for (const slot of this.#slots) if (slot.known.delete(callId)) slot.ended.push(callId);
    this.#timer ??= setTimeout(() => this.#tell(), LATEST_MS).unref();
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #tell(): void {
    this.#timer = undefined;
    for (const slot of this.#slots) {
      for (const callId of slot.ended.splice(0)) {
        if (slot.isUp) slot.transport.send({ type: 'end-call', callId });
      }
    }
  }
}
