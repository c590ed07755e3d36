/** A `.npy` file of which only what is asked for is read. */

import type { PathLike } from 'node:fs';
import { type NDArray, wrap } from '../ndarray/array/array.ts';
import { shapeText } from '../ndarray/array/broadcast.ts';
import { placesOf, type Strided } from '../ndarray/array/strided.ts';
import { type DType, itemSize } from '../ndarray/dtype/dtype.ts';
import { ArrayValueError, IndexError } from '../ndarray/errors.ts';
import { newArray } from '../ndarray/graph/elements.ts';
import { isRowMajor, rowMajorStrides } from '../ndarray/graph/layout.ts';
import type { IndexItem } from '../ndarray/indexing/index-item.ts';
import { parseIndex } from '../ndarray/indexing/parse-index.ts';
import { planIndex } from '../ndarray/indexing/plan-index.ts';
import { NPY_PREAMBLE, type NpyHeader, npyHeaderLength, parseNpyHeader } from '../ndarray/io/npy-header.ts';
import { sizeOf, toNative } from '../ndarray/io/npy.ts';
import { FileSource } from './read-file.ts';

/** Elements further apart than this are read one by one. */
const MAX_GAP_BYTES = 4096;

/** A row to be read: its elements begin at a place and lie a stride apart, in elements. */
interface Row {
  readonly start: number;
  readonly stride: number;
  readonly length: number;
}

/**
 * An array in a `.npy` file. `at` reads the selected part into memory, and nothing else; the file is not kept open.
 *
 * @example
 * ```ts
 * import { rmSync } from 'node:fs';
 * import * as np from 'manycore/ndarray';
 *
 * np.save('table.npy', np.arange(1_000_000).reshape(1000, 1000));
 * const table = np.memmap('table.npy');
 * console.log(table.shape, table.at(-1, '::250').toArray()); // [ 1000, 1000 ] [ 999000, 999250, 999500, 999750 ]
 * rmSync('table.npy');
 * ```
 */
export class LazyNpy {
  readonly #source: FileSource;
  readonly #header: NpyHeader;

  /**
   * @throws ArrayValueError (`ERR_ARRAY_VALUE`) when the file is no `.npy`, or is cut off; DTypeError (`ERR_DTYPE`) for records, text, objects.
   */
  constructor(path: PathLike) {
    this.#source = new FileSource(path);
    const length = npyHeaderLength(this.#source.read(0, NPY_PREAMBLE));
    this.#header = parseNpyHeader(this.#source.read(0, length));
    const needed = this.#header.dataOffset + this.nbytes;
    if (this.#source.byteLength < needed) {
      throw new ArrayValueError(
        `the file ${String(path)} needs ${needed} bytes for shape ${shapeText(this.shape)}, it has ${this.#source.byteLength}`,
      );
    }
  }

  /** Type of the elements. */
  get dtype(): DType {
    return this.#header.dtype;
  }

  /** Length of each axis. */
  get shape(): readonly number[] {
    return this.#header.shape;
  }

  /** Number of axes. */
  get ndim(): number {
    return this.shape.length;
  }

  /** Shape of the result, or the number of its elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /** Bytes of all elements. */
  get nbytes(): number {
    return this.size * itemSize(this.dtype);
  }

  /**
   * Reads a part: numbers, slices, `null` and `'...'` as of an array's `at`. Without an index, all of it.
   *
   * @throws IndexError (`ERR_INDEX`) out of bounds, and for masks and lists of places: read what they lie in first.
   */
  at(...index: readonly IndexItem[]): NDArray {
    const { shape, fortranOrder } = this.#header;
    const strides = fortranOrder ? rowMajorStrides(shape.toReversed()).toReversed() : rowMajorStrides(shape);
    const plan = planIndex({ shape, strides, offset: 0 }, parseIndex(index));
    if (plan.picked !== undefined) {
      throw new IndexError(
        'a file is read by numbers and slices; read a part of it first, then pick from that by masks and lists',
      );
    }
    return this.#read(plan.view);
  }

  /** All of it. */
  toArray(): NDArray {
    return this.at('...');
  }

  #read(view: Strided): NDArray {
    const { node, data } = newArray(this.dtype, view.shape);
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const size = itemSize(this.dtype);
    const offsetOf = (place: number): number => this.#header.dataOffset + place * size;
    if (isRowMajor(view.shape, view.strides)) this.#source.readInto(bytes, offsetOf(view.offset));
    else this.#readRows(view, bytes);
    toNative(bytes, this.dtype, this.#header.bigEndian);
    return wrap(node);
  }

  #readRows(view: Strided, bytes: Uint8Array): void {
    const [stride, length] = [view.strides.at(-1)!, view.shape.at(-1)!];
    const starts = placesOf({
      shape: view.shape.slice(0, -1),
      strides: view.strides.slice(0, -1),
      offset: view.offset,
    });
    const rowBytes = length * itemSize(this.dtype);
    for (const [at, start] of starts.entries()) {
      this.#readRow({ start, stride, length }, bytes.subarray(at * rowBytes, (at + 1) * rowBytes));
    }
  }

  #readRow({ start, stride, length }: Row, out: Uint8Array): void {
    const size = itemSize(this.dtype);
    const offsetOf = (place: number): number => this.#header.dataOffset + place * size;
    if (length === 0) return;
    if (Math.abs(stride) * size > MAX_GAP_BYTES) {
      const pieces = Array.from(
        { length },
        (_, at) => [out.subarray(at * size, (at + 1) * size), offsetOf(start + at * stride)] as const,
      );
      this.#source.readPieces(pieces);
      return;
    }
    const first = stride < 0 ? start + stride * (length - 1) : start;
    const span = this.#source.read(offsetOf(first), (Math.abs(stride) * (length - 1) + 1) * size);
    for (let at = 0; at < length; at++) {
      const from = (start + at * stride - first) * size;
      out.set(span.subarray(from, from + size), at * size);
    }
  }
}
