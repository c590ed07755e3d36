import type { BlobRef, BlobStore, CodecTarget } from '../core/codec.ts';
import { mapFile } from './map-file.ts';
import { readSpillFile, removeSpillFile, writeSpillFile } from './spill-file.ts';
import { spillOwner, sweepOnce } from './spill-folder.ts';

/** From about here on a file is faster than the message between processes; measured in the README of this folder. */
export const DEFAULT_MIN_BYTES = 2 ** 20;

export interface BlobStoreOptions {
  readonly target: CodecTarget;
  /** First choice for files, before MANYCORE_TEMP_FOLDER, /dev/shm and the temporary folder of the system. */
  readonly tempFolder?: string;
  /**
   * Buffers from this size on are placed. Default: 1 MiB for processes; never for threads, because what arrives would be one
   * array that all workers write into.
   */
  readonly minBytes?: number;
}

/** The caller's side: places arguments and captured buffers, and opens results. One for each call. */
export interface CallBlobStore extends BlobStore, Disposable {
  /** Deletes what was placed: workers that have not opened it yet cannot any more. */
  release(ref: BlobRef): void;
  /** Releases everything; safe to call twice. */
  close(): void;
}

/** What was placed for a buffer, and how to see whether the buffer has changed since. */
interface Placed {
  readonly ref: BlobRef;
  readonly isCurrent: () => boolean;
}

let lastShared = 0;

const isEqual = (a: ArrayBufferLike, b: ArrayBufferLike): boolean => Buffer.from(a).equals(Buffer.from(b));

function placeInSharedMemory(bytes: ArrayBuffer): Placed {
  const buffer = new SharedArrayBuffer(bytes.byteLength);
  new Uint8Array(buffer).set(new Uint8Array(bytes));
  const ref: BlobRef = { kind: 'sab', id: `sab-${++lastShared}`, byteLength: bytes.byteLength, buffer };
  return { ref, isCurrent: () => isEqual(buffer, bytes) };
}

function placeInFile(bytes: ArrayBuffer, tempFolder: string | undefined): Placed | undefined {
  const owner = spillOwner();
  sweepOnce();
  const ref = writeSpillFile(new Uint8Array(bytes), { owner, tempFolder });
  if (ref === undefined) return undefined;
  let mapped: ArrayBuffer | undefined;
  let checksum: number | undefined;
  const isCurrent = (): boolean => {
    if (ref.byteLength !== bytes.byteLength) return false;
    mapped ??= mapFile(ref.name, ref.byteLength);
    if (mapped !== undefined) return isEqual(mapped, bytes);
    // Loaded when first needed: it brings streams with it, and most programs never come here.
    const { crc32 } = process.getBuiltinModule('node:zlib');
    checksum ??= crc32(new Uint8Array(readSpillFile(ref)));
    return checksum === crc32(new Uint8Array(bytes));
  };
  return { ref, isCurrent };
}

/** Files of references that nobody holds any more: no buffer that was placed, and no message that may be sent again. */
const forgotten = new FinalizationRegistry<{ readonly path: string; readonly paths: Set<string> }>(
  ({ path, paths }) => {
    if (paths.delete(path)) removeSpillFile(path);
  },
);

class PlacingStore implements CallBlobStore {
  readonly minBytes: number;
  readonly #options: BlobStoreOptions;
  readonly #placed = new WeakMap<ArrayBuffer, Placed>();
  readonly #opened = new Map<string, WeakRef<ArrayBuffer>>();
  readonly #paths = new Set<string>();
  #closed = false;

  constructor(options: BlobStoreOptions) {
    this.#options = options;
    this.minBytes = options.minBytes ?? (options.target === 'thread' ? Number.POSITIVE_INFINITY : DEFAULT_MIN_BYTES);
  }

  put(bytes: ArrayBuffer): BlobRef | undefined {
    if (this.#closed || bytes.byteLength === 0 || bytes.byteLength < this.minBytes) return undefined;
    const known = this.#placed.get(bytes);
    // Compared each time: items are pulled while tasks run, and a program may refill one buffer between them
    // (64 MB: 4 ms mapped, 14 ms by checksum, against 35 ms to write it again).
    if (known !== undefined && this.#isHeld(known.ref) && known.isCurrent()) return known.ref;
    return this.#place(bytes);
  }

  #isHeld(ref: BlobRef): boolean {
    return ref.kind === 'sab' || this.#paths.has(ref.id);
  }

  #place(bytes: ArrayBuffer): BlobRef | undefined {
    const { target, tempFolder } = this.#options;
    const placed = target === 'thread' ? placeInSharedMemory(bytes) : placeInFile(bytes, tempFolder);
    if (placed === undefined) return undefined;
    this.#placed.set(bytes, placed);
    if (placed.ref.kind === 'file') {
      this.#paths.add(placed.ref.id);
      forgotten.register(placed.ref, { path: placed.ref.id, paths: this.#paths });
    }
    return placed.ref;
  }

  /** A result: its file is ours, and goes as soon as it is read. */
  get(ref: BlobRef): ArrayBuffer | SharedArrayBuffer {
    if (ref.buffer !== undefined) return ref.buffer;
    const known = this.#opened.get(ref.id)?.deref();
    if (known !== undefined) return known;
    const bytes = readSpillFile(ref);
    removeSpillFile(ref.name ?? ref.id);
    this.#opened.set(ref.id, new WeakRef(bytes));
    return bytes;
  }

  release(ref: BlobRef): void {
    if (this.#paths.delete(ref.id)) removeSpillFile(ref.id);
  }

  close(): void {
    this.#closed = true;
    for (const path of this.#paths) removeSpillFile(path);
    this.#paths.clear();
    this.#opened.clear();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/**
 * Opens the caller's store of a call. What is put stays until it is released, the store is closed, or neither the buffer nor
 * the reference that `put` returned is held by anybody: so keep the reference itself, not a copy of it, in the message.
 */
export const openBlobStore = (options: BlobStoreOptions): CallBlobStore => new PlacingStore(options);
