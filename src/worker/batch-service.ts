import type { WorkerCodec } from '../core/codec.ts';
import { progressWord } from '../core/protocol.ts';
import type { BatchRequest, CallSetup, SetupRequest, WorkerReply, WorkerRequest } from '../core/protocol.ts';
import type { Movable } from '../core/payload.ts';
import { taskIndex } from '../core/task.ts';
import type { CallId, Outcome } from '../core/task.ts';
import { RequestScope } from './batch-scope.ts';
import type { WorkerChannel } from './channel.ts';
import { now } from './clock.ts';
import { OutcomeWriter } from './outcomes.ts';
import { OwnTransfers } from './own-transfers.ts';
import { type Progress, SharedProgress } from './progress.ts';
import { runBatch } from './run-batch.ts';
import { abortBefore, abortIn, needsPreparing, withoutValues } from './running-batch.ts';
import type { Abort, Running } from './running-batch.ts';
import type { BatchRun } from './run-batch.ts';
import { ContextStore, withContext } from './task-context.ts';
import { WorkerCall } from './worker-call.ts';
import type { Ingredients } from './worker-call.ts';
import type { WorkerLife } from './worker-life.ts';

/** What the tasks of a batch gave, and when they began. */
interface Ran<T> {
  readonly outcomes: T;
  readonly started: number;
}

/** What a batch came to. */
interface Done {
  readonly outcomes: readonly Outcome[];
  readonly elapsedMs: number;
  readonly transfer?: readonly Movable[];
}

interface ServiceOptions {
  readonly channel: WorkerChannel;
  readonly progress: Progress;
  readonly makeCodec: () => WorkerCodec;
  readonly life: () => WorkerLife;
}

/** Runs the batches of a worker and replies to each. */
export class BatchService {
  readonly #options: ServiceOptions;
  readonly #calls = new Map<CallId, WorkerCall>();
  /** What the worker was told of itself; there before the first batch. */
  identity: SetupRequest | undefined;
  /** When the tasks of the last batch began, in the time of clock.ts. */
  startedAt: number | undefined;
  /** When those of the last batch were done; undefined where that was not measured. */
  endedAt: number | undefined;
  #running: Running | undefined;
  /** Batches that run beside each other. */
  readonly #beside = new Map<number, Running>();
  /** Batches whose functions or arguments are being imported. */
  readonly #preparing = new Set<BatchRequest>();
  /** What was aborted before it began, by the ids of batches. */
  readonly #early = new Map<number, Abort[]>();

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  /** Whether batches run beside each other. */
  get isConcurrent(): boolean {
    return this.identity?.concurrent === true;
  }

