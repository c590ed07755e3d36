import type { Batch, BatchSink, TaskBackend } from '../core/task.ts';

/** Something that has batches to run: a call, or the queue of single submits. What it is told of its batches must not throw. */
export interface Source extends BatchSink {
  /** The next batch; undefined when there is none now (call {@link Dispatcher.wake} when that changes). Must not throw. */
  take(): Batch | undefined;
  /** Whether its next batch is to go before others that are on their way already, even if the backend is full. */
  overtakes?(): boolean;
}

/** A source and what listens for it. */
type Turn = [Source, BatchSink];

/**
 * Keeps a backend busy: as many batches in flight as it has room for, taken from its sources in turn.
 *
 * One dispatcher per backend object, so that calls which share workers share them fairly.
 */
export class Dispatcher {
  readonly backend: TaskBackend;
  /** Sources in the order of their turns, each with what listens for it. */
  readonly #sources = new Map<Source, BatchSink>();
  /** The one source, where there is one: then nothing has to be turned round. */
  #only: Turn | undefined;
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
    this.#sources.set(source, {
      settle: (batch, reply) => {
        if (!this.#halted) source.settle(batch, reply);
      },
      ended: (batch, error) => this.#ended(source, batch, error),
    });
    this.#noteOnly();
    this.wake();
  }

  remove(source: Source): void {
    this.#sources.delete(source);
    this.#noteOnly();
  }

  #noteOnly(): void {
    this.#only = this.#sources.size === 1 ? this.#sources.entries().next().value : undefined;
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
      this.#overfill();
    } finally {
      this.#filling = false;
    }
  }

  #fill(): void {
    // Asked in vain since the last batch. A set rather than a count, because a source may leave while it is asked.
    let idle: Set<Source> | undefined;
    while (!this.#halted && this.#inFlight < this.backend.capacity()) {
      const turn = this.#only ?? this.#rotate();
      if (turn === undefined || idle?.has(turn[0]) === true) return;
      const batch = turn[0].take();
      if (batch !== undefined) this.#send(turn, batch);
      else if (turn === this.#only && !this.#wokenAgain) return;
      else (idle ??= new Set()).add(turn[0]);
      if (batch !== undefined || this.#wokenAgain) idle?.clear();
      this.#wokenAgain = false;
    }
  }

  /** What is urgent does not wait until there is room. */
  #overfill(): void {
    if (this.#only !== undefined) this.#overfillFrom(this.#only);
    else for (const turn of this.#sources) this.#overfillFrom(turn);
  }

  #overfillFrom(turn: Turn): void {
    const source = turn[0];
    while (!this.#halted && source.overtakes?.() === true) {
      const batch = source.take();
      if (batch === undefined) break;
      this.#send(turn, batch);
    }
  }

  /** The source whose turn it is; it goes to the end of the line. */
  #rotate(): Turn | undefined {
    const turn: Turn | undefined = this.#sources.entries().next().value;
    if (turn !== undefined && this.#sources.size > 1) {
      this.#sources.delete(turn[0]);
      this.#sources.set(...turn);
    }
    return turn;
  }

  #send(turn: Turn, batch: Batch): void {
    const source = turn[0];
    const sink = turn[1];
    this.#inFlight++;
    if (this.backend.start === undefined) return void this.#iterate(sink, batch);
    try {
      this.backend.start(batch, sink);
    } catch (error) {
      this.#ended(source, batch, error);
    }
  }

  async #iterate(sink: BatchSink, batch: Batch): Promise<void> {
    let failure: { readonly error: unknown } | undefined;
    try {
      for await (const reply of this.backend.run(batch)) sink.settle(batch, reply);
    } catch (error) {
      failure = { error };
    }
    sink.ended(batch, failure?.error);
  }

  #ended(source: Source, batch: Batch, error: unknown): void {
    this.#inFlight--;
    if (this.#halted) return;
    source.ended(batch, error);
    this.wake();
  }
}
