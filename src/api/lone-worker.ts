import type { WorkerEvent, WorkerInfo } from '../core/worker-set.ts';
import type { Task } from '../plan/task-handle.ts';
import { PoolListeners } from './pool-events.ts';
import { PoolEngine } from './pool-engine.ts';
import type { PoolOptions } from './pool-options.ts';
import type { AnyFunction } from './call-request.ts';

/** How a worker has ended. */
export type WorkerEnding = Pick<WorkerEvent, 'exitCode' | 'signal' | 'error' | 'expected'>;

/** One worker, which is not replaced when it ends: for what has its state there. */
export class LoneWorker {
  readonly #engine: PoolEngine;
  #ending: WorkerEnding | undefined;
  /** Told once, when the worker has ended by itself or was killed from outside. */
  onLost: ((ending: WorkerEnding) => void) | undefined;
  #worker: WorkerInfo | undefined;

  constructor(options: PoolOptions) {
    const settings = { ...options, maxWorkers: 1, idleTimeout: Number.POSITIVE_INFINITY };
    this.#engine = new PoolEngine(settings, new PoolListeners());
    this.#engine.onOpen = ({ backend: { workerSet } }) => {
      if (workerSet === undefined) return;
      // It may have been started while the backend was opened.
      this.#worker = workerSet.workers()[0];
      workerSet.onWorker = (event) => this.#onWorker(event);
    };
  }

  /** What is known of the worker, once it was started. */
  get worker(): WorkerInfo | undefined {
    return this.#worker;
  }

  /** How the worker has ended, if it has. */
  get ending(): WorkerEnding | undefined {
    return this.#ending;
  }

  /** Starts the worker and waits until it is ready. */
  async ready(): Promise<void> {
    const set = await this.#engine.workers(this.#engine.defaults());
    await set.backend.workerSet?.ready();
  }

  submit(fn: AnyFunction, args: readonly unknown[]): Task {
    return this.#engine.submit(fn, args);
  }

  /** Waits for what it was given, and ends the worker. */
  close(): Promise<void> {
    return this.#engine.close();
  }

  /** Ends the worker now. */
  terminate(): Promise<void> {
    return this.#engine.terminate();
  }

  #onWorker(event: WorkerEvent): void {
    if (event.kind !== 'end') {
      this.#worker = event.worker;
      return;
    }
    if (this.#ending !== undefined) return;
    this.#ending = event;
    if (event.expected === true) return;
    // At once, before another is started in its place.
    this.#engine.terminate().catch((error: unknown) => process.emitWarning(error as Error));
    this.onLost?.(event);
  }
}

/** How a worker has ended, in words. */
export const endingText = ({ exitCode, signal }: WorkerEnding): string =>
  signal ? `was ended by ${signal}` : `exited with code ${exitCode ?? 'unknown'}`;
