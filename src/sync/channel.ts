import { inLibrary } from '../core/library-export.ts';
import { NotCloneableError } from '../core/errors.ts';
import { thisHolder } from '../core/liveness.ts';
import { DeadlockError } from '../core/sync-errors.ts';
import { findUnplain } from '../memory/find-unplain.ts';
import { deserialize, serialize } from '../memory/serialize.ts';
import { CAPACITY, closed, operations, READER, WORDS, WRITER } from './channel-operations.ts';
import { checkCount, checkSyncOptions } from './check-options.ts';
import type { SyncOptions } from './check-options.ts';
import type { Link, LinkWire } from './link.ts';
import { arrived, makeLink, SyncObject } from './sync-object.ts';
import { Turns } from './turns.ts';
import type { AsyncWaitOptions, WaitOptions } from './waiting.ts';

/** Options of {@link channel}. */
export interface ChannelOptions extends SyncOptions {
  /**
   * How many messages wait in it at most; a sender waits for room. From 1, default 64. A channel without room, where a sender
   * waits for its receiver (capacity 0), is not there: let the receiver answer through a channel of its own.
   */
  readonly capacity?: number | undefined;
  /** Memory for all messages that wait, in bytes, rounded up to a power of two; no message may be larger. Default 1 MiB. */
  readonly maxBytes?: number | undefined;
}

/** A message that was there. */
export interface Received<T> {
  /** The message. */
  readonly value: T;
}

const DEFAULT_CAPACITY = 64;
const MOST_MESSAGES = 0x3fffffff;
const DEFAULT_BYTES = 1 << 20;
const LEAST_BYTES = 16;
const MOST_BYTES = 1 << 30;

const kind = { title: 'channel', operations };

/**
 * A queue of messages between threads and processes. Made by {@link channel}.
 *
 * Messages come out in the order in which they went in, each once. Forms without `Sync` work everywhere; see {@link Mutex}. When the worker
 * ends that has received a message, the message is gone with it.
 *
 * @typeParam T - Messages: plain data, as structured clone keeps it.
 */
export class Channel<T> extends SyncObject implements AsyncIterable<T> {
  /** @internal */
  protected readonly revival: readonly [typeof arriveChannel, capacity: number];
  /** How many messages wait in it at most. */
  readonly capacity: number;
  readonly #sending = new Turns();
  readonly #receiving = new Turns();

  /** @internal */
  constructor(link: Link, capacity: number) {
    super(link);
    this.capacity = capacity;
    this.revival = [arriveChannel, capacity];
  }

  /**
   * Puts a message in, and waits for room if it has to. Messages that one task sends without awaiting keep their order.
   *
   * @throws ChannelClosedError `ERR_CHANNEL_CLOSED`
   * @throws WaitTimeoutError `ERR_WAIT_TIMEOUT`; the message was not sent.
   * @throws NotCloneableError `ERR_NOT_CLONEABLE` for what is not plain data.
   * @throws MessageTooLargeError `ERR_MESSAGE_TOO_LARGE`
   */
  async send(message: T, options: AsyncWaitOptions = {}): Promise<void> {
    const bytes = this.#encode(message);
    await this.#sending.take(this.link.what, options, (left) => this.perform('send', [bytes], left));
  }

  /**
   * Puts a message in, and blocks this thread while there is no room.
   *
   * @throws CannotBlockError `ERR_CANNOT_BLOCK` on a main thread and in a child process.
   */
  sendSync(message: T, options?: WaitOptions): void {
    const bytes = this.#encode(message);
    this.#refuseOwn(WRITER, 'send');
    this.performSync('send', [bytes], options);
  }

