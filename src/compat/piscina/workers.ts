/** What events and load balancers of piscina are told of threads. */

import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { WorkerInfo } from '../../core/worker-set.ts';
import type { PiscinaTask } from './helpers.ts';
import { type PiscinaHistogramSummary, summaryOf, toMicros } from './histograms.ts';

/** A thread of a pool. */
export interface PiscinaWorker {
  /** Its thread id. */
  readonly id: number;
  /** Tasks that it has; Infinity while it runs one that can be aborted. */
  readonly currentUsage: number;
  readonly isRunningAbortableTask: boolean;
  /** Times of its tasks in milliseconds, with the option `workerHistogram`. */
  readonly histogram: PiscinaHistogramSummary | null;
  readonly terminating: boolean;
  readonly destroyed: boolean;
}

/** Chooses the thread of a task; null when the task has to wait. */
export type PiscinaLoadBalancer = (task: PiscinaTask, workers: PiscinaWorker[]) => PiscinaWorker | null;

/** A thread as the pool sees it. */
class WorkerView implements PiscinaWorker {
  readonly id: number;
  /** Of the engine. */
  readonly #workerId: number;
  readonly #current: (workerId: number) => WorkerInfo | undefined;
  readonly #times: RecordableHistogram | undefined;
  /** Tasks that a load balancer has given it. */
  assigned = 0;
  assignedAbortable = 0;

  constructor(info: WorkerInfo, current: (workerId: number) => WorkerInfo | undefined, keepsTimes: boolean) {
    this.id = info.threadId ?? -1;
    this.#workerId = info.workerId;
    this.#current = current;
    this.#times = keepsTimes ? createHistogram() : undefined;
  }

  get workerId(): number {
    return this.#workerId;
  }

  get currentUsage(): number {
    if (this.isRunningAbortableTask) return Infinity;
    return Math.max(this.assigned, this.#current(this.#workerId)?.running ?? 0);
  }

  get isRunningAbortableTask(): boolean {
    return this.assigned === 1 && this.assignedAbortable === 1;
  }

  get histogram(): PiscinaHistogramSummary | null {
    return this.#times === undefined ? null : summaryOf(this.#times);
  }

  get terminating(): boolean {
    return this.#current(this.#workerId)?.state === 'ending';
  }

  get destroyed(): boolean {
    return this.#current(this.#workerId) === undefined;
  }

  record(runMs: number): void {
    this.#times?.record(toMicros(runMs));
  }
}

/** The threads of a pool, each in one object for as long as it lives. */
export class WorkerViews {
  readonly #views = new Map<number, WorkerView>();
  readonly #list: () => readonly WorkerInfo[];
  readonly #keepsTimes: boolean;

  /** @param list - The threads that there are. */
  constructor(list: () => readonly WorkerInfo[], keepsTimes: boolean) {
    this.#list = list;
    this.#keepsTimes = keepsTimes;
  }

  viewOf(info: WorkerInfo): WorkerView {
    let view = this.#views.get(info.workerId);
    if (view === undefined) {
      const current = (id: number): WorkerInfo | undefined => this.#list().find(({ workerId }) => workerId === id);
      this.#views.set(info.workerId, (view = new WorkerView(info, current, this.#keepsTimes)));
    }
    return view;
  }

  forget({ workerId }: WorkerInfo): void {
    this.#views.delete(workerId);
  }

  /** Notes how long a task has run, in milliseconds. */
  record(workerId: number | undefined, runMs: number): void {
    if (this.#keepsTimes && workerId !== undefined) this.#views.get(workerId)?.record(runMs);
  }

  /** Asks a load balancer for the thread of a task. @returns The number of the thread; undefined when there is none. */
  choose(balancer: PiscinaLoadBalancer, task: PiscinaTask): number | undefined {
    const views = this.#list().map((info) => this.viewOf(info));
    const chosen = balancer(task, views);
    const view = views.find((one) => one === chosen); // what is no thread of this pool is none
    if (view === undefined) return undefined;
    view.assigned++;
    if (task.isAbortable) view.assignedAbortable++;
    return view.workerId;
  }

  /** A task that was given to a thread by a load balancer is over. */
  release(workerId: number, isAbortable: boolean): void {
    const view = this.#views.get(workerId);
    if (view === undefined) return;
    view.assigned--;
    if (isAbortable) view.assignedAbortable--;
  }
}
