import type { BlobRef, BlobStore, CodecTarget } from '../core/codec.ts';
import { inheritedSpillOwner } from '../platform/environment.ts';
import { DEFAULT_MIN_BYTES } from './blob-store.ts';
import { openSpillFile, removeSpillFile, writeSpillFile } from './spill-file.ts';

/** Opened files are kept up to this many bytes and this many files; the newest always. */
const KEEP_BYTES = 2 ** 30;
const KEEP_FILES = 16;

export interface WorkerBlobOptions {
  /** What kind of worker this is. */
  readonly target: CodecTarget;
  /** Results from this size on go through files. Default: 1 MiB in processes, never in threads. */
  readonly minBytes?: number;
  /** Name of the parent's folder; from the environment unless a test says otherwise. */
  readonly owner?: string;
  readonly tempFolder?: string;
}

/** The worker's side: opens what the caller placed, once, and places large results. */
export interface WorkerBlobStore extends BlobStore, Disposable {
  /** The names of what is placed from now on have this in them: the caller finds by it what it does not want. */
  label(label: string): void;
  /** Deletes what was placed since the last label: it is not sent. */
  takeBack(): void;
  /** Forgets one blob: its memory goes when no task holds the array any more. */
  drop(id: string): void;
  /** Forgets all of them; safe to call twice, and the store still works. */
  close(): void;
}

/** What any store of this thread or process has opened: two calls that use one blob open it once. */
const opened = new Map<string, WeakRef<ArrayBuffer>>();
const collected = new FinalizationRegistry<string>((id) => {
  if (opened.get(id)?.deref() === undefined) opened.delete(id);
});

/** Opens a file, or gives what is open of it. */
export function openShared(ref: BlobRef): ArrayBuffer | SharedArrayBuffer {
  if (ref.buffer !== undefined) return ref.buffer;
  const known = opened.get(ref.id)?.deref();
  if (known !== undefined) return known;
  const bytes = openSpillFile(ref);
  opened.set(ref.id, new WeakRef(bytes));
  collected.register(bytes, ref.id);
  return bytes;
}

class OpeningStore implements WorkerBlobStore {
  readonly minBytes: number;
  readonly #owner: string | undefined;
  readonly #tempFolder: string | undefined;
  /** Held on to, so that the next batch finds them; least recently used first. */
  readonly #recent = new Map<string, ArrayBuffer>();
  #recentBytes = 0;
  #label = '';
  /** Placed since then. */
  #placed: string[] = [];

  constructor(options: WorkerBlobOptions) {
    this.#owner = options.target === 'thread' ? undefined : (options.owner ?? inheritedSpillOwner());
    this.#tempFolder = options.tempFolder;
    this.minBytes = this.#owner === undefined ? Number.POSITIVE_INFINITY : (options.minBytes ?? DEFAULT_MIN_BYTES);
  }

  label(label: string): void {
    this.#label = label;
    if (this.#placed.length > 0) this.#placed = [];
  }

  takeBack(): void {
    for (const path of this.#placed.splice(0)) removeSpillFile(path);
  }

  /** A result. Its file belongs to the caller, who deletes it, once it is sent. */
  put(bytes: ArrayBuffer): BlobRef | undefined {
    if (this.#owner === undefined || bytes.byteLength === 0 || bytes.byteLength < this.minBytes) return undefined;
    const options = { owner: this.#owner, tempFolder: this.#tempFolder, label: this.#label };
    const blob = writeSpillFile(new Uint8Array(bytes), options);
    if (blob !== undefined) this.#placed.push(blob.name);
    return blob;
  }

  get(ref: BlobRef): ArrayBuffer | SharedArrayBuffer {
    const bytes = openShared(ref);
    if (bytes instanceof ArrayBuffer) this.#keep(ref.id, bytes);
    return bytes;
  }

  #keep(id: string, bytes: ArrayBuffer): void {
    this.drop(id);
    this.#recent.set(id, bytes);
    this.#recentBytes += bytes.byteLength;
    for (const oldest of this.#recent.keys()) {
      if (oldest === id || (this.#recentBytes <= KEEP_BYTES && this.#recent.size <= KEEP_FILES)) return;
      this.drop(oldest);
    }
  }

  drop(id: string): void {
    this.#recentBytes -= this.#recent.get(id)?.byteLength ?? 0;
    this.#recent.delete(id);
  }

  close(): void {
    this.#recent.clear();
    this.#recentBytes = 0;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** Opens the worker's store of a call. */
export const workerBlobStore = (options: WorkerBlobOptions): WorkerBlobStore => new OpeningStore(options);
