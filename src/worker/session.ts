import type { WorkerCodec } from '../core/codec.ts';
import { NotCloneableError } from '../core/errors.ts';
import { progressWord } from '../core/protocol.ts';
import type {
  BatchRequest,
  CallSetup,
  SetupRequest,
  WireFailure,
  WorkerReply,
  WorkerRequest,
} from '../core/protocol.ts';
import { taskIndex } from '../core/task.ts';
import type { CallId, Outcome } from '../core/task.ts';
import { markWorker } from '../platform/nesting.ts';
import { OutcomeWriter } from './outcomes.ts';
import type { Progress } from './progress.ts';
import { runBatch } from './run-batch.ts';
import type { BatchRun } from './run-batch.ts';
import { ContextStore, withContext } from './task-context.ts';
import { WorkerCall } from './worker-call.ts';
import type { Ingredients } from './worker-call.ts';

/** How a worker talks to the library. */
export interface WorkerChannel {
  /** @throws when a payload cannot be sent. */
  post(reply: WorkerReply, transfer: readonly ArrayBuffer[]): void;
  /**
   * A request that has arrived, without a turn of the event loop.
   *
   * @param wait - Wait a moment for one, if there is none.
   */
  poll?(wait: boolean): WorkerRequest | undefined;
}

/** The batch that runs now. */
interface Running {
  readonly request: BatchRequest;
  readonly run: BatchRun;
  readonly store: ContextStore;
  readonly cancelled: Set<number>;
}

/** What a batch came to. */
interface Done {
  readonly outcomes: readonly Outcome[];
  readonly elapsedMs: number;
  readonly transfer?: readonly ArrayBuffer[];
}

export interface SessionOptions {
  readonly channel: WorkerChannel;
  readonly progress: Progress;
  readonly makeCodec: () => WorkerCodec;
  /** Sets up the standard streams; called once. */
  readonly onSetup: (request: SetupRequest) => void;
  /** The worker has replied to its first batch: time to load what was left out for a quick start. */
  readonly onFirstReply?: () => void;
  /** Ends the worker, with this exit code. */
  readonly end: (exitCode: number) => void;
}

/** How long batches may follow each other without a turn of the event loop, in milliseconds. */
const DRAIN_MS = 4;

/** Serves the library's requests in a worker: one batch after the other. */
export class WorkerSession {
  readonly #options: SessionOptions;
  readonly #calls = new Map<CallId, WorkerCall>();
  readonly #queue: WorkerRequest[] = [];
  #identity: SetupRequest | undefined;
  #running: Running | undefined;
  #busy = false;
  #replied = false;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** The task that runs now, for what it writes. */
  runningTask(): { readonly callId: CallId; readonly index: number } | undefined {
    const running = this.#running;
    if (running === undefined) return undefined;
    const last = Math.min(this.#position(), running.run.to - 1);
    return { callId: running.request.callId, index: taskIndex(running.request, last) };
  }

  /** Takes a request. `abort` acts at once; all others wait for those before them. */
  accept(request: WorkerRequest): void {
    if (request.type === 'abort') {
      this.#abort(request);
      return;
    }
    this.#queue.push(request);
    if (!this.#busy) void this.#work();
  }

  /**
   * Something was thrown where nobody caught it, so this worker must end. All tasks that may have left it behind are noted:
   * with one, it is the guilty one; with several, the library runs them again, one by one.
   */
  fatal(kind: 'rejection' | 'exception', error: unknown): void {
    const running = this.#running;
    if (running !== undefined) this.#noteSuspects(running);
    const codec = running === undefined ? this.#options.makeCodec() : this.#call(running.request).codec;
    this.#send({ type: 'fatal', kind, error: codec.encodeError(error) });
    this.#options.end(1);
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

  #noteSuspects({ run }: Running): void {
    const position = Math.min(this.#position(), run.to - 1);
    if (position < run.from) return;
    const first = run.exact ? position : run.from;
    this.#options.progress.suspect(first, position + 1 - first);
  }

  #position(): number {
    return this.#options.progress.words[progressWord.position] as number;
  }

  async #work(): Promise<void> {
    this.#busy = true;
    try {
      let since = performance.now();
      for (let request = this.#next(false); request !== undefined; request = this.#next(request.type === 'batch')) {
        const pending = this.#serve(request);
        if (pending !== undefined) {
          await pending;
          since = performance.now();
        } else if (performance.now() - since > DRAIN_MS) {
          // Timers and sockets of the tasks want their turn too.
          await new Promise((resolve) => void setImmediate(resolve));
          since = performance.now();
        }
      }
    } finally {
      this.#busy = false;
    }
  }

  /** @param wait - A batch was just replied to: often the next is on its way. */
  #next(wait: boolean): WorkerRequest | undefined {
    for (;;) {
      const queued = this.#queue.shift();
      if (queued !== undefined) return queued;
      const polled = this.#options.channel.poll?.(wait);
      if (polled?.type !== 'abort') return polled;
      this.#abort(polled);
    }
  }

