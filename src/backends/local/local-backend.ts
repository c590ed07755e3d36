import { PoolClosedError } from '../../core/errors.ts';
import type { WorkerReply } from '../../core/protocol.ts';
import type {
  Batch,
  BatchReply,
  CallId,
  CancelReason,
  TaskBackend,
  TaskEvent,
  WorkerOptions,
} from '../../core/task.ts';
import { Balancer } from './balancer.ts';
import { Canceller } from './canceller.ts';
import { initializerError, startError, unsendableError, unstartableError } from './failures.ts';
import { IdleWorkers } from './idle.ts';
import { LocalCall } from './local-call.ts';
import { LocalRun } from './local-run.ts';
import { failPiece, piecesAfterLoss, withoutVerdicts } from './loss.ts';
import { OutputPrinter } from './output-printer.ts';
import { part, wholePiece } from './piece.ts';
import type { Piece } from './piece.ts';
import { PieceQueue } from './piece-queue.ts';
import { StartGate } from './start-gate.ts';
import type { Refusal } from './start-gate.ts';
import type { WorkerEnd, WorkerKind } from './transport.ts';
import { Watcher } from './watcher.ts';
import { judged, makeEntry, WorkerSlot } from './worker-slot.ts';
import type { Entry } from './worker-slot.ts';

/** Batches in flight per worker: one runs, one waits there, so that a worker never waits for the library. */
const DEPTH = 2;
/** A batch is sent to wait behind another only when both are shorter than this, in milliseconds. */
const SLOW_MS = 10;
/** Time for a worker that was asked to end, and for all to be gone, in milliseconds. */
const RETIRE_MS = 500;
const CLOSE_MS = 3000;
const MAX_TIMER_MS = 0x7fffffff;
const MAX_WIRE_ID = 0x7fffffff;

/** Whether a worker is the better place for a batch: less to do, or ready sooner. */
const isBetter = (slot: WorkerSlot, best: WorkerSlot): boolean =>
  slot.entries.length < best.entries.length ||
  (slot.entries.length === best.entries.length && slot.state === 'ready' && best.state === 'starting');

/** Runs batches on workers of one kind. See README.md in this folder for states and messages. */
export class LocalBackend implements TaskBackend {
  readonly name: string;
  readonly memory: 'shared' | 'mapped';
  readonly targetBatchMs = 4;
  onEvent: ((event: TaskEvent) => void) | undefined;
  readonly #kind: WorkerKind;
  readonly #options: WorkerOptions;
  readonly #slots: WorkerSlot[] = [];
  readonly #queue = new PieceQueue();
  readonly #calls = new Map<CallId, LocalCall>();
  readonly #printer: OutputPrinter;
  readonly #watcher = new Watcher((slot, intent) => this.#kill(slot, intent));
  readonly #canceller = new Canceller(this.#slots, this.#queue, this.#watcher);
  readonly #balancer = new Balancer(this.#slots, this.#queue, () => this.#dispatch());
  readonly #idle: IdleWorkers;
  readonly #gate = new StartGate();
  /** The one thing that keeps the process alive, while batches run. */
  readonly #keepAlive = setInterval(() => {}, MAX_TIMER_MS).unref();
  #runs = 0;
  #wireId = 0;
  #workerId = 0;
  #closing: Promise<void> | undefined;
  #onSlotGone: (() => void) | undefined;

  constructor(kind: WorkerKind, options: WorkerOptions) {
    this.#kind = kind;
    this.#options = options;
    this.name = kind.backend;
    this.memory = kind.memory;
    this.#printer = new OutputPrinter(kind.backend);
    this.#idle = new IdleWorkers(options.idleTimeoutMs, (slot) => this.#retire(slot));
  }

  capacity(): number {
    return DEPTH * this.#options.workers;
  }

