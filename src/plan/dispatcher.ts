import type { Batch, BatchReply, TaskBackend } from '../core/task.ts';

/** Something that has batches to run: a call, or the queue of single submits. */
export interface Source {
  /** The next batch; undefined when there is none now (call {@link Dispatcher.wake} when that changes). Must not throw. */
  take(): Batch | undefined;
  /** Outcomes of a batch, as they come. Must not throw. */
  settle(batch: Batch, reply: BatchReply): void;
  /** All outcomes of the batch have come, or the backend broke with `error`. Must not throw. */
  ended(batch: Batch, error?: unknown): void;
}

/**
 * Keeps a backend busy: as many batches in flight as it has room for, taken from its sources in turn.
 *
 * One dispatcher per backend object, so that calls which share workers share them fairly.
 */
export class Dispatcher {
  readonly backend: TaskBackend;
  readonly #sources = new Set<Source>();
  #inFlight = 0;
  #filling = false;
  #halted = false;
  /** A source woke us while we were filling: those that had nothing are asked again. */
  #wokenAgain = false;

  constructor(backend: TaskBackend) {
    this.backend = backend;
    backend.onCapacity = () => this.wake();
  }

  /** Batches in flight now. */
  get inFlight(): number {
    return this.#inFlight;
  }

  add(source: Source): void {
    this.#sources.add(source);
    this.wake();
  }

  remove(source: Source): void {
    this.#sources.delete(source);
  }

  /**
   * Sends nothing and tells no source anything from now on: the program is about to exit, and a call that failed because its
   * workers were ended would only print a stack trace.
   */
  halt(): void {
    this.#halted = true;
  }

  /** Sends what can be sent; call it when a source has something new. */
  wake(): void {
    if (this.#filling) {
      this.#wokenAgain = true; // served by the loop that runs
      return;
    }
    this.#filling = true;
    try {
      this.#fill();
    } finally {
      this.#filling = false;
    }
  }

  #fill(): void {
    // Asked in vain since the last batch. A set rather than a count, because a source may leave while it is asked.
    const idle = new Set<Source>();
    while (!this.#halted && this.#inFlight < this.backend.capacity()) {
      const source = this.#rotate();
      if (source === undefined || idle.has(source)) return;
      const batch = source.take();
      if (batch === undefined) idle.add(source);
      else {
        this.#inFlight++;
        void this.#run(source, batch);
      }
      if (batch !== undefined || this.#wokenAgain) idle.clear();
      this.#wokenAgain = false;
    }
  }

  /** The source whose turn it is; it goes to the end of the line. */
  #rotate(): Source | undefined {
    const source: Source | undefined = this.#sources.values().next().value;
    if (source !== undefined && this.#sources.size > 1) {
      this.#sources.delete(source);
      this.#sources.add(source);
    }
    return source;
  }

  async #run(source: Source, batch: Batch): Promise<void> {
    let failure: { readonly error: unknown } | undefined;
    try {
      for await (const reply of this.backend.run(batch)) {
        if (!this.#halted) source.settle(batch, reply);
      }
    } catch (error) {
      failure = { error };
    }
    this.#inFlight--;
    if (this.#halted) return;
    source.ended(batch, failure?.error);
    this.wake();
  }
}
