/** Memory of arrays: buffers of a kernel backend, counted, freed when nothing needs them any more. */

import { DisposedError } from '../../core/errors.ts';
import { sharedKernelBackendSync } from '../../core/kernel-registry.ts';
import type { BufferId, KernelBackend } from '../../core/kernel.ts';

/** What a storage leaves behind when it is collected before it was disposed. */
interface Remains {
  readonly backend: KernelBackend;
  readonly buffer: BufferId;
  readonly byteLength: number;
}

/** Memory of arrays at this moment. */
export interface MemoryUsage {
  /** Storages that are not freed yet. */
  readonly storages: number;
  /** Their bytes together. */
  readonly bytes: number;
  /** The most bytes there have been at a time. */
  readonly peakBytes: number;
}

const usage = { storages: 0, bytes: 0, peakBytes: 0 };

/**
 * Counts of all storages of this thread.
 *
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(typeof np.memoryUsage().bytes); // number
 * ```
 */
export const memoryUsage = (): MemoryUsage => ({ ...usage });

function giveBack({ backend, buffer, byteLength }: Remains): void {
  usage.storages--;
  usage.bytes -= byteLength;
  backend.free(buffer);
}

// A backstop for arrays that nobody disposes: it runs between turns of the event loop, never inside of synchronous code.
const collected = new FinalizationRegistry<Remains>(giveBack);

let chosen: KernelBackend | undefined;

/** The backend on which new arrays are made: the shared compute threads unless {@link withBackend} says otherwise. */
export const currentBackend = (): KernelBackend => chosen ?? sharedKernelBackendSync('threads');

/** Runs a function that makes its arrays on another backend. */
export function withBackend<T>(backend: KernelBackend, run: () => T): T {
  const before = chosen;
  chosen = backend;
  try {
    return run();
  } finally {
    chosen = before;
  }
}

/**
 * So many readers are held. More means results that nobody computes, such as `x.add(1)` in a loop without use: then they must not be
 * kept alive by what they read.
 */
const MAX_READERS = 64;

/** A node that is computed later: what a storage has to know of it. The nodes themselves are in node.ts. */
export interface Reader {
  readonly isPending: boolean;
  readonly wasInlined: boolean;
  /** It is not held any more: it has to look itself whether what it reads was written. */
  letGo(): void;
}

const nobody: readonly Reader[] = [];
const noReferences: readonly WeakRef<Reader>[] = [];

/** The most storages that wait to be watched. */
const MAX_YOUNG = 256;

/**
 * Storages made in this turn of the event loop. Most are disposed before it ends, and watching one for its collection takes longer than a
 * small kernel. Nothing is collected before the turn ends, so nothing is lost by holding them until then.
 */
class Nursery {
  readonly #young: Storage[] = [];
  #isScheduled = false;

  add(storage: Storage): void {
    if (this.#young.length >= MAX_YOUNG) this.#watchAll();
    storage.youngAt = this.#young.push(storage) - 1;
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.#watchAll();
    });
  }

  /** A storage that is freed already needs no watching. */
  remove(storage: Storage): void {
    const last = this.#young.pop()!;
    if (last === storage) return;
    this.#young[storage.youngAt] = last;
    last.youngAt = storage.youngAt;
  }

  #watchAll(): void {
    for (const storage of this.#young.splice(0)) {
      storage.youngAt = -1;
      const { backend, buffer, byteLength } = storage;
      collected.register(storage, { backend, buffer, byteLength }, storage);
    }
  }
}

const nursery = new Nursery();

/** The bytes of one or more arrays. It lives as long as a node with its elements does, see lifetime.ts. */
export class Storage {
  readonly backend: KernelBackend;
  readonly buffer: BufferId;
  readonly byteLength: number;
  /** Nodes that have their elements here and are not disposed. */
  nodes = 0;
  /** Nodes that are not computed yet and read these bytes: they come first when somebody wants to write. */
  readonly readers: Reader[] = [];
  /** Older ones, where there are very many: they may be collected. */
  #oldReaders: readonly WeakRef<Reader>[] = noReferences;
  #nextLook = MAX_READERS;
  /** Grows with every write that somebody may notice. */
  version = 0;
  #isFreed = false;
  /** Its place among those that wait to be watched; -1 when it is watched. */
  youngAt = -1;

  constructor(backend: KernelBackend, buffer: BufferId, byteLength: number) {
    this.backend = backend;
    this.buffer = buffer;
    this.byteLength = byteLength;
    usage.storages++;
    usage.bytes += byteLength;
    if (usage.bytes > usage.peakBytes) usage.peakBytes = usage.bytes;
    nursery.add(this);
  }

  /** Notes that a node will read these bytes. */
  addReader(node: Reader): void {
    if (this.readers.length >= MAX_READERS) this.#putAside();
    this.readers.push(node);
  }

  /** All nodes that may still have to read these bytes. */
  takeReaders(): readonly Reader[] {
    if (this.readers.length === 0 && this.#oldReaders.length === 0) return nobody;
    const old = this.#oldReaders.flatMap((reference) => reference.deref() ?? []);
    this.#oldReaders = noReferences;
    return [...old, ...this.readers.splice(0)];
  }

  /**
   * Steps of results that are computed already are let go: they are hardly ever asked for, and they notice when the bytes changed.
   * Others are held weakly.
   */
  #putAside(): void {
    const old = [...this.#oldReaders];
    for (const reader of this.readers.splice(0)) {
      if (!reader.isPending) continue;
      if (reader.wasInlined) reader.letGo();
      else old.push(new WeakRef(reader));
    }
    this.#oldReaders = old;
    if (this.#oldReaders.length < this.#nextLook) return;
    this.#oldReaders = this.#oldReaders.filter((reference) => reference.deref()?.isPending === true);
    // Looking again only when there are twice as many keeps the cost of each one constant.
    this.#nextLook = Math.max(MAX_READERS, 2 * this.#oldReaders.length);
  }

  get isFreed(): boolean {
    return this.#isFreed;
  }

  /**
   * The bytes, after everything that writes them is done. They stay where they are while the storage is not freed.
   *
   * @throws DisposedError, BackendUnavailableError where memory is not ours to look at.
   */
  bytes(): Uint8Array {
    if (this.#isFreed)
      throw new DisposedError('the memory of this array is freed; keep the array until it is no longer used');
    if (this.backend.view === undefined) {
      throw new DisposedError(
        `arrays of the backend ${this.backend.name} are read with await: use data() or evaluateAsync()`,
      );
    }
    return this.backend.view(this.buffer);
  }

  /** Gives the memory back at once; twice is as good as once. */
  free(): void {
    if (this.#isFreed) return;
    this.#isFreed = true;
    if (this.youngAt >= 0) nursery.remove(this);
    else collected.unregister(this);
    giveBack(this);
  }
}

/**
 * Memory for so many bytes on the current backend, or on the one that is given.
 *
 * @param content - `any` when all of it is written before somebody reads it, which saves clearing it.
 */
export function newStorage(byteLength: number, content: 'zeros' | 'any', backend = currentBackend()): Storage {
  const buffer = backend.alloc(byteLength, { zeroed: content === 'zeros' });
  return new Storage(backend, buffer, byteLength);
}
