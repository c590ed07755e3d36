/** The lanes in which single tasks of a pool travel together: one for each set of workers and timeout. */

import { CancelledError } from '../core/errors.ts';
import { type LaneOwner, SubmitLane } from '../plan/submit-lane.ts';
import { SubmitQueue } from '../plan/submit-queue.ts';
import { CustomLine, type TaskQueue } from '../plan/task-queue.ts';
import type { TaskStatistics } from '../plan/task-statistics.ts';
import { argumentEncoder } from '../plan/windows.ts';
import { holdSignals, type SignalHold } from '../platform/signals.ts';
import { isSmall, type LaneCall, openLaneCall } from './lane-call.ts';
import type { QueueLimit } from './queue-limit.ts';
import type { Resolved } from './resolve.ts';
import { TaskListeners } from './task-listeners.ts';
import type { WorkerSet } from './worker-sets.ts';

/** What the queue of a pool is like. */
export interface LaneOptions {
  readonly taskQueue?: TaskQueue | undefined;
  readonly limit?: QueueLimit | undefined;
  /** The workers of a backend, where they are open already. */
  readonly opened?: (backend: Resolved['backend']) => WorkerSet | undefined;
}

/** What a table needs of its pool. */
export interface LaneTableOptions extends LaneOptions {
  readonly statistics: TaskStatistics;
  /** Tasks of the pool that are not over. */
  readonly open: () => number;
  /** The workers that a signal to the program ends. */
  readonly sets: () => readonly WorkerSet[];
}

/** Tasks on their way, and who listens to them. */
export interface Lane extends LaneCall {
  readonly lane: SubmitLane;
  readonly listeners: TaskListeners;
}

const stopped = (signal: string) => new CancelledError(`the program was asked to stop by ${signal}`);

/** The lanes of one pool, and the queues before them. */
export class LaneTable {
  /** By workers and timeout. */
  readonly #lanes = new Map<WorkerSet, Map<number | undefined, Lane>>();
  readonly #queues = new Map<WorkerSet, SubmitQueue>();
  readonly #busy = new Set<SubmitLane>();
  #releaseSignals: (() => void) | undefined;
  #whenIdle: (() => void)[] = [];
  readonly #options: LaneTableOptions;

  constructor(options: LaneTableOptions) {
    this.#options = options;
  }

  /** Tasks that are not over. */
  get open(): number {
    let open = 0;
    for (const queue of this.#queues.values()) open += queue.open;
    return open;
  }

  /** Tasks that were not given to a worker. */
  get queued(): number {
    let queued = 0;
    for (const queue of this.#queues.values()) queued += queue.queued;
    return queued;
  }

  /** Whether a lane has tasks. */
  get isBusy(): boolean {
    return this.#busy.size > 0;
  }

  /** Resolves when no lane has tasks. */
  async idle(): Promise<void> {
    if (this.isBusy) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  /** No task will come any more. */
  retire(): void {
    for (const lanes of this.#lanes.values()) for (const { lane } of lanes.values()) lane.retire();
    this.#lanes.clear();
  }

  /** These workers have ended. */
  forget(set: WorkerSet): void {
    for (const { lane } of this.#lanes.get(set)?.values() ?? []) lane.retire();
    this.#lanes.delete(set);
    this.#queues.get(set)?.close();
    this.#queues.delete(set);
  }

  /** Sends what there is room for now, and not at the end of the turn. */
  sendNow(): void {
    for (const queue of this.#queues.values()) queue.sendNow();
  }

  /** Settles the tasks that have not begun with this error: those that were not sent, and those that wait in a worker. */
  cancelQueued(reason: unknown): void {
    for (const queue of this.#queues.values()) queue.cancelQueued(reason);
    for (const lane of this.#busy) lane.cancelWaiting(reason);
  }

  /** Settles those that have. */
  cancelSent(reason: unknown): void {
    for (const lane of this.#busy) lane.cancelSent(reason);
  }

  /** The lane that tasks with these options share. */
  lane(set: WorkerSet, resolved: Resolved): Lane {
    let lanes = this.#lanes.get(set);
    if (lanes === undefined) this.#lanes.set(set, (lanes = new Map()));
    let lane = lanes.get(resolved.options.timeout);
    if (lane === undefined || !isSmall(lane)) {
      lane?.lane.retire();
      lane = this.openLane(set, openLaneCall(resolved));
      lanes.set(resolved.options.timeout, lane);
    }
    return lane;
  }

  /** A lane for this call. */
  openLane(set: WorkerSet, laneCall: LaneCall): Lane {
    const { header, opened } = laneCall;
    const call = { header, codec: opened?.codec, encode: argumentEncoder(set.backend, opened?.codec) };
    const listeners = new TaskListeners();
    set.enter(header.id, listeners.listener);
    const owner: LaneOwner = {
      onBusy: () => this.#enter(lane),
      onIdle: () => this.#leave(lane),
      onEnd: () => {
        opened?.close();
        set.leave(header.id);
      },
    };
    const lane = new SubmitLane(this.#queue(set), call, owner);
    return { ...laneCall, lane, listeners };
  }

  #queue(set: WorkerSet): SubmitQueue {
    let queue = this.#queues.get(set);
    if (queue === undefined) {
      const { taskQueue, limit, statistics } = this.#options;
      // One queue of the user's cannot serve two backends: the first one has it.
      const isFree = taskQueue !== undefined && this.#queues.size === 0;
      queue = new SubmitQueue(set.dispatcher, isFree ? new CustomLine(taskQueue) : undefined, statistics);
      if (limit !== undefined) queue.onOver = () => limit.settle(this.#options.open());
      this.#queues.set(set, queue);
    }
    return queue;
  }

  /** Signals are held while tasks run. */
  #enter(lane: SubmitLane): void {
    this.#busy.add(lane);
    this.#releaseSignals ??= holdSignals(this.#hold);
  }

  readonly #hold: SignalHold = {
    onStop: async ({ signal, exiting }) => {
      const sets = this.#options.sets();
      if (!exiting) {
        this.cancelQueued(stopped(signal));
        this.cancelSent(stopped(signal));
      }
      await Promise.all(sets.map((set) => (exiting ? set.abandon() : set.end())));
    },
  };

  #leave(lane: SubmitLane): void {
    this.#busy.delete(lane);
    if (this.#busy.size > 0) return;
    this.#releaseSignals?.();
    this.#releaseSignals = undefined;
    if (this.#whenIdle.length === 0) return;
    const waiting = this.#whenIdle;
    this.#whenIdle = [];
    for (const resolve of waiting) resolve();
  }
}
