/** Watches running tasks that may be over their time, or were told to stop. */

import { CancelledError } from '../../core/errors.ts';
import { setLookTimer } from './look-timer.ts';
import { indexOf, timedOut } from './worker-slot.ts';
import type { EndIntent, Entry, WorkerSlot } from './worker-slot.ts';

/** Time for a task that listens to its signal to end by itself, in milliseconds, where the options do not say. */
const LISTEN_GRACE_MS = 100;
/** Time for a batch of cancelled tasks that do not listen: most batches are shorter, and a new worker costs more. */
const DEAF_GRACE_MS = 20;
/** Time to load functions and modules before the tasks, and to send results after them, in milliseconds. */
const PREPARE_MS = 10_000;
/** How often a worker is looked at that has not begun, in milliseconds. */
const LOOK_MS = 100;
const MAX_TIMER_MS = 0x7fffffff;

/** Asks running and waiting tasks of a worker to stop. */
export function sendAbort(
  slot: WorkerSlot,
  entry: Entry,
  { indices, reason }: { readonly indices?: readonly number[] | undefined; readonly reason: unknown },
): void {
  const request = { type: 'abort', callId: entry.piece.run.batch.call.id, ...(indices && { indices }) } as const;
  try {
    slot.transport.send({ ...request, reason });
  } catch {
    // The reason cannot be cloned; the caller gets it all the same, only the task sees another.
    slot.transport.send({ ...request, reason: new CancelledError() });
  }
}

export class Watcher {
  readonly #end: (slot: WorkerSlot, intent: EndIntent) => void;
  readonly #listenGraceMs: number;

  /**
   * @param end - Ends a worker at once.
   * @param listenGraceMs - Time for a task that listens to its signal to end by itself.
   */
  constructor(end: (slot: WorkerSlot, intent: EndIntent) => void, listenGraceMs = LISTEN_GRACE_MS) {
    this.#end = end;
    this.#listenGraceMs = listenGraceMs;
  }

  /** Looks at a worker again when its running task may be over its time. One timer each, set anew only for something earlier. */
  watch(slot: WorkerSlot): void {
    const [head] = slot.entries;
    if (head === undefined || slot.state === 'ending') return;
    if (head.detached) head.killAt ??= performance.now() + DEAF_GRACE_MS;
    const { timeoutMs } = head.piece.run.batch.call;
    const due = head.killAt ?? (timeoutMs === undefined ? Infinity : slot.headSince + timeoutMs);
    if (due === Infinity || (slot.watchTimer !== undefined && slot.watchAt <= due)) return;
    this.#lookIn(slot, due - performance.now());
  }

  /** The running batch of a worker has cancelled tasks: sees to it that they end. */
  stopCancelled(slot: WorkerSlot, head: Entry): void {
    const progress = slot.transport.progress.read();
    const listens = progress.batch === head.wireId && progress.listens;
    head.killAt ??= performance.now() + (listens ? this.#listenGraceMs : DEAF_GRACE_MS);
    this.watch(slot);
  }

  #lookIn(slot: WorkerSlot, delayMs: number): void {
    clearTimeout(slot.watchTimer);
    slot.watchAt = performance.now() + delayMs;
    const timer = setLookTimer(() => this.#look(slot, timer), Math.min(MAX_TIMER_MS, Math.max(1, delayMs)));
    slot.watchTimer = timer.unref(); // the running call keeps the process alive
  }

  #look(slot: WorkerSlot, timer: NodeJS.Timeout): void {
    if (slot.watchTimer !== timer) return; // set anew meanwhile
    slot.watchTimer = undefined;
    const [head] = slot.entries;
    if (head === undefined || slot.state === 'ending') return;
    if (head.killAt !== undefined) this.#lookAtStopped(slot, head, head.killAt);
    else if (head.piece.run.batch.call.timeoutMs !== undefined) this.#lookAtTimed(slot, head);
  }