  runningTask(): { readonly callId: CallId; readonly index: number } | undefined {
    const running = this.#running;
    if (running === undefined) return undefined;
    const last = Math.min(this.#position(), running.run.to - 1);
    return { callId: running.request.callId, index: taskIndex(running.request, last) };
  }

  /** Notes which tasks may have left something behind that ends the worker. @returns The codec of their call. */
  codecOfSuspects(): WorkerCodec | undefined {
    if (this.#running === undefined) return undefined;
    this.#noteSuspects(this.#running);
    return this.#call(this.#running.request).codec;
  }

  /**
   * The worker is ending by itself. Where all tasks of a batch have returned, any of them may have left behind what ends it; while one
   * runs, that is noted already.
   */
  leaving(): void {
    const running = this.#running;
    if (running === undefined || running.run.exact || this.#position() < running.run.to) return;
    this.#noteSuspects(running);
  }

  endCall(callId: CallId): void {
    this.#calls.delete(callId);
  }

  /** @param waiting - Requests that come later. */
  abort(request: Abort, waiting: readonly WorkerRequest[]): void {
    if (this.#running !== undefined) abortIn(this.#running, request);
    for (const running of this.#beside.values()) abortIn(running, request);
    for (const batch of [...this.#preparing, ...waiting]) {
      if (batch.type !== 'batch' || batch.callId !== request.callId) continue;
      this.#early.set(batch.id, [...(this.#early.get(batch.id) ?? []), request]);
    }
  }

  /** Runs a batch and replies. Synchronous for as long as nothing has to be waited for. */
  serve(request: BatchRequest): Promise<void> | undefined {
    if (request.ended !== undefined) for (const callId of request.ended) this.endCall(callId);
    if (this.#isBeside(request)) return this.#serveBeside(request);
    const call = this.#call(request);
    // The note is put off to the first task where nothing can go wrong before it.
    this.#options.progress.begin(request.id, needsPreparing(request));
    try {
      const adding = call.add(request);
      if (adding !== undefined) return this.#serveSlowly(call, request, adding);
      if (this.#isRevoked(request)) return undefined;
      const started = (this.startedAt = now());
      const ingredients = call.ready(request);
      if (ingredients === undefined) return this.#serveSlowly(call, request, undefined);
      const outcomes = this.#run(call, request, ingredients);
      if (outcomes instanceof Promise) return this.#finishLater(call, request, { outcomes, started });
      this.#finish(call, request, { outcomes, started });
    } catch (error) {
      this.#replyUnprepared(call, request, error);
    }
    return undefined;
  }

  /** As {@link serve}, where modules have to be imported first. */
  async #serveSlowly(call: WorkerCall, request: BatchRequest, adding: Promise<void> | undefined): Promise<void> {
    this.#preparing.add(request);
    try {
      await adding;
      if (this.#isRevoked(request)) return;
      const ingredients = await call.prepare(request);
      // Not counted: what is imported now is there for the next batch.
      const started = now();
      const outcomes = await this.#run(call, request, ingredients);
      this.#finish(call, request, { outcomes, started });
    } catch (error) {
      this.#replyUnprepared(call, request, error);
    }
  }

  /** Starts a batch beside others: only what comes before its tasks is waited for. */
  async #serveBeside(request: BatchRequest): Promise<void> {
    const call = this.#call(request);
    this.#preparing.add(request);
    try {
      await call.add(request);
      const ingredients = call.ready(request) ?? (await call.prepare(request));
      const started = now();
      const outcomes = this.#run(call, request, ingredients);
      if (outcomes instanceof Promise) void this.#finishLater(call, request, { outcomes, started });
      else this.#finish(call, request, { outcomes, started });
    } catch (error) {
      this.#replyUnprepared(call, request, error);
    }
  }

  #isBeside(request: BatchRequest): boolean {
    return this.isConcurrent && request.exact !== true;
  }

  #position(): number {
    return this.#options.progress.words[progressWord.position] as number;
  }

  #noteSuspects({ run }: Running): void {
    const position = Math.min(this.#position(), run.to - 1);
    if (position < run.from) return;
    const first = run.exact ? position : run.from;
    this.#options.progress.suspect(first, position + 1 - first);
  }

  #call(request: BatchRequest): WorkerCall {
    let call = this.#calls.get(request.callId);
    if (call === undefined) {
      call = new WorkerCall(request.setup as CallSetup, this.#options.makeCodec());
      this.#calls.set(request.callId, call);
    }
    return call;
  }

  /** Whether the library has taken the batch back; then it is answered without outcomes. */
  #isRevoked(request: BatchRequest): boolean {
    if (request.waits !== true || !this.#options.progress.isRevoked(request.id)) return false;
    this.endedAt = undefined;
    this.#reply(request, { outcomes: [], elapsedMs: 0 });
    return true;
  }

  #run(call: WorkerCall, request: BatchRequest, { fn, items }: Ingredients): Outcome[] | Promise<Outcome[]> {
    const { setup } = call;
    const isBeside = this.#isBeside(request);
    const progress = isBeside ? new SharedProgress() : this.#options.progress;
    const own = isBeside ? new OwnTransfers(call.codec) : undefined;
    const codec = own ?? call.codec;
    const from = request.from ?? 0;
    const to = request.to ?? request.count;
    const { args } = request;
    const { out, start = 0 } = args.kind === 'range' ? args : NO_RANGE;
    const { discardResults: discard, resultType } = setup;
    const room = args.kind === 'packed' ? args.out : undefined;
    const plan = { batch: request.id, from, to, discard, resultType, out, outStart: start, room };
    const cancelled = new Set<number>();
    const run: BatchRun = {
      from,
      to,
      fn,
      spread: request.spread,
      items,
      itemBase: start,
      progress,
      writer: new OutcomeWriter(plan, codec, describeAsItIs),
      stopOnError: setup.stopOnError,
      timed: setup.timeoutMs !== undefined,
      exact: request.exact ?? false,
      drains: true,
      cancelled,
      isolated: -1,
    };
    if (this.#preparing.size > 0) this.#preparing.delete(request);
    const { channel, life } = this.#options;
    const identity = this.identity as SetupRequest;
    const store = new ContextStore(new RequestScope({ request, setup, progress, identity, channel, life }));
    const running = { request, run, store, cancelled, transfers: own?.transfers };
    if (this.#early.size > 0) for (const abort of this.#early.get(request.id) ?? []) abortBefore(running, abort);
    if (isBeside) this.#beside.set(request.id, running);
    else this.#running = running;
    if (this.isConcurrent && setup.timeoutMs !== undefined) this.#send({ type: 'began', id: request.id });
    return withContext(store, runBatch, run);
  }

  async #finishLater(call: WorkerCall, request: BatchRequest, ran: Ran<Promise<Outcome[]>>): Promise<void> {
    this.#finish(call, request, { outcomes: await ran.outcomes, started: ran.started });
  }

  #finish(call: WorkerCall, request: BatchRequest, { outcomes, started }: Ran<readonly Outcome[]>): void {
    const running = this.#beside.get(request.id) ?? this.#running;
    const endedAt = (this.endedAt = running?.run.writer.doneAt ?? now());
    const elapsedMs = endedAt - started;
    this.#reply(request, { outcomes, elapsedMs, transfer: running?.transfers ?? call.codec.takeTransfers() });
  }

  #replyUnprepared(call: WorkerCall, request: BatchRequest, error: unknown): void {
    this.endedAt = undefined;
    this.#reply(request, { outcomes: call.unprepared(request, error), elapsedMs: 0 });
  }

  #reply(request: BatchRequest, { outcomes, elapsedMs, transfer = NOTHING }: Done): void {
    const { id } = request;
    this.#early.delete(id);
    if (this.#preparing.size > 0) this.#preparing.delete(request);
    // First, so that no task comes once the last one is answered.
    if (this.#options.life().isWorn()) this.#send({ type: 'worn' });
    if (this.#running?.request.id === id || !this.#beside.delete(id)) {
      this.#running = undefined;
      this.#options.progress.idle();
    }
    try {
      this.#options.channel.post({ type: 'reply', id, outcomes, elapsedMs }, transfer);
    } catch (error) {
      const kept = outcomes.flatMap((outcome) => withoutValues(outcome, error));
      this.#send({ type: 'reply', id, outcomes: kept, elapsedMs });
    }
  }

  #send(reply: WorkerReply): void {
    this.#options.channel.post(reply, []);
  }
}

const NOTHING: readonly Movable[] = [];
const NO_RANGE: { readonly out?: undefined; readonly start?: undefined } = {};

/** On the wire the error of a failed task is plain already. */
const describeAsItIs = (_reason: unknown, error: unknown): unknown => error;
