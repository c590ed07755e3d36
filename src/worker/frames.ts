/**
 * Messages between the library and a child, over a pipe.
 *
 *   frame := bodyLength:u32 segmentCount:u32 segmentLength:f64* body segment*
 *
 * The body is V8's serialisation. Bytes of large typed arrays are segments behind it: they are written from where they are
 * and read into buffers of their own, so that they are copied once on each side and frames of any size cost linear time.
 */

import { Deserializer, Serializer } from 'node:v8';

/** Typed arrays from this size on travel as segments, in bytes. */
const SEGMENT_BYTES = 8192;
const HEAD_BYTES = 8;
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
  Buffer as unknown as ViewConstructor,
  // Not in every Node that we run on.
  ...('Float16Array' in globalThis ? [(globalThis as unknown as { Float16Array: ViewConstructor }).Float16Array] : []),
];
const BUFFER_KIND = viewKinds.indexOf(Buffer as unknown as ViewConstructor);
const kindNumbers = new Map(viewKinds.map((constructor, i) => [constructor.prototype as object, i]));

function kindOf(view: ArrayBufferView): number {
  const kind = kindNumbers.get(Object.getPrototypeOf(view) as object);
  if (kind !== undefined) return kind;
  // A subclass, or a view of another realm: what it is at heart.
  return viewKinds.findIndex((constructor, i) => i !== BUFFER_KIND && view instanceof constructor);
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
    if (!ArrayBuffer.isView(value)) throw this._getDataCloneError(`${Object.prototype.toString.call(value)} could not be cloned.`);
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
    if (kind === BUFFER_KIND) return Buffer.from(buffer);
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

/** The chunks of a frame, to be written in order. Segments are views of the original bytes. */
export function encodeFrame(message: unknown): Uint8Array[] {
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

const part = (byteLength: number): Part => ({ bytes: new Uint8Array(new ArrayBuffer(byteLength)), filled: 0 });

/** Puts frames together from chunks of any size. */
export class FrameReader {
  readonly #onMessage: (message: unknown) => void;
  /** What of a frame's head and body has come, while it is smaller than one. */
  #rest: Uint8Array | undefined;
  /** Parts of a large frame that are being filled: the body first, then the segments. */
  #parts: Part[] | undefined;
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

  /** Reads whole small frames in place; where one is not whole, makes room for it. */
  #begin(chunk: Uint8Array, start: number): number {
    let bytes = chunk;
    let at = start;
    const kept = this.#rest?.length ?? 0;
    if (this.#rest !== undefined) {
      bytes = Buffer.concat([this.#rest, chunk.subarray(start, start + Math.max(HEAD_BYTES, this.#headLength()) - kept)]);
      at = 0;
    }
    const room = bytes.length - at;
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, room);
    const needed = room < HEAD_BYTES ? HEAD_BYTES : HEAD_BYTES + LENGTH_BYTES * view.getUint32(4, true);
    if (room < needed) {
      this.#rest = Uint8Array.prototype.slice.call(bytes, at);
      return this.#consumed(start, kept, bytes.length - at, chunk);
    }
    this.#rest = undefined;
    const bodyLength = view.getUint32(0, true);
    const after = at + needed;
    if (needed === HEAD_BYTES && kept === 0 && bytes.length - after >= bodyLength) {
      this.#onMessage(decodeBody(bytes.subarray(after, after + bodyLength), []));
      return after + bodyLength;
    }
    this.#parts = [part(bodyLength)];
    for (let offset = HEAD_BYTES; offset < needed; offset += LENGTH_BYTES) this.#parts.push(part(view.getFloat64(offset, true)));
    this.#current = 0;
    return this.#consumed(start, kept, needed, chunk);
  }

  /** Length of the head that has partly come. */
  #headLength(): number {
    const rest = this.#rest;
    if (rest === undefined || rest.length < HEAD_BYTES) return HEAD_BYTES;
    return HEAD_BYTES + LENGTH_BYTES * new DataView(rest.buffer, rest.byteOffset).getUint32(4, true);
  }

  /** Where to go on in the chunk, when `used` bytes of what was kept and the chunk together are used up. */
  #consumed(start: number, kept: number, used: number, chunk: Uint8Array): number {
    return Math.min(chunk.length, start + Math.max(0, used - kept));
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
    this.#onMessage(decodeBody(body.bytes, segments.map(({ bytes }) => bytes.buffer as ArrayBuffer)));
    return at;
  }
}
