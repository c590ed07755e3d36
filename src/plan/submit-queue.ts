import { CancelledError } from '../core/errors.ts';
import type { Batch, BatchReply, CallId, TaskBackend } from '../core/task.ts';
import type { Dispatcher, Source } from './dispatcher.ts';
import { Overtaking } from './overtaking.ts';
import { QUEUED, type Task, type TaskOwner, type Trip, waitingTrip } from './task-handle.ts';
import { DefaultLine, type Line, type Placement } from './task-queue.ts';
import { type TaskCounts, TaskStatistics } from './task-statistics.ts';

const now = Promise.resolve();

/** A call that tasks of the queue belong to; it owns them. */
export interface QueueLane extends TaskOwner {
  readonly callId: CallId;
  /** How many tasks its next batch may have, which begins with this one, when so many wait. */
  nextSize(first: Task, waiting: number): number;
  /** Makes a batch of tasks; undefined when they cannot be sent together, and then they have been told or go one by one. */
  board(tasks: readonly Task[], place: Placement | undefined): Batch | undefined;
  /** Settles a task that waits; it is out of the queue. */
  refuse(task: Task, reason: unknown): void;
  settle(batch: Batch, reply: BatchReply): void;
  ended(batch: Batch, error?: unknown): void;
}

/**
 * The single tasks of a pool that wait for the workers of one backend: those submitted in one turn of the event loop travel
 * together. Neighbours of one lane become a batch.
 */
export class SubmitQueue implements Source {
  readonly statistics: TaskStatistics;
  /** Told after each task that is over; only while somebody wants to know. */
  onOver: (() => void) | undefined;
  readonly #dispatcher: Dispatcher;
  readonly #line: Line;
  readonly #lanes = new Map<CallId, QueueLane>();
  readonly #extras = new Map<Task, Placement>();
  readonly #overtaking: Overtaking;
  /** Tasks of a batch that could not be encoded: each goes by itself, so that only the guilty one fails. */
  #alone: Task[] = [];
  /** Tasks in the line that are cancelled. */
  #dropped = 0;
  #open = 0;
  /** Shared by the tasks of this turn. */
  #turn: Trip | undefined;
  #scheduled = false;

  constructor(dispatcher: Dispatcher, line: Line = new DefaultLine(), statistics = new TaskStatistics()) {
    this.#dispatcher = dispatcher;
    this.#line = line;
    this.statistics = statistics;
    this.#overtaking = new Overtaking(dispatcher.backend, !(line instanceof DefaultLine));
    dispatcher.add(this);
  }

  get backend(): TaskBackend {
    return this.#dispatcher.backend;
  }

  /** Tasks that were not given to a worker. */
  get queued(): number {
    return this.#line.size - this.#dropped + this.#alone.length;
  }

  /** Tasks that are not over. */
  get open(): number {
    return this.#open;
  }

  add(lane: QueueLane): void {
    this.#lanes.set(lane.callId, lane);
  }

  remove(lane: QueueLane): void {
    this.#lanes.delete(lane.callId);
  }

  /** No task will come any more. */
  close(): void {
    this.#dispatcher.remove(this);
  }

