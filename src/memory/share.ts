import { existsSync } from 'node:fs';
import { types } from 'node:util';
import type { BlobRef, BlobStore, CodecTarget } from '../core/codec.ts';
import { inLibrary } from '../core/library-export.ts';
import { toWorker } from '../core/to-worker.ts';
import { DisposedError, NotCloneableError } from '../core/errors.ts';
import { findUnplain } from './find-unplain.ts';
import { deserialize, serialize } from './serialize.ts';
import { removeSpillFile, writeSpillFile } from './spill-file.ts';
import { spillOwner } from './spill-folder.ts';
import { openShared } from './worker-blobs.ts';

/** A value that each worker gets once, however many calls and tasks use it. */
export interface SharedRef<T> extends Disposable {
  /**
   * In the program that made it: the value itself, or for typed arrays its copy in shared memory. In a worker: the value,
   * decoded once.
   *
   * @throws DisposedError after `dispose`.
   */
  readonly value: T;
  /** Gives the memory back; also done when nobody holds the reference any more. Safe to call twice. */
  dispose(): void;
}

const arrayConstructors = {
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
} as const;

type ArrayKind = keyof typeof arrayConstructors;

/** How the bytes are to be read: as a typed array, as a Buffer, or by V8's deserialiser. */
type Format = ArrayKind | 'Buffer' | 'v8';

/** How a reference looks while it travels. */
export interface SharedWire {
  readonly id: string;
  readonly format: Format;
  /** Where the bytes are; absent when they are in `bytes`. */
  readonly blob?: BlobRef;
  readonly bytes?: Uint8Array;
  /** Window of the blob. */
  readonly byteOffset: number;
  readonly byteLength: number;
  /** Its first word is 1 once the reference is disposed; threads only. */
  readonly gone?: Int32Array;
}

type Placement = Pick<SharedWire, 'blob' | 'bytes' | 'byteOffset' | 'gone'>;

/** What the closure codec tells the hook; without it the other side is taken for a process, which works for threads too. */
export interface ToWorkerTarget {
  readonly target: CodecTarget;
  readonly blobs?: BlobStore;
}

type Hook = readonly [(wire: SharedWire) => SharedRef<unknown>, SharedWire];

/** The memory of a reference; apart from it, so that it can be given back after the reference was collected. */
class SharedBytes {
  readonly window: Uint8Array<SharedArrayBuffer>;
  readonly #gone = new Int32Array(new SharedArrayBuffer(4));
  #file: BlobRef | undefined;

  constructor(window: Uint8Array<SharedArrayBuffer>) {
    this.window = window;
  }

