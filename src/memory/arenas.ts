/** Arenas that grow in number as they fill up, and the blocks cut from them. */

import { InvalidOptionError, KernelMemoryError } from '../core/errors.ts';
import { Arena, blockLength } from './arena.ts';

/** A block of an arena. */
export interface Block {
  readonly arena: Arena;
  readonly address: number;
}

/** The largest block: what an arena has besides its first bytes. */
const MAX_BLOCK_BYTES = 2 ** 32 - 65536;

/** @throws InvalidOptionError for a length that no block has, KernelMemoryError for one that is too large. */
export function checkBlockLength(byteLength: number): void {
  if (!Number.isSafeInteger(byteLength) || byteLength < 0)
    throw new InvalidOptionError(`the length of a buffer is a whole number of bytes, got ${byteLength}`);
  if (byteLength > MAX_BLOCK_BYTES)
    throw new KernelMemoryError(`a buffer has at most ${MAX_BLOCK_BYTES} bytes, got ${byteLength}; work in parts`);
}

function openArena(byteLength: number, arenaBytes?: number): Arena {
  try {
    return new Arena(arenaBytes);
  } catch (cause) {
    throw new KernelMemoryError(`the system has no memory for a buffer of ${byteLength} bytes`, { cause });
  }
}

const cut = (arena: Arena, byteLength: number, zeroed: boolean): number | undefined =>
  zeroed ? arena.allocateZeroed(byteLength) : arena.allocate(byteLength);

/** As many arenas as it takes. */
export class Arenas {
  readonly #all: Arena[] = [];
  readonly #arenaBytes: number | undefined;
  #spare: Arena | undefined;

  /** @param options - `arenaBytes`: how far each arena may grow; 4 GiB unless given. */
  constructor({ arenaBytes }: { readonly arenaBytes?: number } = {}) {
    this.#arenaBytes = arenaBytes;
  }

  /** The arena for what belongs to no buffer. */
  get main(): Arena {
    const [first = openArena(0, this.#arenaBytes)] = this.#all;
    if (this.#all.length === 0) this.#all.push(first);
    return first;
  }

  /** An arena without buffers, for what kernels need besides them where theirs are full. */
  get spare(): Arena {
    this.#spare ??= openArena(0);
    return this.#spare;
  }

  /** Number of arenas. */
  get count(): number {
    return this.#all.length;
  }

  /**
   * Cuts a block from the first arena that has room.
   *
   * @param zeroed - Whether the block must be clear; otherwise it may show what was there before.
   * @throws KernelMemoryError, InvalidOptionError for a length that no block can have.
   */
  place(byteLength: number, { zeroed }: { readonly zeroed: boolean }): Block {
    checkBlockLength(byteLength);
    for (const arena of this.#all) {
      const address = cut(arena, byteLength, zeroed);
      if (address !== undefined) return { arena, address };
    }
    const arena = openArena(byteLength, this.#arenaBytes);
    const address = cut(arena, byteLength, zeroed);
    if (address === undefined)
      throw new KernelMemoryError(`the system has no memory for a buffer of ${byteLength} bytes`);
    this.#all.push(arena);
    return { arena, address };
  }

  /** Lets go of the arenas in which nothing is in use: their memory goes back to the system when it is collected. */
  trim(): void {
    const used = this.#all.filter((arena) => arena.usedBytes > 0);
    this.#all.splice(0, this.#all.length, ...used);
    if (this.#spare?.usedBytes === 0) this.#spare = undefined;
  }
}

/**
 * The arenas that all backends and arrays of this thread share: a kernel whose buffers are in one memory is one module and one
 * instance, and an array that lies there already is used where it is.
 */
export const commonArenas = new Arenas();

/** Bytes that a block takes. */
export const blockBytes = blockLength;
