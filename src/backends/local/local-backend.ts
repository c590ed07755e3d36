import { PoolClosedError } from '../../core/errors.ts';
import type {
  Batch,
  BatchReply,
  BatchSink,
  CallId,
  CancelReason,
  TaskBackend,
  TaskEvent,
  WorkerOptions,
} from '../../core/task.ts';
import type { WorkerSet } from '../../core/worker-set.ts';
import { Balancer } from './balancer.ts';
import { Busyness } from './busyness.ts';
import { CallEnds } from './call-ends.ts';
import { Canceller } from './canceller.ts';
import { Crew, RETIRE_MS } from './crew.ts';
import { lostError } from './failures.ts';
import { Inbox } from './inbox.ts';
import { LaneWatcher } from './lane-watcher.ts';
import { LocalCall } from './local-call.ts';
import { LocalRun } from './local-run.ts';
import { failPiece, piecesAfterLoss, withoutVerdicts } from './loss.ts';
import type { Loss } from './loss.ts';
import { OutputPrinter } from './output-printer.ts';
import { wholePiece } from './piece.ts';
import type { Piece } from './piece.ts';
import { PieceQueue } from './piece-queue.ts';
import { Pins } from './pins.ts';
import { RunReplies } from './run-replies.ts';
import { DEPTH, Sender } from './sender.ts';
import type { WorkerEnd, WorkerKind } from './transport.ts';
import { putBack } from './take-back.ts';
import { WaitingPieces } from './waiting.ts';
import { Watcher } from './watcher.ts';
import type { EndIntent, Entry, WorkerSlot } from './worker-slot.ts';

/** Time for all workers to be gone, in milliseconds, beyond that of their teardowns: to end those that took longer. */
const AFTER_TEARDOWN_MS = 500;
const MAX_TIMER_MS = 0x7fffffff;

/** Runs batches on workers of one kind. See README.md in this folder for states and messages. */
export class LocalBackend implements TaskBackend {
  readonly name: string;
  readonly memory: 'shared' | 'mapped';
  readonly returnsMemory: boolean;
  readonly targetBatchMs = 4;
  readonly concurrentTasks: number;
  onEvent: ((event: TaskEvent) => void) | undefined;
  onCapacity: (() => void) | undefined;
  readonly #kind: WorkerKind;
  readonly #options: WorkerOptions;
  readonly #calls = new Map<CallId, LocalCall>();
  readonly #printer: OutputPrinter;
  readonly #crew: Crew;
  readonly #watcher: Watcher | LaneWatcher;
  readonly #waiting: WaitingPieces;
  readonly #canceller: Canceller;
  readonly #balancer: Balancer;
  readonly #busyness: Busyness;
  readonly #sender: Sender;
  readonly #callEnds: CallEnds;
  /** The one thing that keeps the process alive, while batches run. */
  readonly #keepAlive = setInterval(() => {}, MAX_TIMER_MS).unref();
  #holds = 0;
  #closing: Promise<void> | undefined;
  #onSlotGone: (() => void) | undefined;
  readonly #onRunEnd = (run: LocalRun): void => this.#runEnded(run);

