/** Single tasks of a pool: many at once travel together where they can, the others are calls of their own. */

import { InvalidOptionError } from '../core/errors.ts';
import { CANCELLED, QUEUED, Task, waitingTrip } from '../plan/task-handle.ts';
import type { TaskExtras } from '../plan/task-queue.ts';
import { TaskStatistics } from '../plan/task-statistics.ts';
import { openCapturePart } from './capture-part.ts';
import { currentConfig } from './config.ts';
import { hasHandles, withResults } from './handle-arguments.ts';
import { isAlone, isCall, isSmall, openLaneCall, type Submission } from './lane-call.ts';
import { type Lane, type LaneOptions, LaneTable } from './lane-table.ts';
import type { CallSettings } from './options.ts';
import { OutsideTasks } from './outside-tasks.ts';
import type { Resolved } from './resolve.ts';
import type { AnyFunction } from './call-request.ts';
import { runSingle } from './single-task.ts';
import { type Waiting, WaitingTasks } from './waiting-tasks.ts';
import type { WorkerSet } from './worker-sets.ts';

/** What a single task may set. */
export type SubmitSettings = Pick<CallSettings, 'signal' | 'timeout' | 'retry' | 'backend' | 'onReport' | 'onOutput'>;

/** Where a task of a function went. */
interface Destination {
  readonly fn: AnyFunction;
  readonly resolved: Resolved;
  readonly set: WorkerSet;
  readonly lane: Lane;
  readonly position: number;
}

/** The lanes of one pool: one for each backend and timeout. */
export class PoolLanes {
  readonly #workers: (resolved: Resolved, tasks?: number) => Promise<WorkerSet>;
  readonly #sets = new Map<Resolved['backend'], WorkerSet>();
  /** What the last task went to, found without a key: tasks of one function often come in thousands. */
  #last: Destination | undefined;
  readonly #waiting = new WaitingTasks();
  readonly #outside = new OutsideTasks(() => this.#options.limit?.settle(this.open));
  #cancelled: { readonly reason: unknown } | undefined;
  #nextIndex = 0;
  readonly statistics = new TaskStatistics();
  readonly #lanes: LaneTable;
  readonly #options: LaneOptions;

