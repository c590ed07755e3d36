import type { CallCodec } from '../core/codec.ts';
import { setErrorInfo } from '../core/error-info.ts';
import { BackendUnavailableError } from '../core/errors.ts';
import type { Batch, BatchReply, CallHeader, CallId, Outcome, TaskBackend, ValuesOutcome } from '../core/task.ts';
import { BatchSizer } from './batch-size.ts';
import { nextBatchId } from './batch-id.ts';
import { outcomeError, outcomeValues } from './outcome-values.ts';
import { CANCELLED, DECODING, DONE, FAILED, FLYING, type Task, type Trip } from './task-handle.ts';
import type { QueueLane, SubmitQueue } from './submit-queue.ts';
import type { Placement } from './task-queue.ts';
import type { TaskCounts } from './task-statistics.ts';
import { cannotTravel, type EncodeArguments } from './windows.ts';

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
 * A call that single tasks belong to: they wait in the queue of their pool, and travel under the header of their lane.
 *
 * All tasks of a lane belong to one long call, so their functions and classes are sent once per worker.
 */
export class SubmitLane implements QueueLane {
  readonly #queue: SubmitQueue;
  readonly #backend: TaskBackend;
  readonly #call: LaneCall;
  readonly #sizer: BatchSizer;
  /** Functions of which a batch has come back. */
  readonly #timed = new Set<number>();
  readonly #owner: LaneOwner;
  /** Tasks that are not over. */
  #open = 0;
  readonly #flying = new Map<number, readonly Task[]>();
  #retired = false;
  #ended = false;

  constructor(queue: SubmitQueue, call: LaneCall, owner: LaneOwner) {
    this.#queue = queue;
    this.#backend = queue.backend;
    this.#call = call;
    this.#owner = owner;
    this.#sizer = new BatchSizer(this.#backend.targetBatchMs);
    queue.add(this);
  }

  get callId(): CallId {
    return this.#call.header.id;
  }

  /** Adds a task, which has its function's position. Nothing is made: 100,000 tasks may come in one turn. */
  submit(task: Task, extras?: Placement): void {
    task.owner = this;
    this.#queue.push(task, extras);
    if (this.#open++ === 0) this.#owner.onBusy();
  }

  /** How many tasks its next batch may have, which begins with this one, when so many wait. */
  nextSize(first: Task, waiting: number): number {
    // Beside others, only a task that travels alone can be timed.
    if (this.#call.header.timeoutMs !== undefined && (this.#backend.concurrentTasks ?? 1) > 1) return 1;
    const slots = Math.max(1, this.#backend.capacity());
    return this.#timed.has(first.fn) ? this.#sizer.next(waiting, slots) : this.#sizer.nextUnlike(waiting, slots);
  }

  /** A task was cancelled; if it runs, its worker is told. */
  dropped(task: Task, reason: unknown): void {
    const { sentAt } = task.trip as Trip;
    // Before its owner hears of it, who may close the backend.
    if (sentAt === undefined) this.#queue.drop(task);
    else this.#backend.cancel(this.callId, { kind: 'abort', reason }, [task.index]);
    this.#over('cancelled');
  }

  /** No task will be submitted any more; the call ends when the last one is over. */
  retire(): void {
    this.#retired = true;
    this.#endIfIdle();
  }

  /** Settles a task that waits; it is out of the queue. */
  refuse(task: Task, reason: unknown): void {
    if (task.fail(reason, CANCELLED)) this.#over('cancelled');
  }

  /** Cancels what has been sent and waits in a worker. What a worker is to run first counts as running, as its status says. */
  cancelWaiting(reason: unknown): void {
    if (this.#flying.size > 0) this.#backend.cancelWaiting?.(this.callId, { kind: 'abort', reason }, true);
  }

  /** Stops what has been sent. */
  cancelSent(reason: unknown): void {
    if (this.#flying.size > 0) this.#backend.cancel(this.callId, { kind: 'terminate', reason });
  }

  settle(batch: Batch, reply: BatchReply): void {
    const entries = this.#flying.get(batch.id);
    if (entries === undefined) return;
    let ran = 0;
    this.#note(entries, reply);
    for (const outcome of reply.outcomes) ran += this.#settleOutcome(entries, outcome);
    if (reply.elapsedMs <= 0) return;
    this.#sizer.observe(ran, reply.elapsedMs);
    if (typeof batch.fn === 'number') this.#timed.add(batch.fn);
  }

  ended(batch: Batch, error?: unknown): void {
    const entries = this.#flying.get(batch.id) ?? [];
    this.#flying.delete(batch.id);
    for (const task of entries) if (task.state === FLYING) this.#fail(task, error ?? this.#noOutcome());
    this.#endIfIdle();
  }

  /** Makes a batch of tasks; undefined when they cannot be sent together, and then they have been told or go one by one. */
  board(entries: readonly Task[], place: Placement | undefined): Batch | undefined {
    try {
      return this.#batch(entries, place);
    } catch (error) {
      if (cannotTravel(error) && entries.length > 1) this.#queue.sendAlone(entries);
      else for (const task of entries) this.#fail(task, error);
      return undefined;
    }
  }

  #batch(entries: readonly Task[], place: Placement | undefined): Batch | undefined {
    const first = entries[0] as Task;
    const count = entries.length;
    const { spread, index, fn } = first;
    const values = new Array<unknown>(count);
    let sameFn = true;
    let consecutive = true;
    for (let i = 0; i < count; i++) {
      const task = entries[i] as Task;
      values[i] = task.value;
      if (task.fn !== fn) sameFn = false;
      if (task.index !== index + i) consecutive = false;
    }
    // Of the task's own call: its number in the pool would say nothing.
    const nameOf = (at: number): string => ((entries[at] as Task).spread ? 'arguments' : 'arguments[0]');
    const { args, transfer } = this.#call.encode(values, nameOf);
    if (transfer !== undefined && count > 1) {
      // Nobody could run the others again when one of them ends their worker.
      this.#queue.sendAlone(entries);
      return undefined;
    }
    takeOff(entries);
    const id = nextBatchId();
    this.#flying.set(id, entries);
    const batch: Writable<Batch> = {
      id,
      call: this.#call.header,
      fn: sameFn ? fn : entries.map((task) => task.fn),
      spread,
      count,
      first: index,
      attempt: 1,
      args,
    };
    // Tasks of other lanes, and cancelled ones, leave gaps.
    if (!consecutive) batch.indices = entries.map((task) => task.index);
    if (place !== undefined) putAt(batch, place);
    if (transfer !== undefined) batch.transfer = transfer;
    return batch;
  }

  /** Who ran the tasks, and for how long. */
  #note(entries: readonly Task[], { outcomes, elapsedMs, workerId }: BatchReply): void {
    const trip = entries[0]?.trip;
    if (outcomes.length === 0 || trip === undefined) return;
    let ran = 0;
    for (const outcome of outcomes) ran += countOf(outcome);
    const runMs = elapsedMs / ran;
    this.#queue.statistics.ran(ran, trip.queuedAt, elapsedMs);
    if (ran === entries.length && entries[ran - 1]?.trip === trip) {
      trip.workerId = workerId;
      trip.runMs = runMs;
      return;
    }
    // Answered in pieces, perhaps by several workers, or submitted in several turns.
    for (const outcome of outcomes) {
      for (const task of entries.slice(outcome.at, outcome.at + countOf(outcome))) {
        task.trip = { ...(task.trip as Trip), workerId, runMs };
      }
    }
  }

  /** @returns How many tasks really ran. */
  #settleOutcome(entries: readonly Task[], outcome: Outcome): number {
    switch (outcome.kind) {
      case 'values':
        this.#fulfil(entries, outcome);
        return outcome.count;
      case 'thrown':
      case 'failed': {
        const wasCancelled = outcome.kind === 'failed' && outcome.reason === 'cancelled';
        const error = outcomeError(outcome, this.#call.codec);
        this.#fail(entries[outcome.at] as Task, error, wasCancelled ? CANCELLED : FAILED);
        return outcome.kind === 'thrown' ? 1 : 0;
      }
      case 'skipped':
        return 0; // a lane never stops on errors
    }
    return outcome satisfies never;
  }

  #fulfil(entries: readonly Task[], outcome: ValuesOutcome): void {
    try {
      const decoded = outcomeValues(outcome, this.#call.codec);
      if (!(decoded instanceof Promise)) this.#succeed(entries, outcome, decoded);
      else void this.#fulfilLater(entries, outcome, decoded);
    } catch (error) {
      this.#failAll(entries, outcome, error);
    }
  }

  async #fulfilLater(
    entries: readonly Task[],
    outcome: ValuesOutcome,
    decoded: Promise<ArrayLike<unknown>>,
  ): Promise<void> {
    const { at, count } = outcome;
    for (const task of entries.slice(at, at + count)) if (task.state === FLYING) task.state = DECODING;
    try {
      this.#succeed(entries, outcome, await decoded);
    } catch (error) {
      this.#failAll(entries, outcome, error);
    }
  }

  #succeed(entries: readonly Task[], { at, count }: ValuesOutcome, results: ArrayLike<unknown> | undefined): void {
    for (let i = 0; i < count; i++) if ((entries[at + i] as Task).succeed(results?.[i])) this.#over('completed');
  }

  #failAll(entries: readonly Task[], { at, count }: ValuesOutcome, error: unknown): void {
    for (let i = 0; i < count; i++) this.#fail(entries[at + i] as Task, error);
  }

