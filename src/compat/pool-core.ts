/**
 * What the drop-ins for tinypool and piscina have in common: tasks go to the engine, and are counted as those libraries count
 * them. A task *runs* while no more than `capacity` are open, and *waits* beyond that.
 */

import { ParallelError } from '../core/errors.ts';
import type { WorkerEvent, WorkerInfo } from '../core/worker-set.ts';
import type { AnyFunction } from '../closure/nodes.ts';
import { DONE, type Task } from '../plan/task-handle.ts';
import type { Placement } from '../plan/task-queue.ts';
import { transfer, type Transferable } from '../memory/transfer.ts';
import { PoolEngine } from '../api/pool-engine.ts';
import { PoolListeners } from '../api/pool-events.ts';
import type { PoolOptions } from '../api/pool-options.ts';
import { AbortError, type AbortSignalAny, CancelError, isAborted, onAbort, reasonOf } from './abort.ts';
import { notBegun } from './not-begun.ts';
import { WaitingTask } from './waiting-task.ts';
import { afterMessages, hasPort } from './after-messages.ts';
import type { Balance, CoreOptions, CoreOwner, TaskOptions } from './core-options.ts';
import type { TaskQueue } from './task-queues.ts';
import { pathOf, taskOfFile } from './worker-file.ts';
import { shiftFrom, takenFrom } from './taken-tasks.ts';

/** A call that was not made yet. */
interface Call {
  readonly fn: AnyFunction;
  readonly argument: unknown;
}

const terminated = (): ParallelError => new ParallelError('ERR_CANCELLED', 'Terminating worker thread');

/** The pool behind a drop-in. */
export class PoolCore {
  readonly options: CoreOptions;
  readonly #owner: CoreOwner;
  #engine: PoolEngine;
  /** Tasks that were given to the engine, in order. */
  readonly #open = new Set<Task>();
  /** One that has ended starts again with the next task. */
  #state: 'open' | 'ending' | 'ended' = 'open';
  /** Workers that have not ended. */
  #live = 0;
  /** The first worker is being started. */
  #isBeginning = false;
  #whenChanged: (() => void)[] = [];
  completed = 0;

  constructor(options: CoreOptions, owner: CoreOwner) {
    this.options = options;
    this.#owner = owner;
    this.#engine = this.#openEngine(options.engine);
  }