  /** Puts a message in if there is room. @returns Whether there was. */
  trySendSync(message: T): boolean {
    return this.link.runNow('send', [this.#encode(message)]) !== undefined;
  }

  /**
   * Takes the oldest message out, and waits for one if it has to.
   *
   * @throws ChannelClosedError `ERR_CHANNEL_CLOSED` when it is closed and empty.
   * @throws WaitTimeoutError `ERR_WAIT_TIMEOUT`
   */
  async receive(options: AsyncWaitOptions = {}): Promise<T> {
    const bytes = await this.#take(options);
    if (bytes === undefined) throw closed(this.link.what);
    return deserialize(bytes) as T;
  }

  /**
   * Takes the oldest message out, and blocks this thread while there is none.
   *
   * @throws CannotBlockError `ERR_CANNOT_BLOCK` on a main thread and in a child process.
   */
  receiveSync(options?: WaitOptions): T {
    this.#refuseOwn(READER, 'receive');
    const bytes = this.performSync('receive', [], options);
    if (bytes === undefined) throw closed(this.link.what);
    return deserialize(bytes as Uint8Array) as T;
  }

  /** Takes the oldest message out if there is one: undefined if not. @throws ChannelClosedError `ERR_CHANNEL_CLOSED` */
  tryReceiveSync(): Received<T> | undefined {
    const taken = this.link.runNow('receive', []);
    if (taken === undefined) return undefined;
    if (taken.value === undefined) throw closed(this.link.what);
    return { value: deserialize(taken.value as Uint8Array) as T };
  }

  /** Takes no more messages; those that are in it can still be received. Safe to call twice. */
  close(): void {
    this.link.send('close', []);
  }

  /** The same as {@link Channel.close}. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** How many messages are in it at this moment. */
  async size(): Promise<number> {
    return (await this.perform('size', [])) as number;
  }

  /** Receives until the channel is closed and empty. Several loops, anywhere, share the messages. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (let bytes = await this.#take({}); bytes !== undefined; bytes = await this.#take({})) {
      yield deserialize(bytes) as T;
    }
  }

  async #take(options: AsyncWaitOptions): Promise<Uint8Array | undefined> {
    const taken = this.#receiving.take(this.link.what, options, (left) => this.perform('receive', [], left));
    return (await taken) as Uint8Array | undefined;
  }

  #encode(message: T): Uint8Array {
    const found = findUnplain(message, 'message');
    if (found !== undefined) {
      throw new NotCloneableError(
        `${this.link.what} takes plain data, but ${found.path} is ${found.what}; send what it is made of, or pass it to the task`,
        found.path,
      );
    }
    return serialize(message);
  }

  /** An end that a promise of this very thread keeps is never let go while the thread blocks. */
  #refuseOwn(at: number, what: string): void {
    const { state } = this.link;
    if (state === undefined || Atomics.load(state.words, at) !== thisHolder()) return;
    throw new DeadlockError(
      `${what}Sync() of ${state.what} would wait for a ${what}() of this thread that is not awaited yet; await that first`,
    );
  }
}

const powerOfTwo = (bytes: number): number => 2 ** Math.ceil(Math.log2(bytes));

/**
 * Makes a queue of messages between tasks, threads, processes and the main program. It travels into tasks, captured or as an argument.
 *
 * @typeParam T - Messages: plain data.
 * @param options - `capacity` (messages, default 64), `maxBytes` (default 1 MiB), `name`.
 * @throws InvalidOptionError `ERR_INVALID_OPTION`
 * @example
 * ```ts
 * await using pool = new Pool(1);
 * const results = channel<number>({ capacity: 8 });
 * void pool.submit(async () => {
 *   for (let n = 1; n <= 3; n++) await results.send(n * n);
 *   results.close();
 * });
 * const squares: number[] = [];
 * for await (const square of results) squares.push(square);
 * console.log(squares); // [ 1, 4, 9 ]
 * ```
 */
export function channel<T>(options: ChannelOptions = {}): Channel<T> {
  checkSyncOptions('channel', options, ['capacity', 'maxBytes']);
  const { capacity = DEFAULT_CAPACITY, maxBytes = DEFAULT_BYTES } = options;
  checkCount('channel: capacity', capacity, [1, MOST_MESSAGES]);
  checkCount('channel: maxBytes', maxBytes, [LEAST_BYTES, MOST_BYTES]);
  const first = new Array<number>(WORDS).fill(0);
  first[CAPACITY] = capacity;
  return new Channel<T>(makeLink(kind, options, { words: WORDS, first, bytes: powerOfTwo(maxBytes) }), capacity);
}

/** @internal */
export function arriveChannel(wire: LinkWire, capacity: number): Channel<unknown> {
  return arrived(wire, operations, (link: Link) => new Channel<unknown>(link, capacity));
}
inLibrary(arriveChannel, { part: 'sync', name: 'arriveChannel' });
