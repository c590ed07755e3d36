import { receiveMessageOnPort } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { Movable } from '../core/payload.ts';
import { progressWord } from '../core/protocol.ts';
import type { WorkerReply, WorkerRequest } from '../core/protocol.ts';
import type { WorkerChannel } from './channel.ts';
import { lengthen, type ShortMessage, shorten } from './short-message.ts';

/**
 * How long a thread that has replied waits for the next batch before its event loop turns, in milliseconds. To be woken here
 * takes 10 us less than an event does; what a task left behind (timers, sockets) waits for so long at most. Not shorter: on
 * virtual machines a timer that is due before the system's next tick costs more than all of this saves.
 */
const WAIT_MS = 20;

/** Set where what tasks leave behind is to run at once, which the program has asked for by an option of a drop-in. */
const TURNS = Symbol.for('manycore.compat.turns');

const requestOf = (message: unknown): WorkerRequest =>
  Array.isArray(message) ? (lengthen(message as ShortMessage) as WorkerRequest) : (message as WorkerRequest);

/** How a thread talks to the library: through a port, with words in shared memory that count what went each way. */
export class ThreadChannel implements WorkerChannel {
  readonly #port: MessagePort;
  readonly #words: Int32Array;
  /** Requests that were taken. Where that is as many as were sent, the port need not be asked. */
  #taken = 0;

  constructor(port: MessagePort, words: Int32Array) {
    this.#port = port;
    this.#words = words;
  }

  post(reply: WorkerReply, transfer?: readonly Movable[]): void {
    this.#port.postMessage(shorten(reply) ?? reply, transfer as ArrayBuffer[] | undefined);
    Atomics.add(this.#words, progressWord.replied, 1);
  }

  poll(wait: boolean): WorkerRequest | undefined {
    const sent = Atomics.load(this.#words, progressWord.sent);
    if (sent !== this.#taken) return this.#take();
    if (!wait || (globalThis as { readonly [TURNS]?: boolean })[TURNS] === true) return undefined;
    return Atomics.wait(this.#words, progressWord.sent, sent, WAIT_MS) === 'timed-out' ? undefined : this.#take();
  }

  /** The request of a message that the event loop has brought. */
  accepted(message: unknown): WorkerRequest {
    this.#taken = (this.#taken + 1) | 0;
    return requestOf(message);
  }

  #take(): WorkerRequest | undefined {
    const received = receiveMessageOnPort(this.#port);
    return received && this.accepted(received.message);
  }
}
