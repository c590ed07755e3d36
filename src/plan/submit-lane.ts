import type { CallCodec } from '../core/codec.ts';
import { BackendUnavailableError, setErrorInfo } from '../core/errors.ts';
import type { Batch, BatchReply, CallHeader, Outcome } from '../core/task.ts';
import { BatchSizer } from './batch-size.ts';
import type { Dispatcher, Source } from './dispatcher.ts';
import { nextBatchId } from './batch-id.ts';
import { outcomeError, outcomeValues } from './outcome-values.ts';
import { cannotTravel, type EncodeArguments } from './windows.ts';

/** A single submitted task. */
export interface Submitted {
  /** Position in the functions of the lane's call. */
  readonly fn: number;
  readonly args: readonly unknown[];
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** A task in a lane; {@link SubmitLane.cancel} takes it. */
export interface Entry extends Submitted {
  readonly index: number;
  state: 'queued' | 'flying' | 'decoding' | 'over';
}

/** Told when a lane gets its first task and when its last one is over. */
export interface LaneOwner {
  onBusy(): void;
  onIdle(): void;
  /** The lane is retired and its last task is over. */
  onEnd(): void;
}

/** The call that a lane's tasks belong to. */
export interface LaneCall {
  readonly header: CallHeader;
  readonly codec: CallCodec | undefined;
  readonly encode: EncodeArguments;
}

/**
 * The queue of single submits: tasks submitted in one turn of the event loop travel together.
 *
 * All tasks of a lane belong to one long call, so their functions and classes are sent once per worker.
 */
export class SubmitLane implements Source {
  readonly #dispatcher: Dispatcher;
  readonly #call: LaneCall;
  readonly #sizer: BatchSizer;
  readonly #owner: LaneOwner;
  /** Tasks that are not over. */
  #open = 0;
  readonly #flying = new Map<number, readonly Entry[]>();
  /** A queue with a moving head: `shift` on a long array copies it. */
  #queue: (Entry | undefined)[] = [];
  #head = 0;
  /** Tasks of a batch that could not be encoded: each goes by itself, so that only the guilty one fails. */
  #alone: Entry[] = [];
  #nextIndex = 0;
  #scheduled = false;
  #retired = false;
  #ended = false;

  constructor(dispatcher: Dispatcher, call: LaneCall, owner: LaneOwner) {
    this.#dispatcher = dispatcher;
    this.#call = call;
    this.#owner = owner;
    this.#sizer = new BatchSizer(dispatcher.backend.targetBatchMs);
    dispatcher.add(this);
  }

  /** Tasks that wait. */
  get queued(): number {
    return this.#queue.length - this.#head + this.#alone.length;
  }

