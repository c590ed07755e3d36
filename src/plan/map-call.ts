import { type Batch, type BatchReply, type CallHeader, type TaskBackend, taskIndex } from '../core/task.ts';
import { nextBatchId } from './batch-id.ts';
import type { BatchSizer } from './batch-size.ts';
import { windowBytes } from './byte-size.ts';
import type { Dispatcher, Source } from './dispatcher.ts';
import { Flights } from './flights.ts';
import type { ProgressMeter } from './progress.ts';
import type { ResultSink } from './results.ts';
import { RetryQueue } from './retry-queue.ts';
import { Settlement, type SettlementOptions } from './settlement.ts';
import type { Window, WindowSource } from './windows.ts';

/** How long a failing call waits for tasks that come before the failing one, so that the first error of the input wins. */
const FIRST_ERROR_GRACE_MS = 250;
/** How long tasks of a failed call may run on before they are killed: short ones end by themselves, which is cheaper. */
const WIND_DOWN_MS = 50;

/** Everything a call needs, checked and resolved. */
export interface MapCallOptions extends Omit<SettlementOptions, 'backendName'> {
  readonly dispatcher: Dispatcher;
  readonly header: CallHeader;
  readonly windows: (wake: () => void) => WindowSource;
  readonly spread: boolean;
  readonly sizer: BatchSizer;
  /** Fixed number of tasks per batch; undefined chooses it. */
  readonly batchSize: number | undefined;
  /** Most batches in flight or waiting to be taken by the consumer. */
  readonly preDispatch: number;
  readonly maxInFlightBytes: number;
  readonly onTaskStart: ((index: number, attempt: number) => void) | undefined;
}

/** One call over many tasks: pulls, sends, collects, retries, and settles exactly once. */
export class MapCall implements Source {
  /** Resolves when all tasks are over, or rejects with the call's error. */
  readonly finished: Promise<void>;
  readonly #options: MapCallOptions;
  readonly #backend: TaskBackend;
  readonly #sink: ResultSink;
  readonly #meter: ProgressMeter | undefined;
  readonly #windows: WindowSource;
  readonly #flights = new Flights();
  readonly #retries = new RetryQueue(() => this.wake());
  readonly #settlement: Settlement;
  /** Windows that were encoded one by one and wait for their turn. */
  readonly #prepared: Window[] = [];
  /** Tasks taken from the input so far. */
  #taken = 0;
  #firstError: { readonly index: number; readonly error: unknown } | undefined;
  #over = false;
  #graceTimer: ReturnType<typeof setTimeout> | undefined;
  #resolve!: () => void;
  #reject!: (error: unknown) => void;

