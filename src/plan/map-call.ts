import type { CallCodec } from '../core/codec.ts';
import { type ErrorInfo, setErrorInfo } from '../core/errors.ts';
import type { Batch, BatchReply, CallHeader, Outcome, TaskBackend } from '../core/task.ts';
import { taskIndex } from '../core/task.ts';
import type { BatchSizer } from './batch-size.ts';
import { windowBytes } from './byte-size.ts';
import type { Dispatcher, Source } from './dispatcher.ts';
import type { ErrorPolicy } from './error-policy.ts';
import { outcomeError } from './outcome-error.ts';
import type { ProgressMeter } from './progress.ts';
import type { ResultSink } from './results.ts';
import type { RetryPolicy } from './retry.ts';
import { RetryQueue } from './retry-queue.ts';
import type { Window, WindowSource } from './windows.ts';

/** How long a failing call waits for tasks that come before the failing one, so that the first error of the input wins. */
const FIRST_ERROR_GRACE_MS = 250;
/** How long tasks of a failed call may run on before they are killed: short ones end by themselves, which is cheaper. */
const WIND_DOWN_MS = 50;

/** What happened to one task; for listeners. */
export interface TaskDone {
  readonly index: number;
  readonly status: 'fulfilled' | 'rejected';
  readonly attempt: number;
  readonly workerId: number;
  readonly error?: unknown;
}

/** Everything a call needs, checked and resolved. */
export interface MapCallOptions {
  readonly dispatcher: Dispatcher;
  readonly header: CallHeader;
  readonly windows: (wake: () => void) => WindowSource;
  readonly codec: CallCodec | undefined;
  readonly spread: boolean;
  readonly sink: ResultSink;
  readonly sizer: BatchSizer;
  /** Fixed number of tasks per batch; undefined chooses it. */
  readonly batchSize: number | undefined;
  /** Most batches in flight or waiting to be taken by the consumer. */
  readonly preDispatch: number;
  readonly maxInFlightBytes: number;
  readonly onError: ErrorPolicy;
  readonly retry: RetryPolicy | undefined;
  readonly meter: ProgressMeter | undefined;
  readonly onTaskStart: ((index: number, attempt: number) => void) | undefined;
  readonly onTaskDone: ((task: TaskDone) => void) | undefined;
  readonly callStack: () => string | undefined;
}

interface InFlight {
  readonly window: Pick<Window, 'values' | 'fn'>;
  /** The first of its tasks in input order. */
  readonly lowest: number;
  readonly bytes: number;
  left: number;
}

let batchId = 0;

/** Batches are numbered per process. */
export const nextBatchId = (): number => ++batchId;

/** One call over many tasks: pulls, sends, collects, retries, and settles exactly once. */
export class MapCall implements Source {
  readonly finished: Promise<void>;
  readonly #options: MapCallOptions;
  readonly #backend: TaskBackend;
  readonly #windows: WindowSource;
  readonly #retries: RetryQueue;
  readonly #flying = new Map<number, InFlight>();
  readonly #prepared: Window[] = [];
  #taken = 0;
  #flyingTasks = 0;
  #flyingBytes = 0;
  #decoding = 0;
  #firstError: { readonly index: number; readonly error: unknown } | undefined;
  #over = false;
  #graceTimer: ReturnType<typeof setTimeout> | undefined;
  #resolve!: () => void;
  #reject!: (error: unknown) => void;

  constructor(options: MapCallOptions) {
    this.#options = options;
    this.#backend = options.dispatcher.backend;
    this.finished = new Promise<void>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#retries = new RetryQueue(() => this.wake());
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

  /** Ends the call with this error; what runs is cancelled. */
  cancel(error: unknown, windDownMs = 0): void {
    if (this.#over) return;
    this.#end();
    this.#reject(error);
    this.#cancelFlying(error, windDownMs);
  }

  // ---- Source

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
    const flying = this.#flying.get(batch.id);
    if (flying === undefined) return;
    let measured = 0;
    for (const outcome of reply.outcomes)
      measured += this.#settleOutcome({ batch, flying, workerId: reply.workerId }, outcome);
    if (batch.attempt === 1 && reply.elapsedMs > 0) this.#options.sizer.observe(measured, reply.elapsedMs);
    this.#options.meter?.report();
    this.#check();
  }

  ended(batch: Batch, error?: unknown): void {
    const flying = this.#flying.get(batch.id);
    if (flying !== undefined) {
      this.#flying.delete(batch.id);
      this.#flyingTasks -= flying.left;
      this.#flyingBytes -= flying.bytes;
      if (this.#options.meter !== undefined) this.#options.meter.running = this.#flyingTasks;
    }
    if (error !== undefined) this.cancel(error);
    this.#check();
    if (this.#over && this.#flying.size === 0) this.#backend.endCall?.(this.#options.header.id);
  }

  // ---- sending

  #isFull(): boolean {
    const { preDispatch, maxInFlightBytes, sink } = this.#options;
    if (this.#flyingBytes >= maxInFlightBytes && this.#flyingTasks > 0) return true;
    const waiting = this.#flying.size + Math.ceil(sink.held / this.#size());
    return waiting >= preDispatch && waiting > 0;
  }

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
    const windows = this.#windows.take(this.#size(), (task) => this.#failed(task.index, task.error, 1, 0));
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
      ...this.#windows.again(tasks),
    };
    return this.#batch(
      window,
      first.attempt,
      tasks.map((task) => task.index),
    );
  }

