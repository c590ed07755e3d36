/** Arrays in files, of which only what is asked for is read and written. */

import type { PathLike } from 'node:fs';
import { type NDArray, wrap } from '../ndarray/array/array.ts';
import type { ArrayInput } from '../ndarray/array/input.ts';
import { shapeText } from '../ndarray/array/broadcast.ts';
import { placesOf, type Strided } from '../ndarray/array/strided.ts';
import { type DType, itemSize } from '../ndarray/dtype/dtype.ts';
import { ArrayValueError, IndexError } from '../ndarray/errors.ts';
import { newArray } from '../ndarray/graph/elements.ts';
import { isRowMajor, rowMajorStrides } from '../ndarray/graph/layout.ts';
import type { IndexItem } from '../ndarray/indexing/index-item.ts';
import { parseIndex } from '../ndarray/indexing/parse-index.ts';
import { planIndex } from '../ndarray/indexing/plan-index.ts';
import type { NpyHeader } from '../ndarray/io/npy-header.ts';
import { sizeOf, toNative } from '../ndarray/io/npy.ts';
import { FileSource, syncFile, writePlaces } from './read-file.ts';

/** Elements further apart than this are read one by one. */
const MAX_GAP_BYTES = 4096;

/** A row to be read: its elements begin at a place and lie a stride apart, in elements. */
interface Row {
  readonly start: number;
  readonly stride: number;
  readonly length: number;
}

/** What may be done with an array in a file: read it; read and write it; write a copy in memory. */
export type FileMode = 'r' | 'r+' | 'c';

/** Where the elements of an array are in a file. */
export interface FileLayout extends Pick<NpyHeader, 'dtype' | 'bigEndian' | 'fortranOrder' | 'shape' | 'dataOffset'> {
  readonly path: PathLike;
  readonly mode: FileMode;
}

/**
 * An array in a file, made by `memmap` and `openMemmap`. `at` reads the selected part into memory, and nothing else; `set` writes the selected part to
 * the file before it returns. The file is open only meanwhile: there is nothing to close, and nothing to lose. With mode `'c'` what is written
 * stays in memory.
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
export class FileArray {
  readonly #source: FileSource;
  readonly #header: FileLayout;
  /** All elements, once something was written with mode `'c'`. */
  #copy: NDArray | undefined;

  /**
   * Not for users: see `memmap` and `openMemmap`.
   *
   * @hidden
   */
  constructor(layout: FileLayout) {
    this.#header = layout;
    this.#source = new FileSource(layout.path);
    const needed = layout.dataOffset + this.nbytes;
    if (this.#source.byteLength < needed) {
      throw new ArrayValueError(
        `the file ${String(layout.path)} needs ${needed} bytes for shape ${shapeText(this.shape)}, it has ${this.#source.byteLength}`,
      );
    }
  }

  /** Path of the file. */
  get filename(): PathLike {
    return this.#header.path;
  }

  /** What may be done with it. */
  get mode(): FileMode {
    return this.#header.mode;
  }

  /** Where the elements begin, in bytes. */
  get offset(): number {
    return this.#header.dataOffset;
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

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /** Bytes of all elements. */
  get nbytes(): number {
    return this.size * itemSize(this.dtype);
  }

  /**
   * Reads a part: numbers, slices, `null` and `'...'` as of an array's `at`. Without an index, all of it. The result is a copy: it does not change with
   * the file.
   *
   * @throws IndexError (`ERR_INDEX`) out of bounds, and for masks and lists of places: read what they lie in first.
   */
  at(...index: readonly IndexItem[]): NDArray {
    const view = this.#viewOf(index);
    return this.#copy === undefined ? this.#read(view) : this.#copy.at(...index).copy();
  }

  /**
   * Writes a part, as an array's `set`. With mode `'r+'` it is in the file when this returns: whoever reads the file from now on sees it, also when this
   * program is killed. {@link FileArray.flush} waits for the disk.
   *
   * @throws ArrayValueError (`ERR_ARRAY_VALUE`) with mode `'r'`; ShapeError (`ERR_SHAPE`) when the value does not broadcast to the part; IndexError
   *   (`ERR_INDEX`) as `at`; the error of the file system, and then some of the elements may have been written.
   * @example
   * ```ts
   * import { rmSync } from 'node:fs';
   * import * as np from 'manycore/ndarray';
   *
   * const table = np.openMemmap('new.npy', { mode: 'w+', dtype: 'float32', shape: [3, 4] });
   * table.set([1], 7).set([':', 0], [1, 2, 3]).flush();
   * console.log((np.load('new.npy') as np.NDArray).toArray()); // [ [ 1, 0, 0, 0 ], [ 2, 7, 7, 7 ], [ 3, 0, 0, 0 ] ]
   * rmSync('new.npy');
   * ```
   */
  set(index: IndexItem | readonly IndexItem[], value: ArrayInput): this {
    const items = Array.isArray(index) ? (index as readonly IndexItem[]) : [index as IndexItem];
    const view = this.#viewOf(items);
    const { mode } = this.#header;
    if (mode === 'r')
      throw new ArrayValueError(
        `the file ${String(this.filename)} was opened to be read; open it with mode 'r+' to write to it, or 'c' to change a copy`,
      );
    if (mode === 'c') (this.#copy ??= this.toArray()).set(items, value);
    else this.#write(view, value);
    return this;
  }

  /** Waits until the disk has all that was written to the file, by whomever; nothing to do with modes `'r'` and `'c'`. */
  flush(): void {
    if (this.#header.mode === 'r+') syncFile(this.filename);
  }

  /** All of it. */
  toArray(): NDArray {
    return this.at('...');
  }

  #viewOf(index: readonly IndexItem[]): Strided {
    const { shape, fortranOrder } = this.#header;
    const strides = fortranOrder ? rowMajorStrides(shape.toReversed()).toReversed() : rowMajorStrides(shape);
    const plan = planIndex({ shape, strides, offset: 0 }, parseIndex(index));
    if (plan.picked === undefined) return plan.view;
    throw new IndexError(
      'a file is read and written by numbers and slices; read a part of it first, then use masks and lists with that',
    );
  }

  #write(view: Strided, value: ArrayInput): void {
    const { node, data } = newArray(this.dtype, view.shape);
    // It broadcasts and converts as for any array.
    wrap(node).set([], value);
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    toNative(bytes, this.dtype, this.#header.bigEndian); // swapping is its own inverse
    writePlaces(this.filename, this.#pieces(view, bytes));
  }

  /** Where the packed elements of a part go: those that lie side by side at once, others one by one. */
  *#pieces(view: Strided, bytes: Uint8Array): Generator<readonly [bytes: Uint8Array, offset: number]> {
    const { shape, strides } = view;
    const isPacked = isRowMajor(shape, strides);
    const isSideBySide = !isPacked && strides.at(-1) === 1;
    const kept = isPacked ? 0 : isSideBySide ? shape.length - 1 : shape.length;
    const starts = placesOf({ shape: shape.slice(0, kept), strides: strides.slice(0, kept), offset: view.offset });
    const step = sizeOf(shape.slice(kept)) * itemSize(this.dtype);
    for (const [at, start] of starts.entries()) {
      yield [bytes.subarray(at * step, (at + 1) * step), this.offset + start * itemSize(this.dtype)];
    }
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
