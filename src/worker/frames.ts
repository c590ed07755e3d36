/**
 * Messages between the library and a child, over a pipe.
 *
 *   frame := bodyLength:u32 segmentCount:u32 segmentLength:f64* body segment*
 *
 * The body is V8's serialisation; with a segment count of 2^32 - 1 it is JSON, for tiny messages. Bytes of large typed arrays are segments behind it: they are written from where they are
 * and read into buffers of their own, so that they are copied once on each side and frames of any size cost linear time.
 */

import { Deserializer, Serializer } from 'node:v8';
import type { WorkerReply, WorkerRequest } from '../core/protocol.ts';
import { isTiny } from './tiny-message.ts';

/** Typed arrays from this size on travel as segments, in bytes. */
const SEGMENT_BYTES = 8192;
const HEAD_BYTES = 8;
/** Segment count that stands for a body in JSON. */
const JSON_BODY = 0xff_ff_ff_ff;
const LENGTH_BYTES = 8;

type ViewConstructor = new (buffer: ArrayBuffer, byteOffset: number, length: number) => ArrayBufferView;

/** Kinds of views, by the number that stands for them on the wire. */
const viewKinds: readonly ViewConstructor[] = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
  // Not in every Node that we run on.
  ...('Float16Array' in globalThis ? [(globalThis as unknown as { Float16Array: ViewConstructor }).Float16Array] : []),
];
const kindNumbers = new Map(viewKinds.map((constructor, i) => [constructor.prototype as object, i]));

function kindOf(view: ArrayBufferView): number {
  const kind = kindNumbers.get(Object.getPrototypeOf(view) as object);
  if (kind !== undefined) return kind;
  // A subclass such as Buffer: what it is at heart, as structured clone does it.
  return viewKinds.findIndex((constructor) => view instanceof constructor);
}

/** Methods that V8 calls or offers and that the types of Node leave out. */
interface Host {
  _setTreatArrayBufferViewsAsHostObjects(flag: boolean): void;
}

class FrameSerializer extends Serializer {
  readonly segments: Uint8Array[] = [];

  constructor() {
    super();
    (this as unknown as Host)._setTreatArrayBufferViewsAsHostObjects(true);
  }

  /** Called by V8 for what it does not write itself. */
  _writeHostObject(value: object): void {
    if (!ArrayBuffer.isView(value))
      throw this._getDataCloneError(`${Object.prototype.toString.call(value)} could not be cloned.`);
    const kind = kindOf(value);
    if (kind < 0) throw this._getDataCloneError('a view of an unknown kind could not be cloned.');
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    this.writeUint32(kind);
    this.writeUint32(bytes.length >= SEGMENT_BYTES ? 1 : 0);
    if (bytes.length >= SEGMENT_BYTES) this.segments.push(bytes);
    else {
      this.writeUint32(bytes.length);
      this.writeRawBytes(bytes);
    }
  }

  /** Called by V8 to make the error for what cannot be cloned. */
  _getDataCloneError(message: string): Error {
    return new DOMException(message, 'DataCloneError');
  }
}

class FrameDeserializer extends Deserializer {
  readonly #segments: readonly ArrayBuffer[];
  #next = 0;

  constructor(body: Uint8Array, segments: readonly ArrayBuffer[]) {
    super(body);
    this.#segments = segments;
  }

