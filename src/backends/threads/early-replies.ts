import { receiveMessageOnPort } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { progressWord } from '../../core/protocol.ts';

/** How long replies may be taken without a turn of the event loop, in milliseconds: timers and sockets of the program want theirs. */
const LOOK_MS = 4;

const now = Promise.resolve();

/** When the first reply was taken since the event loop brought one; all threads share the loop. */
const turn: { since: number | undefined } = { since: undefined };

function mayLook(): boolean {
  const time = performance.now();
  turn.since ??= time;
  return time - turn.since <= LOOK_MS;
}

/**
 * Takes the reply to a small task before the event loop brings it, where it is there already: a system that lets a thread run as soon as
 * it is woken, on the core of who woke it, has the reply ready when the request is sent. A turn of the event loop would cost some 5 us more (docs/decisions/0009).
 */
export class EarlyReplies {
  readonly #port: MessagePort;
  readonly #words: Int32Array;
  readonly #accept: (message: unknown) => void;
  /** How much the thread had sent when this looked last. */
  #seen = 0;
  #isDue = false;

  /**
   * @param words - The progress block, where the thread counts what it sends.
   * @param accept - Takes a message, like the listener of the port.
   */
  constructor(port: MessagePort, words: Int32Array, accept: (message: unknown) => void) {
    this.#port = port;
    this.#words = words;
    this.#accept = accept;
  }

  /** A request was sent: looks once what runs now is done with it. */
  expect(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    void now.then(this.#look);
  }

  /** The event loop has brought a message. */
  turned(): void {
    this.#seen = Atomics.load(this.#words, progressWord.replied);
    turn.since = undefined;
  }

  readonly #look = (): void => {
    this.#isDue = false;
    const replied = Atomics.load(this.#words, progressWord.replied);
    // What is left in the port is brought by the event loop.
    if (replied === this.#seen || !mayLook()) return;
    this.#seen = replied;
    for (let entry = receiveMessageOnPort(this.#port); entry !== undefined; entry = receiveMessageOnPort(this.#port)) {
      this.#take(entry.message);
    }
  };

  /** What a listener of the program throws is an uncaught exception, as if the event loop had called it. */
  #take(message: unknown): void {
    try {
      this.#accept(message);
    } catch (error) {
      process.nextTick(() => {
        throw error;
      });
    }
  }
}
