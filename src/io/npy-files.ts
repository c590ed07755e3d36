/** `save`, `load`, `savez`, `savezCompressed`: arrays in `.npy` and `.npz` files, as NumPy reads and writes them. */

import type { PathLike } from 'node:fs';
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { type NDArray, wrap } from '../ndarray/array/array.ts';
import { type InputOf, toNDArray } from '../ndarray/array/as-array.ts';
import { packedElements } from '../ndarray/array/elements.ts';
import { ArrayValueError } from '../ndarray/errors.ts';
import { newArray } from '../ndarray/graph/elements.ts';
import { decodeNpy, encodeNpy, type PlainArray } from '../ndarray/io/npy.ts';
import { encodeNpz, NpzReader } from '../ndarray/io/npz.ts';
import type { ByteSource, ZipCodec } from '../ndarray/io/zip.ts';
import { FileSource, writePieces } from './read-file.ts';

const codec: ZipCodec = {
  inflate: (bytes) => inflateRawSync(bytes),
  deflate: (bytes) => deflateRawSync(bytes),
  crc32: (bytes) => crc32(bytes),
};

const ZIP_START = [0x50, 0x4b];

/** An array as an array of the user; Fortran order becomes the order of its axes. */
function fromPlain({ dtype, shape, fortranOrder, data }: PlainArray): NDArray {
  const { node, data: target } = newArray(dtype, fortranOrder ? shape.toReversed() : shape);
  (target as Float64Array).set(data as Float64Array);
  const array = wrap(node);
  return fortranOrder ? array.T : array;
}

function toPlain(input: InputOf): PlainArray {
  const array = toNDArray(input);
  const { cContiguous, fContiguous } = array.flags;
  const fortranOrder = fContiguous && !cContiguous;
  const data = packedElements(fortranOrder ? array.T.node : array.node);
  return { dtype: array.dtype, shape: array.shape, fortranOrder, data };
}

const withSuffix = (path: PathLike, suffix: string): PathLike =>
  typeof path === 'string' && !path.endsWith(suffix) ? path + suffix : path;

/**
 * Writes an array into a `.npy` file; the suffix is added where a path has none.
 *
 * @throws The error of the file system.
 * @example
 * ```ts
 * import { rmSync } from 'node:fs';
 * import * as np from 'manycore/ndarray';
 *
 * np.save('grid.npy', np.ones([2, 3]));
 * console.log((np.load('grid.npy') as np.NDArray).shape); // [ 2, 3 ]
 * rmSync('grid.npy');
 * ```
 */
export function save(path: PathLike, array: InputOf): void {
  writePieces(withSuffix(path, '.npy'), [encodeNpy(toPlain(array))]);
}

/** The bytes of a `.npy` file with an array. */
export const toNpyBytes = (array: InputOf): Uint8Array<ArrayBuffer> => encodeNpy(toPlain(array));

/** The arrays of a `.npz` by name; each is read when it is asked for. */
export class NpzFile {
  readonly #reader: NpzReader;

  constructor(source: ByteSource) {
    this.#reader = new NpzReader(source, codec);
  }

  /** Names of the arrays. */
  get files(): string[] {
    return this.#reader.files;
  }

  /** Whether there is an array of this name. */
  has(name: string): boolean {
    return this.#reader.has(name);
  }

  /**
   * Reads one array.
   *
   * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for a name that is not there, and for damaged data.
   */
  get(name: string): NDArray {
    return fromPlain(this.#reader.read(name));
  }

  /** Names and arrays. */
  *[Symbol.iterator](): Generator<[name: string, array: NDArray]> {
    for (const name of this.files) yield [name, this.get(name)];
  }
}

const bytesSource = (bytes: Uint8Array): ByteSource => ({
  byteLength: bytes.length,
  read: (offset, length) => bytes.subarray(Math.max(0, offset), Math.max(0, offset) + length),
});

/**
 * Reads an array from a `.npy`, or opens a `.npz`: a path, or the bytes of a file.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for other files; DTypeError (`ERR_DTYPE`) for records, text and objects.
 * @example
 * ```ts
 * import { rmSync } from 'node:fs';
 * import * as np from 'manycore/ndarray';
 *
 * np.savez('both.npz', { x: [1, 2], y: np.eye(2) });
 * const both = np.load('both.npz') as np.NpzFile;
 * console.log(both.files, both.get('x').toArray()); // [ 'x', 'y' ] [ 1, 2 ]
 * rmSync('both.npz');
 * ```
 */
export function load(file: PathLike | Uint8Array): NDArray | NpzFile {
  // A Buffer can be a path as well; here it is what was read.
  const source = file instanceof Uint8Array ? bytesSource(file) : new FileSource(file);
  const start = source.read(0, ZIP_START.length);
  if (ZIP_START.every((byte, at) => start[at] === byte)) return new NpzFile(source);
  return fromPlain(decodeNpy(source.read(0, source.byteLength)));
}

/** Arrays by name, or a list: those get the names arr_0, arr_1 and so on. */
export type NamedArrays = { readonly [name: string]: InputOf } | readonly InputOf[];

function writeNpz(path: PathLike, arrays: NamedArrays, compress: boolean): void {
  const entries = Array.isArray(arrays)
    ? (arrays as readonly InputOf[]).map((array, at) => [`arr_${at}`, array] as const)
    : Object.entries(arrays as { readonly [name: string]: InputOf });
  if (entries.some(([name]) => name === ''))
    throw new ArrayValueError('an array of a .npz needs a name that is not empty');
  const plain = entries.map(([name, array]) => [name, toPlain(array)] as const);
  writePieces(withSuffix(path, '.npz'), encodeNpz(plain, codec, compress));
}

/** Writes arrays into a `.npz` file, not compressed. */
export const savez = (path: PathLike, arrays: NamedArrays): void => writeNpz(path, arrays, false);

/** Writes arrays into a `.npz` file, compressed. */
export const savezCompressed = (path: PathLike, arrays: NamedArrays): void => writeNpz(path, arrays, true);
