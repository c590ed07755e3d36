import { receiveMessageOnPort } from 'node:worker_threads';
import type { MessagePort, Worker } from 'node:worker_threads';
import type { Tinypool } from 'tinypool';
import { leaveHolder, type LivenessShare } from '../../core/liveness.ts';
import { progressWord } from '../../core/protocol.ts';
import type { WorkerReply, WorkerRequest } from '../../core/protocol.ts';
import { lengthen, type ShortMessage, shorten } from '../../worker/short-message.ts';
import { hasBegun, readBlock } from '../local/progress-view.ts';
import type { ProgressView, TransportEvents, WorkerTransport } from '../local/transport.ts';
import { EarlyReplies } from './early-replies.ts';
import type { StartedThread } from './launch-thread.ts';
import { giveUp, watchAtExit } from './program-exit.ts';

/** Settles with nothing: what tinypool has to say about the end of a thread, we hear from the thread itself. */
const ignore = (): void => {};

/** Threads end within milliseconds, even on a busy machine; in milliseconds. */
const UNENDING_MS = 5000;

/** How long a thread that is killed has to end its own child processes, in milliseconds: killing them takes a few. A blocked one does not hear. */
const CHILDREN_MS = 1000;

const replyOf = (message: unknown): WorkerReply =>
  Array.isArray(message) ? (lengthen(message as ShortMessage) as WorkerReply) : (message as WorkerReply);

/**
 * One worker thread. tinypool makes and ends it; our own port carries the batches.
 *
 * What tinypool does not do, or does too much of (see README.md), is fenced here: each pool has one thread, whose end we watch
 * ourselves; its one task returns at once, so that an idle pool does not keep the process alive; it never makes a second.
 */
export class ThreadWorker implements WorkerTransport {
  readonly progress: ProgressView;
  readonly #words: Int32Array;
  readonly #pool: Tinypool;
  readonly #thread: Worker;
  readonly #port: MessagePort;
  readonly #early: EarlyReplies;
  readonly #events: TransportEvents;
  readonly #liveness: LivenessShare;
  #error: unknown;
  #killed = false;
  isOver = false;
  #ended = false;
  #unending: NodeJS.Timeout | undefined;
  #last: NodeJS.Timeout | undefined;

  constructor({ pool, thread, port, words, liveness }: StartedThread, events: TransportEvents) {
    this.#pool = pool;
    this.#thread = thread;
    this.#port = port;
    this.#words = words;
    this.#liveness = liveness;
    this.#events = events;
    this.progress = viewProgress(words);
    this.#fenceMessages();
    this.#watchThread();
    this.#early = new EarlyReplies(port, words, (message) => this.#accept(message));
    port.on('message', (message) => {
      this.#early.turned();
      this.#accept(message);
    });
    port.unref();
  }

  get handle(): Worker {
    return this.#thread;
  }

  get threadId(): number {
    return this.#thread.threadId;
  }

  send(request: WorkerRequest, transfer?: readonly ArrayBuffer[]): void {
    this.#port.postMessage(shorten(request) ?? request, transfer as ArrayBuffer[] | undefined);
    Atomics.add(this.#words, progressWord.sent, 1);
    Atomics.notify(this.#words, progressWord.sent);
    this.#early.expect();
  }

  kill(): void {
    this.#killed = true;
    if (this.#ended) return;
    this.#unending ??= setTimeout(() => this.#abandon(), UNENDING_MS).unref();
    if (Atomics.load(this.#words, progressWord.children) === 0 || this.#last !== undefined) return this.#destroy();
    this.send({ type: 'end' });
    this.#last = setTimeout(() => this.#destroy(), CHILDREN_MS).unref();
  }

  #destroy(): void {
    this.#pool.destroy().catch(ignore);
  }

  /** For all others the thread is gone: nobody waits for what V8 cannot end. */
  #abandon(): void {
    if (this.#ended) return;
    giveUp(this.#thread);
    this.#onExit(1);
  }

  #accept(message: unknown): void {
    this.#events.onMessage(replyOf(message));
  }

  #watchThread(): void {
    // Before tinypool's own listener: it would start another thread in the place of this one.
    this.#thread.prependListener('error', (error: unknown) => {
      this.#error = error;
      (this.#pool.options as { minThreads: number }).minThreads = 0;
    });
    this.#thread.on('exit', (exitCode) => this.#onExit(exitCode));
    watchAtExit(this.#thread, () => Atomics.load(this.#words, progressWord.systemId));
    this.#thread.unref();
  }

  /**
   * A message that tinypool does not know is an error to it, which would end the thread. Node sends some itself (`--watch`), and so may
   * tasks, on `parentPort`: these are told to who listens to the pool.
   */
  #fenceMessages(): void {
    const listener = this.#thread.listeners('message').at(-1) as ((message: unknown) => void) | undefined;
    if (listener === undefined) return;
    this.#thread.off('message', listener);
    this.#thread.on('message', (message: { readonly ready?: unknown } | null | undefined) => {
      if (message?.ready === true) listener(message);
      else if (!isOfNode(message)) this.#events.onMessage({ type: 'message', data: message });
    });
  }

  #onExit(exitCode: number): void {
    if (this.#ended) return;
    this.isOver = true;
    leaveHolder(this.#liveness.self);
    // What it said before its end is still in the port.
    for (let entry = receiveMessageOnPort(this.#port); entry !== undefined; entry = receiveMessageOnPort(this.#port)) {
      this.#accept(entry.message);
    }
    this.#ended = true;
    clearTimeout(this.#unending);
    clearTimeout(this.#last);
    this.#port.close();
    const outOfMemory = (this.#error as { code?: string } | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY';
    // Ending a thread gives it exit code 1.
    const killed = this.#killed && exitCode === 1 && this.#error === undefined;
    this.#events.onEnd({ exitCode, outOfMemory, killed, ...(this.#error === undefined ? {} : { error: this.#error }) });
  }
}

/** What Node sends for `--watch`: the files that a thread has loaded. */
const isOfNode = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && Object.keys(message).some((key) => key.startsWith('watch:'));

function viewProgress(words: Int32Array): ProgressView {
  return {
    read: () => readBlock(words),
    hasBegun: (wireId) => hasBegun(words, wireId),
    revoke: (wireId) => {
      Atomics.store(words, progressWord.revoked, wireId);
      return !hasBegun(words, wireId);
    },
    release: ignore,
  };
}
