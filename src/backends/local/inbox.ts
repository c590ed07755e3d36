import type { WorkerReply } from '../../core/protocol.ts';
import type { Outcome, TaskEvent } from '../../core/task.ts';
import { WorkerAsks } from './asks.ts';
import { judged } from './worker-slot.ts';
import type { Entry, WorkerSlot } from './worker-slot.ts';

type Reply = Extract<WorkerReply, { type: 'reply' }>;
type Output = Omit<Extract<WorkerReply, { type: 'output' }>, 'type'>;

/** What the engine does with what workers say. */
export interface InboxOwner {
  onReady(slot: WorkerSlot): void;
  onWorn(slot: WorkerSlot): void;
  /** A batch was answered without outcomes: it had been taken back before it began. */
  onReturned(entry: Entry): void;
  /** An entry is gone, and there may be room for more. */
  onAnswered(slot: WorkerSlot): void;
  onOutput(slot: WorkerSlot, output: Output): void;
  /** Code of the program's own has sent something. */
  onMessage(slot: WorkerSlot, data: unknown): void;
  onEvent(event: TaskEvent): void;
  /** Looks at the times of what runs. */
  watch(slot: WorkerSlot): void;
}

/** Takes what workers send. */
export class Inbox {
  readonly #owner: InboxOwner;

  constructor(owner: InboxOwner) {
    this.#owner = owner;
  }

  accept(slot: WorkerSlot, reply: WorkerReply): void {
    switch (reply.type) {
      case 'reply':
        this.#onReply(slot, reply);
        return;
      case 'ready':
        this.#owner.onReady(slot);
        return;
      case 'began':
        for (const entry of slot.entries) if (entry.wireId === reply.id) entry.beganAt = performance.now();
        this.#owner.watch(slot);
        return;
      case 'worn':
        this.#owner.onWorn(slot);
        return;
      case 'start-failed':
        slot.startError = reply.error;
        return;
      case 'report':
        this.#owner.onEvent({ kind: 'report', callId: reply.callId, index: reply.index, data: reply.data });
        return;
      case 'output': {
        const { type: _, ...output } = reply;
        this.#owner.onOutput(slot, output);
        return;
      }
      case 'message':
        this.#owner.onMessage(slot, reply.data);
        return;
      case 'fatal':
        slot.fatal = reply;
        return;
      case 'ask':
      case 'withdraw':
      case 'tell':
      case 'gone':
        slot.asks ??= new WorkerAsks((request) => slot.transport.send(request));
        slot.asks.accept(reply);
        return;
    }
    reply satisfies never;
  }

  #onReply(slot: WorkerSlot, reply: Reply): void {
    const entry = takeEntry(slot, reply.id);
    if (entry === undefined) {
      if (slot.revoking === reply.id) slot.revoking = undefined;
    } else {
      const { piece } = entry;
      slot.running -= piece.to - piece.from;
      slot.busyMs += reply.elapsedMs;
      if (slot.entries.length > 0) slot.headSince = performance.now();
      if (reply.outcomes.length > 0) settle(slot, entry, reply);
      else {
        slot.tasks -= piece.to - piece.from;
        this.#owner.onReturned(entry);
      }
    }
    this.#owner.onAnswered(slot);
  }
}

/** Takes an entry out; most often it is the first one. */
function takeEntry({ entries }: WorkerSlot, wireId: number): Entry | undefined {
  if (entries[0]?.wireId === wireId) return entries.shift();
  const at = entries.findIndex((entry) => entry.wireId === wireId);
  return at < 0 ? undefined : entries.splice(at, 1)[0];
}

function settle(slot: WorkerSlot, entry: Entry, { outcomes, elapsedMs }: Reply): void {
  const { run, from, to } = entry.piece;
  run.call.unprepared = 0;
  run.call.observe(to - from, elapsedMs);
  if (entry.detached) {
    slot.transport.discard?.(entry.wireId);
    return;
  }
  const told = judged(entry, outcomes);
  for (let i = 0; told !== outcomes && i < outcomes.length; i++) {
    const { kind, at } = outcomes[i] as Outcome;
    if (told[i] !== outcomes[i] && kind !== 'failed') slot.transport.discard?.(entry.wireId, at);
  }
  run.push({ outcomes: told, elapsedMs, workerId: slot.id });
}
