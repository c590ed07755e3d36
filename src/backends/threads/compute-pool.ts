import { DisposedError } from '../../core/errors.ts';
import { WorkerLostError, WorkerStartError } from '../../core/worker-errors.ts';
import { ComputeKernels, runChunk } from '../../worker/compute-kernels.ts';
import type { ComputeKernel, RunHere } from '../../worker/compute-kernels.ts';
import { JobBoard, makeBoardMemory, MAX_COMPUTE_THREADS } from '../../worker/job-board.ts';
import type { Job } from '../../worker/job-board.ts';
import { ComputeThread } from './compute-thread.ts';

/** How long an idle thread looks for the next job before it sleeps: about what waking it costs (bench of fork and join). */
const SPIN_MS = 0.05;

/** How long the caller looks at its last chunks elsewhere before it sleeps, in milliseconds. */
const JOIN_SPIN_MS = 0.2;

/** A bound for sleeping in {@link ComputePool.join}, in milliseconds: then it looks for chunks again. */
const JOIN_SLEEP_MS = 5;

/** Threads that end by themselves so often are not started again. */
const MAX_LOSSES = 3;

/** Waits for a job: the number of jobs that are done when it is. */
export type Ticket = number & { readonly __brand: 'Ticket' };

/**
 * Runs jobs, one after the other, over compute threads and the caller's own thread.
 *
 * Threads are started when there is a job for them. While the caller blocks in {@link join} it takes part, and one thread fewer
 * does: never more run than there are cores.
 */
export class ComputePool {
  readonly #cores: number;
  readonly #memory = makeBoardMemory();
  readonly #board = new JobBoard(this.#memory);
  readonly #kernels: ComputeKernels;
  readonly #sent = new Map<number, ComputeKernel>();
  readonly #threads = new Map<number, ComputeThread>();
  #nextKernel = 1;
  #waiting = 0;
  #losses = 0;
  #lossError: unknown;

  /** @param cores - How many threads may run at a time, with the caller's: at least 1. */
  constructor(cores: number) {
    this.#cores = Math.min(cores, MAX_COMPUTE_THREADS);
    this.#kernels = new ComputeKernels(this.#cores);
    this.#board.setLimit(this.#cores - 1);
  }

  /** How many numbers threads may have, the caller's included: each may need memory of its own. */
  get threadNumbers(): number {
    return this.#cores + 1;
  }

  /** The most threads that run at a time, with the caller's. */
  get cores(): number {
    return this.#cores;
  }

  /** Whether all jobs are done. */
  get isIdle(): boolean {
    return this.#board.published === this.#board.done;
  }