  /** Tasks that wait. */
  get queueSize(): number {
    return Math.max(0, this.#open.size - this.options.capacity) + (this.options.queue?.size ?? 0);
  }

  /** Tasks that run. */
  get running(): number {
    return Math.min(this.#open.size, this.options.capacity);
  }

  get isFull(): boolean {
    return this.#open.size >= this.options.capacity;
  }

  /** The workers there are, but for those that are about to end. */
  workers(): WorkerInfo[] {
    const sets = this.#engine.openSets().flatMap(({ backend }) => backend.workerSet?.workers() ?? []);
    return sets.filter((worker) => worker.state !== 'ending');
  }

  /** Runs one task of the program's file. */
  run(payload: unknown, { transferList, filename, name, signal }: TaskOptions): Promise<unknown> {
    const file = filename ?? this.options.filename;
    if (file === null) {
      const message = 'filename must be provided to run() or in options object';
      return Promise.reject(new ParallelError('ERR_INVALID_OPTION', message));
    }
    const fn = taskOfFile(file, name ?? this.options.name);
    return this.call(fn, payload, { transferList, filename: file, name, signal });
  }

  /** Runs one task of any function. */
  call(fn: AnyFunction, payload: unknown, options: TaskOptions): Promise<unknown> {
    const { transferList, signal } = options;
    if (this.#state === 'ending') return Promise.reject(new AbortError('queue is being terminated'));
    if (signal && isAborted(signal)) return Promise.reject(new AbortError(reasonOf(signal)));
    if (this.#state === 'ended') this.#startAgain();
    const refusal = this.#refusal();
    if (refusal !== undefined) return Promise.reject(refusal);
    try {
      const isMoved = transferList !== undefined && transferList.length > 0;
      const argument = isMoved ? transfer(payload, transferList as readonly Transferable[]) : payload;
      const result = this.#give({ fn, argument }, payload, options);
      return isMoved && transferList.some(hasPort) ? afterMessages(result) : result;
    } catch (error) {
      return Promise.reject(error as Error); // what it lists cannot be moved
    }
  }

  /** To the engine, or to the program's own queue. */
  #give(call: Call, payload: unknown, options: TaskOptions): Promise<unknown> {
    const { queue, balance } = this.options;
    if (queue === undefined || (!this.isFull && balance === undefined))
      return this.#start(call, options.signal ?? undefined);
    const waiting = this.#wait(call, payload, options);
    if (balance !== undefined) this.#feed(queue);
    return waiting;
  }

  /** Takes out what waits, not what runs. */
  cancelPending(): void {
    const { queue, capacity } = this.options;
    queue?.cancel?.();
    for (const task of takenFrom(queue)) task.cancel();
    for (const task of notBegun(this.#engine, this.#open, capacity)) task.cancel(new CancelError());
    this.#changed();
  }

  /** Replaces the workers, or changes where they run: those that run something end after it. */
  async recycle(backend = this.#engine.options.backend): Promise<void> {
    if (backend === this.#engine.options.backend) {
      await Promise.all(this.#engine.openSets().map(async (set) => set.backend.workerSet?.recycle()));
      return;
    }
    const old = this.#engine;
    this.#engine = this.#openEngine({ ...old.options, backend });
    await old.close();
  }

  /** Resolves when no task is left. No more are taken until {@link destroy} is over. */
  async drain(force: boolean): Promise<void> {
    this.#state = 'ending';
    if (force) this.#dropWaiting();
    for (;;) {
      if (this.#open.size > 0) await Promise.allSettled(this.#open);
      // What waits for a worker that is being started is given to it when it is there.
      else if ((this.options.queue?.size ?? 0) > 0)
        await new Promise<void>((resolve) => this.#whenChanged.push(resolve));
      else return;
    }
  }

  /** Rejects all tasks and ends the workers. */
  async destroy(): Promise<void> {
    this.#state = 'ending';
    const { queue } = this.options;
    const engine = this.#engine;
    for (const task of takenFrom(queue)) task.reject(terminated());
    this.#changed();
    await engine.terminate(terminated());
    if (this.#engine === engine) this.#state = 'ended';
  }

  #startAgain(): void {
    this.#engine = this.#openEngine(this.#engine.options);
    this.#state = 'open';
  }

  #changed(): void {
    this.#owner.onChange();
    for (const resolve of this.#whenChanged.splice(0)) resolve();
  }

  #openEngine(options: PoolOptions): PoolEngine {
    const engine = new PoolEngine(options, new PoolListeners());
    engine.onOpen = ({ backend: { workerSet } }) => {
      if (workerSet === undefined) return;
      for (const worker of workerSet.workers()) this.#onWorker({ kind: 'start', worker });
      workerSet.onWorker = (event) => this.#onWorker(event);
    };
    engine.begin();
    return engine;
  }

  #onWorker(event: WorkerEvent): void {
    if (event.kind === 'start') this.#live++;
    else if (event.kind === 'end') this.#live--;
    this.#owner.onWorker(event);
    const { queue, balance } = this.options;
    if (queue !== undefined && balance !== undefined && event.kind !== 'start') this.#feed(queue);
  }

  /** Starts workers for so many tasks now, and not only when the tasks are sent. */
  #warm(tasks: number): void {
    const workers = Math.ceil(tasks / this.options.tasksPerWorker);
    if (workers <= this.#live || this.#live >= this.options.capacity / this.options.tasksPerWorker) return;
    for (const { backend } of this.#engine.openSets()) backend.warm?.(workers);
  }

  #refusal(): ParallelError | undefined {
    const { maxQueue, balance } = this.options;
    if (balance !== undefined ? this.queueSize < maxQueue : !this.isFull || this.queueSize < maxQueue) return undefined;
    if (maxQueue === 0) return new ParallelError('ERR_QUEUE_FULL', 'No task queue available and all Workers are busy');
    return new ParallelError('ERR_QUEUE_FULL', 'Task queue is at limit');
  }

  #start({ fn, argument }: Call, signal: AbortSignalAny | undefined, worker?: number): Task {
    const task = this.#engine.submit(fn, [argument], this.#placement(worker, signal !== undefined));
    if (task.state >= DONE) {
      if (worker !== undefined) this.options.balance?.release(worker, signal !== undefined);
      return task; // refused
    }
    this.#open.add(task);
    this.#warm(this.#open.size);
    const leave = signal && onAbort(signal, () => task.cancel(new AbortError(reasonOf(signal))));
    task.onOver = () => {
      if (worker !== undefined) this.options.balance?.release(worker, signal !== undefined);
      this.#over(task, leave);
    };
    // A program may block its own thread until the task has done something. Where no worker is free, tasks are sent together.
    if (this.#open.size <= this.#live * this.options.tasksPerWorker) this.#engine.sendNow();
    this.#changed();
    return task;
  }

  /** A task that can be aborted has a worker to itself, because an abort may end the worker. */
  #placement(worker: number | undefined, isAbortable: boolean): Placement | undefined {
    const alone = isAbortable && this.options.tasksPerWorker > 1;
    if (worker === undefined && !alone) return undefined;
    return { ...(worker !== undefined && { worker }), ...(alone && { alone }) };
  }

  #over(task: Task, leave: (() => void) | undefined): void {
    leave?.();
    this.#open.delete(task);
    this.completed++;
    this.#owner.onOver(task);
    if (this.options.queue !== undefined) this.#feed(this.options.queue);
    this.#changed();
  }

  // A queue of the program's own

  #wait(call: Call, payload: unknown, { filename, name, signal }: TaskOptions): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const { queueOptions, queue } = this.options;
    const task = new WaitingTask(payload, { ...call, resolve, reject, signal: signal ?? undefined });
    task.describe({
      filename: pathOf(filename ?? ''),
      name: name ?? this.options.name,
      symbol: queueOptions,
      options: (payload as Record<symbol, object | undefined> | null | undefined)?.[queueOptions] ?? null,
    });
    if (signal) {
      task.leave = onAbort(signal, () => {
        queue?.remove(task as never);
        task.reject(new AbortError(reasonOf(signal)));
        this.#changed();
      });
    }
    queue?.push(task as never);
    this.#changed();
    return promise;
  }

  #feed(queue: TaskQueue<never>): void {
    const { balance } = this.options;
    while (queue.size > 0 && (balance !== undefined || !this.isFull)) {
      const waiting = shiftFrom(queue);
      if (waiting === undefined) return;
      const worker = balance?.choose(waiting);
      if (balance !== undefined && worker === undefined) return this.#putBack(queue, waiting, balance);
      waiting.leave?.();
      this.#start(waiting.parts, waiting.parts.signal, worker).then(waiting.parts.resolve, waiting.parts.reject);
    }
  }

  /** No worker is good enough for the task: perhaps a new one is. */
  #putBack(queue: TaskQueue<never>, task: WaitingTask, { keepsOrder }: Balance): void {
    if (keepsOrder && queue.unshift !== undefined) queue.unshift(task as never);
    else queue.push(task as never);
    if (this.#live === 0) void this.#startFirst(queue);
    else this.#warm((this.#live + 1) * this.options.tasksPerWorker);
  }

  /** Waits for a worker, which keeps the program alive meanwhile. Where there can be none, what waits hears of it. */
  async #startFirst(queue: TaskQueue<never>): Promise<void> {
    if (this.#isBeginning) return;
    this.#isBeginning = true;
    try {
      const { backend } = await this.#engine.workers(this.#engine.defaults(), 1);
      await backend.workerSet?.ready();
    } catch (error) {
      for (const task of takenFrom(queue)) task.reject(error as Error);
      this.#changed();
    }
    this.#isBeginning = false;
  }

  #dropWaiting(): void {
    const { queue, capacity } = this.options;
    const error = () => new AbortError('pool is closed');
    for (const task of takenFrom(queue)) task.reject(error());
    for (const task of notBegun(this.#engine, this.#open, capacity)) task.cancel(error());
  }
}
