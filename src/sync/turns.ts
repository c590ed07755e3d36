import { WaitTimeoutError } from '../core/sync-errors.ts';
import type { AsyncWaitOptions } from './waiting.ts';

/** Lets those who wait in one thread go one after the other, in the order in which they came. */
export class Turns {
  readonly #waiting = new Set<() => void>();
  #isTaken = false;

  /**
   * Waits for the turn, and keeps it until `body` is over.
   *
   * @param what - In messages.
   */
  async take<T>(what: string, options: AsyncWaitOptions, body: (left: AsyncWaitOptions) => Promise<T>): Promise<T> {
    const { timeout } = options;
    const began = performance.now();
    if (this.#isTaken) await this.#wait(what, options);
    this.#isTaken = true;
    try {
      const left = timeout === undefined ? undefined : Math.max(0, timeout - (performance.now() - began));
      return await body(left === undefined ? options : { ...options, timeout: left });
    } finally {
      this.#next();
    }
  }

  #next(): void {
    const [first] = this.#waiting;
    // Handed on without being free in between, so that nobody comes before those who wait.
    if (first === undefined) this.#isTaken = false;
    else {
      this.#waiting.delete(first);
      first();
    }
  }

  #wait(what: string, { timeout, signal }: AsyncWaitOptions): Promise<void> {
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const leave = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        this.#waiting.delete(go);
      };
      const go = (): void => {
        leave();
        resolve();
      };
      const onAbort = (): void => {
        leave();
        reject(signal?.reason as Error);
      };
      if (timeout !== undefined && timeout < 0x7fffffff) {
        timer = setTimeout(() => {
          leave();
          reject(
            new WaitTimeoutError(
              `${what} was not free within ${Math.ceil(timeout)} ms: others of this thread wait before`,
            ),
          );
        }, timeout);
      }
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(go);
    });
  }
}
