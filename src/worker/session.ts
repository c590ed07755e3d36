import { setUplink } from '../core/ask.ts';
import type { WorkerCodec } from '../core/codec.ts';
import type { SetupRequest, WorkerReply, WorkerRequest } from '../core/protocol.ts';
import type { CallId } from '../core/task.ts';
import { markWorker } from '../platform/nesting.ts';
import { setWorkerNumber } from './worker-number.ts';
import { BatchService } from './batch-service.ts';
import type { WorkerChannel } from './channel.ts';
import { now } from './clock.ts';
import type { Progress } from './progress.ts';
import { provideWorkerData, WorkerLife } from './worker-life.ts';
import { WorkerUplink } from './worker-uplink.ts';

export interface SessionOptions {
  readonly channel: WorkerChannel;
  readonly progress: Progress;
  readonly makeCodec: () => WorkerCodec;
  /** Sets up the standard streams; called once. What it gives is waited for before anything of the program runs. */
  readonly onSetup: (request: SetupRequest) => Promise<void> | undefined;
  /** The library at the other end answers questions (core/ask.ts). */
  readonly asks?: boolean;
  /** Ends the worker, with this exit code. */
  readonly end: (exitCode: number) => void;
  /** Ends the child processes of this thread; undefined when it has none. */
  readonly endChildren?: () => Promise<void> | undefined;
}

/** How long batches may follow each other without a turn of the event loop, in milliseconds. */
const DRAIN_MS = 4;

const turnOfTheLoop = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Serves the library's requests in a worker: one after the other. */
export class WorkerSession {
  readonly #options: SessionOptions;
  readonly #queue: WorkerRequest[] = [];
  readonly #uplink: WorkerUplink | undefined;
  readonly #batches: BatchService;
  #life = new WorkerLife();
  #busy = false;
  /** When the event loop had its last turn, as far as that is known; in the time of clock.ts. */
  #since: number | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { channel, progress, makeCodec } = options;
    this.#batches = new BatchService({ channel, progress, makeCodec, life: () => this.#life });
    if (options.asks !== true) return;
    this.#uplink = new WorkerUplink((reply) => channel.post(reply, []));
    setUplink(this.#uplink);
  }

  /** The task that runs now, for what it writes. */
  runningTask(): { readonly callId: CallId; readonly index: number } | undefined {
    return this.#batches.runningTask();
  }

  /** Takes a request. `abort` and what belongs to questions act at once; all others wait for those before them. */
  accept(request: WorkerRequest): void {
    if (this.#actsAtOnce(request)) return;
    this.#queue.push(request);
    if (this.#busy) return;
    this.#since = undefined;
    this.#work(false);
  }

  /**
   * Something was thrown where nobody caught it, so this worker must end. All tasks that may have left it behind are noted:
   * with one, it is the guilty one; with several, the library runs them again, one by one.
   */
  fatal(kind: 'rejection' | 'exception', error: unknown): void {
    const codec = this.#batches.codecOfSuspects() ?? this.#options.makeCodec();
    this.#send({ type: 'fatal', kind, error: codec.encodeError(error) });
    void this.#end(1);
  }

  /** The worker is ending by itself. */
  leaving(): void {
    this.#batches.leaving();
  }

  /** Serves what has come, without a promise for as long as nothing has to be waited for. */
  #work(wait: boolean): void {
    this.#busy = true;
    let mayWait = wait;
    for (let request = this.#next(mayWait); request !== undefined; request = this.#next(mayWait)) {
      const { isConcurrent } = this.#batches;
      mayWait = request.type === 'batch' && !isConcurrent;
      const pending = this.#serve(request);
      const pause = pending === undefined || isConcurrent ? this.#breathe(pending) : this.#refreshed(pending);
      if (pause === undefined) continue;
      void pause.then(() => this.#work(mayWait));
      return;
    }
    this.#busy = false;
  }

  /** Timers and sockets of the tasks want their turn too. */
  #breathe(pending: Promise<void> | undefined): Promise<void> | undefined {
    // A child that has nothing more to do needs no clock to know that its event loop turns next.
    if (this.#queue.length === 0 && this.#options.channel.poll === undefined) return pending;
    this.#since ??= this.#batches.startedAt ?? now();
    const time = (pending === undefined ? this.#batches.endedAt : undefined) ?? now();
    if (time - this.#since <= DRAIN_MS) return pending;
    return this.#refreshed(pending === undefined ? turnOfTheLoop() : pending.then(turnOfTheLoop));
  }

  async #refreshed(pause: Promise<void>): Promise<void> {
    await pause;
    this.#since = now();
  }

  /** @param wait - A batch was just replied to: often the next is on its way. */
  #next(wait: boolean): WorkerRequest | undefined {
    for (;;) {
      const queued = this.#queue.shift();
      if (queued !== undefined) return queued;
      const polled = this.#options.channel.poll?.(wait);
      if (polled === undefined || !this.#actsAtOnce(polled)) return polled;
    }
  }

  #actsAtOnce(request: WorkerRequest): boolean {
    if (request.type === 'batch') return false;
    if (request.type === 'end') {
      void this.#end(1);
      return true;
    }
    if (request.type !== 'abort') return this.#uplink?.accept(request) === true;
    this.#batches.abort(request, this.#queue);
    return true;
  }

  #serve(request: WorkerRequest): Promise<void> | undefined {
    switch (request.type) {
      case 'batch':
        return this.#batches.serve(request);
      case 'setup':
        return this.#setUp(request);
      case 'end-call':
        this.#batches.endCall(request.callId);
        return undefined;
      case 'close':
        return this.#close();
      case 'abort':
      case 'answer':
      case 'told':
      case 'end':
        return undefined;
    }
  }

  #close(): Promise<void> | undefined {
    const ending = this.#life.end();
    if (ending !== undefined) return ending.then(() => this.#end(0));
    return this.#end(0);
  }

  /** Its own children go first: nobody else can wait for them. */
  #end(exitCode: number): Promise<void> | undefined {
    const gone = this.#options.endChildren?.();
    if (gone !== undefined) return gone.then(() => this.#options.end(exitCode));
    this.#options.end(exitCode);
    return undefined;
  }

  /** Prepares the worker. Runs of batches wait for it, since they are behind it in the queue. */
  #setUp(request: SetupRequest): Promise<void> | undefined {
    this.#batches.identity = request;
    markWorker({ backend: request.backend, level: request.level, workerId: request.workerId });
    setWorkerNumber(request.number);
    const settingUp = this.#options.onSetup(request);
    return settingUp === undefined ? this.#begin(request) : settingUp.then(() => this.#begin(request));
  }

  #begin(request: SetupRequest): Promise<void> | undefined {
    this.#life = new WorkerLife(request.limits, provideWorkerData);
    if (request.initializer !== undefined) return this.#initialize(request.initializer);
    this.#send({ type: 'ready' });
    return undefined;
  }

  async #initialize(initializer: NonNullable<SetupRequest['initializer']>): Promise<void> {
    try {
      await this.#life.begin(initializer, this.#options.makeCodec());
    } catch (error) {
      // By a codec without definitions: the calls that will read it have none of the initializer's.
      this.#send({ type: 'start-failed', error: this.#options.makeCodec().encodeError(error) });
      this.#options.end(1);
      return;
    }
    this.#send({ type: 'ready' });
  }

  #send(reply: WorkerReply): void {
    this.#options.channel.post(reply, []);
  }
}
