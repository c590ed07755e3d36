/** Watches the tasks of workers that run several at a time, where no progress block says which one is to blame. */

import { setLookTimer } from './look-timer.ts';
import { sendAbort } from './watcher.ts';
import { indexOf, timedOut } from './worker-slot.ts';
import type { EndIntent, Entry, WorkerSlot } from './worker-slot.ts';

/** Time for a task that was told to stop, in milliseconds, where the options do not say: to end its worker costs those beside it a second run. */
const GRACE_MS = 100;
/** Time to load functions and modules before the tasks, in milliseconds. */
const PREPARE_MS = 10_000;
const MAX_TIMER_MS = 0x7fffffff;

export class LaneWatcher {
  readonly #end: (slot: WorkerSlot, intent: EndIntent) => void;
  readonly #graceMs: number;

  /**
   * @param end - Ends a worker at once.
   * @param graceMs - Time for a task that was told to stop.
   */
  constructor(end: (slot: WorkerSlot, intent: EndIntent) => void, graceMs = GRACE_MS) {
    this.#end = end;
    this.#graceMs = graceMs;
  }

  /** Looks at a worker again when one of its tasks may be over its time. */
  watch(slot: WorkerSlot): void {
    if (slot.state === 'ending') return;
    const due = slot.entries.reduce((least, entry) => Math.min(least, dueOf(entry)), Infinity);
    if (due === Infinity || (slot.watchTimer !== undefined && slot.watchAt <= due)) return;
    clearTimeout(slot.watchTimer);
    slot.watchAt = due;
    const delayMs = Math.min(MAX_TIMER_MS, Math.max(1, due - performance.now()));
    const timer = setLookTimer(() => this.#look(slot, timer), delayMs);
    slot.watchTimer = timer.unref(); // the running call keeps the process alive
  }

  /** A batch has cancelled tasks: sees to it that they end. */
  stopCancelled(slot: WorkerSlot, entry: Entry): void {
    entry.killAt ??= performance.now() + this.#graceMs;
    this.watch(slot);
  }

  #look(slot: WorkerSlot, timer: NodeJS.Timeout): void {
    if (slot.watchTimer !== timer) return; // set anew meanwhile
    slot.watchTimer = undefined;
    if (slot.state === 'ending') return;
    const now = performance.now();
    for (const entry of slot.entries) {
      if (dueOf(entry) > now) continue;
      if (entry.killAt !== undefined) {
        this.#end(slot, { kind: 'cancel' });
        return;
      }
      this.#tellOvertime(slot, entry);
    }
    this.watch(slot);
  }

  #tellOvertime(slot: WorkerSlot, entry: Entry): void {
    const { piece } = entry;
    const verdict = timedOut(piece.run.batch.call.timeoutMs as number);
    for (let at = piece.from; at < piece.to; at++) {
      entry.verdicts.set(at, verdict);
      sendAbort(slot, entry, { indices: [indexOf(entry, at)], reason: verdict.error });
    }
    entry.killAt = performance.now() + this.#graceMs;
  }
}

/** When something has to be done about an entry, `performance.now()` time. */
function dueOf(entry: Entry): number {
  if (entry.detached) entry.killAt ??= performance.now() + GRACE_MS;
  if (entry.killAt !== undefined) return entry.killAt;
  const { timeoutMs } = entry.piece.run.batch.call;
  if (timeoutMs === undefined) return Infinity;
  return timeoutMs + (entry.beganAt ?? entry.sentAt + PREPARE_MS);
}
