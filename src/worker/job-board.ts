/**
 * Where compute threads and the main thread meet: a block of shared words with the jobs in their order and the chunks that are left
 * of the current one. See the README of backends/threads for the states.
 *
 * A job is done when its chunks are done, not when threads have noticed it: a thread that sleeps or lost its core costs nothing.
 */

import { chunkAt, countChunks, type Cut } from './chunks.ts';

/** A range of iterations from 0, cut into chunks that any thread may run in any order. */
export interface Job {
  /** Number of the function that runs a chunk. */
  readonly kernel: number;
  /** Address of its parameters. */
  readonly parameters: number;
  /** Number of iterations: from 1 to 2 ** 31 - 1. */
  readonly size: number;
  /** Iterations in a chunk; see {@link Cut}. */
  readonly chunkSize: number;
  /** Threads that share it, where chunks get smaller towards the end. Default 0: they have one size. */
  readonly guided?: number;
}

/** A chunk that a thread has claimed, and has to finish. */
export interface Chunk {
  readonly kernel: number;
  readonly parameters: number;
  readonly begin: number;
  readonly end: number;
}

/** Positions of the words. Those that many threads write are 64 bytes apart, so that they do not share a cache line. */
const word = {
  /** Changes with every job that becomes current and when the board closes; idle threads sleep on it. */
  epoch: 0,
  /** Threads that sleep. */
  sleepers: 1,
  /** 1 once no more jobs will come. */
  closed: 2,
  /** Threads with a number from this on claim nothing: they sleep on this word instead, so that they take nobody's wake-up. */
  limit: 3,
  /** Number of jobs published, modulo 2 ** 32 as all that is counted here. */
  published: 16,
  /** Number of jobs done; callers sleep on it. */
  done: 32,
  /** 1 while somebody makes jobs current, or a current one runs. */
  busy: 33,
  /** Chunks of the current job to claim; below 1 when there are none. */
  unclaimed: 48,
  /** Chunks of the current job that are not finished. */
  unfinished: 64,
  /** The current job: kernel, parameters, size, size of a chunk, threads that are guided, number of chunks. Written only while none is unfinished. */
  current: 80,
  /** 1 + the number of the first job that failed, or 0. */
  failed: 96,
  /** Length of its message, then the message, a UTF-16 unit in each word. */
  message: 97,
  /** A word for each thread: whether it is in a chunk. */
  inChunk: 256,
  /** The jobs that are published and not done, in a ring. */
  ring: 512,
} as const;

const MESSAGE_UNITS = word.inChunk - word.message - 1;
const SLOT_WORDS = 5;

/** Jobs that may wait. */
export const RING_SLOTS = 128;

/** The most compute threads of a board. */
export const MAX_COMPUTE_THREADS = word.ring - word.inChunk;

const BOARD_BYTES = 4 * (word.ring + RING_SLOTS * SLOT_WORDS);

/** The first word of a job. The ring's length is a power of two, so numbers may wrap around. */
const slotOf = (number: number): number => word.ring + (number & (RING_SLOTS - 1)) * SLOT_WORDS;

/** Makes the memory of a board. */
export const makeBoardMemory = (): SharedArrayBuffer => new SharedArrayBuffer(BOARD_BYTES);

/** The shared words, for the thread that publishes jobs and for those that run them. */
export class JobBoard {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  get published(): number {
    return Atomics.load(this.#words, word.published);
  }