  push(task: Task, extras: Placement | undefined): void {
    task.trip = this.#turn ??= waitingTrip();
    this.#line.push(task, extras);
    if (extras !== undefined) this.#noteExtras(task, extras);
    this.#open++;
    if (!this.#scheduled) this.#schedule();
  }

  /** Sends what there is room for now, and not at the end of the turn. */
  sendNow(): void {
    this.#dispatcher.wake();
  }

  /** A task that waits was cancelled. */
  drop(task: Task): void {
    if (this.#extras.size > 0) this.#extras.delete(task);
    const at = this.#alone.indexOf(task);
    if (at >= 0) void this.#alone.splice(at, 1);
    else if (!this.#line.drop(task)) this.#dropped++;
  }

  /** Tasks that could not be sent together. */
  sendAlone(tasks: readonly Task[]): void {
    this.#alone.push(...tasks);
  }

  /** A task is over. */
  over(how: keyof TaskCounts): void {
    this.statistics.counts[how]++;
    this.#open--;
    this.onOver?.();
  }

  /** Settles what waits with this error. */
  cancelQueued(reason: unknown): void {
    const waiting = [...this.#alone, ...this.#line.takeAll()];
    this.#alone = [];
    this.#dropped = 0;
    this.#extras.clear();
    for (const task of waiting) if (task.state === QUEUED) (task.owner as QueueLane).refuse(task, reason);
  }

  // ---- Source

  overtakes(): boolean {
    return this.#overtaking.isUsed && this.#alone.length === 0 && this.#overtaking.overtakes(this.#top());
  }

  take(): Batch | undefined {
    if (this.#overtaking.isUsed) {
      if (!this.#overtaking.mayTake(this.#top())) return undefined;
    } else if (this.#line.size === 1 && this.#alone.length === 0 && this.#extras.size === 0) return this.#takeOnly();
    for (let first = this.#next(); first !== undefined; first = this.#next()) {
      const lane = first.owner as QueueLane;
      const place = this.#placeOf(first);
      const tasks = first === this.#alone[0] ? this.#alone.splice(0, 1) : this.#gather(first, lane);
      const batch = lane.board(tasks, place);
      if (batch === undefined) continue;
      if (this.#extras.size > 0) for (const task of tasks) this.#extras.delete(task);
      this.#overtaking.sent(batch);
      return batch;
    }
    this.#refuseLost();
    return undefined;
  }

  /** The one task that waits: a program that awaits one after the other should not pay for choosing among them. */
  #takeOnly(): Batch | undefined {
    const task = this.#peek();
    if (task === undefined) {
      this.#refuseLost();
      return undefined;
    }
    this.#line.take();
    const batch = (task.owner as QueueLane).board([task], undefined);
    if (batch === undefined) return this.take();
    this.#overtaking.sent(batch);
    return batch;
  }

  settle(batch: Batch, reply: BatchReply): void {
    this.#lanes.get(batch.call.id)?.settle(batch, reply);
  }

  ended(batch: Batch, error?: unknown): void {
    this.#overtaking.ended(batch);
    this.#lanes.get(batch.call.id)?.ended(batch, error);
  }

  #schedule(): void {
    this.#scheduled = true;
    // A reaction of a promise: Node wraps a function that is queued as a microtask in a resource of its own.
    void now.then(this.#send);
  }

  readonly #send = (): void => {
    this.#scheduled = false;
    this.#turn = undefined;
    this.#dispatcher.wake();
  };

  #noteExtras(task: Task, extras: Placement): void {
    this.#extras.set(task, extras);
    if ((extras.priority ?? 0) !== 0) this.#overtaking.isUsed = true;
  }

  /** The priority of the task that goes next, where the line goes by priorities. */
  #top(): number | undefined {
    // A queue of the user's own is not looked into: what it gives is taken.
    return !(this.#line instanceof DefaultLine) || this.#peek() === undefined ? undefined : this.#line.top;
  }

  #placeOf(task: Task): Placement | undefined {
    return this.#extras.size === 0 ? undefined : this.#extras.get(task);
  }

  /** The task that goes next; cancelled ones are passed over. */
  #next(): Task | undefined {
    if (this.#alone.length === 0) return this.#peek();
    while (this.#alone.length > 0 && this.#alone[0]?.state !== QUEUED) void this.#alone.shift();
    return this.#alone[0] ?? this.#peek();
  }

  #peek(): Task | undefined {
    let task = this.#line.peek();
    while (task !== undefined && task.state !== QUEUED) {
      this.#line.take();
      this.#dropped--;
      task = this.#line.peek();
    }
    return task;
  }

  #refuseLost(): void {
    const lost = this.#line.lost();
    if (lost.length === 0) return;
    const reason = new CancelledError('the taskQueue of the pool has thrown the task away');
    for (const task of lost) (task.owner as QueueLane | undefined)?.refuse(task, reason);
  }

  /** Tasks for one batch: neighbours in the queue that are as urgent and called in the same way, on the same worker. */
  #gather(first: Task, lane: QueueLane): readonly Task[] {
    const most = this.#overtaking.limit(lane.nextSize(first, this.queued));
    const place = this.#placeOf(first);
    const entries: Task[] = [];
    let task: Task | undefined = first;
    do {
      this.#line.take();
      entries.push(task);
      task = this.#peek();
    } while (
      task !== undefined &&
      entries.length < most &&
      task.owner === lane &&
      task.spread === first.spread &&
      isSamePlace(this.#placeOf(task), place)
    );
    return entries;
  }
}

const isSamePlace = (a: Placement | undefined, b: Placement | undefined): boolean =>
  a === b ||
  (a?.key === b?.key &&
    a?.worker === b?.worker &&
    (a?.priority ?? 0) === (b?.priority ?? 0) &&
    a?.alone !== true &&
    b?.alone !== true);
