import type { CallCodec } from '../core/codec.ts';
import { setErrorInfo } from '../core/error-info.ts';
import type { GraphPayload } from '../core/payload.ts';
import { type Batch, type BatchReply, type Outcome, taskIndex } from '../core/task.ts';
import type { ErrorPolicy } from './error-policy.ts';
import type { Flight, Flights } from './flights.ts';
import { outcomeError, outcomeValues } from './outcome-values.ts';
import type { ProgressMeter } from './progress.ts';
import type { ResultSink } from './results.ts';
import type { RetryPolicy } from './retry.ts';
import type { RetryQueue } from './retry-queue.ts';

/** What happened to one task; for listeners. */
export interface TaskDone {
  /** Position of the item in the input, from 0. */
  readonly index: number;
  /** How it ended. */
  readonly status: 'fulfilled' | 'rejected';
  /** How often it had been tried, from 1. */
  readonly attempt: number;
  /** Number of the worker that ran it; 0 in the caller's own thread. */
  readonly workerId: number;
  /** What it failed with. */
  readonly error?: unknown;
}

/** What outcomes lead to. */
export interface SettlementOptions {
  readonly backendName: string;
  readonly codec: CallCodec | undefined;
  readonly sink: ResultSink;
  readonly onError: ErrorPolicy;
  readonly retry: RetryPolicy | undefined;
  readonly meter: ProgressMeter | undefined;
  readonly onTaskDone: ((task: TaskDone) => void) | undefined;
  /** Stack of the call, made when somebody asks for it. */
  readonly callSite: { readonly stack: string };
}

/** How a settlement talks to its call. */
export interface SettlementOwner {
  /** With `onError: 'abort'`: this task failed. */
  abortWith(index: number, error: unknown): void;
  /** The call cannot go on. */
  cancel(error: unknown): void;
  /** Something was settled outside of a reply. */
  check(): void;
}

/** A task that has an outcome. */
interface Settling {
  readonly flight: Flight;
  readonly workerId: number;
}

type Values = Extract<Outcome, { kind: 'values' }>;

/** Turns outcomes into results, retries and failures. */
export class Settlement {
  readonly #options: SettlementOptions;
  readonly #owner: SettlementOwner;
  readonly #flights: Flights;
  readonly #retries: RetryQueue;
  #closed = false;
  /** Results that wait for a class to be imported, or for a fallback. */
  pending = 0;

  constructor(options: SettlementOptions, owner: SettlementOwner, queues: { flights: Flights; retries: RetryQueue }) {
    this.#options = options;
    this.#owner = owner;
    this.#flights = queues.flights;
    this.#retries = queues.retries;
  }

  /** Nothing is stored from now on. */
  close(): void {
    this.#closed = true;
  }

  /** @returns How many tasks really ran. */
  settle(flight: Flight, reply: BatchReply): number {
    let ran = 0;
    for (const outcome of reply.outcomes) ran += this.#settleOne({ flight, workerId: reply.workerId }, outcome);
    return ran;
  }

