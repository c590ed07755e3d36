/**
 * Messages between the library and a child, over a pipe.
 *
 *   frame := bodyLength:u32 segmentCount:u32 segmentLength:f64* body segment*
 *
 * The body is V8's serialisation; with a segment count of 2^32 - 1 it is a line of JSON, for short messages. Bytes of large
 * typed arrays are segments behind it: they are written from where they are and read into buffers of their own, so that they
 * are copied once on each side and frames of any size cost linear time.
 */

import type { WorkerReply, WorkerRequest } from '../core/protocol.ts';
import { exactText } from './exact-text.ts';
import { type FrameCodec, makeFrameCodec } from './frame-codec.ts';
import { lengthen, type ShortMessage, shortText } from './short-message.ts';

const HEAD_BYTES = 8;
/** Segment count that stands for a body in JSON. */
const JSON_BODY = 0xff_ff_ff_ff;
const LENGTH_BYTES = 8;

/** Bytes of a character at most. */
const MOST_CHARACTER_BYTES = 3;
/** A short message is written here: to make a buffer for each would cost as much as to write it. */
export const shortFrame: Buffer = Buffer.alloc(4096);
shortFrame.writeUInt32LE(JSON_BODY, 4);

let frameCodec: FrameCodec | undefined;
const codec = (): FrameCodec => (frameCodec ??= makeFrameCodec());

/** Messages whose values have been looked at: they are plain data. What a program's own code sends may be anything. */
const plainTypes = ['setup', 'ready', 'batch', 'reply', 'end-call', 'close'];

const plainText = (message: WorkerRequest | WorkerReply): string | undefined =>
  plainTypes.includes(message.type) ? exactText(message) : undefined;

/**
 * Writes the frame of a message that JSON keeps exactly to the beginning of {@link shortFrame}, where it stays until the next call.
 *
 * @returns Its length in bytes; 0 for any other message.
 */
export function writeShortFrame(message: WorkerRequest | WorkerReply): number {
  const text = shortText(message) ?? plainText(message);
  if (text === undefined || HEAD_BYTES + MOST_CHARACTER_BYTES * text.length > shortFrame.length) return 0;
  const length = shortFrame.write(text, HEAD_BYTES);
  // The other bytes of the length stay 0.
  shortFrame[0] = length & 0xff;
  shortFrame[1] = length >> 8;
  return HEAD_BYTES + length;
}

/** The chunks of a frame, to be written in order. Segments are views of the original bytes. */
export function encodeFrame(message: WorkerRequest | WorkerReply): Uint8Array[] {
  const length = writeShortFrame(message);
  return length > 0 ? [Buffer.from(shortFrame.subarray(0, length))] : encodeLongFrame(message);
}

/** The same for a message that is not short. */
export function encodeLongFrame(message: WorkerRequest | WorkerReply): Uint8Array[] {
  const { body, segments } = codec().encode(message);
  const headLength = HEAD_BYTES + LENGTH_BYTES * segments.length;
  const first = Buffer.allocUnsafe(headLength + body.length);
  first.writeUInt32LE(body.length, 0);
  first.writeUInt32LE(segments.length, 4);
  segments.forEach((segment, i) => first.writeDoubleLE(segment.length, HEAD_BYTES + LENGTH_BYTES * i));
  first.set(body, headLength);
  return [first, ...segments];
}

/** The message in a body of JSON. */
function decodeText(text: string): unknown {
  const message: unknown = JSON.parse(text);
  return Array.isArray(message) ? lengthen(message as ShortMessage) : message;
}

/** The number in four bytes, the lowest first. */
const uint32At = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)) >>>
  0;

/** A part of a frame that is being filled. */
interface Part {
  readonly bytes: Uint8Array;
  filled: number;
}

const NO_BYTES = Buffer.alloc(0);

const makePart = (byteLength: number): Part => ({ bytes: new Uint8Array(new ArrayBuffer(byteLength)), filled: 0 });