  warm(tasks: number): void {
    const wanted = Math.min(tasks, this.#options.workers);
    while (this.#closing === undefined && this.#slots.length < wanted && this.#gate.refusal() === undefined) {
      if (this.#start() === undefined) return;
    }
  }

  run(batch: Batch): AsyncIterable<BatchReply> {
    if (this.#closing !== undefined) throw new PoolClosedError();
    let call = this.#calls.get(batch.call.id);
    if (call === undefined) {
      call = new LocalCall(batch.call);
      this.#calls.set(batch.call.id, call);
    }
    const run = new LocalRun(batch, call, (ended) => this.#onRunEnd(ended));
    if (batch.count === 0) return run;
    call.running++;
    if (this.#runs++ === 0) this.#keepAlive.ref();
    this.#queue.push(wholePiece(run));
    this.#dispatch();
    return run;
  }

  endCall(callId: CallId): void {
    const call = this.#calls.get(callId);
    if (call === undefined) return;
    call.ended = true;
    if (call.running === 0) this.#forget(callId);
  }

  cancel(callId: CallId, reason: CancelReason, indices?: readonly number[]): void {
    const wanted = indices === undefined ? undefined : new Set(indices);
    this.#canceller.cancel(callId, { wanted, verdict: { reason: 'cancelled', error: reason.reason } });
    this.#dispatch();
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  #onRunEnd(run: LocalRun): void {
    if (--this.#runs === 0) this.#keepAlive.unref();
    const { call } = run;
    if (--call.running === 0 && call.ended) this.#forget(call.header.id);
    if (run.abandoned) this.#abandon(run);
  }

  #forget(callId: CallId): void {
    this.#calls.delete(callId);
    for (const slot of this.#slots) {
      if (slot.known.delete(callId) && slot.state !== 'ending') slot.transport.send({ type: 'end-call', callId });
    }
  }

  /** The caller stopped listening to a run. */
  #abandon(run: LocalRun): void {
    this.#queue.rewrite((piece) => (piece.run === run ? [] : [piece]));
    for (const slot of this.#slots) {
      for (const entry of slot.entries) if (entry.piece.run === run) entry.detached = true;
      this.#watcher.watch(slot);
    }
  }

  // Sending

  /** Sends waiting pieces to workers that have room. */
  #dispatch(): void {
    if (this.#closing !== undefined) return;
    for (let piece = this.#queue.peek(); piece !== undefined; piece = this.#queue.peek()) {
      const refusal = this.#gate.refusal();
      if (refusal !== undefined) {
        this.#refuseAll(refusal);
        return;
      }
      const slot = this.#choose(piece);
      if (slot === undefined) return;
      this.#queue.shift();
      this.#sendPiece(slot, piece);
    }
    this.#balancer.balance();
  }

  /** The worker for a piece: an idle one, a new one, or one where it may wait behind another. */
  #choose(piece: Piece): WorkerSlot | undefined {
    let best: WorkerSlot | undefined;
    for (const slot of this.#slots) {
      if (slot.accepts && (best === undefined || isBetter(slot, best))) best = slot;
    }
    if (best !== undefined && best.entries.length === 0) return best;
    if (this.#slots.length < this.#options.workers) return this.#start();
    return best !== undefined && this.#mayWait(best, piece) ? best : undefined;
  }

  #mayWait(slot: WorkerSlot, piece: Piece): boolean {
    const [head] = slot.entries;
    if (slot.entries.length >= DEPTH || head === undefined || head.detached || head.killAt !== undefined) return false;
    if (slot.state !== 'ready' || slot.revoking !== undefined || piece.exact) return false;
    const { piece: running } = head;
    return (
      piece.run.call.estimateMs(piece.to - piece.from) <= SLOW_MS &&
      running.run.call.estimateMs(running.to - running.from) <= SLOW_MS
    );
  }

  /** Starts a worker; undefined when that was not possible, and then all that waits has been told. */
  #start(): WorkerSlot | undefined {
    const id = ++this.#workerId;
    let slot: WorkerSlot;
    try {
      slot = new WorkerSlot(id, (made) =>
        this.#kind.start(id, {
          onMessage: (reply) => this.#onMessage(made, reply),
          onEnd: (end) => this.#onEnd(made, end),
        }),
      );
    } catch (cause) {
      const refusal = { error: unstartableError(this.name, cause) };
      this.#gate.failed(refusal, true);
      this.#refuseAll(refusal);
      return undefined;
    }
    this.#slots.push(slot);
    const { level, stdio, initializer } = this.#options;
    const setup = { type: 'setup', workerId: id, backend: this.name, level, stdio, ...this.#kind.setup } as const;
    slot.transport.send(initializer === undefined ? setup : { ...setup, initializer });
    return slot;
  }

  #sendPiece(slot: WorkerSlot, whole: Piece): void {
    const piece = this.#withinTaskLimit(slot, whole);
    const { batch } = piece.run;
    this.#wireId = this.#wireId === MAX_WIRE_ID ? 1 : this.#wireId + 1;
    const wireId = this.#wireId;
    try {
      const waits = slot.entries.length > 0 || slot.state === 'starting';
      slot.transport.send(slot.request(wireId, piece, waits), batch.transfer);
    } catch (error) {
      failPiece(piece, { reason: 'not-cloneable', error: unsendableError(error) });
      this.#afterEntry(slot);
      return;
    }
    if (this.#kind.moves && batch.transfer !== undefined && batch.transfer.length > 0) piece.run.moved = true;
    slot.noteSent(batch.call);
    slot.tasks += piece.to - piece.from;
    if (slot.entries.push(makeEntry(wireId, piece)) === 1) slot.headSince = performance.now();
    this.#watcher.watch(slot);
  }

  /** Cuts off what is more than the worker may still run, and lets it retire after the rest. */
  #withinTaskLimit(slot: WorkerSlot, piece: Piece): Piece {
    const room = (this.#options.maxTasksPerWorker ?? Infinity) - slot.tasks;
    const count = piece.to - piece.from;
    if (count < room) return piece;
    slot.retiring = true;
    if (count === room || (this.#kind.moves && (piece.run.batch.transfer?.length ?? 0) > 0)) return piece;
    const rest = part(piece, piece.from + room, piece.to);
    if (rest !== undefined) this.#queue.unshift([rest]);
    return { ...piece, to: piece.from + room };
  }

  // Messages

  #onMessage(slot: WorkerSlot, reply: WorkerReply): void {
    switch (reply.type) {
      case 'ready':
        if (slot.state === 'starting') slot.state = 'ready';
        slot.headSince = performance.now();
        this.#gate.started();
        this.#watcher.watch(slot);
        this.#idle.note(slot);
        this.#dispatch();
        return;
      case 'start-failed':
        slot.startError = reply.error;
        return;
      case 'reply':
        this.#onReply(slot, reply);
        return;
      case 'report':
        this.onEvent?.({ kind: 'report', callId: reply.callId, index: reply.index, data: reply.data });
        return;
      case 'output':
        this.#onOutput(slot, reply);
        return;
      case 'fatal':
        slot.fatal = reply;
        return;
    }
    reply satisfies never;
  }

  #onOutput(slot: WorkerSlot, { type: _, ...output }: Extract<WorkerReply, { type: 'output' }>): void {
    if (this.#options.stdio === 'prefix') this.#printer.print(slot.id, output.stream, output.text);
    else this.onEvent?.({ kind: 'output', workerId: slot.id, ...output });
  }

  #onReply(slot: WorkerSlot, reply: Extract<WorkerReply, { type: 'reply' }>): void {
    const at = slot.entries.findIndex((entry) => entry.wireId === reply.id);
    if (at < 0) {
      if (slot.revoking === reply.id) slot.revoking = undefined;
      this.#dispatch();
      return;
    }
    const entry = slot.entries[at] as Entry;
    slot.entries.splice(at, 1);
    slot.headSince = performance.now();
    if (reply.outcomes.length > 0) this.#settle(slot, entry, reply);
    else if (!entry.detached) this.#queue.unshift([entry.piece]); // it was taken back after all
    this.#afterEntry(slot);
    this.#dispatch();
  }

  #settle(slot: WorkerSlot, entry: Entry, { outcomes, elapsedMs }: Extract<WorkerReply, { type: 'reply' }>): void {
    const { piece } = entry;
    piece.run.call.unprepared = 0;
    piece.run.call.observe(piece.to - piece.from, elapsedMs);
    if (!entry.detached) piece.run.push({ outcomes: judged(entry, outcomes), elapsedMs, workerId: slot.id });
  }