  /** Makes a kernel known to all threads. @returns Its number, for jobs. */
  addKernel(kernel: Omit<ComputeKernel, 'id'>): number {
    const added = { ...kernel, id: this.#nextKernel++ };
    this.#kernels.add(added);
    this.#sent.set(added.id, added);
    for (const thread of this.#threads.values()) thread.send({ type: 'kernel', kernel: added });
    return added.id;
  }

  /** Forgets a kernel. Its jobs must be done. */
  forgetKernel(id: number): void {
    this.#kernels.delete(id);
    this.#sent.delete(id);
    for (const thread of this.#threads.values()) thread.send({ type: 'forget', id });
  }

  /**
   * Runs a job here and now, chunk by chunk; only while the pool is idle. For work that is done before a thread would wake.
   *
   * @throws What the kernel throws: a trap of WebAssembly.
   */
  runHere({ kernel, parameters, size, chunkSize }: Job): void {
    for (let begin = 0; begin < size; begin += chunkSize) {
      this.#kernels.run({ kernel, parameters, begin, end: Math.min(begin + chunkSize, size) });
    }
  }

  /** The function of a kernel in the caller's thread: to be called only while the pool is idle, and with scratch memory of thread 0's. */
  functionOf(kernel: number): RunHere {
    return this.#kernels.functionOf(kernel);
  }

  /** Adds a job after those that are not done yet. Blocks, and helps, only when very many wait. */
  submit(job: Job): Ticket {
    this.#startThreads(this.#cores - 1);
    while (!this.#board.publish(job)) this.#help(this.#board.done, performance.now());
    return this.#board.published as Ticket;
  }

  /** How many jobs have to be done until all that were submitted are. */
  get lastTicket(): Ticket {
    return this.#board.published as Ticket;
  }

  isDone(ticket: Ticket): boolean {
    return ((this.#board.done - ticket) | 0) >= 0;
  }

  /**
   * Blocks until a job and those before it are done, and helps.
   *
   * @throws WorkerLostError when a thread has ended: what it was at would never be done, and its exit cannot be heard of here.
   */
  join(ticket: Ticket): void {
    for (const thread of this.#threads.values()) thread.observe();
    if (this.isDone(ticket)) return;
    this.#board.setLimit(this.#cores - 1);
    const spinUntil = performance.now() + JOIN_SPIN_MS;
    while (!this.isDone(ticket)) {
      if (!this.#help(this.#board.done, spinUntil)) this.#checkThreads();
    }
    if (this.#waiting > 0) this.#board.setLimit(this.#cores);
  }

  /**
   * Settles when a job and those before it are done; the event loop turns meanwhile, and one thread more takes the caller's place.
   *
   * @throws WorkerStartError when no compute thread can be had, DisposedError when the pool is closed meanwhile.
   */
  async whenDone(ticket: Ticket): Promise<void> {
    if (this.isDone(ticket)) return;
    this.#hold(1);
    try {
      while (!this.isDone(ticket)) {
        const seen = this.#board.done;
        this.#startThreads(this.#cores);
        this.#board.setLimit(this.#cores);
        if (this.#board.isClosed) throw new DisposedError('the compute threads were closed before this job was done');
        if (this.#threads.size === 0) throw this.#startError();
        if (!this.isDone(ticket)) await this.#board.whenDone(seen);
      }
    } finally {
      this.#hold(-1);
    }
  }

  /** The first failure since the last call, of a job that is done. */
  takeFailure(): string | undefined {
    return this.#board.takeFailure();
  }

  /** Ends all threads, in the middle of chunks if need be. Jobs that are not done never will be. */
  async close(): Promise<void> {
    this.#board.close();
    await Promise.all([...this.#threads.values()].map((thread) => thread.end()));
  }

  /** Runs a chunk if there is one; otherwise waits a little for another job to be done. @returns Whether there is any progress. */
  #help(seen: number, spinUntil: number): boolean {
    const chunk = this.#board.claim();
    if (chunk !== undefined) runChunk(this.#board, chunk, (claimed) => this.#kernels.run(claimed));
    else if (this.#board.done === seen && performance.now() > spinUntil)
      return this.#board.waitDone(seen, JOIN_SLEEP_MS);
    return true;
  }

  /** Throws when a thread ended in the middle of a chunk, which only a look at the thread itself tells while the event loop stands. */
  #checkThreads(): void {
    for (const thread of this.#threads.values()) {
      if (!this.#board.isInChunk(thread.number) || !thread.hasEnded()) continue;
      throw new WorkerLostError(
        { backend: 'threads', workerId: thread.number + 1, exitCode: null, signal: null, stderrTail: '' },
        { message: 'a compute thread ended in the middle of a kernel: its results are not complete; run it again' },
      );
    }
  }

  #startThreads(count: number): void {
    if (this.#threads.size >= count || this.#losses >= MAX_LOSSES || this.#board.isClosed) return;
    for (let number = 0; number < count; number++) if (!this.#threads.has(number)) this.#startThread(number);
  }

  #startThread(number: number): void {
    const start = { board: this.#memory, thread: number, spinMs: SPIN_MS };
    const thread = new ComputeThread(start, (ended, error) => this.#onEnd(ended, error));
    this.#threads.set(number, thread);
    thread.hold(this.#waiting > 0);
    for (const kernel of this.#sent.values()) thread.send({ type: 'kernel', kernel });
  }

  #onEnd(thread: ComputeThread, error: unknown): void {
    this.#threads.delete(thread.number);
    if (this.#board.isClosed) return;
    this.#losses++;
    this.#lossError = error;
    if (this.#board.isInChunk(thread.number)) {
      this.#board.setInChunk(thread.number, false);
      this.#board.fail('a compute thread ended in the middle of a chunk');
      this.#board.finish();
    }
    this.#board.wakeWaiting();
  }

  #startError(): WorkerStartError {
    return new WorkerStartError('no compute thread could be started; see the cause', { cause: this.#lossError });
  }

  #hold(change: 1 | -1): void {
    this.#waiting += change;
    if (this.#waiting > 1 || (this.#waiting === 1 && change === -1)) return;
    for (const thread of this.#threads.values()) thread.hold(this.#waiting > 0);
    if (this.#waiting === 0) this.#board.setLimit(this.#cores - 1);
  }
}
