/** A backend as somebody else would write it: worker threads, one batch at a time, everything copied. */

import { Worker } from 'node:worker_threads';
import { receiveReply } from '../../src/backend.ts';
import type { BatchRange } from '../../src/backend.ts';
import {
  type Batch,
  type BatchReply,
  type CancelReason,
  PoolClosedError,
  type TaskBackend,
  type TaskEvent,
  TaskTimeoutError,
  UncaughtInTaskError,
  WorkerLostError,
  type WorkerOptions,
  WorkerOutOfMemoryError,
  WorkerStartError,
} from '../../src/index.ts';

type Failure = Pick<Extract<BatchReply['outcomes'][number], { kind: 'failed' }>, 'reason' | 'error'>;

/** What a worker says. */
export type Answer = { readonly ready: true } | { readonly reply: BatchReply } | { readonly event: TaskEvent };

/** One thread, replaced when it is lost. */
class Lane {
  readonly #options: WorkerOptions;
  readonly #onEvent: (event: TaskEvent) => void;
  #worker: Worker | undefined;
  #isReady = false;
  /** Told when the worker is ready, replies, or ends. */
  #onReady = (): void => {};
  #settle = (_: BatchReply | Failure): void => {};
  /** Threads that were stopped and may not have ended yet. */
  readonly #ending = new Set<Promise<number>>();
  batch: Batch | undefined;

  constructor(options: WorkerOptions, onEvent: (event: TaskEvent) => void) {
    this.#options = options;
    this.#onEvent = onEvent;
  }

  /** Runs a part of a batch; the failure when the worker did not live to reply. */
  async ask(batch: Batch, range: BatchRange): Promise<BatchReply | Failure> {
    const worker = (this.#worker ??= this.#start());
    const { timeoutMs } = batch.call;
    let timer: NodeJS.Timeout | undefined;
    const answer = new Promise<BatchReply | Failure>((resolve) => (this.#settle = resolve));
    const send = (): void => {
      worker.postMessage({ batch: { ...batch, transfer: undefined }, range });
      if (timeoutMs === undefined) return;
      timer = setTimeout(() => this.stop({ reason: 'timeout', error: new TaskTimeoutError(timeoutMs) }), timeoutMs);
    };
    if (this.#isReady) send();
    else this.#onReady = send;
    worker.ref();
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
      worker.unref();
    }
  }

  /** Ends what runs now: the answer does not wait for the end of the thread. */
  stop(verdict: Failure): void {
    const worker = this.#worker;
    if (worker === undefined) return;
    this.#forget();
    const ended = worker.terminate();
    this.#ending.add(ended);
    void ended.then(() => this.#ending.delete(ended));
    this.#settle(verdict);
  }

  /** In good order where nothing runs. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker !== undefined && this.#isReady && this.batch === undefined) {
      const ended = new Promise((resolve) => worker.once('exit', resolve));
      worker.postMessage('close');
      worker.ref();
      await ended;
    } else this.stop({ reason: 'cancelled', error: new PoolClosedError() });
    await Promise.all(this.#ending);
  }

  #forget(): void {
    this.#worker = undefined;
    this.#isReady = false;
  }

  #start(): Worker {
    const { level, initializer, resourceLimits, stdio } = this.#options;
    const isSilent = stdio !== 'inherit';
    const worker = new Worker(new URL('./plain-threads-worker.ts', import.meta.url), {
      workerData: { level, initializer },
      stdout: isSilent,
      stderr: isSilent,
      // More may end the whole program when the thread runs out of memory, see docs/decisions/0020.
      resourceLimits: { maxYoungGenerationSizeMb: 48, ...resourceLimits },
    });
    let thrown: unknown;
    worker.on('message', (answer: Answer) => {
      if (worker !== this.#worker) return;
      if ('event' in answer) this.#onEvent(answer.event);
      else if ('reply' in answer) this.#settle(receiveReply(answer.reply));
      else {
        this.#isReady = true;
        this.#onReady();
      }
    });
    worker.on('error', (error: unknown) => (thrown = error));
    worker.on('exit', (exitCode) => worker === this.#worker && this.#onExit(exitCode, thrown));
    return worker;
  }

  #onExit(exitCode: number, thrown: unknown): void {
    const wasReady = this.#isReady;
    this.#forget();
    if (wasReady) this.#settle({ reason: 'lost', error: lossOf(exitCode, thrown) });
    else this.#settle({ reason: 'unstartable', error: new WorkerStartError(`a thread ended with ${exitCode}`) });
  }
}

function lossOf(exitCode: number, thrown: unknown): WorkerLostError {
  const exit = { backend: 'plain-threads', workerId: 1, exitCode };
  if ((thrown as { code?: string } | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new WorkerOutOfMemoryError(exit);
  }
  return thrown === undefined
    ? new WorkerLostError(exit)
    : new UncaughtInTaskError(exit, 'exception', { cause: thrown });
}

/** Runs batches on as many threads as it is told, each a batch at a time. */
export class PlainThreads implements TaskBackend {
  readonly name = 'plain-threads';
  readonly memory = 'copied';
  readonly targetBatchMs = 4;
  onEvent: ((event: TaskEvent) => void) | undefined;
  readonly #lanes: Lane[];
  readonly #idle: Lane[];
  #isClosed = false;

  constructor(options: WorkerOptions) {
    this.#lanes = Array.from({ length: options.workers }, () => new Lane(options, (event) => this.onEvent?.(event)));
    this.#idle = [...this.#lanes];
  }

  capacity(): number {
    return this.#lanes.length;
  }

  async *run(batch: Batch): AsyncGenerator<BatchReply> {
    if (this.#isClosed) throw new PoolClosedError();
    const lane = this.#idle.pop();
    if (lane === undefined) throw new Error('more batches than capacity() allows');
    lane.batch = batch;
    try {
      yield* this.#inLane(lane, batch);
    } finally {
      lane.batch = undefined;
      this.#idle.push(lane);
    }
  }

  /** A task at a time where one may have to be stopped, or has been lost: so it is known which one it was. */
  async *#inLane(lane: Lane, batch: Batch): AsyncGenerator<BatchReply> {
    let step = batch.call.timeoutMs === undefined ? batch.count : 1;
    for (let from = 0; from < batch.count;) {
      const to = Math.min(from + step, batch.count);
      const answer = await lane.ask(batch, { from, to });
      if ('outcomes' in answer) {
        yield answer;
        from = to;
        if (!batch.call.stopOnError || answer.outcomes.every(({ kind }) => kind === 'values')) continue;
        if (from < batch.count) yield reply([{ kind: 'skipped', at: from, count: batch.count - from }]);
        return;
      }
      const isOver = answer.reason === 'cancelled';
      if (step > 1 && !isOver) {
        step = 1;
        continue;
      }
      const end = isOver ? batch.count : to;
      yield reply(Array.from({ length: end - from }, (_, i) => ({ kind: 'failed', at: from + i, ...answer })));
      from = end;
    }
  }

  cancel(callId: number, { reason }: CancelReason): void {
    for (const lane of this.#lanes) {
      if (lane.batch?.call.id === callId) lane.stop({ reason: 'cancelled', error: reason });
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#lanes.map((lane) => lane.close()));
  }
}

const reply = (outcomes: BatchReply['outcomes']): BatchReply => ({ outcomes, elapsedMs: 0, workerId: 1 });
