import { writeSync, readSync } from 'node:fs';
import { PROGRESS_BYTES, PROGRESS_START_OFFSET, PROGRESS_WORKER_BYTES, progressWord } from '../core/protocol.ts';

/** Where a worker notes which task it runs, so that the library knows the guilty one when the worker is lost. */
export interface Progress {
  /** The words of the block. The loop over tasks stores the position of each task here itself. */
  readonly words: Int32Array;
  /** A plain store into `words` is seen by the library at once, so the notes of the loop are exact at no cost. */
  readonly direct: boolean;
  /** A batch begins, and none of its tasks runs yet. With `now` the library can see it at once, else with the first task. */
  begin(batchId: number, now: boolean): void;
  /** The tasks from `position` on are about to run, `span` of them before the next note. */
  mark(position: number, span: number): void;
  /** As `mark` for one task, and notes when it started. */
  markStart(position: number): void;
  /** The running task listens to its signal. */
  listen(position: number): void;
  /** No task of the batch runs any more; its results are on their way. With `now` the library can see it at once. */
  finish(end: number, now: boolean): void;
  /** One of these tasks left an error behind, before this worker ends. */
  suspect(position: number, span: number): void;
  /** No batch runs. */
  idle(): void;
  /** Whether the library has taken this batch back. Asked after `begin`. */
  isRevoked(batchId: number): boolean;
}

/** Position while a batch is being prepared: definitions, modules and arguments are loaded. */
export const PREPARING = -1;

abstract class BlockProgress implements Progress {
  readonly words: Int32Array;
  readonly started: Float64Array;
  abstract readonly direct: boolean;

  constructor(block: ArrayBuffer | SharedArrayBuffer) {
    this.words = new Int32Array(block);
    this.started = new Float64Array(block, PROGRESS_START_OFFSET, 1);
  }

  begin(batchId: number, now: boolean): void {
    const { words } = this;
    words[progressWord.position] = PREPARING;
    words[progressWord.span] = 1;
    words[progressWord.listens] = 0;
    words[progressWord.batch] = batchId;
    // Sequentially consistent: pairs with the library's store of the revoked id and its load of this word.
    Atomics.store(words, progressWord.begun, batchId);
    if (now) this.flush();
  }

  mark(position: number, span: number): void {
    this.words[progressWord.position] = position;
    this.words[progressWord.span] = this.direct ? 1 : span;
    this.flush();
  }

  markStart(position: number): void {
    this.started[0] = Date.now();
    this.words[progressWord.position] = position;
    this.words[progressWord.span] = 1;
    this.flush();
  }

  listen(position: number): void {
    this.words[progressWord.listens] = position + 1;
    this.flush();
  }

  finish(end: number, now: boolean): void {
    this.words[progressWord.position] = end;
    this.words[progressWord.span] = 1;
    if (now) this.flush();
  }

  suspect(position: number, span: number): void {
    this.words[progressWord.position] = position;
    this.words[progressWord.span] = span;
    this.flush();
  }

  idle(): void {
    // Not flushed: the library has the reply by then, and knows that this batch no longer runs.
    Atomics.store(this.words, progressWord.batch, -1);
  }

  abstract isRevoked(batchId: number): boolean;
  protected abstract flush(): void;
}

/** A thread notes in memory that it shares with the library. */
export class SharedProgress extends BlockProgress {
  readonly direct = true;

  constructor(block: ArrayBuffer | SharedArrayBuffer = new ArrayBuffer(PROGRESS_BYTES)) {
    super(block);
    Atomics.store(this.words, progressWord.batch, -1);
  }

  isRevoked(batchId: number): boolean {
    return Atomics.load(this.words, progressWord.revoked) === batchId;
  }

  protected flush(): void {}
}

/** A child writes the block to a file that the library reads when it has to: about 1 us for each note. */
export class FileProgress extends BlockProgress {
  readonly direct = false;
  readonly #fd: number;
  readonly #bytes: Uint8Array;
  readonly #revoked = new Int32Array(1);

  constructor(fd: number) {
    const block = new ArrayBuffer(PROGRESS_BYTES);
    super(block);
    this.#fd = fd;
    this.#bytes = new Uint8Array(block, 0, PROGRESS_WORKER_BYTES);
    this.words[progressWord.batch] = -1;
    this.flush();
  }

  isRevoked(batchId: number): boolean {
    const read = readSync(this.#fd, this.#revoked, 0, 4, progressWord.revoked * 4);
    return read === 4 && this.#revoked[0] === batchId;
  }

  protected flush(): void {
    writeSync(this.#fd, this.#bytes, 0, PROGRESS_WORKER_BYTES, 0);
  }
}
