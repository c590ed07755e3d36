/** Workers that may fail to start, in a row, before tasks are told. */
const MAX_FAILED_STARTS = 3;
/** How long nothing is started after that, in milliseconds. */
const PAUSE_MS = 1000;

/** Keeps a kind of worker that cannot start from being started again and again. */
export class StartGate {
  #failed = 0;
  #closed: { readonly error: unknown; readonly until: number } | undefined;

  /** The error for tasks while nothing may be started. After a pause one more start is tried. */
  refusal(): { readonly error: unknown } | undefined {
    if (this.#closed !== undefined && performance.now() >= this.#closed.until) {
      this.#closed = undefined;
      this.#failed = MAX_FAILED_STARTS - 1;
    }
    return this.#closed;
  }

  started(): void {
    this.#failed = 0;
  }

  /**
   * A worker could not be started.
   *
   * @param final - The next would fail alike: do not try.
   * @returns whether to tell the tasks.
   */
  failed(error: unknown, final: boolean): boolean {
    this.#failed++;
    if (!final && this.#failed < MAX_FAILED_STARTS) return false;
    this.#closed = { error, until: performance.now() + PAUSE_MS };
    return true;
  }
}
