/**
 * A ring of bytes in shared memory, with a lock at each end: one at a time writes, one at a time reads.
 *
 * Each message is its length (4 bytes) and its bytes. It is there when SENT counts it, and gone when RECEIVED does, each by one store: so
 * a thread that ends in between has changed nothing, and whoever comes next takes its lock over.
 */

import { isAlive } from '../core/liveness.ts';
import type { Holder } from '../core/liveness.ts';
import { ChannelClosedError, MessageTooLargeError } from '../core/sync-errors.ts';
import type { SyncState } from './state.ts';
import { immediately } from './waiting.ts';
import type { Late, Operation } from './waiting.ts';

/** Who writes, and who reads. */
export const WRITER = 0;
export const READER = 1;
/** Twice the number of messages that were sent, modulo 2^31; odd when it is closed. */
const SENT = 2;
/** The number of messages that were received, modulo 2^31. */
const RECEIVED = 3;
/** Where the next message goes, and where the oldest is, modulo 2^32. */
const WRITE = 4;
const READ = 5;
export const CAPACITY = 6;
export const WORDS = 7;

const COUNT_MASK = 0x7fffffff;
const LENGTH_BYTES = 4;

const NO_ROOM: Late = ['had no room', 'who receives from it'];
const NO_MESSAGE: Late = ['had no message', 'who sends to it'];

const closed = (what: string): ChannelClosedError =>
  new ChannelClosedError(
    `${what} is closed; close it after the last message, and end with the loop "for await (... of channel)"`,
  );

/** Takes an end. One whose holder has died is taken over: what it had not finished is not there. */
function* hold(words: Int32Array, at: number, holder: Holder): Operation<void> {
  for (;;) {
    const seen = Atomics.compareExchange(words, at, 0, holder);
    if (seen === 0) return;
    if (isAlive(seen)) yield { on: at, seen };
    else if (Atomics.compareExchange(words, at, seen, holder) === seen) return;
  }
}

function letGo(words: Int32Array<SharedArrayBuffer>, at: number, holder: Holder): void {
  if (Atomics.compareExchange(words, at, holder, 0) === holder) Atomics.notify(words, at, 1);
}

const countIn = (words: Int32Array, sent: number): number =>
  ((sent >>> 1) - Atomics.load(words, RECEIVED)) & COUNT_MASK;

/** Copies into the ring, from an offset modulo 2^32 on. */
function copyIn(ring: Uint8Array, offset: number, bytes: Uint8Array): void {
  const start = offset % ring.length;
  const head = Math.min(bytes.length, ring.length - start);
  ring.set(bytes.subarray(0, head), start);
  ring.set(bytes.subarray(head), 0);
}

function copyOut(ring: Uint8Array, offset: number, length: number): Uint8Array<ArrayBuffer> {
  const start = offset % ring.length;
  const head = Math.min(length, ring.length - start);
  const bytes = new Uint8Array(length);
  bytes.set(ring.subarray(start, start + head), 0);
  bytes.set(ring.subarray(0, length - head), head);
  return bytes;
}

const lengthBytes = (length: number): Uint8Array => new Uint8Array(Uint32Array.of(length).buffer);
const lengthOf = (bytes: Uint8Array<ArrayBuffer>): number => new Uint32Array(bytes.buffer)[0] as number;

function checkSize({ what, bytes: ring }: SyncState, bytes: Uint8Array): void {
  const most = (ring as Uint8Array).length - LENGTH_BYTES;
  if (bytes.length <= most) return;
  throw new MessageTooLargeError(
    `a message of ${bytes.length} bytes does not fit into ${what}, which holds ${most}; raise maxBytes, or send it in parts`,
  );
}

/** Waits until there is room for a message of so many bytes. */
function* room({ words, what, bytes: ring }: SyncState, needed: number): Operation<void> {
  const size = (ring as Uint8Array).length;
  for (;;) {
    const seen = Atomics.load(words, RECEIVED);
    const sent = Atomics.load(words, SENT);
    if ((sent & 1) === 1) throw closed(what);
    const used = (Atomics.load(words, WRITE) - Atomics.load(words, READ)) >>> 0;
    if (countIn(words, sent) < (words[CAPACITY] as number) && size - used >= needed) return;
    yield { on: RECEIVED, seen, late: NO_ROOM };
  }
}

/** Counts the message in the ring, unless the channel was closed meanwhile. */
function publish({ words, what }: SyncState): void {
  const sent = Atomics.load(words, SENT);
  const next = (sent + 2) | 0;
  if ((sent & 1) === 1 || Atomics.compareExchange(words, SENT, sent, next) !== sent) throw closed(what);
  Atomics.notify(words, SENT, 1);
}

export const operations = {
  *send(state: SyncState, holder: Holder, bytes: Uint8Array): Operation<void> {
    checkSize(state, bytes);
    const { words } = state;
    const ring = state.bytes as Uint8Array<SharedArrayBuffer>;
    yield* hold(words, WRITER, holder);
    try {
      yield* room(state, LENGTH_BYTES + bytes.length);
      const at = Atomics.load(words, WRITE) >>> 0;
      copyIn(ring, at, lengthBytes(bytes.length));
      copyIn(ring, (at + LENGTH_BYTES) >>> 0, bytes);
      Atomics.store(words, WRITE, (at + LENGTH_BYTES + bytes.length) | 0);
      publish(state);
    } finally {
      letGo(words, WRITER, holder);
    }
  },
  /** Undefined when it is closed and empty. */
  *receive({ words, bytes: ring }: SyncState, holder: Holder): Operation<Uint8Array | undefined> {
    const bytes = ring as Uint8Array<SharedArrayBuffer>;
    yield* hold(words, READER, holder);
    try {
      for (let sent = Atomics.load(words, SENT); countIn(words, sent) === 0; sent = Atomics.load(words, SENT)) {
        if ((sent & 1) === 1) return undefined;
        yield { on: SENT, seen: sent, late: NO_MESSAGE };
      }
      const at = Atomics.load(words, READ) >>> 0;
      const length = lengthOf(copyOut(bytes, at, LENGTH_BYTES));
      const message = copyOut(bytes, (at + LENGTH_BYTES) >>> 0, length);
      Atomics.store(words, READ, (at + LENGTH_BYTES + length) | 0);
      Atomics.store(words, RECEIVED, (Atomics.load(words, RECEIVED) + 1) & COUNT_MASK);
      Atomics.notify(words, RECEIVED, 1);
      return message;
    } finally {
      letGo(words, READER, holder);
    }
  },
  close: ({ words }: SyncState): Operation<void> =>
    immediately(() => {
      Atomics.or(words, SENT, 1);
      Atomics.notify(words, SENT);
      Atomics.notify(words, RECEIVED);
    }),
  size: ({ words }: SyncState): Operation<number> => immediately(() => countIn(words, Atomics.load(words, SENT))),
};

export { closed };
