import { CancelledError, PoolClosedError } from '../../core/errors.ts';
import type { WorkerReply, WorkerRequest } from '../../core/protocol.ts';
import type { Batch, BatchReply, CallId, CancelReason, TaskBackend, TaskEvent, WorkerOptions } from '../../core/task.ts';
import { blame, piecesLeft } from './blame.ts';
import { initializerError, lostError, startError } from './failures.ts';
import { LocalCall } from './local-call.ts';
import { LocalRun } from './local-run.ts';
import { OutputPrinter } from './output-printer.ts';
import { part, positionsOf, wholePiece, without } from './piece.ts';
import type { Piece } from './piece.ts';
import { PieceQueue } from './piece-queue.ts';
import type { WorkerEnd, WorkerKind } from './transport.ts';
import { indexOf, judged, makeEntry, timedOut, WorkerSlot } from './worker-slot.ts';
import type { Entry, Verdict } from './worker-slot.ts';

/** Batches in flight per worker: one runs, one waits there, so that a worker never waits for the library. */
const DEPTH = 2;
/** A batch is sent to wait behind another only when both are shorter than this, in milliseconds. */
const SLOW_MS = 10;
/** A batch that waits behind another for longer is taken back when a worker has nothing to do, in milliseconds. */
const STUCK_MS = 5;
/** Time for a task that listens to its signal to end by itself, in milliseconds. */
const LISTEN_GRACE_MS = 100;
/** Time for a batch of cancelled tasks that do not listen: most batches are shorter, and a new worker costs more. */
const DEAF_GRACE_MS = 20;
/** Time to load functions and modules before a timeout counts, in milliseconds. */
const PREPARE_MS = 10_000;
/** Workers that may fail to start, in a row, before tasks are told. */
const MAX_FAILED_STARTS = 3;
/** How long nothing is started after that, in milliseconds. */
const START_PAUSE_MS = 1000;
/** Workers that may be lost while they prepare a batch. */
const MAX_UNPREPARED = 3;
/** Workers that may be lost with a batch that was not to blame. */
const MAX_BYSTANDER = 20;
/** Time for a worker that was asked to end, and for all to be gone, in milliseconds. */
const RETIRE_MS = 500;
const CLOSE_MS = 3000;
const MAX_TIMER_MS = 0x7fffffff;
const MAX_WIRE_ID = 0x7fffffff;

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
  /** The one thing that keeps the process alive, while batches run. */
  readonly #keepAlive = setInterval(() => {}, MAX_TIMER_MS).unref();
  #runs = 0;
  #wireId = 0;
  #workerId = 0;
  #failedStarts = 0;
  #broken: { readonly error: unknown; readonly until: number } | undefined;
  #balanceTimer: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;
  #onSlotGone: (() => void) | undefined;

  constructor(kind: WorkerKind, options: WorkerOptions) {
    this.#kind = kind;
    this.#options = options;
    this.name = kind.backend;
    this.memory = kind.memory;
    this.#printer = new OutputPrinter(kind.backend);
  }

  capacity(): number {
    return DEPTH * this.#options.workers;
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
    const verdict: Verdict = { reason: 'cancelled', error: reason.reason };
    this.#queue.rewrite((piece) => {
      if (piece.run.batch.call.id !== callId) return [piece];
      const positions = positionsOf(piece, wanted);
      piece.run.fail(positions, verdict);
      return without(piece, positions);
    });
    for (const slot of [...this.#slots]) this.#cancelIn(slot, callId, { wanted, verdict });
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
      if (slot.known.delete(callId) && slot.state !== 'ending') this.#send(slot, { type: 'end-call', callId });
    }
  }

  /** The caller stopped listening to a run. */
  #abandon(run: LocalRun): void {
    this.#queue.rewrite((piece) => (piece.run === run ? [] : [piece]));
    for (const slot of this.#slots) {
      for (const entry of slot.entries) if (entry.piece.run === run) entry.detached = true;
    }
  }

  // Sending

  /** Sends waiting pieces to workers that have room. */
  #dispatch(): void {
    if (this.#closing !== undefined) return;
    for (let piece = this.#queue.peek(); piece !== undefined; piece = this.#queue.peek()) {
      if (this.#isBroken()) {
        this.#refuseAll((this.#broken as { error: unknown }).error);
        return;
      }
      const slot = this.#choose(piece);
      if (slot === undefined) return;
      this.#queue.shift();
      this.#sendPiece(slot, piece);
    }
    this.#balance();
  }

  #isBroken(): boolean {
    if (this.#broken === undefined) return false;
    if (performance.now() < this.#broken.until) return true;
    this.#broken = undefined;
    this.#failedStarts = MAX_FAILED_STARTS - 1; // one more try
    return false;
  }

  /** The worker for a piece: an idle one, a new one, or one where it may wait behind another. */
  #choose(piece: Piece): WorkerSlot | undefined {
    let best: WorkerSlot | undefined;
    for (const slot of this.#slots) {
      if (slot.accepts && (best === undefined || slot.entries.length < best.entries.length)) best = slot;
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

  #start(): WorkerSlot {
    const id = ++this.#workerId;
    const slot = new WorkerSlot(id, (made) =>
      this.#kind.start(id, {
        onMessage: (reply) => this.#onMessage(made, reply),
        onEnd: (end) => this.#onEnd(made, end),
      }),
    );
    this.#slots.push(slot);
    const { level, stdio, initializer } = this.#options;
    const setup = { type: 'setup', workerId: id, backend: this.name, level, stdio } as const;
    this.#send(slot, initializer === undefined ? setup : { ...setup, initializer });
    return slot;
  }

  #sendPiece(slot: WorkerSlot, whole: Piece): void {
    const piece = this.#withinTaskLimit(slot, whole);
    const { batch } = piece.run;
    this.#wireId = this.#wireId === MAX_WIRE_ID ? 1 : this.#wireId + 1;
    const wireId = this.#wireId;
    try {
      slot.transport.send(slot.request(wireId, piece, slot.entries.length > 0), batch.transfer);
    } catch (error) {
      piece.run.fail(positionsOf(piece, undefined), { reason: 'not-cloneable', error });
      this.#afterEntry(slot);
      return;
    }
    if (this.#kind.moves && batch.transfer !== undefined && batch.transfer.length > 0) piece.run.moved = true;
    slot.noteSent(batch.call);
    slot.tasks += piece.to - piece.from;
    if (slot.entries.push(makeEntry(wireId, piece)) === 1) slot.headSince = performance.now();
    this.#watch(slot);
  }

  /** Cuts off what is more than the worker may still run, and lets it retire after the rest. */
  #withinTaskLimit(slot: WorkerSlot, piece: Piece): Piece {
    const room = (this.#options.maxTasksPerWorker ?? Infinity) - slot.tasks;
    const count = piece.to - piece.from;
    if (count < room) return piece;
    slot.retiring = true;
    if (count === room || this.#kind.moves && (piece.run.batch.transfer?.length ?? 0) > 0) return piece;
    const rest = part(piece, piece.from + room, piece.to);
    if (rest !== undefined) this.#queue.unshift([rest]);
    return { ...piece, to: piece.from + room };
  }

  #send(slot: WorkerSlot, request: WorkerRequest): void {
    slot.transport.send(request);
  }

  // Messages

  #onMessage(slot: WorkerSlot, reply: WorkerReply): void {
    switch (reply.type) {
      case 'ready':
        if (slot.state === 'starting') slot.state = 'ready';
        slot.headSince = performance.now();
        this.#failedStarts = 0;
        this.#watch(slot);
        this.#settleIdle(slot);
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
    const [head] = slot.entries;
    if (head?.detached) head.killAt ??= performance.now() + DEAF_GRACE_MS;
    this.#watch(slot);
    this.#settleIdle(slot);
  }

  #settleIdle(slot: WorkerSlot): void {
    if (slot.entries.length > 0 || slot.state !== 'ready') return;
    if (slot.retiring) {
      this.#retire(slot);
      return;
    }
    slot.idleSince = performance.now();
    const { idleTimeoutMs } = this.#options;
    if (idleTimeoutMs > MAX_TIMER_MS || slot.idleTimer !== undefined) return;
    slot.idleTimer = setTimeout(() => this.#onIdleTimer(slot), idleTimeoutMs).unref();
  }

  /** The timer is left running while the worker has work; so it costs nothing per batch. */
  #onIdleTimer(slot: WorkerSlot): void {
    slot.idleTimer = undefined;
    if (slot.state !== 'ready' || slot.entries.length > 0) return;
    const left = this.#options.idleTimeoutMs - (performance.now() - slot.idleSince);
    if (left <= 0) this.#retire(slot);
    else slot.idleTimer = setTimeout(() => this.#onIdleTimer(slot), left).unref();
  }

  /** Asks a worker without tasks to end. */
  #retire(slot: WorkerSlot): void {
    slot.state = 'ending';
    slot.intent = { kind: 'retire' };
    this.#send(slot, { type: 'close' });
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
      else for (const entry of entries.reverse()) this.#queue.unshift(this.#afterLoss(slot, end, entry));
    }
    slot.transport.progress.release();
    this.#printer.flush(slot.id);
    this.#onSlotGone?.();
    this.#dispatch();
  }

  #onFailedStart(slot: WorkerSlot, end: WorkerEnd, entries: readonly Entry[]): void {
    const pieces = entries.filter((entry) => !entry.detached).flatMap((entry) => this.#withoutVerdicts(entry, [entry.piece]));
    this.#queue.unshift(pieces);
    this.#failedStarts++;
    if (slot.startError === undefined && this.#failedStarts < MAX_FAILED_STARTS) return;
    const lost = { backend: this.name, workerId: slot.id, end, fatal: slot.fatal };
    const error = slot.startError === undefined ? startError(lost) : initializerError(slot.startError);
    this.#broken = { error, until: performance.now() + START_PAUSE_MS };
    this.#refuseAll(error);
  }

  #refuseAll(error: unknown): void {
    for (const piece of this.#queue.takeAll()) piece.run.fail(positionsOf(piece, undefined), { reason: 'unstartable', error });
  }

  /** Settles what a lost worker was guilty of, and gives what has to run again. */
  #afterLoss(slot: WorkerSlot, end: WorkerEnd, entry: Entry): Piece[] {
    const { piece } = entry;
    if (entry.detached) return [];
    const lost = { backend: this.name, workerId: slot.id, end, fatal: slot.fatal };
    const found = blame(piece, entry.wireId, slot.transport.progress.read());
    if (slot.intent?.kind === 'timeout') return this.#afterTimeout(slot, entry, found.kind === 'task' ? found.position : -1);
    if (slot.intent !== undefined) return this.#withoutVerdicts(entry, [piece]);
    if (piece.run.moved) return this.#failPiece(piece, { reason: 'lost', error: lostError(lost) });
    switch (found.kind) {
      case 'task':
        piece.run.fail([found.position], entry.verdicts.get(found.position) ?? { reason: 'lost', error: lostError(lost) });
        break;
      case 'preparing':
        if (piece.unprepared + 1 >= MAX_UNPREPARED || ++piece.run.call.unprepared > MAX_UNPREPARED) {
          return this.#failPiece(piece, { reason: 'unstartable', error: lostError(lost) });
        }
        break;
      case 'bystander':
        if (piece.bystander + 1 >= MAX_BYSTANDER) return this.#failPiece(piece, { reason: 'lost', error: lostError(lost) });
        break;
      case 'suspects':
        break;
    }
    return this.#withoutVerdicts(entry, piecesLeft(piece, found));
  }

  /** The worker was ended for a task over its time; it is settled only if it was that very task to the end. */
  #afterTimeout(slot: WorkerSlot, entry: Entry, running: number): Piece[] {
    const { piece } = entry;
    const { intent } = slot;
    if (intent?.kind === 'timeout' && intent.wireId === entry.wireId && intent.position === running) {
      entry.verdicts.set(running, timedOut(piece.run.batch.call.timeoutMs as number));
    }
    if (piece.run.moved) {
      const error = lostError({ backend: this.name, workerId: slot.id, end: { exitCode: null } });
      const left = this.#withoutVerdicts(entry, [piece]);
      return left.flatMap((rest) => this.#failPiece(rest, { reason: 'lost', error }));
    }
    return this.#withoutVerdicts(entry, [piece]);
  }

  #failPiece(piece: Piece, verdict: Verdict): Piece[] {
    piece.run.fail(positionsOf(piece, undefined), verdict);
    return [];
  }

  /** Settles the positions on which there is a verdict, and gives the rest. */
  #withoutVerdicts(entry: Entry, pieces: readonly Piece[]): Piece[] {
    if (entry.verdicts.size === 0) return [...pieces];
    return pieces.flatMap((piece) => {
      const decided = positionsOf(piece, undefined).filter((position) => entry.verdicts.has(position));
      for (const position of decided) piece.run.fail([position], entry.verdicts.get(position) as Verdict);
      return without(piece, decided);
    });
  }

  // Cancelling

  #cancelIn(
    slot: WorkerSlot,
    callId: CallId,
    { wanted, verdict }: { readonly wanted: ReadonlySet<number> | undefined; readonly verdict: Verdict },
  ): void {
    for (const entry of [...slot.entries]) {
      if (entry.piece.run.batch.call.id !== callId || entry.detached) continue;
      const positions = positionsOf(entry.piece, wanted);
      if (positions.length === 0) continue;
      for (const position of positions) entry.verdicts.set(position, verdict);
      if (slot.entries[0] !== entry && this.#takeBack(slot, entry)) continue;
      if (positions.length === entry.piece.to - entry.piece.from) {
        entry.detached = true;
        this.#failPiece(entry.piece, verdict);
      }
      if (slot.entries[0] === entry) this.#cancelRunning(slot, entry, wanted);
    }
  }

  /** Takes a batch back that waits in a worker, where that is still possible. */
  #takeBack(slot: WorkerSlot, entry: Entry): boolean {
    if (slot.revoking !== undefined || !slot.transport.progress.revoke(entry.wireId)) return false;
    slot.revoking = entry.wireId;
    slot.entries.splice(slot.entries.indexOf(entry), 1);
    this.#queue.unshift(this.#withoutVerdicts(entry, [entry.piece]));
    return true;
  }

  /** Asks the tasks of the running batch to stop, and sees to it that they do. */
  #cancelRunning(slot: WorkerSlot, entry: Entry, wanted: ReadonlySet<number> | undefined): void {
    const verdict = entry.verdicts.values().next().value as Verdict;
    this.#abort(slot, entry, { indices: wanted && [...wanted], reason: verdict.error });
    const progress = slot.transport.progress.read();
    const grace = progress.batch === entry.wireId && progress.listens ? LISTEN_GRACE_MS : DEAF_GRACE_MS;
    entry.killAt ??= performance.now() + grace;
    this.#watch(slot);
  }

  #abort(slot: WorkerSlot, entry: Entry, { indices, reason }: { readonly indices?: number[] | undefined; readonly reason: unknown }): void {
    const request = { type: 'abort', callId: entry.piece.run.batch.call.id, ...(indices && { indices }) } as const;
    try {
      this.#send(slot, { ...request, reason });
    } catch {
      // The reason cannot be cloned; the caller gets it all the same, only the task sees another.
      this.#send(slot, { ...request, reason: new CancelledError() });
    }
  }

  // Watching what runs

  /** Looks at the worker again when its running task may be over its time. One timer per worker, set again only if earlier. */
  #watch(slot: WorkerSlot): void {
    const [head] = slot.entries;
    if (head === undefined || slot.state === 'ending') return;
    const { timeoutMs } = head.piece.run.batch.call;
    const due = head.killAt ?? (timeoutMs === undefined ? Infinity : slot.headSince + timeoutMs);
    if (due === Infinity || (slot.watchTimer !== undefined && slot.watchAt <= due)) return;
    clearTimeout(slot.watchTimer);
    slot.watchAt = due;
    slot.watchTimer = setTimeout(() => this.#inspect(slot), Math.min(MAX_TIMER_MS, Math.max(1, due - performance.now())));
    slot.watchTimer.unref(); // what it watches keeps the process alive
  }

  #watchAgain(slot: WorkerSlot, delayMs: number): void {
    slot.watchAt = performance.now() + delayMs;
    slot.watchTimer = setTimeout(() => this.#inspect(slot), Math.min(MAX_TIMER_MS, Math.max(1, delayMs))).unref();
  }

  #inspect(slot: WorkerSlot): void {
    slot.watchTimer = undefined;
    slot.watchAt = Infinity;
    const [head] = slot.entries;
    if (head === undefined || slot.state === 'ending') return;
    if (head.killAt !== undefined) this.#inspectCancelled(slot, head, head.killAt);
    else if (head.piece.run.batch.call.timeoutMs !== undefined) this.#inspectTimed(slot, head);
  }

  #inspectCancelled(slot: WorkerSlot, head: Entry, killAt: number): void {
    const left = killAt - performance.now();
    if (left > 0) {
      this.#watchAgain(slot, left);
      return;
    }
    if (head.killPosition !== undefined) this.#inspectOvertime(slot, head, head.killPosition);
    else if (head.detached || this.#runsCancelled(slot, head)) this.#kill(slot, { kind: 'cancel' });
    else {
      // Others of the batch were cancelled; the one that runs is innocent.
      this.#watchAgain(slot, DEAF_GRACE_MS);
    }
  }

  #runsCancelled(slot: WorkerSlot, head: Entry): boolean {
    const { batch, position, span } = slot.transport.progress.read();
    if (batch !== head.wireId) return false;
    for (let i = position; i < position + span; i++) if (head.verdicts.has(i)) return true;
    return false;
  }

  /** A task was told that its time is over: has it gone? */
  #inspectOvertime(slot: WorkerSlot, head: Entry, position: number): void {
    const progress = slot.transport.progress.read();
    if (progress.batch === head.wireId && progress.position === position) {
      this.#kill(slot, { kind: 'timeout', wireId: head.wireId, position });
      return;
    }
    head.killAt = undefined;
    head.killPosition = undefined;
    this.#watch(slot);
  }

  #inspectTimed(slot: WorkerSlot, head: Entry): void {
    const timeoutMs = head.piece.run.batch.call.timeoutMs as number;
    const { batch, position, startedAt, listens } = slot.transport.progress.read();
    if (batch !== head.wireId || position < 0) {
      // Not started, or its modules are being loaded.
      const waited = performance.now() - slot.headSince;
      if (slot.state === 'ready' && waited > timeoutMs + PREPARE_MS) this.#kill(slot, { kind: 'timeout', wireId: head.wireId, position });
      else this.#watchAgain(slot, Math.min(timeoutMs, 100));
      return;
    }
    const left = timeoutMs - (Date.now() - startedAt);
    if (left > 0) this.#watchAgain(slot, left);
    else if (!listens) this.#kill(slot, { kind: 'timeout', wireId: head.wireId, position });
    else {
      const verdict = timedOut(timeoutMs);
      head.verdicts.set(position, verdict);
      this.#abort(slot, head, { indices: [indexOf(head, position)], reason: verdict.error });
      head.killAt = performance.now() + LISTEN_GRACE_MS;
      head.killPosition = position;
      this.#watchAgain(slot, LISTEN_GRACE_MS);
    }
  }

  // Balance

  /** Takes a batch back that is stuck behind a long task while another worker has nothing to do. */
  #balance(): void {
    if (this.#balanceTimer !== undefined || !this.#hasIdle()) return;
    for (const slot of this.#slots) {
      const waiting = slot.entries[1];
      if (waiting === undefined) continue;
      const age = performance.now() - slot.headSince;
      if (age >= STUCK_MS && this.#takeBack(slot, waiting)) {
        this.#dispatch();
        return;
      }
      this.#balanceTimer = setTimeout(() => {
        this.#balanceTimer = undefined;
        this.#dispatch();
      }, STUCK_MS).unref();
      return;
    }
  }

  #hasIdle(): boolean {
    return this.#slots.some((slot) => slot.accepts && slot.entries.length === 0);
  }

  // The end

  async #close(): Promise<void> {
    const error = new PoolClosedError('the pool was closed while tasks were running');
    // `#closing` is set once this has returned, so that nothing new is dispatched from here on.
    await Promise.resolve();
    clearTimeout(this.#balanceTimer);
    for (const piece of this.#queue.takeAll()) this.#failPiece(piece, { reason: 'cancelled', error });
    for (const slot of [...this.#slots]) {
      for (const { piece, detached } of slot.entries) if (!detached) this.#failPiece(piece, { reason: 'cancelled', error });
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
