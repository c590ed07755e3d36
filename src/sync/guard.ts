/** What is held until it is given back: `using guard = await mutex.lock()`. */
export class Guard implements Disposable {
  #release: (() => void) | undefined;

  /** Made by locks and semaphores. */
  constructor(release: () => void) {
    this.#release = release;
  }

  /** Whether it is held: false from {@link Guard.release} on. */
  get isHeld(): boolean {
    return this.#release !== undefined;
  }

  /**
   * Holds what another guard holds, instead of it: for a condition, which takes its lock again.
   *
   * @internal
   */
  hold(other: Guard): void {
    this.#release = other.#release;
    other.#release = undefined;
  }

  /** Gives it back; safe to call twice. */
  release(): void {
    const release = this.#release;
    this.#release = undefined;
    release?.();
  }

  /** The same as {@link Guard.release}. */
  [Symbol.dispose](): void {
    this.release();
  }
}
