import { QueueFullError } from '../core/errors.ts';

/** What a limit is made of. */
export interface QueueLimitOptions {
  /** Tasks that may wait. */
  readonly maxQueue: number;
  /** Tasks that may run at a time. */
  readonly running: () => number;
  /** Tells the owner of the pool. */
  readonly tell: (event: 'needsDrain' | 'drain') => void;
}

/** Lets no more tasks wait than there may. */
export class QueueLimit {
  readonly #options: QueueLimitOptions;
  #needsDrain = false;

  constructor(options: QueueLimitOptions) {
    this.#options = options;
  }

  /** As many tasks wait as may; false again when none does. */
  get needsDrain(): boolean {
    return this.#needsDrain;
  }

  /**
   * A task wants in.
   *
   * @param open - Tasks that are not over, without this one.
   * @throws QueueFullError `ERR_QUEUE_FULL`
   */
  admit(open: number): void {
    const { maxQueue, running, tell } = this.#options;
    const room = maxQueue - (open - running());
    if (room <= 1 && !this.#needsDrain) {
      this.#needsDrain = true;
      tell('needsDrain');
    }
    if (room <= 0) throw new QueueFullError(maxQueue);
  }

  /** A task is over. */
  settle(open: number): void {
    if (!this.#needsDrain || open > this.#options.running()) return;
    this.#needsDrain = false;
    this.#options.tell('drain');
  }
}
