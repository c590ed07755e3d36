/** Sorting on the compute threads. */

import type { BufferId, KernelBackend, WasmArtifact } from '../../core/kernel.ts';
import type { SortPass } from '../../kernel/library/sort/passes.ts';
import { countKernel, moveKernel, placesKernel, surveyKernel } from '../../kernel/library/sort/sort.ts';
import { type DType, elementTypeOf, isComplex, itemSize } from '../dtype/dtype.ts';
import { rowMajorStrides } from '../graph/layout.ts';
import { dataOfBytes } from '../dtype/typed-array.ts';
import { newArray } from '../graph/elements.ts';
import { dropStored, type Node, storedNode } from '../graph/node.ts';
import { newStorage } from '../graph/storage.ts';

/** Fewer elements are sorted by a loop sooner than kernels are called. */
const LEAST_ELEMENTS = 4096;

/** Rows up to this length are one block; longer ones are cut, so that threads share them. */
const BLOCK_LENGTH = 65536;

/** Longer rows than this many blocks have longer blocks: each takes memory for counts. */
const MOST_BLOCKS = 256;

/** Bits of a digit, and for short rows, whose counts would take more time than their elements. */
const DIGIT_BITS = 11;
const SHORT_DIGIT_BITS = 8;
const SHORT_ROW = 4096;

/** The most memory for counts; more rows are sorted in turns. In bytes. */
const COUNT_BYTES = 32 * 1024 * 1024;

/** What is asked for. */
export interface SortRequest {
  readonly isDescending: boolean;
  /** `places`: where the sorted elements come from (int64), instead of the elements. */
  readonly wanted: 'elements' | 'places';
}

const known = new Map<string, WasmArtifact>();

function kernelFor(key: string, make: () => WasmArtifact): WasmArtifact {
  let kernel = known.get(key);
  if (kernel === undefined) known.set(key, (kernel = make()));
  return kernel;
}

/** Whether kernels may sort the rows of a node: not those of complex dtypes. */
export const canSort = ({ dtype, size, storage }: Node): boolean =>
  size >= LEAST_ELEMENTS && size < 2 ** 31 && !isComplex(dtype) && storage?.backend.target === 'wasm';

/** How rows are cut, and what all kernels are told. */
class RowSorter {
  readonly #source: Node;
  readonly #backend: KernelBackend;
  readonly #length: number;
  readonly #blocks: number;
  readonly #blockLength: number;
  readonly #bits: number;
  readonly #isDescending: boolean;
  readonly #temporary: BufferId[] = [];
  /** Counts of the lowest digits of all rows, until a pass uses them. */
  #lowest: BufferId | undefined;

  constructor(source: Node, isDescending: boolean) {
    this.#source = source;
    this.#backend = source.storage!.backend;
    this.#length = source.shape.at(-1)!;
    this.#blockLength = Math.max(BLOCK_LENGTH, Math.ceil(this.#length / MOST_BLOCKS));
    this.#blocks = Math.ceil(this.#length / this.#blockLength);
    this.#bits = this.#length < SHORT_ROW ? SHORT_DIGIT_BITS : DIGIT_BITS;
    this.#isDescending = isDescending;
  }