  /** Adds a task. Nothing is made but the entry: 100,000 tasks may come in one turn. */
  submit({ fn, args, resolve, reject }: Submitted): Entry {
    const entry: Entry = { fn, args, resolve, reject, index: this.#nextIndex++, state: 'queued' };
    this.#queue.push(entry);
    if (this.#open++ === 0) this.#owner.onBusy();
    if (!this.#scheduled) this.#schedule();
    return entry;
  }

  /** Settles a task with this error; if it runs, its worker is told. */
  cancel(entry: Entry, reason: unknown): void {
    if (entry.state === 'over') return;
    const wasFlying = entry.state === 'flying';
    this.#settle(entry, false, reason);
    if (wasFlying) this.#dispatcher.backend.cancel(this.#call.header.id, { kind: 'abort', reason }, [entry.index]);
  }

  /** No task will be submitted any more; the call ends when the last one is over. */
  retire(): void {
    this.#retired = true;
    this.#endIfIdle();
  }

  /** Settles everything with this error. */
  cancelAll(reason: unknown): void {
    const queued = [...this.#alone, ...this.#queue.slice(this.#head)];
    this.#alone = [];
    this.#queue = [];
    this.#head = 0;
    for (const entry of queued) if (entry !== undefined) this.#settle(entry, false, reason);
    if (this.#flying.size > 0) this.#dispatcher.backend.cancel(this.#call.header.id, { kind: 'terminate', reason });
    this.#endIfIdle();
  }

  // ---- Source

  take(): Batch | undefined {
    while (this.queued > 0) {
      const entries = this.#shift();
      if (entries.length === 0) continue;
      const batch = this.#encode(entries);
      if (batch !== undefined) return batch;
    }
    this.#endIfIdle(); // what was left may have been cancelled or refused
    return undefined;
  }

  settle(batch: Batch, reply: BatchReply): void {
    const entries = this.#flying.get(batch.id);
    if (entries === undefined) return;
    let ran = 0;
    for (const outcome of reply.outcomes) ran += this.#settleOutcome(entries, outcome);
    if (reply.elapsedMs > 0) this.#sizer.observe(ran, reply.elapsedMs);
  }

  ended(batch: Batch, error?: unknown): void {
    const entries = this.#flying.get(batch.id) ?? [];
    this.#flying.delete(batch.id);
    for (const entry of entries) if (entry.state === 'flying') this.#settle(entry, false, error ?? this.#noOutcome());
    this.#endIfIdle();
  }

  // ---- internals

  #schedule(): void {
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#dispatcher.wake();
    });
  }

  /** Tasks for one batch: neighbours in the queue that are called in the same way. */
  #shift(): readonly Entry[] {
    const alone = this.#alone.shift();
    if (alone !== undefined) return alone.state === 'queued' ? [alone] : [];
    const most = this.#sizer.next(this.queued, Math.max(1, this.#dispatcher.backend.capacity()));
    const entries: Entry[] = [];
    while (entries.length < most && this.#head < this.#queue.length) {
      const entry = this.#queue[this.#head] as Entry;
      const first = entries[0];
      if (first !== undefined && (first.args.length === 1) !== (entry.args.length === 1)) break;
      this.#queue[this.#head++] = undefined;
      if (entry.state === 'queued') entries.push(entry);
    }
    if (this.#head === this.#queue.length) {
      this.#queue = [];
      this.#head = 0;
    } else if (this.#head > 65_536) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    return entries;
  }

  #encode(entries: readonly Entry[]): Batch | undefined {
    try {
      return this.#batch(entries);
    } catch (error) {
      if (cannotTravel(error) && entries.length > 1) this.#alone.push(...entries);
      else for (const entry of entries) this.#settle(entry, false, error);
      return undefined;
    }
  }

  #batch(entries: readonly Entry[]): Batch {
    const first = entries[0] as Entry;
    const count = entries.length;
    const spread = first.args.length !== 1;
    const values = new Array<unknown>(count);
    let sameFn = true;
    let last = first.index - 1;
    for (let i = 0; i < count; i++) {
      const entry = entries[i] as Entry;
      values[i] = spread ? entry.args : entry.args[0];
      if (entry.fn !== first.fn) sameFn = false;
      last = entry.index;
    }
    const { args, transfer } = this.#call.encode(values, first.index);
    for (const entry of entries) entry.state = 'flying';
    const id = nextBatchId();
    this.#flying.set(id, entries);
    return {
      id,
      call: this.#call.header,
      fn: sameFn ? first.fn : entries.map((entry) => entry.fn),
      spread,
      count,
      first: first.index,
      // Cancelled tasks leave gaps.
      ...(last - first.index + 1 === count ? {} : { indices: entries.map((entry) => entry.index) }),
      attempt: 1,
      args,
      ...(transfer === undefined ? {} : { transfer }),
    };
  }

  /** @returns How many tasks really ran. */
  #settleOutcome(entries: readonly Entry[], outcome: Outcome): number {
    switch (outcome.kind) {
      case 'values':
        this.#fulfil(entries, outcome);
        return outcome.count;
      case 'thrown':
      case 'failed':
        this.#settle(entries[outcome.at] as Entry, false, outcomeError(outcome, this.#call.codec));
        return outcome.kind === 'thrown' ? 1 : 0;
      case 'skipped':
        return 0; // a lane never stops on errors
    }
    return outcome satisfies never;
  }

  #fulfil(entries: readonly Entry[], { at, count, values }: Extract<Outcome, { kind: 'values' }>): void {
    const settle = (results: ArrayLike<unknown> | undefined) => {
      for (let i = 0; i < count; i++) this.#settle(entries[at + i] as Entry, true, results?.[i]);
    };
    const fail = (error: unknown) => {
      for (let i = 0; i < count; i++) this.#settle(entries[at + i] as Entry, false, error);
    };
    try {
      const decoded = outcomeValues(values, this.#call.codec);
      if (!(decoded instanceof Promise)) settle(decoded);
      else {
        for (const entry of entries.slice(at, at + count)) if (entry.state === 'flying') entry.state = 'decoding';
        decoded.then(settle, fail);
      }
    } catch (error) {
      fail(error);
    }
  }

  #settle(entry: Entry, ok: boolean, value: unknown): void {
    if (entry.state === 'over') return;
    entry.state = 'over';
    if (ok) entry.resolve(value);
    else {
      setErrorInfo(value, { index: entry.index, attempt: 1, backend: this.#dispatcher.backend.name });
      entry.reject(value);
    }
    if (--this.#open === 0) this.#owner.onIdle();
  }

  #noOutcome(): Error {
    return new BackendUnavailableError(
      `backend ${this.#dispatcher.backend.name} ended a batch without an outcome for this task; ` +
        'its run() has to cover each position once (report this to its author)',
    );
  }

  #endIfIdle(): void {
    if (!this.#retired || this.#ended || this.queued > 0 || this.#flying.size > 0) return;
    this.#ended = true;
    this.#dispatcher.remove(this);
    this.#dispatcher.backend.endCall?.(this.#call.header.id);
    this.#owner.onEnd();
  }
}
