/** V8's serialiser for frames, with the bytes of large typed arrays beside it. */

/** Typed arrays from this size on travel as segments, in bytes. */
const SEGMENT_BYTES = 8192;

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

/** What frames are written and read with. */
export interface FrameCodec {
  /** The body of a frame and its segments, which are views of the original bytes. */
  encode(message: unknown): { readonly body: Uint8Array; readonly segments: readonly Uint8Array[] };
  decode(body: Uint8Array, segments: readonly ArrayBuffer[]): unknown;
}

/** Loads V8's serialiser: a millisecond and 0.3 MB that a child saves whose messages are all short. */
export function makeFrameCodec(): FrameCodec {
  const { Deserializer, Serializer } = process.getBuiltinModule('node:v8');

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

  return {
    encode(message) {
      const serializer = new FrameSerializer();
      serializer.writeHeader();
      serializer.writeValue(message);
      return { body: serializer.releaseBuffer(), segments: serializer.segments };
    },
    decode(body, segments) {
      const deserializer = new FrameDeserializer(body, segments);
      deserializer.readHeader();
      return deserializer.readValue();
    },
  };
}