  #fail(task: Task, error: unknown, state: typeof FAILED | typeof CANCELLED = FAILED): void {
    if (task.state >= DONE) return;
    setErrorInfo(error, { index: task.index, attempt: 1, backend: this.#backend.name });
    task.fail(error, state);
    this.#over(state === CANCELLED ? 'cancelled' : 'failed');
  }

  /** A task is over. */
  #over(how: keyof TaskCounts): void {
    this.#queue.over(how);
    if (--this.#open > 0) return;
    this.#owner.onIdle();
    this.#endIfIdle();
  }

  #noOutcome(): Error {
    return new BackendUnavailableError(
      `backend ${this.#backend.name} ended a batch without an outcome for this task; ` +
        'its run() has to cover each position once (report this to its author)',
    );
  }

  #endIfIdle(): void {
    if (!this.#retired || this.#ended || this.#open > 0 || this.#flying.size > 0) return;
    this.#ended = true;
    this.#queue.remove(this);
    this.#backend.endCall?.(this.#call.header.id);
    this.#owner.onEnd();
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What places a batch and is not set is not in it, either. */
function putAt(batch: Writable<Batch>, { key, priority, worker, alone }: Placement): void {
  if (key !== undefined) batch.key = key;
  if (priority !== undefined) batch.priority = priority;
  if (worker !== undefined) batch.worker = worker;
  if (alone === true) batch.alone = true;
}

const countOf = (outcome: Outcome): number => ('count' in outcome ? outcome.count : 1);

/** The tasks are sent now. Those of one turn share what is known of them. */
function takeOff(entries: readonly Task[]): void {
  const sentAt = performance.now();
  let turn: Trip | undefined;
  let trip: Trip | undefined;
  for (const task of entries) {
    if (task.trip !== turn) {
      turn = task.trip as Trip;
      trip = { queuedAt: turn.queuedAt, sentAt, attempt: 1 };
    }
    task.state = FLYING;
    task.value = undefined;
    task.trip = trip;
  }
}
