import { invariant } from '../core/errors.ts';
import { webAssembly } from '../core/web-assembly.ts';
import type { WasmMemory } from '../core/web-assembly.ts';
import { FreeRanges } from './free-ranges.ts';
import { askForLargePages } from './large-pages.ts';

const PAGE_BYTES = 65536;

/** Every block starts at a multiple of this: a cache line, so that no two threads write the same one. */
export const BLOCK_ALIGNMENT = 64;

/** Address 0 is never given out, so a wrong address of 0 hits no array. */
const FIRST_ADDRESS = BLOCK_ALIGNMENT;

/** Memory grows by at least this: growth makes new buffer objects, and so new views. Pages cost nothing until they are touched. */
const LEAST_GROWTH_BYTES = 16 * 1024 * 1024;

/**
 * The length of the block that holds so many bytes: a multiple of 64, or one of eight steps between two powers of two, so that
 * freed blocks fit what comes next. It wastes less than an eighth.
 */
export function blockLength(byteLength: number): number {
  if (byteLength <= BLOCK_ALIGNMENT) return BLOCK_ALIGNMENT;
  // Small ones in whole cache lines: below that the steps would be finer than a line. Integer arithmetic as long as it holds.
  if (byteLength < 2 ** 30) {
    const step = Math.max(BLOCK_ALIGNMENT, 1 << (28 - Math.clz32(byteLength)));
    return (byteLength + step - 1) & -step;
  }
  const step = 2 ** (Math.floor(Math.log2(byteLength)) - 3);
  return Math.ceil(byteLength / step) * step;
}

/** From this size on an arena has large pages: a program with small arrays does without, and without loading what asks for them. */
const LARGE_PAGES_FROM = 32 * 1024 * 1024;

/** A shared memory of at most 4 GiB, with room for further growth reserved where the system allows it. */
function reserve(maxPages: number): { memory: WasmMemory; maxPages: number } {
  for (let pages = maxPages; ; pages = Math.floor(pages / 2)) {
    try {
      return { memory: new webAssembly.Memory({ initial: 1, maximum: pages, shared: true }), maxPages: pages };
    } catch (error) {
      // Address space is limited (`ulimit -v`): a smaller arena may still fit.
      if (!(error instanceof RangeError) || pages <= 256) throw error;
    }
  }
}

/**
 * One shared WebAssembly memory, from which buffers of kernels are cut.
 *
 * Freed blocks wait in a bin for the next one of their length. When nothing else fits, all bins are emptied and neighbours joined,
 * and only then the memory grows. Nothing is given back to the system before the arena itself is collected. Blocks are not cleared.
 */
export class Arena {
  readonly memory: WasmMemory;
  /** How far it may grow, in bytes. */
  readonly maxBytes: number;
  readonly #ranges = new FreeRanges();
  readonly #bins = new Map<number, number[]>();
  readonly #lengths = new Map<number, number>();
  #end = PAGE_BYTES;
  /** Nothing from here on has ever been given out, so it is zero still. */
  #fresh = FIRST_ADDRESS;
  #usedBytes = 0;

  /** @param maxBytes - How far it may grow: at most 4 GiB. */
  constructor(maxBytes = 65536 * PAGE_BYTES) {
    const { memory, maxPages } = reserve(Math.floor(maxBytes / PAGE_BYTES));
    this.memory = memory;
    this.maxBytes = maxPages * PAGE_BYTES;
    this.#ranges.give(FIRST_ADDRESS, this.#end - FIRST_ADDRESS);
  }

  /** Bytes of the blocks in use, with what they waste. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Bytes of the memory as it is now. */
  get sizeBytes(): number {
    return this.#end;
  }

  /**
   * Cuts a block.
   *
   * @returns Its address, a multiple of 64; undefined when the arena has no room for it.
   */
  allocate(byteLength: number): number | undefined {
    const length = blockLength(byteLength);
    const address = this.#bins.get(length)?.pop() ?? this.#ranges.take(length) ?? this.#gather(length);
    if (address === undefined) return undefined;
    this.#lengths.set(address, length);
    this.#usedBytes += length;
    this.#fresh = Math.max(this.#fresh, address + length);
    return address;
  }

  /** Cuts a block of zeros. @returns As {@link allocate}. */
  allocateZeroed(byteLength: number): number | undefined {
    const fresh = this.#fresh;
    const address = this.allocate(byteLength);
    if (address !== undefined && address < fresh) new Uint8Array(this.memory.buffer, address, byteLength).fill(0);
    return address;
  }

  /** Takes a block back, which must not be used any more. */
  free(address: number): void {
    const length = this.#lengths.get(address);
    invariant(length !== undefined, `no block at ${address} is in use`);
    this.#lengths.delete(address);
    this.#usedBytes -= length;
    const bin = this.#bins.get(length);
    if (bin === undefined) this.#bins.set(length, [address]);
    else bin.push(address);
  }

  #gather(length: number): number | undefined {
    for (const [binLength, addresses] of this.#bins) {
      for (const address of addresses) this.#ranges.give(address, binLength);
    }
    this.#bins.clear();
    return this.#ranges.take(length) ?? (this.#grow(length) ? this.#ranges.take(length) : undefined);
  }

  /** Grows so that a block of this length fits at the end; more than that where there is room. */
  #grow(length: number): boolean {
    const least = Math.ceil((length - this.#ranges.freeBefore(this.#end)) / PAGE_BYTES);
    const room = (this.maxBytes - this.#end) / PAGE_BYTES;
    if (least > room) return false;
    const ample = Math.ceil(Math.max(LEAST_GROWTH_BYTES, this.#end / 4) / PAGE_BYTES);
    return this.#tryGrow(Math.min(room, Math.max(least, ample))) || this.#tryGrow(least);
  }

  #tryGrow(pages: number): boolean {
    try {
      this.memory.grow(pages);
    } catch (error) {
      if (error instanceof RangeError) return false; // the system has no more
      throw error;
    }
    const grown = pages * PAGE_BYTES;
    if (this.#end + grown >= LARGE_PAGES_FROM) askForLargePages(new Uint8Array(this.memory.buffer, this.#end, grown));
    this.#ranges.give(this.#end, grown);
    this.#end += grown;
    return true;
  }
}
