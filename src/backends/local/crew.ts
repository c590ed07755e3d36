import { PoolClosedError } from '../../core/errors.ts';
import { lateInitializerError } from '../../core/worker-errors.ts';
import type { WorkerReply } from '../../core/protocol.ts';
import type { WorkerOptions } from '../../core/task.ts';
import type { WorkerBounds, WorkerEvent, WorkerInfo, WorkerMessage, WorkerSet } from '../../core/worker-set.ts';
import { initializerError, startError, unstartableError } from './failures.ts';
import { IdleWorkers } from './idle.ts';
import { setLookTimer } from './look-timer.ts';
import { weightOf } from './outside-kill.ts';
import { MAX_FAILED_STARTS, StartGate } from './start-gate.ts';
import type { Refusal } from './start-gate.ts';
import { Successors } from './successors.ts';
import type { WorkerEnd, WorkerKind } from './transport.ts';
import { indexOf, WorkerSlot } from './worker-slot.ts';
import type { EndIntent, Entry } from './worker-slot.ts';

/** Time for a worker that was asked to end and may have a teardown to run, in milliseconds, where the options do not say. */
export const RETIRE_MS = 2500;
const MAX_TIMER_MS = 0x7fffffff;

/** What the engine does with what its workers do. */
export interface CrewOwner {
  onMessage(slot: WorkerSlot, reply: WorkerReply): void;
  onEnd(slot: WorkerSlot, end: WorkerEnd): void;
  /** None can be started: whatever waits is told. */
  onRefusal(refusal: Refusal): void;
  /** There may be room for more. */
  onRoom(): void;
  /** Keeps the process alive until it is called again with false. */
  hold(on: boolean): void;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** The workers of a backend: starts them, lets them go, and keeps their number within its bounds. */
export class Crew implements WorkerSet {
  readonly slots: WorkerSlot[] = [];
  onWorker: ((event: WorkerEvent) => void) | undefined;
  onMessage: ((message: WorkerMessage) => void) | undefined;
  readonly #kind: WorkerKind;
  readonly #options: WorkerOptions;
  readonly #owner: CrewOwner;
  readonly #gate = new StartGate();
  readonly #idle: IdleWorkers;
  readonly #successors = new Successors({
    start: () => (this.#closed || this.#gate.refusal() !== undefined ? undefined : this.start()),
    wearOut: (slot) => this.wearOut(slot),
    spares: () => Math.max(1, this.#max >> 2),
  });
  #min: number;
  #max: number;
  #lastId = 0;
  #closed = false;
  readonly #waiters = new Set<Waiter>();
  readonly #leavers = new Set<{ readonly slots: Set<WorkerSlot>; readonly resolve: () => void }>();

  constructor(kind: WorkerKind, options: WorkerOptions, owner: CrewOwner) {
    this.#kind = kind;
    this.#options = options;
    this.#owner = owner;
    this.#max = options.workers;
    this.#min = Math.min(options.minWorkers ?? 0, this.#max);
    this.#idle = new IdleWorkers(options.idleTimeoutMs, (slot) => this.#letGo(slot));
  }

  get max(): number {
    return this.#max;
  }

  /** Whether one more may be started. */
  get hasPlace(): boolean {
    return this.slots.length < this.#max;
  }

  /** What tasks are told while no worker can be started. */
  refusal(): Refusal | undefined {
    return this.#gate.refusal();
  }

  // WorkerSet

  workers(): WorkerInfo[] {
    return this.slots.filter((slot) => slot.state !== 'dead').map(infoOf);
  }

  begun(): Set<number> {
    const begun = new Set<number>();
    for (const slot of this.slots) {
      if (slot.state === 'dead') continue;
      for (const entry of slot.entries) {
        const end = begunUntil(slot, entry);
        for (let at = entry.piece.from; at < end; at++) begun.add(indexOf(entry, at));
      }
    }
    return begun;
  }

