import { BackendUnavailableError } from '../core/errors.ts';
import { type Batch, type BatchReply, type CallHeader, type TaskBackend, taskIndex } from '../core/task.ts';
import { nextBatchId } from './batch-id.ts';
import type { BatchSizer } from './batch-size.ts';
import { windowBytes } from './byte-size.ts';
import type { Dispatcher, Source } from './dispatcher.ts';
import { errorGraceMs } from './error-grace.ts';
import { Flights } from './flights.ts';
import type { NumberLender } from './number-lender.ts';
import type { ProgressMeter } from './progress.ts';
import type { ResultSink } from './results.ts';
import { RetryQueue } from './retry-queue.ts';
import { Settlement, type SettlementOptions } from './settlement.ts';
import type { Window, WindowSource } from './windows.ts';

/** How long tasks of a failed call may run on before they are killed: short ones end by themselves, which is cheaper. */
const WIND_DOWN_MS = 50;

/** Everything a call needs, checked and resolved. */
export interface MapCallOptions extends Omit<SettlementOptions, 'backendName'> {
  readonly dispatcher: Dispatcher;
  readonly header: CallHeader;
  readonly windows: (wake: () => void) => WindowSource;
  readonly spread: boolean;
  /** Index of the first task: not 0 where this is the rest of a call that began elsewhere. */
  readonly first?: number;
  readonly sizer: BatchSizer;
  /** Fixed number of tasks per batch; undefined chooses it. */
  readonly batchSize: number | undefined;
  /** Most batches in flight or waiting to be taken by the consumer. */
  readonly preDispatch: number;
  readonly maxInFlightBytes: number;
  /** Takes back what it lent to batches. */
  readonly lender?: NumberLender | undefined;
  readonly onTaskStart: ((index: number, attempt: number) => void) | undefined;
}

/** A window, and which try of its tasks it is for. */
interface Prepared extends Window {
  readonly attempt: number;
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
  /** Windows that wait for their turn. */
  readonly #prepared: Prepared[] = [];
  /** Tasks taken from the input so far, those before this call's first one included. */
  #taken: number;
  #firstError: { readonly index: number; readonly error: unknown } | undefined;
  #over = false;
  #callEnded = false;
  #graceTimer: ReturnType<typeof setTimeout> | undefined;
  #resolve!: () => void;
  #reject!: (error: unknown) => void;