/** Puts frames together from chunks of any size. */
export class FrameReader {
  readonly #onMessage: (message: unknown) => void;
  /** What has come of a head that did not come as a whole. */
  #head = NO_BYTES;
  /** Parts of a frame that are being filled: the body first, then the segments. */
  #parts: Part[] | undefined;
  /** The body that is being filled is JSON. */
  #isJson = false;
  #current = 0;

  constructor(onMessage: (message: unknown) => void) {
    this.#onMessage = onMessage;
  }

  /** Takes the first `length` bytes of a chunk; they may be used again when it returns. */
  push(chunk: Buffer, length = chunk.length): void {
    let at = 0;
    while (at < length) {
      if (this.#parts !== undefined) at = this.#fill(chunk, at, length);
      else at = this.#begin(chunk, at, length);
    }
  }

  /** Reads a whole small frame in place; makes room for any other. Returns where to go on in the chunk. */
  #begin(chunk: Buffer, start: number, length: number): number {
    if (this.#head.length === 0) {
      const after = this.#readWhole(chunk, start, length);
      if (after > start) return after;
    }
    return this.#collectHead(chunk, start, length);
  }

  /** Reads a frame without segments that is in the chunk as a whole; returns `start` if there is none. */
  #readWhole(chunk: Buffer, start: number, length: number): number {
    const body = start + HEAD_BYTES;
    if (length < body) return start;
    const end = body + uint32At(chunk, start);
    const segments = uint32At(chunk, start + 4);
    if ((segments > 0 && segments !== JSON_BODY) || length < end) return start;
    if (segments === 0) this.#onMessage(codec().decode(chunk.subarray(body, end), []));
    else this.#onMessage(decodeText(chunk.toString('utf8', body, end)));
    return end;
  }

  /** Takes what is missing of a head; when it is whole, makes room for the body and the segments. */
  #collectHead(chunk: Buffer, start: number, length: number): number {
    const end = Math.min(length, start + this.#headLength() - this.#head.length);
    this.#head = Buffer.concat([this.#head, chunk.subarray(start, end)]);
    // The first eight bytes may have told that it is longer.
    if (this.#head.length < this.#headLength()) return end;
    const view = new DataView(this.#head.buffer, this.#head.byteOffset, this.#head.length);
    this.#parts = [makePart(view.getUint32(0, true))];
    this.#isJson = view.getUint32(4, true) === JSON_BODY;
    for (let at = HEAD_BYTES; at < view.byteLength; at += LENGTH_BYTES) {
      this.#parts.push(makePart(view.getFloat64(at, true)));
    }
    this.#current = 0;
    this.#head = NO_BYTES;
    return end;
  }

  /** How long the head is that is being collected, as far as is known. */
  #headLength(): number {
    if (this.#head.length < HEAD_BYTES) return HEAD_BYTES;
    const segments = this.#head.readUInt32LE(4);
    return segments === JSON_BODY ? HEAD_BYTES : HEAD_BYTES + LENGTH_BYTES * segments;
  }

  #fill(chunk: Buffer, start: number, length: number): number {
    const parts = this.#parts as Part[];
    let at = start;
    while (this.#current < parts.length) {
      const { bytes, filled } = parts[this.#current] as Part;
      const count = Math.min(bytes.length - filled, length - at);
      bytes.set(chunk.subarray(at, at + count), filled);
      (parts[this.#current] as Part).filled += count;
      at += count;
      if (filled + count < bytes.length) return at;
      this.#current++;
    }
    this.#parts = undefined;
    const [body, ...segments] = parts as [Part, ...Part[]];
    if (this.#isJson) {
      this.#onMessage(decodeText(Buffer.from(body.bytes.buffer as ArrayBuffer).toString()));
      return at;
    }
    this.#onMessage(
      codec().decode(
        body.bytes,
        segments.map(({ bytes }) => bytes.buffer as ArrayBuffer),
      ),
    );
    return at;
  }
}