  /** An entry is gone: what runs next is watched, and a worker without work is let go in time. */
  #afterEntry(slot: WorkerSlot): void {
    this.#canceller.stopHead(slot);
    this.#watcher.watch(slot);
    this.#idle.note(slot);
  }

  /** Asks a worker without tasks to end. */
  #retire(slot: WorkerSlot): void {
    slot.state = 'ending';
    slot.intent = { kind: 'retire' };
    slot.transport.send({ type: 'close' });
    clearTimeout(slot.watchTimer);
    slot.watchTimer = setTimeout(() => slot.transport.kill(), RETIRE_MS);
  }

  #kill(slot: WorkerSlot, intent: NonNullable<WorkerSlot['intent']>): void {
    slot.state = 'ending';
    slot.intent = intent;
    clearTimeout(slot.watchTimer);
    slot.transport.kill();
  }

  // The end of a worker

  #onEnd(slot: WorkerSlot, end: WorkerEnd): void {
    const wasStarting = slot.state === 'starting';
    slot.state = 'dead';
    clearTimeout(slot.watchTimer);
    clearTimeout(slot.idleTimer);
    const at = this.#slots.indexOf(slot);
    if (at >= 0) this.#slots.splice(at, 1);
    const entries = slot.entries.splice(0);
    if (this.#closing === undefined) {
      if (wasStarting) this.#onFailedStart(slot, end, entries);
      else
        for (const entry of entries.reverse())
          this.#queue.unshift(piecesAfterLoss({ backend: this.name, slot, end }, entry));
    }
    slot.transport.progress.release();
    this.#printer.flush(slot.id);
    this.#onSlotGone?.();
    this.#dispatch();
  }

  #onFailedStart(slot: WorkerSlot, end: WorkerEnd, entries: readonly Entry[]): void {
    const pieces = entries.filter((entry) => !entry.detached).flatMap((entry) => withoutVerdicts(entry, [entry.piece]));
    this.#queue.unshift(pieces);
    const lost = { backend: this.name, workerId: slot.id, end, fatal: slot.fatal };
    const told = slot.startError;
    const refusal = told === undefined ? { error: startError(lost) } : { error: initializerError(told), cause: told };
    if (this.#gate.failed(refusal, told !== undefined)) this.#refuseAll(refusal);
  }

  #refuseAll({ error, cause }: Refusal): void {
    const verdict = { reason: 'unstartable', error, ...(cause && { cause }) } as const;
    for (const piece of this.#queue.takeAll()) failPiece(piece, verdict);
  }

  // The end

  async #close(): Promise<void> {
    const error = new PoolClosedError('the pool was closed while tasks were running');
    // `#closing` is set once this has returned, so that nothing new is dispatched from here on.
    await Promise.resolve();
    this.#balancer.close();
    for (const piece of this.#queue.takeAll()) failPiece(piece, { reason: 'cancelled', error });
    for (const slot of this.#slots.slice()) {
      for (const entry of slot.entries) {
        if (!entry.detached) failPiece(entry.piece, { reason: 'cancelled', error });
        entry.detached = true; // its answer may still be on the way
      }
      if (slot.state === 'ready' && slot.entries.length === 0) this.#retire(slot);
      else if (slot.state !== 'ending') this.#kill(slot, { kind: 'close' });
    }
    await this.#allGone();
    clearInterval(this.#keepAlive);
    this.#kind.close?.();
  }

  #allGone(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, CLOSE_MS);
      this.#onSlotGone = () => {
        if (this.#slots.length > 0) return;
        clearTimeout(timer);
        resolve();
      };
      this.#onSlotGone();
    });
  }
}
