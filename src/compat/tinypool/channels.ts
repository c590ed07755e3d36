import { type Asker, provideService } from '../../core/ask.ts';
import type { TinypoolChannel } from './options.ts';

interface Open {
  readonly channel: TinypoolChannel;
  /** The worker, once its task has begun. */
  worker: Asker | undefined;
  readonly waiting: unknown[];
}

type Told =
  { readonly channel: number; readonly opened: true } | { readonly channel: number; readonly message: unknown };

let services = 0;

/** The channels between the tasks of a pool and the program. What is sent before a task has begun waits for it. */
export class Channels {
  readonly service: string = `compat.channels.${++services}`;
  readonly #open = new Map<number, Open>();
  #last = 0;
  readonly #stop: () => void;

  constructor() {
    this.#stop = provideService(this.service, {
      tell: (payload, from) => this.#told(payload as Told, from),
      gone: (from) => this.#closeOf(from.key),
    });
  }

  /** @returns The number of the channel. */
  add(channel: TinypoolChannel): number {
    const number = ++this.#last;
    const open: Open = { channel, worker: undefined, waiting: [] };
    this.#open.set(number, open);
    channel.onMessage?.((message) => {
      if (open.worker === undefined) open.waiting.push(message);
      else open.worker.tell(this.service, message);
    });
    return number;
  }

  /** The pool has ended. */
  close(): void {
    for (const { channel } of this.#open.values()) channel.onClose?.();
    this.#open.clear();
    this.#stop();
  }

  #told(told: Told, from: Asker): void {
    const open = this.#open.get(told.channel);
    if (open === undefined) return;
    if ('message' in told) return open.channel.postMessage?.(told.message);
    this.#closeOf(from.key); // a worker has one channel at a time
    open.worker = from;
    for (const message of open.waiting.splice(0)) from.tell(this.service, message);
  }

  #closeOf(key: string): void {
    for (const [number, { channel, worker }] of this.#open) {
      if (worker?.key !== key) continue;
      this.#open.delete(number);
      channel.onClose?.();
    }
  }
}