  /** Called by V8 for what our serializer wrote as a host object. */
  _readHostObject(): ArrayBufferView {
    const kind = this.readUint32();
    const inSegment = this.readUint32() === 1;
    const buffer = inSegment ? (this.#segments[this.#next++] as ArrayBuffer) : this.#readInline();
    const View = viewKinds[kind] as ViewConstructor;
    const size = (View as unknown as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT ?? 1;
    return new View(buffer, 0, buffer.byteLength / size);
  }

  /** A buffer of its own: a view into the frame would keep the frame alive, and show it through `.buffer`. */
  #readInline(): ArrayBuffer {
    const length = this.readUint32();
    const bytes = this.readRawBytes(length);
    const buffer = new ArrayBuffer(length);
    new Uint8Array(buffer).set(bytes);
    return buffer;
  }
}

/** The frame of a message that JSON keeps exactly. */
function encodeTiny(message: unknown): Uint8Array[] {
  const text = JSON.stringify(message);
  const body = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(HEAD_BYTES + body);
  frame.writeUInt32LE(body, 0);
  frame.writeUInt32LE(JSON_BODY, 4);
  frame.write(text, HEAD_BYTES);
  return [frame];
}

/** The chunks of a frame, to be written in order. Segments are views of the original bytes. */
export function encodeFrame(message: WorkerRequest | WorkerReply): Uint8Array[] {
  if (isTiny(message)) return encodeTiny(message);
  const serializer = new FrameSerializer();
  serializer.writeHeader();
  serializer.writeValue(message);
  const body = serializer.releaseBuffer();
  const { segments } = serializer;
  const headLength = HEAD_BYTES + LENGTH_BYTES * segments.length;
  const first = Buffer.allocUnsafe(headLength + body.length);
  first.writeUInt32LE(body.length, 0);
  first.writeUInt32LE(segments.length, 4);
  segments.forEach((segment, i) => first.writeDoubleLE(segment.length, HEAD_BYTES + LENGTH_BYTES * i));
  first.set(body, headLength);
  return [first, ...segments];
}

/** The message in a body of JSON. */
function decodeJson(body: Uint8Array): unknown {
  return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString());
}

function decodeBody(body: Uint8Array, segments: readonly ArrayBuffer[]): unknown {
  const deserializer = new FrameDeserializer(body, segments);
  deserializer.readHeader();
  return deserializer.readValue();
}

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

  /** Takes a chunk; the bytes may be used again when it returns. */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      at = this.#parts === undefined ? this.#begin(chunk, at) : this.#fill(chunk, at);
    }
  }

  /** Reads a whole small frame in place; makes room for any other. Returns where to go on in the chunk. */
  #begin(chunk: Uint8Array, start: number): number {
    if (this.#head.length === 0) {
      const after = this.#readWhole(chunk, start);
      if (after > start) return after;
    }
    return this.#collectHead(chunk, start);
  }

  /** Reads a frame without segments that is in the chunk as a whole; returns `start` if there is none. */
  #readWhole(chunk: Uint8Array, start: number): number {
    const body = start + HEAD_BYTES;
    if (chunk.length < body) return start;
    const head = new DataView(chunk.buffer, chunk.byteOffset + start, HEAD_BYTES);
    const end = body + head.getUint32(0, true);
    const segments = head.getUint32(4, true);
    if ((segments > 0 && segments !== JSON_BODY) || chunk.length < end) return start;
    const bytes = chunk.subarray(body, end);
    this.#onMessage(segments === 0 ? decodeBody(bytes, []) : decodeJson(bytes));
    return end;
  }

  /** Takes what is missing of a head; when it is whole, makes room for the body and the segments. */
  #collectHead(chunk: Uint8Array, start: number): number {
    const end = Math.min(chunk.length, start + this.#headLength() - this.#head.length);
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

  #fill(chunk: Uint8Array, start: number): number {
    const parts = this.#parts as Part[];
    let at = start;
    while (this.#current < parts.length) {
      const { bytes, filled } = parts[this.#current] as Part;
      const count = Math.min(bytes.length - filled, chunk.length - at);
      bytes.set(chunk.subarray(at, at + count), filled);
      (parts[this.#current] as Part).filled += count;
      at += count;
      if (filled + count < bytes.length) return at;
      this.#current++;
    }
    this.#parts = undefined;
    const [body, ...segments] = parts as [Part, ...Part[]];
    if (this.#isJson) {
      this.#onMessage(decodeJson(body.bytes));
      return at;
    }
    this.#onMessage(
      decodeBody(
        body.bytes,
        segments.map(({ bytes }) => bytes.buffer as ArrayBuffer),
      ),
    );
    return at;
  }
}