  #batch(window: Window, attempt: number, indices?: readonly number[]): Batch {
    const id = nextBatchId();
    const { header, spread, maxInFlightBytes, onTaskStart } = this.#options;
    const bytes = maxInFlightBytes === Number.POSITIVE_INFINITY ? 0 : windowBytes(window.values);
    const lowest = indices === undefined ? window.first : Math.min(...indices);
    this.#flying.set(id, { window, lowest, bytes, left: window.count });
    this.#flyingTasks += window.count;
    this.#flyingBytes += bytes;
    if (this.#options.meter !== undefined) this.#options.meter.running = this.#flyingTasks;
    const { first, count, fn, args, transfer } = window;
    const batch: Batch = {
      id,
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
    if (onTaskStart !== undefined) for (let i = 0; i < count; i++) onTaskStart(taskIndex(batch, i), attempt);
    return batch;
  }

  // ---- outcomes

  /** @returns How many tasks really ran. */
  #settleOutcome(from: { batch: Batch; flying: InFlight; workerId: number }, outcome: Outcome): number {
    const { batch, flying, workerId } = from;
    const count = 'count' in outcome ? outcome.count : 1;
    flying.left -= count;
    this.#flyingTasks -= count;
    switch (outcome.kind) {
      case 'values':
        this.#values(batch, outcome, workerId);
        return count;
      case 'thrown':
        this.#retryOrFail(from, outcome.at, outcomeError(outcome, this.#options.codec));
        return 1;
      case 'failed':
        this.#retryOrFail(from, outcome.at, outcomeError(outcome, this.#options.codec));
        return 0;
      case 'skipped':
        return 0;
    }
    return outcome satisfies never;
  }