  constructor(kind: WorkerKind, options: WorkerOptions) {
    this.#kind = kind;
    this.#options = options;
    this.name = kind.backend;
    this.memory = kind.memory;
    this.returnsMemory = kind.memory === 'shared';
    this.concurrentTasks = options.concurrentTasks ?? 1;
    this.#printer = new OutputPrinter(kind.backend);
    const dispatch = (): void => this.#sender.dispatch();
    const inbox = this.#makeInbox();
    this.#crew = new Crew(kind, options, {
      onMessage: (slot, reply) => inbox.accept(slot, reply),
      onEnd: (slot, end) => this.#onEnd(slot, end),
      onRefusal: (refusal) => this.#waiting.refuse(refusal),
      onRoom: () => {
        dispatch();
        this.onCapacity?.();
      },
      hold: (on) => this.#hold(on),
    });
    const { slots } = this.#crew;
    this.#callEnds = new CallEnds(slots);
    const queue = new PieceQueue();
    const pins = new Pins(this.#crew);
    this.#waiting = new WaitingPieces(kind.backend, queue, pins);
    this.#watcher = this.#makeWatcher();
    this.#canceller = new Canceller({ slots, waiting: this.#waiting, watcher: this.#watcher });
    this.#busyness = new Busyness(slots, queue, { workers: options.workers, onFree: dispatch });
    this.#balancer = new Balancer(slots, this.#waiting, {
      dispatch,
      mayUse: (slot) => this.#busyness.mightBegin(slot),
    });
    this.#sender = this.#makeSender();
    this.#crew.fill();
  }

  #makeWatcher(): Watcher | LaneWatcher {
    const kill = (slot: WorkerSlot, intent: EndIntent): void => this.#crew.kill(slot, intent);
    const { abortGraceMs } = this.#options;
    return this.concurrentTasks > 1 ? new LaneWatcher(kill, abortGraceMs) : new Watcher(kill, abortGraceMs);
  }

  #makeSender(): Sender {
    return new Sender(this.#kind, this.#options, {
      crew: this.#crew,
      waiting: this.#waiting,
      balancer: this.#balancer,
      busyness: this.#busyness,
      watcher: this.#watcher,
      noteIdle: (slot) => this.#afterEntry(slot),
    });
  }

  #makeInbox(): Inbox {
    return new Inbox({
      onReady: (slot) => {
        this.#crew.noteReady(slot);
        this.#watcher.watch(slot);
        this.#crew.note(slot);
        this.#sender.dispatch();
      },
      onWorn: (slot) => this.#crew.wearOut(slot),
      onReturned: (entry) => putBack(this.#waiting, entry),
      onAnswered: (slot) => {
        this.#afterEntry(slot);
        this.#sender.dispatch();
      },
      onOutput: (slot, output) => {
        if (this.#options.stdio === 'prefix') this.#printer.print(slot.id, output.stream, output.text);
        else this.onEvent?.({ kind: 'output', workerId: slot.id, ...output });
      },
      onEvent: (event) => this.onEvent?.(event),
      onMessage: (slot, data) => this.#crew.noteMessage(slot, data),
      watch: (slot) => this.#watcher.watch(slot),
    });
  }

  get workerSet(): WorkerSet {
    return this.#crew;
  }

  /** What is bound to a worker and waits for it takes no room from the others. */
  capacity(): number {
    const depth = this.concurrentTasks > 1 ? this.concurrentTasks : DEPTH;
    return depth * this.#crew.max + this.#waiting.pins.waiting;
  }

  atOnce(): number {
    return this.concurrentTasks * this.#crew.max + this.#waiting.pins.waiting;
  }

  /** In a worker only the first: whether there may be more is not known yet. */
  warm(tasks: number): void {
    this.#crew.grow(this.#options.level > 1 ? Math.min(tasks, 1) : tasks);
  }

  run(batch: Batch): AsyncIterable<BatchReply> {
    const replies = new RunReplies();
    const run = this.#begin(batch, replies);
    replies.onLeave = () => run.abandon();
    return replies;
  }

  start(batch: Batch, sink: BatchSink): void {
    this.#begin(batch, sink);
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
    this.#sender.dispatch();
  }

  cancelWaiting(callId: CallId, { reason: error }: CancelReason, sparesNext = false): void {
    this.#canceller.cancelWaiting(callId, { reason: 'cancelled', error }, sparesNext);
    this.#sender.dispatch();
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  // Runs

  #begin(batch: Batch, sink: BatchSink): LocalRun {
    if (this.#closing !== undefined) throw new PoolClosedError();
    let call = this.#calls.get(batch.call.id);
    if (call === undefined) {
      call = new LocalCall(batch.call);
      this.#calls.set(batch.call.id, call);
    }
    const run = new LocalRun({ batch, call, sink }, this.#onRunEnd);
    if (batch.count === 0) return run;
    call.running++;
    this.#hold(true);
    this.#waiting.add(wholePiece(run));
    this.#sender.dispatch();
    return run;
  }

  #runEnded(run: LocalRun): void {
    this.#hold(false);
    const { call } = run;
    if (--call.running === 0 && call.ended) this.#forget(call.header.id);
    if (run.abandoned) this.#abandon(run);
  }

  #forget(callId: CallId): void {
    this.#calls.delete(callId);
    this.#callEnds.note(callId);
  }

  /** The caller stopped listening to a run. */
  #abandon(run: LocalRun): void {
    this.#waiting.drop(run);
    for (const slot of this.#crew.slots) {
      for (const entry of slot.entries) if (entry.piece.run === run) entry.detached = true;
      this.#watcher.watch(slot);
    }
  }

  #hold(on: boolean): void {
    this.#holds += on ? 1 : -1;
    if (on && this.#holds === 1) this.#keepAlive.ref();
    if (this.#holds === 0) this.#keepAlive.unref();
  }

  /** An entry is gone: what runs next is watched, and a worker without work is let go in time. */
  #afterEntry(slot: WorkerSlot): void {
    this.#canceller.stopHead(slot);
    this.#watcher.watch(slot);
    this.#crew.note(slot);
  }

  // The end of a worker

  #onEnd(slot: WorkerSlot, end: WorkerEnd): void {
    const wasStarting = slot.state === 'starting';
    slot.state = 'dead';
    slot.asks?.end();
    this.#busyness.ended(slot);
    const entries = slot.entries.splice(0);
    for (const { wireId } of entries) slot.transport.discard?.(wireId);
    const pinned = this.#waiting.pins.release(slot);
    if (this.#closing === undefined) {
      const loss = { backend: this.name, slot, end };
      this.#again(pinned, loss);
      if (wasStarting) this.#onFailedStart(loss, entries);
      else for (const entry of entries.reverse()) this.#again(piecesAfterLoss(loss, entry), loss);
    }
    slot.transport.progress.release();
    this.#printer.flush(slot.id);
    this.#onSlotGone?.();
    this.#sender.dispatch();
  }

  #onFailedStart(loss: Loss, entries: readonly Entry[]): void {
    const pieces = entries.filter((entry) => !entry.detached).flatMap((entry) => withoutVerdicts(entry, [entry.piece]));
    this.#again(pieces, loss);
    this.#crew.failedStart(loss.slot, loss.end);
  }

  /** Puts back what a worker left. What was for this very worker is lost with it. */
  #again(pieces: readonly Piece[], { slot, end }: Loss): void {
    this.#waiting.putBack(pieces.filter((piece) => piece.run.batch.worker === undefined));
    const error = lostError({ backend: this.name, workerId: slot.id, end, fatal: slot.fatal });
    for (const piece of pieces) if (piece.run.batch.worker !== undefined) failPiece(piece, { reason: 'lost', error });
  }

  // The end

  async #close(): Promise<void> {
    const error = new PoolClosedError('the pool was closed while tasks were running');
    this.#sender.closed = true;
    // `#closing` is set once this has returned, so that nothing new begins from here on.
    await Promise.resolve();
    this.#balancer.close();
    this.#callEnds.close();
    this.#crew.close();
    this.#waiting.fail({ reason: 'cancelled', error });
    for (const slot of this.#crew.slots.slice()) {
      for (const entry of slot.entries) {
        if (!entry.detached) failPiece(entry.piece, { reason: 'cancelled', error });
        entry.detached = true; // its answer may still be on the way
      }
      if (slot.state === 'ready' && slot.entries.length === 0) this.#crew.retire(slot);
      else if (slot.state !== 'ending') this.#crew.kill(slot, { kind: 'close' });
    }
    await this.#allGone();
    this.#busyness.close();
    clearInterval(this.#keepAlive);
    this.#kind.close?.();
  }

  #allGone(): Promise<void> {
    const { teardownTimeoutMs = RETIRE_MS } = this.#options;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.min(teardownTimeoutMs + AFTER_TEARDOWN_MS, MAX_TIMER_MS));
      this.#onSlotGone = () => {
        if (this.#crew.slots.length > 0) return;
        clearTimeout(timer);
        resolve();
      };
      this.#onSlotGone();
    });
  }
}
