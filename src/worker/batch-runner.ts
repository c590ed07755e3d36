import { createWorkerCodec } from '../closure/worker-codec.ts';
import type { Payload } from '../core/payload.ts';
import type { WorkerReply } from '../core/protocol.ts';
import type { Batch, BatchReply, CallId, Outcome, TaskEvent, WorkerInitializer } from '../core/task.ts';
import { workerBlobStore } from '../memory/worker-blobs.ts';
import { SharedProgress } from './progress.ts';
import { WorkerSession } from './session.ts';

/** Options of {@link openBatchRunner}. */
export interface BatchRunnerOptions {
  /** Name of the backend; tasks see it in their context. */
  readonly backend: string;
  /** The `memory` that the backend was registered with: it decides how values are encoded. */
  readonly memory: 'shared' | 'mapped' | 'copied';
  /** Number of this worker, from 1. */
  readonly workerId?: number;
  /** The `level` of the backend's options; default 1. */
  readonly level?: number;
  /** The `initializer` of the backend's options. */
  readonly initializer?: WorkerInitializer | undefined;
  /** Told what tasks report and log. */
  readonly onEvent?: (event: TaskEvent) => void;
}

/** Positions of a batch: `from` up to, not including, `to`. */
export interface BatchRange {
  /** The first position. */
  readonly from: number;
  /** One more than the last. */
  readonly to: number;
}

/** Runs batches where it is opened: the worker's half of a backend. */
export interface BatchRunner {
  /**
   * Runs a batch, or a part of it; batches wait for each other. Never rejects: whatever happens is an outcome, in plain data
   * that `structuredClone` and V8's serialiser keep. The other half passes it through `receiveReply`.
   */
  run(batch: Batch, range?: BatchRange): Promise<BatchReply>;
  /** The call is over: forgets its functions. */
  endCall(callId: CallId): void;
  /** Runs what cleans up, after the batches; call it before the worker ends in good order. */
  close(): Promise<void>;
}

/** How much of a call is known here. */
interface Known {
  definitions: number;
  functions: number;
}

class SessionRunner implements BatchRunner {
  readonly #options: BatchRunnerOptions;
  readonly #session: WorkerSession;
  readonly #waiting = new Map<number, (reply: BatchReply) => void>();
  readonly #known = new Map<CallId, Known>();
  /** What the initializer threw. */
  #failure: Payload | undefined;
  #onReady: () => void;
  #lastId = 0;
  #onClosed = (): void => {};

  /** @param onReady - The initializer is over. */
  constructor(options: BatchRunnerOptions, onReady: () => void) {
    this.#options = options;
    this.#onReady = onReady;
    const { backend, memory, workerId = 1, level = 1, initializer } = options;
    const target = memory === 'shared' ? 'thread' : 'process';
    const blobs = workerBlobStore({ target });
    this.#session = new WorkerSession({
      channel: { post: (reply) => this.#onReply(reply) },
      progress: new SharedProgress(),
      makeCodec: () => createWorkerCodec({ target, blobs }),
      onSetup: () => {},
      end: () => this.#onClosed(),
    });
    const setup = { type: 'setup', workerId, backend, level, stdio: 'inherit' } as const;
    this.#session.accept(initializer === undefined ? setup : { ...setup, initializer });
  }

  async run(batch: Batch, range: BatchRange = { from: 0, to: batch.count }): Promise<BatchReply> {
    if (this.#failure !== undefined) return this.#reply(uninitialized(range, this.#failure), 0);
    const { call, transfer: _, ...rest } = batch;
    const { definitions, functions, ...setup } = call;
    const known = this.#known.get(call.id) ?? { definitions: 0, functions: 0 };
    const id = ++this.#lastId;
    const replied = new Promise<BatchReply>((resolve) => this.#waiting.set(id, resolve));
    this.#session.accept({
      ...rest,
      ...range,
      type: 'batch',
      id,
      callId: call.id,
      setup,
      definitions: definitions.slice(known.definitions),
      functions: functions.slice(known.functions),
    });
    this.#known.set(call.id, { definitions: definitions.length, functions: functions.length });
    return replied;
  }

  endCall(callId: CallId): void {
    this.#known.delete(callId);
    this.#session.accept({ type: 'end-call', callId });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#onClosed = resolve;
      this.#session.accept({ type: 'close' });
    });
  }

  #onReply(reply: WorkerReply): void {
    const { workerId = 1, onEvent } = this.#options;
    switch (reply.type) {
      case 'ready':
        this.#onReady();
        return;
      case 'start-failed':
        this.#failure = reply.error;
        this.#onReady();
        return;
      case 'reply':
        this.#waiting.get(reply.id)?.(this.#reply(reply.outcomes, reply.elapsedMs));
        this.#waiting.delete(reply.id);
        return;
      case 'report':
        onEvent?.({ kind: 'report', callId: reply.callId, index: reply.index, data: reply.data });
        return;
      case 'output': {
        const { type: _, ...output } = reply;
        onEvent?.({ kind: 'output', workerId, ...output });
        return;
      }
      case 'began':
      case 'message':
      case 'worn':
      case 'fatal':
      case 'ask':
      case 'withdraw':
      case 'tell':
      case 'gone':
        return;
    }
  }

  #reply(outcomes: readonly Outcome[], elapsedMs: number): BatchReply {
    return { outcomes, elapsedMs, workerId: this.#options.workerId ?? 1 };
  }
}

const uninitialized = ({ from, to }: BatchRange, cause: Payload): Outcome[] =>
  Array.from({ length: to - from }, (_, i) => ({
    kind: 'failed',
    at: from + i,
    reason: 'unstartable',
    error: { message: 'the initializer of a worker failed', isInitializer: true },
    cause,
  }));

/**
 * Opens what runs batches in a worker of your own backend: a thread, a process, another machine. It does not end tasks
 * that run too long and does not outlive its worker; that is the part of the backend.
 *
 * @returns The runner, when the initializer has run: from now on the time of tasks counts.
 * @example
 * <!-- no-run: it is one half of a backend -->
 * ```ts
 * import { parentPort } from 'node:worker_threads';
 * import { openBatchRunner } from 'manycore/backend';
 *
 * const runner = await openBatchRunner({ backend: 'mine', memory: 'copied' });
 * parentPort?.on('message', async (batch) => parentPort?.postMessage(await runner.run(batch)));
 * ```
 */
export async function openBatchRunner(options: BatchRunnerOptions): Promise<BatchRunner> {
  let runner: BatchRunner | undefined;
  await new Promise<void>((resolve) => (runner = new SessionRunner(options, resolve)));
  return runner as unknown as BatchRunner;
}
