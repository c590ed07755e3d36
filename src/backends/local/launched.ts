import type { LaunchedWorkers } from '../../core/registry.ts';

/** How one worker is started, and how one is ended that nobody wanted. */
interface Launching<T> {
  readonly start: () => T;
  readonly end: (worker: T) => void;
}

/** Workers that were started ahead of their backend, in order. */
export class Launched<T> implements LaunchedWorkers {
  readonly #workers: T[] = [];
  readonly #end: (worker: T) => void;

  /** Starts so many; fewer where one cannot be started, since the backend tries again and tells why. */
  constructor(count: number, { start, end }: Launching<T>) {
    this.#end = end;
    try {
      while (this.#workers.length < count) this.#workers.push(start());
    } catch {
      // Told by the backend.
    }
  }

  /** The next one, if there is one left. */
  take(): T | undefined {
    return this.#workers.shift();
  }

  end(): void {
    for (const worker of this.#workers.splice(0)) this.#end(worker);
  }
}