  /** Outcomes that come too late. They are decoded all the same: what of them lies outside of messages goes when it is read. */
  discard({ outcomes }: BatchReply): void {
    for (const outcome of outcomes) {
      if (outcome.kind !== 'values' || outcome.values.kind !== 'graph') continue;
      void new Promise((resolve) => resolve(this.#options.codec?.decode(outcome.values as GraphPayload))).catch(
        () => {},
      );
    }
  }

  /** A task failed for good. */
  failed(error: unknown, task: Omit<TaskDone, 'status' | 'error'>): void {
    if (this.#closed) return;
    const { onError, meter, sink, onTaskDone, callSite, backendName } = this.#options;
    const { index, attempt } = task;
    setErrorInfo(error, {
      index,
      attempt,
      backend: backendName,
      get callStack() {
        return callSite.stack;
      },
    });
    if (meter !== undefined) {
      meter.done++;
      meter.failed++;
    }
    onTaskDone?.({ ...task, status: 'rejected', error });
    if (onError === 'abort') this.#owner.abortWith(index, error);
    else if (onError === 'settle') sink.one(index, { status: 'rejected', reason: error });
    else if (onError === 'skip') sink.skip(index);
    else this.#fallback(onError, error, index);
  }

  #settleOne(from: Settling, outcome: Outcome): number {
    const count = 'count' in outcome ? outcome.count : 1;
    this.#flights.landed(from.flight, count);
    if (outcome.kind === 'failed') from.flight.failed = true;
    switch (outcome.kind) {
      case 'values':
        this.#values(from, outcome);
        return count;
      case 'thrown':
      case 'failed':
        this.#retryOrFail(from, outcome.at, outcomeError(outcome, this.#options.codec));
        return outcome.kind === 'thrown' ? 1 : 0;
      case 'skipped':
        return 0;
    }
    return outcome satisfies never;
  }

  #values(from: Settling, outcome: Values): void {
    let decoded: ReturnType<typeof outcomeValues>;
    try {
      decoded = outcomeValues(outcome, this.#options.codec, from.flight.batch.args);
    } catch (error) {
      this.#undecodable(from, outcome, error);
      return;
    }
    if (decoded instanceof Promise) this.#later(from, outcome, decoded);
    else this.#succeeded(from, outcome, decoded);
  }

  /** Results that cannot be read here, say because a class cannot be imported, fail their tasks alone. */
  #undecodable(from: Settling, { at, count }: Values, error: unknown): void {
    for (let i = 0; i < count; i++) this.#retryOrFail(from, at + i, error);
  }

  #later(from: Settling, outcome: Values, decoding: Promise<ArrayLike<unknown>>): void {
    this.pending++;
    void decoding
      .then(
        (values) => this.#succeeded(from, outcome, values),
        (error: unknown) => this.#undecodable(from, outcome, error),
      )
      .catch((error: unknown) => this.#owner.cancel(error)) // a listener of the caller's threw
      .then(() => {
        this.pending--;
        this.#owner.check();
      });
  }

  #succeeded({ flight, workerId }: Settling, { at, count }: Values, values: ArrayLike<unknown> | undefined): void {
    if (this.#closed) return;
    const { batch } = flight;
    const { meter, onTaskDone } = this.#options;
    this.#place(batch, { at, count }, values);
    if (meter !== undefined) meter.done += count;
    if (onTaskDone === undefined) return;
    for (let i = 0; i < count; i++) {
      onTaskDone({ index: taskIndex(batch, at + i), status: 'fulfilled', attempt: batch.attempt, workerId });
    }
  }

  /** Puts results in their places. Settled results get their envelope here. */
  #place(batch: Batch, { at, count }: Pick<Values, 'at' | 'count'>, values: ArrayLike<unknown> | undefined): void {
    const { sink, onError } = this.#options;
    if (onError === 'settle') {
      for (let i = 0; i < count; i++) sink.one(taskIndex(batch, at + i), { status: 'fulfilled', value: values?.[i] });
    } else if (batch.indices !== undefined) {
      for (let i = 0; i < count; i++) sink.one(taskIndex(batch, at + i), values?.[i]);
    } else if (values === undefined) sink.done(batch.first + at, count);
    else sink.run(batch.first + at, values);
  }

  #retryOrFail({ flight, workerId }: Settling, at: number, error: unknown): void {
    const { batch, window } = flight;
    const { attempt } = batch;
    const index = taskIndex(batch, at);
    const { retry } = this.#options;
    if (this.#closed || retry === undefined || !retry.again(error, attempt)) {
      this.failed(error, { index, attempt, workerId });
      return;
    }
    const fn = typeof window.fn === 'number' ? window.fn : (window.fn[at] as number);
    const again = { index, value: window.values[at], fn, attempt: attempt + 1, error };
    this.#retries.add(again, retry.delayMs(attempt, error));
  }

  #fallback(onError: (error: unknown, index: number) => unknown, error: unknown, index: number): void {
    this.pending++;
    // Through a promise, so that a fallback may be asynchronous; its own error fails the call, as one that has no place in the results does.
    void new Promise((resolve) => resolve(onError(error, index)))
      .then((value) => {
        if (!this.#closed) this.#options.sink.one(index, value);
      })
      .catch((failure: unknown) => this.#owner.cancel(failure))
      .then(() => {
        this.pending--;
        this.#owner.check();
      });
  }
}