  constructor(workers: (resolved: Resolved, tasks?: number) => Promise<WorkerSet>, options: LaneOptions = {}) {
    this.#workers = workers;
    this.#options = options;
    this.#lanes = new LaneTable({
      ...options,
      statistics: this.statistics,
      open: () => this.open,
      sets: () => [...this.#sets.values()],
    });
  }

  /** Tasks that are not over. */
  get open(): number {
    return this.#outside.size + this.#waiting.size + this.#lanes.open;
  }

  /** Tasks that were not given to a worker. */
  get queued(): number {
    return this.#outside.queued + this.#waiting.size + this.#lanes.queued;
  }

  /** Runs one task. Captured values are read now. */
  submit(submission: Submission, signal?: AbortSignal): Task {
    const task = new Task(this.#nextIndex++, submission.args);
    try {
      this.#options.limit?.admit(this.open);
      if (signal !== undefined) cancelBySignal(task, signal);
      if (hasHandles(submission.args)) this.#afterArguments({ task, submission });
      else this.#dispatch(task, submission);
    } catch (error) {
      task.fail(error); // its function cannot travel
    }
    return task;
  }

  /** Sends what there is room for now, and not at the end of the turn. */
  sendNow(): void {
    this.#lanes.sendNow();
  }

  /** A task that failed at the door. */
  refuse(error: unknown): Task {
    const task = new Task(this.#nextIndex++, []);
    task.fail(error);
    return task;
  }

  #dispatch(task: Task, submission: Submission): void {
    if (task.state !== QUEUED) return; // cancelled already
    const last = this.#last;
    const { fn, resolved } = submission;
    if (last?.fn === fn && last.resolved === resolved && last.set.isOpen && isSmall(last.lane)) {
      task.fn = last.position;
      last.lane.listeners.add(task, resolved.options);
      last.lane.lane.submit(task, submission.extras);
      return;
    }
    if (this.#cancelled !== undefined) return void task.fail(this.#cancelled.reason, CANCELLED);
    const loading = openCapturePart();
    if (loading !== undefined) this.#outside.after(task, loading, () => this.#dispatch(task, submission));
    else if (isCall(submission)) this.#single({ task, submission });
    else this.#toWorkers({ task, submission });
  }

  /** Workers first: the first one starts while the code for captures is loaded and the function is looked at, which takes as long. */
  #toWorkers(entry: Waiting): void {
    const { fn, resolved } = entry.submission;
    const { backend } = resolved;
    // What is wrong with them is told to the task, which asks for them again.
    if (this.#ready(backend) === undefined && !this.#waiting.has(backend)) this.#workers(resolved, 1).catch(() => {});
    if (isAlone(fn)) this.#toOwnLane(entry);
    else this.#toLane(entry);
  }

  #toLane({ task, submission }: Waiting): void {
    const set = this.#ready(submission.resolved.backend);
    if (set === undefined) this.#wait({ task, submission });
    else this.#send(set, task, submission);
  }

  /** Its captured values are read now; it waits in the queue like the others. */
  #toOwnLane({ task, submission: { fn, resolved, extras } }: Waiting): void {
    const call = openLaneCall(resolved);
    try {
      task.fn = call.table.position(fn);
    } catch (error) {
      call.opened?.close();
      throw error;
    }
    const send = (set: WorkerSet): void => {
      if (task.state !== QUEUED) return call.opened?.close();
      const lane = this.#lanes.openLane(set, call);
      lane.listeners.add(task, resolved.options);
      lane.lane.submit(task, extras);
      lane.lane.retire();
    };
    const ready = this.#ready(resolved.backend);
    if (ready !== undefined) return send(ready);
    const opening = this.#open(resolved);
    opening.catch(() => call.opened?.close());
    this.#outside.after(task, opening, send);
  }

  /** Waits for the tasks among its arguments. */
  #afterArguments({ task, submission }: Waiting): void {
    const { args } = submission;
    task.trip = waitingTrip();
    this.#outside.after(task, withResults(task, args), (results) => {
      if (results === undefined) return;
      task.arguments = results;
      this.#dispatch(task, submission);
    });
  }

  /** The workers that are there; those that a signal has ended are forgotten. */
  #ready(backend: Resolved['backend']): WorkerSet | undefined {
    const set = this.#sets.get(backend);
    if (set === undefined) return this.#opened(backend);
    if (set.isOpen) return set;
    this.#sets.delete(backend);
    this.#lanes.forget(set);
    this.#last = undefined;
    return undefined;
  }

  /** Resolves when no task is left. */
  async idle(): Promise<void> {
    while (this.#outside.isBusy || this.#lanes.isBusy) {
      if (this.#outside.isBusy) await this.#outside.settled();
      else await this.#lanes.idle();
    }
  }

  /** No task will come any more. */
  retire(): void {
    this.#lanes.retire();
    this.#last = undefined;
  }

  /** Settles all tasks with this error, also those that are only being prepared. */
  cancelAll(reason: unknown): void {
    this.#cancelled = { reason };
    this.#outside.cancel(reason, { queuedOnly: false });
    this.#waiting.cancel(reason);
    this.#lanes.cancelQueued(reason);
    this.#lanes.cancelSent(reason);
  }

  /** Settles the tasks that have not begun with this error. */
  cancelQueued(reason: unknown): void {
    this.#outside.cancel(reason, { queuedOnly: true });
    this.#waiting.cancel(reason);
    this.#lanes.cancelQueued(reason);
  }

  /** Into its lane at once: latency counts here, and so does every object that is made. */
  #send(set: WorkerSet, task: Task, { fn, resolved, extras }: Submission): void {
    const lane = this.#lanes.lane(set, resolved);
    const position = lane.table.position(fn);
    this.#last = { fn, resolved, set, lane, position };
    task.fn = position;
    lane.listeners.add(task, resolved.options);
    lane.lane.submit(task, extras);
  }

  /** Until there are workers; one promise for all, because a hundred thousand tasks may come before the first one. */
  #wait(entry: Waiting): void {
    if (!this.#waiting.add(entry)) return;
    const { resolved } = entry.submission;
    const sent = this.#open(resolved).then(
      (set) => this.#waiting.take(resolved.backend).forEach((one) => this.#sendWaiting(set, one)),
      (error: unknown) => this.#waiting.take(resolved.backend).forEach(({ task }) => task.fail(error)),
    );
    this.#outside.track(sent);
  }

  #sendWaiting(set: WorkerSet, { task, submission }: Waiting): void {
    if (task.state !== QUEUED) return;
    try {
      this.#send(set, task, submission);
    } catch (error) {
      task.fail(error); // its function cannot travel
    }
  }

  /** The workers of the backend, where the pool has opened them already. */
  #opened(backend: Resolved['backend']): WorkerSet | undefined {
    const set = this.#options.opened?.(backend);
    if (set?.isOpen !== true || this.#waiting.has(backend)) return undefined;
    this.#sets.set(backend, set);
    return set;
  }

  async #open(resolved: Resolved): Promise<WorkerSet> {
    const set = await this.#workers(resolved);
    this.#sets.set(resolved.backend, set);
    return set;
  }

  #single({ task, submission: { fn, resolved, extras } }: Waiting): void {
    if (extras !== undefined) throw extrasError(extras, resolved);
    const place = { resolved, workers: (tasks?: number) => this.#workers(resolved, tasks) };
    this.#outside.alone(
      task,
      runSingle(task, fn, place).finally(() => this.statistics.ended(task)),
    );
  }
}

/** Options that make a task a call of its own, which does not wait in the queue. */
const callOptions = ['retry', 'onTaskStart', 'onTaskDone', 'verbose'] as const;

/** Such a task has no place in the queue. Names what was given, and what comes from elsewhere. */
function extrasError(extras: TaskExtras, { options }: Resolved): InvalidOptionError {
  const config = currentConfig();
  const given = callOptions.filter((name) => options[name] !== undefined && options[name] !== 0);
  const others = given.map((name) =>
    config[name] !== undefined && config[name] === options[name] ? `${name} (set by parallelConfig)` : name,
  );
  const wanted = Object.keys(extras).join(' and ');
  return new InvalidOptionError(
    `${wanted} cannot be combined with ${others.join(' and ')}: such a task is a call of its own and does not wait in the ` +
      'queue; leave out one of them',
  );
}

/** Cancels the task when the signal fires; nothing is left at the signal when the task ends before. */
function cancelBySignal(task: Task, signal: AbortSignal): void {
  const abort = () => task.cancel(signal.reason);
  if (signal.aborted) return void abort();
  task.onOver = () => signal.removeEventListener('abort', abort);
  signal.addEventListener('abort', abort, { once: true });
}