  get done(): number {
    return Atomics.load(this.#words, word.done);
  }

  get isClosed(): boolean {
    return Atomics.load(this.#words, word.closed) === 1;
  }

  /** Changes with every job that becomes current. */
  get epoch(): number {
    return Atomics.load(this.#words, word.epoch);
  }

  /** Whether a thread with this number may claim chunks; the caller of the library has no number, and always may. */
  mayClaim(thread: number): boolean {
    return thread < Atomics.load(this.#words, word.limit);
  }

  /** Lets the threads with lower numbers claim chunks. */
  setLimit(threads: number): void {
    const before = Atomics.exchange(this.#words, word.limit, threads);
    if (threads > before) Atomics.notify(this.#words, word.limit);
  }

  /**
   * Adds a job after those that wait. Only one thread may publish.
   *
   * @returns False when there is no room: the caller has to help until there is.
   */
  publish(job: Job): boolean {
    const words = this.#words;
    const number = words[word.published] as number;
    if (((number - this.done) | 0) >= RING_SLOTS) return false;
    const slot = slotOf(number);
    words[slot] = job.kernel;
    words[slot + 1] = job.parameters;
    words[slot + 2] = job.size;
    words[slot + 3] = job.chunkSize;
    words[slot + 4] = job.guided ?? 0;
    Atomics.store(words, word.published, number + 1);
    this.#advance(0);
    return true;
  }

  /** Claims a chunk of the current job. Whoever gets one must call {@link finish} when it has run. */
  claim(): Chunk | undefined {
    const words = this.#words;
    // Looking first keeps the counter from falling while many threads ask in vain.
    if (Atomics.load(words, word.unclaimed) <= 0) return undefined;
    const left = Atomics.sub(words, word.unclaimed, 1);
    if (left <= 0) return undefined;
    // The job cannot be replaced before this chunk is finished, so its words are read only now.
    const at = word.current;
    const { begin, end } = chunkAt(this.#cutAt(at), (words[at + SLOT_WORDS] as number) - left);
    return { kernel: words[at] as number, parameters: words[at + 1] as number, begin, end };
  }

  /** Reports a claimed chunk as done. The one who finishes the last chunk of a job makes the next job current. */
  finish(): void {
    const words = this.#words;
    if (Atomics.sub(words, word.unfinished, 1) !== 1) return;
    Atomics.add(words, word.done, 1);
    Atomics.notify(words, word.done);
    Atomics.store(words, word.busy, 0);
    this.#advance(1);
  }

  /** Notes that the current job failed; only the first failure of a board is kept. Before {@link finish}. */
  fail(message: string): void {
    const words = this.#words;
    if (Atomics.compareExchange(words, word.failed, 0, this.done + 1) !== 0) return;
    const text = message.slice(0, MESSAGE_UNITS);
    for (let at = 0; at < text.length; at++) words[word.message + 1 + at] = text.charCodeAt(at);
    Atomics.store(words, word.message, text.length);
  }

  /** Takes the failure of a job that is done off the board. */
  takeFailure(): string | undefined {
    const words = this.#words;
    const failed = Atomics.load(words, word.failed);
    if (failed === 0 || ((this.done - failed) | 0) < 0) return undefined;
    const units = words.subarray(word.message + 1, word.message + 1 + Atomics.load(words, word.message));
    const text = String.fromCharCode(...units);
    Atomics.store(words, word.failed, 0);
    return text;
  }

  /** Notes whether a thread is in a chunk, for the case that it ends there. */
  setInChunk(thread: number, value: boolean): void {
    Atomics.store(this.#words, word.inChunk + thread, value ? 1 : 0);
  }

  isInChunk(thread: number): boolean {
    return Atomics.load(this.#words, word.inChunk + thread) === 1;
  }

  /** Sleeps until a thread with this number may claim chunks, or the board is closed. */
  sleepUntilAllowed(thread: number): void {
    for (;;) {
      const limit = Atomics.load(this.#words, word.limit);
      if (thread < limit || this.isClosed) return;
      Atomics.wait(this.#words, word.limit, limit);
    }
  }

  /** Sleeps until the epoch is another one than `seen`. */
  sleep(seen: number): void {
    Atomics.add(this.#words, word.sleepers, 1);
    Atomics.wait(this.#words, word.epoch, seen);
    Atomics.sub(this.#words, word.sleepers, 1);
  }

  /** Blocks until more than `seen` jobs are done, for at most so many milliseconds. @returns Whether they are. */
  waitDone(seen: number, milliseconds: number): boolean {
    return Atomics.wait(this.#words, word.done, seen, milliseconds) !== 'timed-out';
  }

  /** Settles when more than `seen` jobs are done. It does not keep the process alive. */
  async whenDone(seen: number): Promise<void> {
    await Atomics.waitAsync(this.#words, word.done, seen).value;
  }

  /** Lets those who wait for jobs look again. */
  wakeWaiting(): void {
    Atomics.notify(this.#words, word.done);
  }

  /** No more jobs: the threads end as soon as they have no chunk. */
  close(): void {
    const words = this.#words;
    Atomics.store(words, word.closed, 1);
    Atomics.store(words, word.limit, -1);
    Atomics.add(words, word.epoch, 1);
    for (const slept of [word.limit, word.epoch, word.done]) Atomics.notify(words, slept);
  }

  #cutAt(at: number): Cut {
    const words = this.#words;
    return { size: words[at + 2] as number, chunkSize: words[at + 3] as number, guided: words[at + 4] as number };
  }

  /** Makes the next job current unless there is a current one. @param helpers - How many of its chunks the caller runs itself. */
  #advance(helpers: 0 | 1): void {
    const words = this.#words;
    // Looked at again after giving up the right: a job published between the two looks must not be missed.
    while (this.published !== this.done && Atomics.compareExchange(words, word.busy, 0, 1) === 0) {
      const next = this.done;
      if (next !== this.published) {
        this.#makeCurrent(next, helpers);
        return;
      }
      Atomics.store(words, word.busy, 0);
    }
  }

  #makeCurrent(number: number, helpers: 0 | 1): void {
    const words = this.#words;
    const slot = slotOf(number);
    const chunks = countChunks(this.#cutAt(slot));
    for (let at = 0; at < SLOT_WORDS; at++) words[word.current + at] = words[slot + at] as number;
    words[word.current + SLOT_WORDS] = chunks;
    Atomics.store(words, word.unfinished, chunks);
    Atomics.store(words, word.unclaimed, chunks);
    Atomics.add(words, word.epoch, 1);
    if (chunks > helpers && Atomics.load(words, word.sleepers) > 0) Atomics.notify(words, word.epoch, chunks - helpers);
  }
}
