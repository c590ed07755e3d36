import { reviveFailure } from '../core/ask-failure.ts';
import { hear } from '../core/ask.ts';
import type { AskOptions, AskPath, Uplink } from '../core/ask.ts';
import type { WorkerReply, WorkerRequest } from '../core/protocol.ts';

interface Open {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** A worker's questions to the library in its parent. */
export class WorkerUplink implements Uplink {
  readonly #post: (reply: WorkerReply) => void;
  readonly #open = new Map<number, Open>();
  #lastId = 0;

  constructor(post: (reply: WorkerReply) => void) {
    this.#post = post;
  }

  async ask(
    service: string,
    payload: unknown,
    { signal, patient, from }: AskOptions & { readonly from?: AskPath | undefined },
  ): Promise<unknown> {
    const id = ++this.#lastId;
    const answer = new Promise((resolve, reject) => this.#open.set(id, { resolve, reject }));
    const withdraw = (): void => {
      this.#post({ type: 'withdraw', id });
      if (patient !== true) this.#open.get(id)?.reject(signal?.reason);
    };
    try {
      this.#post({ type: 'ask', id, service, payload, ...(from === undefined ? {} : { from }) });
      signal?.addEventListener('abort', withdraw, { once: true });
      return await answer;
    } finally {
      this.#open.delete(id);
      signal?.removeEventListener('abort', withdraw);
    }
  }

  tell(service: string, payload: unknown, from?: AskPath): void {
    this.#post({ type: 'tell', service, payload, ...(from === undefined ? {} : { from }) });
  }

  gone(from: AskPath): void {
    this.#post({ type: 'gone', from });
  }

  /** Takes what the parent sends for this channel; false for anything else. */
  accept(request: WorkerRequest): boolean {
    if (request.type === 'told') {
      hear(request.service, request.payload, request.to);
      return true;
    }
    if (request.type !== 'answer') return false;
    const open = this.#open.get(request.id);
    if (request.failure === undefined) open?.resolve(request.value);
    else open?.reject(reviveFailure(request.failure));
    return true;
  }
}