  /** Threads get the memory itself; processes a file, written when the first one needs it. */
  place(target: CodecTarget): Placement {
    if (target === 'process') return this.#inFile();
    const { buffer, byteOffset } = this.window;
    return { blob: { kind: 'sab', id: '', byteLength: buffer.byteLength, buffer }, byteOffset, gone: this.#gone };
  }

  #inFile(): Placement {
    const isEmpty = this.window.byteLength === 0;
    this.#file ??= isEmpty ? undefined : writeSpillFile(this.window, { owner: spillOwner() });
    // Where no folder has room, the bytes travel in the message.
    return this.#file === undefined
      ? { bytes: this.window.slice(), byteOffset: 0 }
      : { blob: this.#file, byteOffset: 0 };
  }

  free(): void {
    Atomics.store(this.#gone, 0, 1);
    if (this.#file !== undefined) removeSpillFile(this.#file.id);
    this.#file = undefined;
  }
}

const abandoned = new FinalizationRegistry<{ readonly id: string; readonly bytes: SharedBytes }>(({ id, bytes }) => {
  made.delete(id);
  bytes.free();
});

const disposed = (): DisposedError =>
  new DisposedError('this shared value was disposed; dispose it when no call uses it any more, or share it again');

/** A reference in the program that made it. */
class MadeRef<T> implements SharedRef<T> {
  // Loaded here: crypto takes several milliseconds, also of each worker's start.
  readonly #id = process.getBuiltinModule('node:crypto').randomUUID();
  readonly #format: Format;
  readonly #bytes: SharedBytes;
  #value: { readonly it: T } | undefined;

  constructor(value: T, format: Format, window: Uint8Array<SharedArrayBuffer>) {
    this.#value = { it: value };
    this.#format = format;
    this.#bytes = new SharedBytes(window);
    abandoned.register(this, { id: this.#id, bytes: this.#bytes }, this);
    made.set(this.#id, new WeakRef<SharedRef<unknown>>(this));
  }

  get value(): T {
    if (this.#value === undefined) throw disposed();
    return this.#value.it;
  }

  [toWorker](to?: ToWorkerTarget): Hook {
    if (this.#value === undefined) throw disposed();
    const { byteLength } = this.#bytes.window;
    const placement = this.#bytes.place(to?.target ?? 'process');
    return [reviveShared, { id: this.#id, format: this.#format, byteLength, ...placement }];
  }

  dispose(): void {
    this.#value = undefined;
    abandoned.unregister(this);
    made.delete(this.#id);
    this.#bytes.free();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** References made here, so that one that comes back with a result is itself again. */
const made = new Map<string, WeakRef<SharedRef<unknown>>>();

function decode(wire: SharedWire): unknown {
  // May be shared memory; the constructors take both.
  const buffer = (wire.bytes?.buffer ?? openShared(wire.blob as BlobRef)) as ArrayBuffer;
  const { byteLength, format } = wire;
  const byteOffset = wire.bytes?.byteOffset ?? wire.byteOffset;
  if (format === 'Buffer') return Buffer.from(buffer, byteOffset, byteLength);
  if (format === 'v8') return deserialize(new Uint8Array(buffer, byteOffset, byteLength));
  const constructor = arrayConstructors[format];
  return new constructor(buffer, byteOffset, byteLength / constructor.BYTES_PER_ELEMENT);
}

/** A reference in a worker. */
class RevivedRef implements SharedRef<unknown> {
  readonly #wire: SharedWire;
  #value: { readonly it: unknown } | undefined;
  #isDisposed = false;
  /** For child processes of a thread. */
  #ownFile: SharedBytes | undefined;

  constructor(wire: SharedWire) {
    this.#wire = wire;
  }

  get value(): unknown {
    if (this.#isDisposed) throw disposed();
    this.#value ??= { it: decode(this.#wire) };
    return this.#value.it;
  }

  /** Whether it was disposed, here or where it was made. */
  get isGone(): boolean {
    const { gone, blob } = this.#wire;
    if (this.#isDisposed || (gone !== undefined && Atomics.load(gone, 0) === 1)) return true;
    return blob?.kind === 'file' && !existsSync(blob.name ?? blob.id);
  }

  [toWorker](to?: ToWorkerTarget): Hook {
    const wire = this.#wire;
    const target = to?.target ?? 'process';
    if (wire.blob?.buffer === undefined || target === 'thread') return [reviveShared, wire];
    if (this.#ownFile === undefined) {
      this.#ownFile = new SharedBytes(new Uint8Array(wire.blob.buffer, wire.byteOffset, wire.byteLength));
      abandoned.register(this, { id: wire.id, bytes: this.#ownFile });
    }
    const { id, format, byteLength } = wire;
    return [reviveShared, { id, format, byteLength, ...this.#ownFile.place(target) }];
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#value = undefined;
    this.#ownFile?.free();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** What this worker got, across calls: a reference is decoded once, and dropped once it is disposed where it was made. */
const revived = new Map<string, RevivedRef>();

function dropGone(): void {
  for (const [id, ref] of revived) if (ref.isGone) revived.delete(id);
}

/**
 * Makes the reference in a worker. The codec calls it by name; it is not for programs.
 *
 * @returns The same reference each time it gets the same id.
 */
export function reviveShared(wire: SharedWire): SharedRef<unknown> {
  const known = made.get(wire.id)?.deref() ?? revived.get(wire.id);
  if (known !== undefined) return known;
  dropGone();
  const ref = new RevivedRef(wire);
  // What came in the message has nothing to tell when it is gone, so only the call holds it.
  if (wire.blob !== undefined) revived.set(wire.id, ref);
  return ref;
}

inLibrary(reviveShared, { part: 'sync', name: 'reviveShared' });

function kindOf(value: unknown): ArrayKind | 'Buffer' | undefined {
  if (Buffer.isBuffer(value)) return 'Buffer';
  if (!types.isTypedArray(value)) return undefined;
  const kind = value[Symbol.toStringTag];
  const isKnown = Object.hasOwn(arrayConstructors, kind);
  return isKnown && Object.getPrototypeOf(value) === arrayConstructors[kind as ArrayKind].prototype
    ? (kind as ArrayKind)
    : undefined;
}

/** The bytes of an array in shared memory: its own, or a copy. */
function sharedWindow(value: ArrayBufferView): Uint8Array<SharedArrayBuffer> {
  const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (types.isSharedArrayBuffer(bytes.buffer)) return bytes as Uint8Array<SharedArrayBuffer>;
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.byteLength));
  copy.set(bytes);
  return copy;
}

function serialised(value: unknown): Uint8Array<SharedArrayBuffer> {
  const problem = findUnplain(value);
  if (problem !== undefined) {
    throw new NotCloneableError(
      `share() cannot send ${problem.what} at ${problem.path}; share plain data and typed arrays, ` +
        'and make anything else in each worker (perWorker)',
      problem.path,
    );
  }
  return sharedWindow(serialize(value));
}

/**
 * Puts a value where every worker gets it once, however many tasks and calls use it. Pass the reference to tasks, as an
 * argument or from a closure, and read `.value` there.
 *
 * A typed array is copied once, into memory that threads share and child processes map (read, without `koffi`); one that is
 * in shared memory already is taken as it is. Anything else is serialised once. Workers must not write into it: threads would
 * see it, processes not.
 *
 * @param value - Plain data or typed arrays, nested as deep as you like.
 * @returns The reference; `dispose()` it, or leave that to the garbage collector.
 * @throws NotCloneableError for functions, instances of classes and the like, with the path to them.
 * @example
 * ```ts
 * using table = share(new Float64Array([10, 20, 30]));
 * console.log(await Parallel(2).map((i: number) => table.value[i], [0, 2])); // [ 10, 30 ]
 * ```
 */
export function share<T>(value: T): SharedRef<T> {
  const kind = kindOf(value);
  if (kind === undefined) return new MadeRef(value, 'v8', serialised(value));
  const window = sharedWindow(value as T & ArrayBufferView);
  const shared = decode({ id: '', format: kind, bytes: window, byteOffset: 0, byteLength: window.byteLength });
  return new MadeRef(shared as T, kind, window);
}