  constructor(options: MapCallOptions) {
    this.#options = options;
    this.#taken = options.first ?? 0;
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
    if (this.#over) return;
    try {
      this.#report(); // a long first task shows a bar, too
    } catch (error) {
      this.cancel(error);
      return;
    }
    this.#options.dispatcher.add(this);
    this.#sink.prepare?.();
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
    this.#end({ error });
    const stop = () => {
      if (this.#flights.size > 0) this.#backend.cancel(this.#options.header.id, { kind: 'abort', reason: error });
    };
    if (windDownMs === 0) return stop();
    if (this.#flights.size === 0) return;
    // What has not begun never begins.
    this.#backend.cancelWaiting?.(this.#options.header.id, { kind: 'abort', reason: error });
    setTimeout(stop, windDownMs);
  }

  take(): Batch | undefined {
    if (this.#over) return undefined;
    try {
      const batch = this.#takeNext();
      if (batch !== undefined && !this.#over) return batch;
      // The input or a listener ended the call meanwhile.
      if (batch !== undefined) this.#flights.remove(batch);
    } catch (error) {
      this.cancel(error);
    }
    // The input may have ended, failed, or refused its last item just now, and nobody else would look.
    this.#check();
    return undefined;
  }

  settle(batch: Batch, reply: BatchReply): void {
    const flight = this.#flights.get(batch);
    if (flight === undefined || this.#over) {
      this.#settlement.discard(reply);
      return;
    }
    try {
      const ran = this.#settlement.settle(flight, reply);
      if (batch.attempt === 1 && reply.elapsedMs > 0) this.#options.sizer.observe(ran, reply.elapsedMs);
      this.#report();
    } catch (error) {
      this.cancel(error, WIND_DOWN_MS); // a listener of the caller's threw, or a result does not fit its typed array
    }
    this.#check();
  }

  ended(batch: Batch, error?: unknown): void {
    const flight = this.#flights.remove(batch);
    const missing = flight?.left ?? 0;
    if (missing === 0 && flight?.failed === false && batch.args.kind === 'packed')
      this.#options.lender?.takeBack(batch.args);
    if (error !== undefined) this.cancel(error);
    else if (missing > 0) this.cancel(this.#missingOutcomes(missing, batch));
    this.#check();
    if (this.#over) this.#endCallWhenLanded();
  }

  // ---- sending

  #isFull(): boolean {
    const { preDispatch, maxInFlightBytes } = this.#options;
    if (this.#flights.bytes >= maxInFlightBytes && this.#flights.tasks > 0) return true;
    const waiting = this.#flights.size + Math.ceil(this.#sink.held / this.#batchSize());
    return waiting >= preDispatch && waiting > 0;
  }

  /** Tasks for the next batch. */
  #size(): number {
    const { maxInFlightBytes } = this.#options;
    if (maxInFlightBytes === Number.POSITIVE_INFINITY) return this.#batchSize();
    return Math.max(1, Math.min(this.#batchSize(), this.#flights.room(maxInFlightBytes)));
  }

  /** Tasks in a batch, whatever their bytes. */
  #batchSize(): number {
    const { batchSize, sizer } = this.#options;
    if (batchSize !== undefined) return batchSize;
    const { total } = this.#windows;
    const remaining = total === undefined ? undefined : Math.max(1, total - this.#taken);
    return sizer.next(remaining, Math.max(1, this.#backend.capacity()));
  }

  /** The next of what is prepared, which does not wait for room: an ordered consumer may wait for just that. */
  #takeNext(): Batch | undefined {
    this.#prepareRetries();
    this.#prepare();
    const stopBefore = this.#stopBefore();
    const at = this.#prepared.findIndex((window) => window.first < stopBefore);
    if (at < 0 || this.#over) return undefined;
    const [window] = this.#prepared.splice(at, 1);
    return window === undefined ? undefined : this.#batch(window);
  }

  /** After a failure only tasks that come before it are sent: one of them may be the first error of the input. */
  #stopBefore(): number {
    return this.#firstError?.index ?? Number.POSITIVE_INFINITY;
  }

  /** Pulls from the input until there is something to send; items that cannot travel are settled on the way. */
  #prepare(): void {
    let refused = true;
    while (refused && this.#prepared.length === 0 && this.#firstError === undefined && !this.#isFull()) {
      refused = false;
      const windows = this.#windows.take(this.#size(), ({ index, error }) => {
        refused = true;
        this.#taken++;
        this.#settlement.failed(error, { index, attempt: 1, workerId: 0 });
      });
      for (const window of windows) {
        this.#taken += window.count;
        this.#prepared.push({ ...window, attempt: 1 });
      }
    }
  }

  /** Tasks that run again go first. */
  #prepareRetries(): void {
    const tasks = this.#retries.take(this.#batchSize(), this.#stopBefore());
    const attempt = tasks[0]?.attempt;
    if (attempt === undefined) return;
    // An argument that was moved to a worker is not there for a second try: what the first one failed with is the error.
    const windows = this.#windows.again(tasks, (refused) => {
      const { index, error } = tasks.find((task) => task.index === refused.index) ?? refused;
      this.#settlement.failed(error, { index, attempt: attempt - 1, workerId: 0 });
    });
    this.#prepared.unshift(...windows.map((window) => ({ ...window, attempt })));
  }

  #batch(window: Prepared): Batch {
    const { header, spread, maxInFlightBytes, onTaskStart } = this.#options;
    const { first, count, fn, args, transfer, indices, attempt } = window;
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
    if (onTaskStart !== undefined) for (let i = 0; i < count; i++) onTaskStart(taskIndex(batch, i), attempt);
    this.#flights.add(batch, window, maxInFlightBytes === Number.POSITIVE_INFINITY ? 0 : windowBytes(window.values));
    return batch;
  }

  // ---- the end

  #abortWith(index: number, error: unknown): void {
    if (this.#firstError === undefined || index < this.#firstError.index) this.#firstError = { index, error };
    if (this.#graceTimer !== undefined || this.#over) return;
    this.#windows.close();
    // Who takes results one after the other gets those before the error first, however long they take.
    if (this.#sink.inOrder === true) return;
    // Tasks that come earlier in the input may fail too, and then theirs is the error that a plain loop would have thrown.
    this.#graceTimer = setTimeout(() => this.cancel(this.#firstError?.error, WIND_DOWN_MS), errorGraceMs());
  }

  #check(): void {
    if (this.#over) return;
    const { failure } = this.#windows;
    if (this.#firstError !== undefined) this.#checkFirstError(this.#firstError);
    else if (failure !== undefined) {
      // Like a failing task after all that were taken: what a plain loop would have met first, is the call's error.
      this.#abortWith(this.#taken, failure.error);
      this.#check();
    } else if (this.#isDone()) this.#end();
  }

  #checkFirstError({ index, error }: { readonly index: number; readonly error: unknown }): void {
    const earlier =
      this.#flights.hasBefore(index) ||
      this.#retries.some((waiting) => waiting < index) ||
      this.#prepared.some((window) => window.first < index);
    if (!earlier) this.cancel(error, WIND_DOWN_MS);
  }

  #isDone(): boolean {
    const waiting = this.#prepared.length + this.#flights.tasks + this.#settlement.pending + this.#retries.size;
    return this.#windows.exhausted && waiting === 0;
  }

  #end(failure?: { readonly error: unknown }): void {
    this.#over = true;
    clearTimeout(this.#graceTimer);
    this.#settlement.close();
    this.#retries.clear();
    this.#prepared.length = 0;
    this.#windows.close();
    this.#options.dispatcher.remove(this);
    this.#endCallWhenLanded();
    let failed = failure;
    try {
      this.#report(true);
    } catch (error) {
      failed ??= { error };
    }
    if (failed === undefined) this.#resolve();
    else this.#reject(failed.error);
  }

  #endCallWhenLanded(): void {
    if (this.#flights.size > 0 || this.#callEnded) return;
    this.#callEnded = true;
    this.#backend.endCall?.(this.#options.header.id);
  }

  #missingOutcomes(missing: number, batch: Batch): Error {
    return new BackendUnavailableError(
      `backend ${this.#backend.name} ended a batch of ${batch.count} tasks without an outcome for ${missing} of them; ` +
        'its run() has to cover each position once (report this to its author)',
    );
  }

  #report(final = false): void {
    if (this.#meter === undefined) return;
    this.#meter.running = this.#flights.tasks;
    this.#meter.report(final);
  }
}