  #values(batch: Batch, outcome: Extract<Outcome, { kind: 'values' }>, workerId: number): void {
    const { values, at, count } = outcome;
    if (values.kind === 'void' || values.kind === 'range') {
      if (!this.#over) this.#place(batch, at, count, undefined);
      this.#succeeded(batch, at, count, workerId);
      return;
    }
    if (values.kind === 'local' || values.kind === 'packed' || values.kind === 'typed') {
      if (!this.#over) this.#place(batch, at, count, values.values);
      this.#succeeded(batch, at, count, workerId);
      return;
    }
    const decoded = (this.#options.codec as CallCodec).decode(values);
    if (!(decoded instanceof Promise)) {
      if (!this.#over) this.#place(batch, at, count, decoded);
      this.#succeeded(batch, at, count, workerId);
      return;
    }
    this.#decoding++;
    decoded.then(
      (later) => {
        this.#decoding--;
        if (!this.#over) this.#place(batch, at, count, later);
        this.#succeeded(batch, at, count, workerId);
        this.#check();
      },
      (error: unknown) => {
        this.#decoding--;
        this.cancel(error);
      },
    );
  }

  /** Puts results in their places. Settled results get their envelope here. */
  #place(batch: Batch, at: number, count: number, values: ArrayLike<unknown> | undefined): void {
    const { sink, onError } = this.#options;
    if (onError === 'settle') {
      for (let i = 0; i < count; i++) sink.one(taskIndex(batch, at + i), { status: 'fulfilled', value: values?.[i] });
    } else if (batch.indices !== undefined) {
      for (let i = 0; i < count; i++) sink.one(taskIndex(batch, at + i), values?.[i]);
    } else if (values === undefined) sink.done(batch.first + at, count);
    else sink.run(batch.first + at, values);
  }

  #succeeded(batch: Batch, at: number, count: number, workerId: number): void {
    const { meter, onTaskDone } = this.#options;
    if (meter !== undefined) meter.done += count;
    if (onTaskDone === undefined) return;
    for (let i = 0; i < count; i++) {
      onTaskDone({ index: taskIndex(batch, at + i), status: 'fulfilled', attempt: batch.attempt, workerId });
    }
  }

  #retryOrFail(from: { batch: Batch; flying: InFlight; workerId: number }, at: number, error: unknown): void {
    const { batch, flying, workerId } = from;
    const index = taskIndex(batch, at);
    const { retry } = this.#options;
    if (this.#over || retry === undefined || !retry.again(error, batch.attempt)) {
      this.#failed(index, error, batch.attempt, workerId);
      return;
    }
    const { fn, values } = flying.window;
    const task = {
      index,
      value: values[at],
      fn: typeof fn === 'number' ? fn : (fn[at] as number),
      attempt: batch.attempt + 1,
    };
    this.#retries.add(task, retry.delayMs(batch.attempt, error));
  }

  #failed(index: number, error: unknown, attempt: number, workerId: number): void {
    if (this.#over) return;
    const { onError, meter, sink, onTaskDone } = this.#options;
    const callStack = this.#options.callStack();
    const info: ErrorInfo = {
      index,
      attempt,
      backend: this.#backend.name,
      ...(callStack === undefined ? {} : { callStack }),
    };
    setErrorInfo(error, info);
    if (meter !== undefined) {
      meter.done++;
      meter.failed++;
    }
    onTaskDone?.({ index, status: 'rejected', attempt, workerId, error });
    if (onError === 'abort') this.#abortWith(index, error);
    else if (onError === 'settle') sink.one(index, { status: 'rejected', reason: error });
    else if (onError === 'skip') sink.skip(index);
    else this.#fallback(onError, error, index);
  }

  #fallback(onError: (error: unknown, index: number) => unknown, error: unknown, index: number): void {
    this.#decoding++;
    // Through a promise, so that a fallback may be asynchronous and its own error fails the call.
    void new Promise((resolve) => resolve(onError(error, index))).then(
      (value) => {
        this.#decoding--;
        if (!this.#over) this.#options.sink.one(index, value);
        this.#check();
      },
      (failure: unknown) => this.cancel(failure, WIND_DOWN_MS),
    );
  }

  // ---- the end

  #abortWith(index: number, error: unknown): void {
    if (this.#firstError === undefined || index < this.#firstError.index) this.#firstError = { index, error };
    if (this.#graceTimer !== undefined || this.#over) return;
    this.#windows.close();
    // Tasks that come earlier in the input may fail too, and then theirs is the error that a plain loop would have thrown.
    this.#graceTimer = setTimeout(() => this.#abortNow(), FIRST_ERROR_GRACE_MS);
  }

  #abortNow(): void {
    if (this.#firstError !== undefined) this.cancel(this.#firstError.error, WIND_DOWN_MS);
  }

  /** Whether a task that comes before the failing one is still on its way. */
  #earlierRunning(before: number): boolean {
    if (this.#retries.some((index) => index < before)) return true;
    for (const flying of this.#flying.values()) if (flying.left > 0 && flying.lowest < before) return true;
    return false;
  }

  #check(): void {
    if (this.#over) return;
    const { failure } = this.#windows;
    if (this.#firstError !== undefined) {
      if (!this.#earlierRunning(this.#firstError.index)) this.#abortNow();
    } else if (failure !== undefined) this.cancel(failure.error, WIND_DOWN_MS);
    else if (this.#isDone()) {
      this.#end();
      this.#resolve();
    }
  }

  #isDone(): boolean {
    return (
      this.#windows.exhausted &&
      this.#prepared.length === 0 &&
      this.#flyingTasks === 0 &&
      this.#decoding === 0 &&
      this.#retries.size === 0
    );
  }

  #end(): void {
    this.#over = true;
    clearTimeout(this.#graceTimer);
    this.#retries.clear();
    this.#windows.close();
    this.#options.dispatcher.remove(this);
    this.#options.meter?.report(true);
    if (this.#flying.size === 0) this.#backend.endCall?.(this.#options.header.id);
  }

  #cancelFlying(reason: unknown, windDownMs: number): void {
    const stop = () => {
      if (this.#flying.size > 0) this.#backend.cancel(this.#options.header.id, { kind: 'abort', reason });
    };
    if (windDownMs === 0) stop();
    else if (this.#flying.size > 0) setTimeout(stop, windDownMs).unref?.();
  }
}
