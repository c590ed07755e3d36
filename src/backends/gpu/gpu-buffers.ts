import { DisposedError, InvalidOptionError } from '../../core/errors.ts';
import type { BufferId } from '../../core/kernel.ts';
import type { Block, GpuMemory } from './gpu-memory.ts';

/** A buffer of the program. */
export interface GpuBufferEntry {
  readonly id: BufferId;
  readonly byteLength: number;
  /** Where it lies; an empty buffer has one too, because the device cannot bind nothing. */
  readonly block: Block;
  /** Whether it shows the data of an earlier owner, which nobody may see. */
  isStale: boolean;
  /** Rejects when something failed that its contents depend on. */
  contents: Promise<unknown>;
}

/** The buffers of one backend, by number. */
export class GpuBuffers {
  readonly #memory: GpuMemory;
  readonly #entries = new Map<BufferId, GpuBufferEntry>();
  #lastId = 0;

  constructor(memory: GpuMemory) {
    this.#memory = memory;
  }

  /** How many are in use. */
  get count(): number {
    return this.#entries.size;
  }

  alloc(byteLength: number): BufferId {
    if (!Number.isSafeInteger(byteLength) || byteLength < 0) {
      throw new InvalidOptionError(`a buffer has a whole number of bytes from 0, got ${byteLength}`);
    }
    const block = this.#memory.take('storage', byteLength);
    const id = ++this.#lastId as BufferId;
    this.#entries.set(id, { id, byteLength, block, isStale: block.isReused, contents: block.accepted });
    return id;
  }

  get(id: BufferId): GpuBufferEntry {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new DisposedError(`the GPU buffer ${id} was freed, or is of another backend`);
    return entry;
  }

  free(id: BufferId): void {
    const { block } = this.get(id);
    this.#entries.delete(id);
    this.#memory.give(block);
  }

  freeAll(): void {
    for (const id of this.#entries.keys()) this.free(id);
  }
}
