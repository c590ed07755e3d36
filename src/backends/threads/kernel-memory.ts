import { invariant, KernelMemoryError } from '../../core/errors.ts';
import type { BufferId } from '../../core/kernel.ts';
import { arenaPlace, holdArenaBlock } from '../../memory/arena-arrays.ts';
import type { Arena } from '../../memory/arena.ts';
import { type Arenas, type Block, blockBytes, checkBlockLength, commonArenas } from '../../memory/arenas.ts';
import type { Ticket } from './compute-pool.ts';

/** A buffer and where it is. */
export interface PlacedBuffer extends Block {
  readonly byteLength: number;
  /** What is known of the memory as a whole, shared by all its buffers. */
  readonly whole: WholeBlock;
  /** Gives its memory back, once nothing uses it. */
  letGo(): void;
}

/** A block of an arena, whatever parts of it are buffers of their own. */
export interface WholeBlock {
  /** The last job that uses it. */
  lastUse: Ticket | undefined;
}

/** A block of an arena, and who counts it. */
class OwnBuffer implements PlacedBuffer {
  readonly arena: Arena;
  readonly address: number;
  readonly byteLength: number;
  readonly whole = this;
  lastUse: Ticket | undefined = undefined;
  readonly #owner: KernelMemory;
  #buffers = 1;

  constructor(owner: KernelMemory, { arena, address }: Block, byteLength: number) {
    this.#owner = owner;
    this.arena = arena;
    this.address = address;
    this.byteLength = byteLength;
  }

  /** Counts another buffer of the same memory. */
  hold(): void {
    this.#buffers++;
  }

  letGo(): void {
    if (--this.#buffers === 0) this.#owner.giveBack(this);
  }
}

/** Buffers of kernels: blocks of arenas, and memory of others that lies in one. */
export class KernelMemory {
  readonly arenas: Arenas;
  readonly #limitBytes: number;
  readonly #buffers = new Map<BufferId, PlacedBuffer>();
  #usedBytes = 0;
  #nextId = 1;

  /** @param limitBytes - The most bytes of all blocks together. */
  constructor(limitBytes: number, arenas = commonArenas) {
    this.#limitBytes = limitBytes;
    this.arenas = arenas;
  }

  /** Bytes of the blocks in use; those of others do not count. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  get bufferCount(): number {
    return this.#buffers.size;
  }

  /** A new buffer. @throws KernelMemoryError, InvalidOptionError for a length that no buffer can have. */
  alloc(byteLength: number, options: { readonly zeroed: boolean }): BufferId {
    checkBlockLength(byteLength);
    const bytes = blockBytes(byteLength);
    if (this.#usedBytes + byteLength > this.#limitBytes) {
      throw new KernelMemoryError(
        `a buffer of ${byteLength} bytes does not fit: ${this.#usedBytes} of ${this.#limitBytes} bytes are in use; dispose what is no longer used`,
      );
    }
    const block = this.arenas.place(byteLength, options);
    this.#usedBytes += bytes;
    return this.#add(new OwnBuffer(this, block, byteLength));
  }

  /** Gives the memory of a buffer back to its arena. */
  giveBack({ arena, address, byteLength }: PlacedBuffer): void {
    this.#usedBytes -= blockBytes(byteLength);
    arena.free(address);
  }

  /** A buffer that is this very memory, where it lies in an arena. The view is kept from being collected. */
  adopt(view: Uint8Array): BufferId | undefined {
    const block = arenaPlace(view);
    // An empty view may end where the memory does, and a kernel may look at the place of its first element.
    if (block === undefined || view.byteLength === 0) return undefined;
    const release = holdArenaBlock(view);
    const whole = { lastUse: undefined };
    return this.#add({ ...block, byteLength: view.byteLength, whole, letGo: release });
  }

  /** A buffer that is a part of another one's memory. */
  partOf(id: BufferId, byteOffset: number, byteLength: number): BufferId {
    const from = this.get(id);
    const { whole, arena } = from;
    invariant(whole instanceof OwnBuffer, 'a part is cut from a buffer that has memory of its own');
    const isInside = byteOffset >= 0 && byteLength > 0 && byteOffset + byteLength <= from.byteLength;
    invariant(isInside, `no ${byteLength} bytes from ${byteOffset} on lie in a buffer of ${from.byteLength}`);
    whole.hold();
    return this.#add({ arena, address: from.address + byteOffset, byteLength, whole, letGo: () => whole.letGo() });
  }

  get(id: BufferId): PlacedBuffer {
    const buffer = this.#buffers.get(id);
    invariant(buffer !== undefined, `there is no buffer ${id}`);
    return buffer;
  }

  /** Takes a buffer off the list; its memory stays until it is let go. */
  forget(id: BufferId): PlacedBuffer {
    const buffer = this.get(id);
    this.#buffers.delete(id);
    return buffer;
  }

  /** The bytes of a buffer as it is now. */
  view(id: BufferId): Uint8Array<SharedArrayBuffer> {
    const { arena, address, byteLength } = this.get(id);
    return new Uint8Array(arena.memory.buffer, address, byteLength);
  }

  /** Lets go of all buffers. Nothing may use them any more. */
  close(): void {
    for (const buffer of this.#buffers.values()) buffer.letGo();
    this.#buffers.clear();
    this.arenas.trim();
  }

  #add(buffer: PlacedBuffer): BufferId {
    const id = this.#nextId++ as BufferId;
    this.#buffers.set(id, buffer);
    return id;
  }
}

/** Cuts a block for the library's own use. @throws KernelMemoryError */
export function allocateIn(arena: Arena, byteLength: number): number {
  const address = arena.allocate(byteLength);
  if (address === undefined) {
    throw new KernelMemoryError(
      `there is no room for ${byteLength} bytes that a kernel needs; dispose what is no longer used`,
    );
  }
  return address;
}