  constructor(options: MapCallOptions) {
    this.#options = options;
    this.#backend = options.dispatcher.backend;
    this.#sink = options.sink;
    this.#meter = options.meter;
    this.finished = new Promise<void>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    const owner = {
      abortWith: (index: number, error: unknown) => this.#abortWith(index, error),
      cancel: (error: unknown) => this.cancel(error, WIND_DOWN_MS),
      check: () => this.#check(),
    };
    const queues = { flights: this.#flights, retries: this.#retries };
    this.#settlement = new Settlement({ ...options, backendName: this.#backend.name }, owner, queues);
    this.#windows = options.windows(() => this.wake());
  }

  /** Begins to dispatch. */
  start(): void {
    this.#options.dispatcher.add(this);
    this.#check();
  }

  /** Something is there to send. */
  wake(): void {
    if (this.#over) return;
    this.#options.dispatcher.wake();
    this.#check();
  }

  /**
   * Ends the call with this error.
   *
   * @param windDownMs - How long running tasks may go on before they are killed.
   */
  cancel(error: unknown, windDownMs = 0): void {
    if (this.#over) return;
    this.#end();
    this.#reject(error);
    const stop = () => {
      if (this.#flights.size > 0) this.#backend.cancel(this.#options.header.id, { kind: 'abort', reason: error });
    };
    if (windDownMs === 0) stop();
    else if (this.#flights.size > 0) setTimeout(stop, windDownMs);
  }

  take(): Batch | undefined {
    if (this.#over || this.#firstError !== undefined || this.#isFull()) return undefined;
    try {
      return this.#takeRetry() ?? this.#takeNext();
    } catch (error) {
      this.cancel(error);
      return undefined;
    }
  }

  settle(batch: Batch, reply: BatchReply): void {
    const flight = this.#flights.get(batch);
    if (flight === undefined) return;
    const ran = this.#settlement.settle(flight, reply);
    if (batch.attempt === 1 && reply.elapsedMs > 0) this.#options.sizer.observe(ran, reply.elapsedMs);
    this.#report();
    this.#check();
  }

  ended(batch: Batch, error?: unknown): void {
    this.#flights.remove(batch);
    if (error !== undefined) this.cancel(error);
    this.#check();
    if (this.#over) this.#endCallWhenLanded();
  }

  // ---- sending

  #isFull(): boolean {
    const { preDispatch, maxInFlightBytes } = this.#options;
    if (this.#flights.bytes >= maxInFlightBytes && this.#flights.tasks > 0) return true;
    const waiting = this.#flights.size + Math.ceil(this.#sink.held / this.#size());
    return waiting >= preDispatch && waiting > 0;
  }

  /** Tasks for the next batch. */
  #size(): number {
    const { batchSize, sizer } = this.#options;
    if (batchSize !== undefined) return batchSize;
    const { total } = this.#windows;
    const remaining = total === undefined ? undefined : Math.max(1, total - this.#taken);
    return sizer.next(remaining, Math.max(1, this.#backend.capacity()));
  }

  #takeNext(): Batch | undefined {
    const ready = this.#prepared.shift();
    if (ready !== undefined) return this.#batch(ready, 1);
    const windows = this.#windows.take(this.#size(), ({ index, error }) => {
      this.#taken++;
      this.#settlement.failed(error, { index, attempt: 1, workerId: 0 });
    });
    for (const window of windows) this.#taken += window.count;
    this.#prepared.push(...windows.slice(1));
    return windows[0] === undefined ? undefined : this.#batch(windows[0], 1);
  }

  #takeRetry(): Batch | undefined {
    const tasks = this.#retries.take(this.#size());
    const first = tasks[0];
    if (first === undefined) return undefined;
    const window = {
      first: first.index,
      count: tasks.length,
      fn: tasks.map((task) => task.fn),
      values: tasks.map((task) => task.value),
      indices: tasks.map((task) => task.index),
      ...this.#windows.again(tasks),
    };
    return this.#batch(window, first.attempt);
  }

  #batch(window: Window & { readonly indices?: readonly number[] }, attempt: number): Batch {
    const { header, spread, maxInFlightBytes, onTaskStart } = this.#options;
    const { first, count, fn, args, transfer, indices } = window;
    const batch: Batch = {
      id: nextBatchId(),
      call: header,
      fn,
      spread,
      count,
      first,
      attempt,
      args,
      ...(indices === undefined ? {} : { indices }),
      ...(transfer === undefined ? {} : { transfer }),
    };
    this.#flights.add(batch, window, maxInFlightBytes === Number.POSITIVE_INFINITY ? 0 : windowBytes(window.values));
    if (onTaskStart !== undefined) for (let i = 0; i < count; i++) onTaskStart(taskIndex(batch, i), attempt);
    return batch;
  }

  // ---- the end

  #abortWith(index: number, error: unknown): void {
    if (this.#firstError === undefined || index < this.#firstError.index) this.#firstError = { index, error };
    if (this.#graceTimer !== undefined || this.#over) return;
    this.#windows.close();
    // Tasks that come earlier in the input may fail too, and then theirs is the error that a plain loop would have thrown.
    this.#graceTimer = setTimeout(() => this.cancel(this.#firstError?.error, WIND_DOWN_MS), FIRST_ERROR_GRACE_MS);
  }

  #check(): void {
    if (this.#over) return;
    const { failure } = this.#windows;
    if (this.#firstError !== undefined) this.#checkFirstError(this.#firstError);
    else if (failure !== undefined) this.cancel(failure.error, WIND_DOWN_MS);
    else if (this.#isDone()) {
      this.#end();
      this.#resolve();
    }
  }

  #checkFirstError({ index, error }: { readonly index: number; readonly error: unknown }): void {
    const earlier = this.#flights.hasBefore(index) || this.#retries.some((waiting) => waiting < index);
    if (!earlier) this.cancel(error, WIND_DOWN_MS);
  }

  #isDone(): boolean {
    const waiting = this.#prepared.length + this.#flights.tasks + this.#settlement.pending + this.#retries.size;
    return this.#windows.exhausted && waiting === 0;
  }

  #end(): void {
    this.#over = true;
    clearTimeout(this.#graceTimer);
    this.#settlement.close();
    this.#retries.clear();
    this.#windows.close();
    this.#options.dispatcher.remove(this);
    this.#report(true);
    this.#endCallWhenLanded();
  }

  #endCallWhenLanded(): void {
    if (this.#flights.size === 0) this.#backend.endCall?.(this.#options.header.id);
  }

  #report(final = false): void {
    if (this.#meter === undefined) return;
    this.#meter.running = this.#flights.tasks;
    this.#meter.report(final);
  }
}