  #serve(request: WorkerRequest): Promise<void> | undefined {
    switch (request.type) {
      case 'setup':
        return this.#setUp(request);
      case 'batch':
        return this.#serveBatch(request);
      case 'end-call':
        this.#calls.delete(request.callId);
        return undefined;
      case 'close':
        this.#options.end(0);
        return undefined;
      case 'abort':
        return undefined;
    }
  }

  /** Prepares the worker. Runs of batches wait for it, since they are behind it in the queue. */
  #setUp(request: SetupRequest): Promise<void> | undefined {
    this.#identity = request;
    markWorker({ backend: request.backend, level: request.level, workerId: request.workerId });
    this.#options.onSetup(request);
    if (request.initializer === undefined) {
      this.#send({ type: 'ready' });
      return undefined;
    }
    return this.#initialize(request.initializer);
  }

  async #initialize(initializer: NonNullable<SetupRequest['initializer']>): Promise<void> {
    const codec = this.#options.makeCodec();
    try {
      await codec.addDefinitions(initializer.definitions);
      const fn = await codec.resolveFunction(initializer.fn);
      const args = await codec.decode(initializer.args);
      await fn(...(Array.from(args) as unknown[]));
    } catch (error) {
      // By a codec without definitions: the calls that will read it have none of the initializer's.
      this.#send({ type: 'start-failed', error: this.#options.makeCodec().encodeError(error) });
      this.#options.end(1);
      return;
    }
    this.#send({ type: 'ready' });
  }

  #call(request: BatchRequest): WorkerCall {
    let call = this.#calls.get(request.callId);
    if (call === undefined) {
      call = new WorkerCall(request.setup as CallSetup, this.#options.makeCodec());
      this.#calls.set(request.callId, call);
    }
    return call;
  }

  /** Runs a batch and replies. Synchronous for as long as nothing has to be waited for. */
  #serveBatch(request: BatchRequest): Promise<void> | undefined {
    const call = this.#call(request);
    // The note is put off to the first task where nothing can go wrong before it.
    this.#options.progress.begin(request.id, needsPreparing(request));
    try {
      const adding = call.add(request);
      if (adding !== undefined) return this.#serveSlowly(call, request, adding);
      if (this.#isRevoked(request)) return undefined;
      const started = performance.now();
      const ingredients = call.ready(request);
      if (ingredients === undefined) return this.#serveSlowly(call, request, undefined);
      const outcomes = this.#run(call, request, ingredients);
      if (outcomes instanceof Promise) return this.#finishLater(call, request, { outcomes, started });
      this.#finish(call, request, { outcomes, started });
    } catch (error) {
      this.#reply(request, { outcomes: call.unprepared(request, error), elapsedMs: 0 });
    }
    return undefined;
  }

  /** As {@link #serveBatch}, where modules have to be imported first. */
  async #serveSlowly(call: WorkerCall, request: BatchRequest, adding: Promise<void> | undefined): Promise<void> {
    try {
      await adding;
      if (this.#isRevoked(request)) return;
      const ingredients = await call.prepare(request);
      // Not counted: what is imported now is there for the next batch.
      const started = performance.now();
      const outcomes = await this.#run(call, request, ingredients);
      this.#finish(call, request, { outcomes, started });
    } catch (error) {
      this.#reply(request, { outcomes: call.unprepared(request, error), elapsedMs: 0 });
    }
  }

  /** Whether the library has taken the batch back; then it is answered without outcomes. */
  #isRevoked(request: BatchRequest): boolean {
    if (request.waits !== true || !this.#options.progress.isRevoked(request.id)) return false;
    this.#reply(request, { outcomes: [], elapsedMs: 0 });
    return true;
  }

  async #finishLater(
    call: WorkerCall,
    request: BatchRequest,
    { outcomes, started }: { readonly outcomes: Promise<Outcome[]>; readonly started: number },
  ): Promise<void> {
    this.#finish(call, request, { outcomes: await outcomes, started });
  }

  #finish(
    call: WorkerCall,
    request: BatchRequest,
    { outcomes, started }: { readonly outcomes: readonly Outcome[]; readonly started: number },
  ): void {
    const elapsedMs = (this.#running?.run.writer.doneAt ?? performance.now()) - started;
    this.#reply(request, { outcomes, elapsedMs, transfer: call.codec.takeTransfers() });
  }

  #run(call: WorkerCall, request: BatchRequest, { fn, items }: Ingredients): Outcome[] | Promise<Outcome[]> {
    const { setup, codec } = call;
    const { progress } = this.#options;
    const from = request.from ?? 0;
    const to = request.to ?? request.count;
    const { out, start = 0 } = request.args.kind === 'range' ? request.args : {};
    const plan = { from, to, discard: setup.discardResults, resultType: setup.resultType, out, outStart: start };
    const cancelled = new Set<number>();
    const run: BatchRun = {
      from,
      to,
      fn,
      spread: request.spread,
      items,
      itemBase: start,
      progress,
      writer: new OutcomeWriter(plan, codec, (_reason, error) => error),
      stopOnError: setup.stopOnError,
      timed: setup.timeoutMs !== undefined,
      exact: request.exact ?? false,
      drains: true,
      cancelled,
      isolated: -1,
    };
    const store = this.#storeFor(request, setup);
    this.#running = { request, run, store, cancelled };
    return withContext(store, () => runBatch(run));
  }

  #storeFor(request: BatchRequest, setup: CallSetup): ContextStore {
    const { progress } = this.#options;
    const { workerId, backend, level } = this.#identity as SetupRequest;
    const { callId } = request;
    return new ContextStore({
      attempt: request.attempt,
      workerId,
      backend,
      level,
      seed: setup.seed,
      position: () => progress.words[progressWord.position] as number,
      indexAt: (position) => taskIndex(request, position),
      onListen: (position) => progress.listen(position),
      voice: {
        report: (index, data) => this.#report(callId, index, data),
        log: (index, text) => this.#send({ type: 'output', stream: 'stdout', text, callId, index }),
      },
    });
  }

  #report(callId: CallId, index: number, data: unknown): void {
    try {
      this.#options.channel.post({ type: 'report', callId, index, data }, []);
    } catch (error) {
      throw new NotCloneableError(
        `what a task reports must be plain data: ${String((error as Error).message)}`,
        'data',
        { cause: error },
      );
    }
  }

  #abort(request: Extract<WorkerRequest, { type: 'abort' }>): void {
    const running = this.#running;
    if (running === undefined || running.request.callId !== request.callId) return;
    const wanted = request.indices === undefined ? undefined : new Set(request.indices);
    const current = this.#position();
    for (let i = current + 1; i < running.run.to; i++) {
      if (wanted === undefined || wanted.has(taskIndex(running.request, i))) running.cancelled.add(i);
    }
    if (wanted !== undefined && !wanted.has(taskIndex(running.request, current))) return;
    running.run.isolated = current;
    running.store.abort(request.reason);
  }

  #reply({ id }: BatchRequest, { outcomes, elapsedMs, transfer = [] }: Done): void {
    this.#running = undefined;
    this.#options.progress.idle();
    try {
      this.#options.channel.post({ type: 'reply', id, outcomes, elapsedMs }, transfer);
    } catch (error) {
      this.#send({
        type: 'reply',
        id,
        outcomes: outcomes.flatMap((outcome) => withoutValues(outcome, error)),
        elapsedMs,
      });
    }
    if (this.#replied) return;
    this.#replied = true;
    this.#options.onFirstReply?.();
  }

  #send(reply: WorkerReply): void {
    this.#options.channel.post(reply, []);
  }
}

/** Whether a batch can be taken back, or can fail, before its first task starts. */
function needsPreparing({ waits, definitions, functions, args }: BatchRequest): boolean {
  return waits === true || definitions !== undefined || functions !== undefined || args.kind === 'graph';
}

/** The transport refused a payload that the codec let pass: its tasks fail, and the caller hears why. */
function withoutValues(outcome: Outcome, error: unknown): Outcome[] {
  const failure: WireFailure = {
    message: `a result cannot be sent: ${String((error as Error).message)}`,
    path: 'result',
  };
  const failed = (at: number): Outcome => ({ kind: 'failed', at, reason: 'not-cloneable', error: failure });
  if (outcome.kind === 'thrown') return [failed(outcome.at)];
  if (outcome.kind !== 'values' || outcome.values.kind === 'void') return [outcome];
  return Array.from({ length: outcome.count }, (_, i) => failed(outcome.at + i));
}