  resize({ min = this.#min, max = this.#max }: WorkerBounds): void {
    this.#min = min;
    this.#max = max;
    const idleFirst = this.slots.filter((slot) => slot.accepts).toSorted((a, b) => a.running - b.running);
    for (const slot of idleFirst.slice(0, Math.max(0, idleFirst.length - max))) this.wearOut(slot);
    // Those that were kept as the least number may be too many now.
    for (const slot of this.slots) this.#idle.note(slot);
    this.fill();
    this.#owner.onRoom();
  }

  ready(): Promise<void> {
    if (this.#closed) return Promise.reject(new PoolClosedError());
    this.grow(Math.max(1, this.#min));
    const refusal = this.#gate.refusal();
    if (refusal !== undefined) return Promise.reject(refusal.error as Error);
    if (this.#isReady()) return Promise.resolve();
    this.#owner.hold(true);
    return new Promise<void>((resolve, reject) => this.#waiters.add({ resolve, reject })).finally(() =>
      this.#owner.hold(false),
    );
  }

  recycle(): Promise<void> {
    // One that starts is new already. To replace it, too, would leave no worker at all to who asks more often than one takes to start.
    const slots = new Set(this.slots.filter(({ state }) => state !== 'starting'));
    if (slots.size === 0) return Promise.resolve();
    this.#owner.hold(true);
    const gone = new Promise<void>((resolve) => this.#leavers.add({ slots, resolve }));
    for (const slot of slots) {
      if (slot.accepts && (slot.entries.length > 0 || this.#min > 0)) this.#successors.replace(slot);
      else this.wearOut(slot);
    }
    return gone.finally(() => this.#owner.hold(false));
  }

  // Starting

  /** Starts workers until there are so many. */
  grow(count: number): void {
    const wanted = Math.min(count, this.#max);
    while (!this.#closed && this.hasPlace && this.#live() < wanted && this.#gate.refusal() === undefined) {
      if (this.start() === undefined) return;
    }
  }

  /** Starts what is missing to the least number. */
  fill(): void {
    this.grow(this.#min);
  }

  /** Starts a worker; undefined when that was not possible, and then all that waits has been told. */
  start(): WorkerSlot | undefined {
    const id = ++this.#lastId;
    let slot: WorkerSlot;
    try {
      slot = new WorkerSlot(id, (made) =>
        this.#kind.start(id, {
          onMessage: (reply) => this.#owner.onMessage(made, reply),
          onEnd: (end) => this.#onEnd(made, end),
        }),
      );
    } catch (cause) {
      const refusal = { error: unstartableError(this.#kind.backend, cause) };
      this.#gate.failed(refusal, Infinity);
      this.#refuse(refusal);
      return undefined;
    }
    slot.lanes = this.#options.concurrentTasks ?? 1;
    slot.number = this.#freeNumber();
    this.slots.push(slot);
    this.#setUp(slot);
    this.#tell({ kind: 'start', worker: infoOf(slot) });
    return slot;
  }

  #freeNumber(): number {
    const taken = new Set(this.slots.map(({ number }) => number));
    let free = 1;
    while (taken.has(free)) free++;
    return free;
  }

  #setUp(slot: WorkerSlot): void {
    const { level, stdio, initializer, recycle } = this.#options;
    const { heapBytes, rssBytes } = recycle ?? {};
    const limits = { ...(heapBytes && { heapBytes }), ...(rssBytes && { rssBytes }) };
    const isLimited = heapBytes !== undefined || rssBytes !== undefined;
    const { backend, setup } = this.#kind;
    const base = { type: 'setup', workerId: slot.id, number: slot.number, backend, level, stdio, ...setup } as const;
    const { timeoutMs = Infinity } = initializer ?? {};
    if (timeoutMs <= MAX_TIMER_MS) slot.ageTimer = setLookTimer(() => giveUp(slot), timeoutMs).unref();
    slot.transport.send({
      ...base,
      ...(initializer && { initializer }),
      ...(isLimited && { limits }),
      ...(slot.lanes > 1 && { concurrent: true }),
    });
  }

  /** A worker says that it is ready. */
  noteReady(slot: WorkerSlot): void {
    if (slot.state === 'starting') slot.state = 'ready';
    slot.headSince = performance.now();
    clearTimeout(slot.ageTimer);
    this.#gate.started();
    // From now on, so that one which takes longer to start than it may live is of some use at least.
    const { ageMs = Infinity } = this.#options.recycle ?? {};
    if (ageMs <= MAX_TIMER_MS) slot.ageTimer = setTimeout(() => this.wearOut(slot), ageMs).unref();
    this.#tell({ kind: 'ready', worker: infoOf(slot) });
    this.#successors.note(slot);
    if (!this.#isReady()) return;
    for (const { resolve } of this.#waiters) resolve();
    this.#waiters.clear();
  }

  /** Code of the program's own in a worker has sent something. */
  noteMessage(slot: WorkerSlot, data: unknown): void {
    this.onMessage?.({ data, worker: infoOf(slot) });
  }

  #live(): number {
    return this.slots.filter((slot) => slot.accepts).length;
  }

  #isReady(): boolean {
    return this.slots.filter((slot) => slot.accepts && slot.state === 'ready').length >= Math.max(1, this.#min);
  }

  // Letting go

  /** The worker may have become idle. */
  note(slot: WorkerSlot): void {
    this.#idle.note(slot);
  }

  /** Takes no more tasks, and ends when it has none. */
  wearOut(slot: WorkerSlot): void {
    slot.retiring = true;
    this.#idle.note(slot);
  }

  /** A worker has been idle for long enough, or has had its share. */
  #letGo(slot: WorkerSlot): void {
    if (slot.pinned.some(({ run }) => slot.accepts || run.batch.worker !== undefined)) return;
    if (!slot.retiring && this.#live() <= this.#min) return;
    this.retire(slot);
  }

  /** Asks a worker without tasks to end. */
  retire(slot: WorkerSlot): void {
    slot.state = 'ending';
    slot.intent = { kind: 'retire' };
    slot.transport.send({ type: 'close' });
    clearTimeout(slot.watchTimer);
    const { teardownTimeoutMs = RETIRE_MS } = this.#options;
    slot.watchTimer = setTimeout(() => slot.transport.kill(), Math.min(teardownTimeoutMs, MAX_TIMER_MS));
  }

  kill(slot: WorkerSlot, intent: EndIntent): void {
    slot.state = 'ending';
    slot.intent = intent;
    clearTimeout(slot.watchTimer);
    slot.transport.kill();
  }

  // The end

  #onEnd(slot: WorkerSlot, end: WorkerEnd): void {
    for (const timer of [slot.watchTimer, slot.idleTimer, slot.ageTimer]) clearTimeout(timer);
    const at = this.slots.indexOf(slot);
    if (at >= 0) this.slots.splice(at, 1);
    const worker = infoOf(slot); // with what it was running
    this.#owner.onEnd(slot, end);
    const { exitCode, signal = null, error } = end;
    const expected = slot.intent !== undefined;
    this.#tell({
      kind: 'end',
      worker,
      exitCode,
      signal,
      expected,
      ...(error !== undefined && { error }),
      ...(slot.fatal !== undefined && { uncaught: slot.fatal.error }),
    });
    this.#successors.note(slot);
    for (const leaver of this.#leavers) {
      if (!leaver.slots.delete(slot) || leaver.slots.size > 0) continue;
      this.#leavers.delete(leaver);
      leaver.resolve();
    }
    // One that died before it did anything would do so again and again: the next task starts another.
    if (slot.tasks > 0 || slot.intent?.kind === 'retire' || this.#waiters.size > 0) this.fill();
    if (this.#waiters.size > 0) this.grow(1);
  }

  /** A worker ended before it was ready. */
  failedStart(slot: WorkerSlot, end: WorkerEnd): void {
    const lost = { backend: this.#kind.backend, workerId: slot.id, end, fatal: slot.fatal };
    const refusal = this.#refusalOf(slot) ?? { error: startError(lost) };
    const isFinal = slot.startError !== undefined || slot.isLate;
    if (this.#gate.failed(refusal, isFinal ? Infinity : weightOf(end, MAX_FAILED_STARTS))) this.#refuse(refusal);
  }

  /** What tasks are told where the initializer is to blame. */
  #refusalOf({ startError: told, isLate }: WorkerSlot): Refusal | undefined {
    const { initializer } = this.#options;
    if (told !== undefined) return { error: initializerError(told), cause: told };
    if (!isLate || initializer?.timeoutMs === undefined) return undefined;
    return { error: lateInitializerError(initializer, initializer.timeoutMs) };
  }

  #refuse(refusal: Refusal): void {
    for (const { reject } of this.#waiters) reject(refusal.error);
    this.#waiters.clear();
    this.#owner.onRefusal(refusal);
  }

  /** Nothing is started any more. */
  close(): void {
    this.#closed = true;
    for (const { reject } of this.#waiters) reject(new PoolClosedError());
    this.#waiters.clear();
  }

  #tell(event: WorkerEvent): void {
    this.onWorker?.(event);
  }
}

/** The first position of a batch that has not begun. */
function begunUntil({ lanes, transport: { progress } }: WorkerSlot, { wireId, piece }: Entry): number {
  // Where several run, no progress block says which.
  if (lanes > 1) return piece.to;
  if (!progress.hasBegun(wireId)) return piece.from;
  const { batch, position, span } = progress.read();
  // Another runs, or none: this one is over, and its reply was not read yet.
  return batch === wireId ? Math.min(position + span, piece.to) : piece.to;
}

/** A worker is not ready in time. */
function giveUp(slot: WorkerSlot): void {
  if (slot.state !== 'starting') return;
  slot.isLate = true;
  slot.transport.kill();
}

function infoOf(slot: WorkerSlot): WorkerInfo {
  const { id: workerId, running, tasks, startedAt, busyMs, transport } = slot;
  const state = slot.state === 'dead' ? 'ending' : slot.state;
  const { pid, threadId, handle } = transport;
  return { workerId, state, running, tasks, startedAt, busyMs, pid, threadId, handle };
}
