import { provideService } from '../../core/ask.ts';
import type { EventRoute } from '../../worker/methods.ts';

let services = 0;

/** What tasks send while they run, brought to those who listen to them. */
export class TaskEvents {
  readonly #service = `compat.events.${++services}`;
  readonly #listeners = new Map<number, (payload: unknown) => unknown>();
  readonly #stop: () => void;
  #last = 0;

  constructor() {
    this.#stop = provideService(this.#service, {
      tell: (told) => {
        const { id, payload } = told as { readonly id: number; readonly payload: unknown };
        this.#listeners.get(id)?.(payload);
      },
    });
  }

  /** @returns Where the task has to send to. */
  listen(listener: (payload: unknown) => unknown): EventRoute {
    const id = ++this.#last;
    this.#listeners.set(id, listener);
    return { service: this.#service, id };
  }

  /** The task is over. */
  forget({ id }: EventRoute): void {
    this.#listeners.delete(id);
  }

  /** The pool has ended. */
  close(): void {
    this.#stop();
  }
}
