/**
 * Shared memory for numbers on their way to threads and back. A block is lent to one batch and used again by a later one: pages
 * that the process has not touched before cost several times what it takes to write numbers to them.
 */

import type { PackedPayload, PlacedPayload } from '../core/payload.ts';
import type { TaskBackend } from '../core/task.ts';

/** From so many numbers on a shared block is quicker than a copy in the message (bench/dispatch/map-numbers). */
export const MIN_LENT = 2048;
/** Bytes for one argument and its result. */
const ITEM_BYTES = 16;
/** Most bytes that are kept for later. */
const MOST_KEPT_BYTES = 8 << 20;

/** Lends blocks, and takes them back. */
export class NumberLender {
  /** Blocks that nobody has, by their size in bytes. */
  readonly #free = new Map<number, SharedArrayBuffer[]>();
  #kept = 0;

  /**
   * Numbers of an array in a block, with room for their results: exactly, as Int32Array when all are int32 and none is -0.
   *
   * @returns Undefined when not all of them are numbers.
   */
  pack(items: readonly unknown[], from: number, to: number): PackedPayload | undefined {
    if (typeof items[from] !== 'number') return undefined;
    const block = this.#take(to - from);
    const count = to - from;
    const values = packInto(block, { items, from, count });
    if (values !== undefined) {
      return { kind: 'packed', values, out: new Float64Array(block, block.byteLength / 2, count) };
    }
    this.#keep(block);
    return undefined;
  }

  /** Takes a block back. Nobody may have it any more. */
  takeBack({ out }: PackedPayload): void {
    if (out !== undefined) this.#keep(out.buffer as SharedArrayBuffer);
  }

  #take(count: number): SharedArrayBuffer {
    const bytes = ITEM_BYTES * 2 ** Math.ceil(Math.log2(count));
    const block = this.#free.get(bytes)?.pop();
    if (block === undefined) return new SharedArrayBuffer(bytes);
    this.#kept -= bytes;
    return block;
  }

  #keep(block: SharedArrayBuffer): void {
    if (this.#kept + block.byteLength > MOST_KEPT_BYTES) return;
    this.#kept += block.byteLength;
    const same = this.#free.get(block.byteLength);
    if (same === undefined) this.#free.set(block.byteLength, [block]);
    else same.push(block);
  }
}

const lenders = new WeakMap<TaskBackend, NumberLender>();

/** The lender of a backend; undefined where memory cannot be lent. */
export function lenderOf(backend: TaskBackend): NumberLender | undefined {
  if (backend.memory !== 'shared' || backend.returnsMemory !== true) return undefined;
  let lender = lenders.get(backend);
  if (lender === undefined) {
    lender = new NumberLender();
    lenders.set(backend, lender);
  }
  return lender;
}

interface Range {
  readonly items: readonly unknown[];
  readonly from: number;
  readonly count: number;
}

function packInto(block: SharedArrayBuffer, range: Range): Int32Array | Float64Array | undefined {
  const { items, from, count } = range;
  const ints = new Int32Array(block, 0, count);
  for (let i = 0; i < count; i++) {
    const value = items[from + i];
    if (typeof value !== 'number') return undefined;
    const int = value | 0;
    // -0 equals 0 here, and only its reciprocal tells.
    if (int !== value || (int === 0 && 1 / value < 0)) return packDoubles(block, range, i);
    ints[i] = int;
  }
  return ints;
}

function packDoubles(block: SharedArrayBuffer, { items, from, count }: Range, done: number): Float64Array | undefined {
  const ints = new Int32Array(block, 0, done);
  const doubles = new Float64Array(block, 0, count);
  // From the end, because each takes the place of two.
  for (let i = done - 1; i >= 0; i--) doubles[i] = ints[i] as number;
  for (let i = done; i < count; i++) {
    const value = items[from + i];
    if (typeof value !== 'number') return undefined;
    doubles[i] = value;
  }
  return doubles;
}

/** Numbers that a worker has left in `out`, from position `at` of the batch on. They stay there until the block is taken back. */
export const placedValues = (
  { count, ints }: PlacedPayload,
  at: number,
  out: Float64Array,
): Int32Array | Float64Array =>
  ints ? new Int32Array(out.buffer, out.byteOffset + 8 * at, count) : out.subarray(at, at + count);
