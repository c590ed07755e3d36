import { Worker } from 'node:worker_threads';
import { workerEntryUrl } from '../../platform/entry-url.ts';
import type { ComputeMessage, ComputeStart } from '../../worker/compute.ts';
import { threadExecArgv } from '../local/exec-argv.ts';

/** One compute thread, seen from the thread that started it. It does not keep the process alive unless it is told to. */
export class ComputeThread {
  readonly number: number;
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  #error: unknown;
  #isSeen = false;

  /** @param onEnd - Called when the thread has ended, with its error if it had one. */
  constructor(start: ComputeStart, onEnd: (thread: ComputeThread, error: unknown) => void) {
    this.number = start.thread;
    const execArgv = threadExecArgv(undefined);
    this.#worker = new Worker(workerEntryUrl('compute'), {
      name: `manycore compute ${start.thread}`,
      workerData: start,
      ...(execArgv === undefined ? {} : { execArgv }),
    });
    this.#worker.unref();
    this.#worker.once('error', (error: unknown) => (this.#error = error));
    this.#ended = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        onEnd(this, this.#error);
        resolve();
      });
    });
  }

  send(message: ComputeMessage): void {
    this.#worker.postMessage(message);
  }

  /** Notes that it runs, if it does: Node tells the end of a thread while the event loop stands only where it saw that before. */
  observe(): void {
    this.#isSeen ||= this.#worker.performance.eventLoopUtilization().active > 0;
  }

  /**
   * Whether it has ended, though its exit may not have been heard of. Node says -1 for the idle time of a thread that is over; of one that was not
   * {@link observe}d while it ran, nothing is known.
   */
  hasEnded(): boolean {
    return this.#isSeen && this.#worker.performance.eventLoopUtilization().idle < 0;
  }

  /** Whether the process has to stay alive for it. */
  hold(value: boolean): void {
    if (value) this.#worker.ref();
    else this.#worker.unref();
  }

  /** Ends it, in the middle of a chunk if need be. */
  async end(): Promise<void> {
    await this.#worker.terminate();
    await this.#ended;
  }
}