  #lookAtStopped(slot: WorkerSlot, head: Entry, killAt: number): void {
    const left = killAt - performance.now();
    if (left > 0) this.#lookIn(slot, left);
    else if (head.killPosition !== undefined) this.#endOvertime(slot, head, head.killPosition);
    else if (head.detached || runsCancelled(slot, head)) this.#end(slot, { kind: 'cancel' });
    // The one that runs is innocent; a cancelled one may follow.
    else if (head.piece.run.batch.call.timeoutMs !== undefined) this.#lookAtTimed(slot, head, DEAF_GRACE_MS);
    else this.#lookIn(slot, DEAF_GRACE_MS);
  }

  /** A task was told that its time is over: has it gone? */
  #endOvertime(slot: WorkerSlot, head: Entry, position: number): void {
    const progress = slot.transport.progress.read();
    if (progress.batch === head.wireId && progress.position === position) {
      this.#end(slot, { kind: 'timeout', wireId: head.wireId, position });
      return;
    }
    head.killAt = undefined;
    head.killPosition = undefined;
    this.watch(slot);
  }

  /** @param most - When to look again at the latest, in milliseconds. */
  #lookAtTimed(slot: WorkerSlot, head: Entry, most = Infinity): void {
    const timeoutMs = head.piece.run.batch.call.timeoutMs as number;
    const { batch, position, startedAt, listens } = slot.transport.progress.read();
    if (batch !== head.wireId || position < 0 || position >= head.piece.to) {
      // It waits for a worker to start or for its modules to be loaded, or its results are on their way.
      const isPreparing = batch === head.wireId && position < 0;
      if (slot.state === 'ready' && (batch === head.wireId ? isStuck(slot, head, isPreparing) : isUnread(head)))
        this.#end(slot, { kind: 'timeout', wireId: head.wireId, position });
      else this.#lookIn(slot, Math.min(timeoutMs, LOOK_MS, most));
      return;
    }
    const left = timeoutMs - (Date.now() - startedAt);
    if (left > 0) this.#lookIn(slot, Math.min(left, most));
    else if (!listens) this.#end(slot, { kind: 'timeout', wireId: head.wireId, position });
    else this.#tellOvertime(slot, head, position);
  }

  #tellOvertime(slot: WorkerSlot, head: Entry, position: number): void {
    const verdict = timedOut(head.piece.run.batch.call.timeoutMs as number);
    head.verdicts.set(position, verdict);
    sendAbort(slot, head, { indices: [indexOf(head, position)], reason: verdict.error });
    head.killAt = performance.now() + this.#listenGraceMs;
    head.killPosition = position;
    this.#lookIn(slot, this.#listenGraceMs);
  }
}

/** Whether what comes before the tasks of a batch, or after them, takes longer than anybody should wait. */
function isStuck(slot: WorkerSlot, head: Entry, isPreparing: boolean): boolean {
  const timeoutMs = head.piece.run.batch.call.timeoutMs as number;
  if (isPreparing) return performance.now() - slot.headSince > timeoutMs + PREPARE_MS;
  head.finishingSince ??= performance.now();
  return performance.now() - head.finishingSince > PREPARE_MS;
}

/**
 * Whether a ready worker does not even read the batch that is its turn: it was stopped from outside, or an earlier task left something
 * behind that blocks it. Without fault of the tasks, which run again elsewhere.
 */
function isUnread(head: Entry): boolean {
  head.unreadSince ??= performance.now();
  return performance.now() - head.unreadSince > PREPARE_MS;
}

/** Whether the task that runs now is among the cancelled ones. */
function runsCancelled(slot: WorkerSlot, head: Entry): boolean {
  const { batch, position, span } = slot.transport.progress.read();
  if (batch !== head.wireId || !head.isJudged) return false;
  for (let i = position; i < position + span; i++) if (head.verdicts.has(i)) return true;
  return false;
}