  get #rows(): number {
    return this.#source.size / this.#length;
  }

  get #isWide(): boolean {
    return itemSize(this.#source.dtype) === 8;
  }

  /** All bits of a key: those by which keys are turned round. */
  get #all(): bigint {
    return (1n << BigInt(8 * itemSize(this.#source.dtype))) - 1n;
  }

  /** Memory that lasts until everything is dispatched. */
  #scratch(byteLength: number): BufferId {
    const buffer = this.#backend.alloc(byteLength, { zeroed: false });
    this.#temporary.push(buffer);
    return buffer;
  }

  free(): void {
    for (const buffer of this.#temporary.splice(0)) this.#backend.free(buffer);
  }

  #dispatch(
    kernel: WasmArtifact,
    buffers: readonly BufferId[],
    launch: { shift?: number; first?: number; size: readonly number[] },
  ): void {
    const { shift = 0, first = 0, size } = launch;
    const flip = this.#isDescending ? this.#all : 0n;
    const numbers = [this.#length, this.#blocks, this.#blockLength, this.#source.offset, shift, first];
    const isWide = kernel.scalars.at(-1)!.type === 'i64';
    const scalars = [...numbers, isWide ? BigInt.asIntN(64, flip) : Number(BigInt.asIntN(32, flip))];
    this.#backend.dispatch(kernel, buffers, { scalars, size });
  }

  /** Bytes of the counts of a row. */
  get #countBytes(): number {
    return 4 * 2 ** this.#bits * this.#blocks;
  }

  /** Which bits differ between keys, and whether there is a -0. It counts the lowest digits on its way, where there is room for all counts. */
  survey(): { readonly differing: bigint; readonly hasMinusZero: boolean } {
    const element = elementTypeOf(this.#source.dtype);
    const units = this.#rows * this.#blocks;
    const survey = this.#scratch(24 * units);
    const bytes = this.#countBytes * this.#rows;
    const digit = bytes <= COUNT_BYTES ? this.#bits : undefined;
    if (digit !== undefined) this.#lowest = this.#scratch(bytes);
    const kernel = kernelFor(`survey ${element} ${digit}`, () => surveyKernel(element, digit));
    const from = this.#source.storage!.buffer;
    this.#dispatch(kernel, [from, this.#lowest ?? from, survey], { size: [units, this.#unitLength] });
    const seen = this.#backend.view!(survey);
    const words = new BigUint64Array(seen.buffer, seen.byteOffset, 3 * units);
    let [any, every, minus] = [0n, this.#all, 0n];
    for (let at = 0; at < words.length; at += 3) {
      any |= words[at]!;
      every &= words[at + 1]!;
      minus |= words[at + 2]!;
    }
    return { differing: any ^ every, hasMinusZero: minus !== 0n };
  }

  get #unitLength(): number {
    return Math.min(this.#length, this.#blockLength);
  }

  /** The lowest bits of the digits that matter. */
  #shiftsOf(differing: bigint): number[] {
    const shifts: number[] = [];
    let shift = 0;
    for (let left = differing; left !== 0n; left >>= BigInt(this.#bits), shift += this.#bits) {
      // What all keys have in common is skipped.
      for (; (left & 0xffn) === 0n; left >>= 8n) shift += 8;
      for (; (left & 1n) === 0n; left >>= 1n) shift++;
      shifts.push(shift);
    }
    return shifts.length === 0 ? [0] : shifts;
  }

  sort(differing: bigint, wanted: SortRequest['wanted']): Node {
    const { dtype, shape, size } = this.#source;
    const resultType: DType = wanted === 'places' ? 'int64' : dtype;
    const storage = newStorage(size * itemSize(resultType), 'any', this.#backend);
    const shifts = this.#shiftsOf(differing);
    const hasPlaces = wanted === 'places';
    const keyBytes = size * (this.#isWide ? 8 : 4);
    const nothing = this.#source.storage!.buffer;
    // Two of each are written by turns.
    const turns = shifts.slice(1, 3).map(() => ({
      keys: this.#scratch(keyBytes),
      places: hasPlaces ? this.#scratch(4 * size) : nothing,
    }));
    let from = { keys: this.#source.storage!.buffer, places: nothing };
    for (const [at, shift] of shifts.entries()) {
      const isLast = at === shifts.length - 1;
      const to = isLast ? { keys: hasPlaces ? from.keys : storage.buffer, places: storage.buffer } : turns[at % 2]!;
      this.#pass(
        { element: elementTypeOf(dtype), bits: this.#bits, isFirst: at === 0, isLast, hasPlaces },
        { from, to, shift },
      );
      from = to;
    }
    return storedNode({ storage, offset: 0, strides: rowMajorStrides(shape) }, { dtype: resultType, shape });
  }

  #pass(pass: SortPass, { from, to, shift }: { from: Buffers; to: Buffers; shift: number }): void {
    const digits = 2 ** this.#bits;
    const perRow = this.#countBytes;
    const rowsAtOnce = Math.min(this.#rows, Math.max(1, Math.floor(COUNT_BYTES / perRow)));
    const counted = pass.isFirst && shift === 0 ? this.#lowest : undefined;
    const counts = counted ?? this.#scratch(perRow * rowsAtOnce);
    const key = Object.values(pass).join(' ');
    const count = kernelFor(`count ${key}`, () => countKernel(pass));
    const places = kernelFor(`places ${this.#bits}`, () => placesKernel(this.#bits));
    const move = kernelFor(`move ${key}`, () => moveKernel(pass));
    const moved = [from.keys, counts, to.keys, ...(pass.hasPlaces ? [from.places, to.places] : [])];
    for (let row = 0; row < this.#rows; row += rowsAtOnce) {
      const rows = Math.min(rowsAtOnce, this.#rows - row);
      const launch = { shift, first: row * this.#blocks, size: [rows * this.#blocks, this.#unitLength] };
      if (counted === undefined) this.#dispatch(count, [from.keys, counts], launch);
      this.#dispatch(places, [counts], { ...launch, size: [rows, digits * this.#blocks] });
      this.#dispatch(move, moved, launch);
    }
  }
}

interface Buffers {
  readonly keys: BufferId;
  readonly places: BufferId;
}

/** The elements at the places of each row. */
function gatherRows(source: Node, places: Node): Node {
  const { node, data } = newArray(source.dtype, source.shape);
  const length = source.shape.at(-1)!;
  const words = new Int32Array(dataOfBytes('int64', places.storage!.bytes()).buffer, placesAt(places), 2 * source.size);
  const from = dataOfBytes(source.dtype, source.storage!.bytes()) as Float64Array;
  for (let at = 0, row = source.offset; at < source.size; row += length) {
    for (const end = at + length; at < end; at++) (data as Float64Array)[at] = from[row + words[2 * at]!]!;
  }
  return node;
}

const placesAt = (places: Node): number => places.storage!.bytes().byteOffset;

/**
 * Sorts the rows along the last axis of a packed array in row-major order.
 *
 * @param source - Stored; {@link canSort} says that it may be sorted here.
 */
export function sortInKernels(source: Node, { isDescending, wanted }: SortRequest): Node {
  const sorter = new RowSorter(source, isDescending);
  try {
    const { differing, hasMinusZero } = sorter.survey();
    if (!hasMinusZero || wanted === 'places') return sorter.sort(differing, wanted);
    // A -0 sorts as 0 does, so its key does not tell its sign.
    const places = sorter.sort(differing, 'places');
    const result = gatherRows(source, places);
    dropStored(places);
    return result;
  } finally {
    sorter.free();
  }
}
