/** `memmap` and `openMemmap`: arrays that stay in their files. */

import { existsSync, type PathLike } from 'node:fs';
import { checkOptions } from '../ndarray/array/options.ts';
import { type ShapeInput, shapeOf } from '../ndarray/array/shape-argument.ts';
import { valueText } from '../ndarray/array/need.ts';
import { asDType, type DType, itemSize } from '../ndarray/dtype/dtype.ts';
import { ArrayValueError } from '../ndarray/errors.ts';
import { formatNpyHeader, NPY_PREAMBLE, npyHeaderLength, parseNpyHeader } from '../ndarray/io/npy-header.ts';
import { sizeOf } from '../ndarray/io/npy.ts';
import { FileArray } from './file-array.ts';
import { createFile, extendFile, FileSource } from './read-file.ts';

/** What a file is opened for: `'r'` to read, `'r+'` to read and write, `'w+'` to make it anew, `'c'` to change a copy in memory. */
export type MemmapMode = 'r' | 'r+' | 'w+' | 'c';

/** Options of {@link memmap}. With any of `dtype`, `shape`, `offset` and `order` the file has elements and no header. */
export interface MemmapOptions {
  /** Default: `'r'`. */
  readonly mode?: MemmapMode;
  /** Type of the elements of a file without a header; default: `'uint8'`. */
  readonly dtype?: DType;
  /** Shape of the array; default: one axis with all that is there. A file made by `'w+'` needs one. */
  readonly shape?: ShapeInput;
  /** Where the elements begin, in bytes; default: 0. */
  readonly offset?: number;
  /** `'C'` (default): the last axis lies side by side; `'F'`: the first. */
  readonly order?: 'C' | 'F';
}

/** Options of {@link openMemmap}. */
export interface OpenMemmapOptions {
  /** Default: `'r+'`. */
  readonly mode?: MemmapMode;
  /** Type of the elements of a new file; default: `'float64'`. Only with mode `'w+'`. */
  readonly dtype?: DType;
  /** Shape of a new file. Only with mode `'w+'`. */
  readonly shape?: ShapeInput;
  /** The first axis of a new file lies side by side. Only with mode `'w+'`. */
  readonly fortranOrder?: boolean;
}

const modes: readonly MemmapMode[] = ['r', 'r+', 'w+', 'c'];

function checkMode(what: string, mode: MemmapMode): MemmapMode {
  if (modes.includes(mode)) return mode;
  throw new ArrayValueError(`${what}: mode must be one of ${modes.join(', ')}, got ${valueText(mode)}`);
}

/** A new file is written from its beginning on, and then as any other. */
const afterwards = (mode: MemmapMode): 'r' | 'r+' | 'c' => (mode === 'w+' ? 'r+' : mode);

function openNpy(path: PathLike, mode: MemmapMode): FileArray {
  const source = new FileSource(path);
  const length = npyHeaderLength(source.read(0, NPY_PREAMBLE));
  return new FileArray({ ...parseNpyHeader(source.read(0, length)), path, mode: afterwards(mode) });
}

/** Length of the only axis of a file that nobody gave a shape. */
function lengthOf(path: PathLike, { offset, dtype }: { readonly offset: number; readonly dtype: DType }): number {
  const rest = new FileSource(path).byteLength - offset;
  if (rest >= 0 && rest % itemSize(dtype) === 0) return rest / itemSize(dtype);
  throw new ArrayValueError(
    `memmap: ${rest} bytes of ${String(path)} from offset ${offset} on hold no whole number of elements of ${dtype} (${itemSize(dtype)} bytes each)`,
  );
}

function openRaw(path: PathLike, mode: MemmapMode, options: MemmapOptions): FileArray {
  const { offset = 0, order = 'C' } = options;
  const dtype = asDType(options.dtype ?? 'uint8');
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw new ArrayValueError(`memmap: offset must be a whole number of bytes, got ${valueText(offset)}`);
  if (order !== 'C' && order !== 'F')
    throw new ArrayValueError(`memmap: order must be 'C' or 'F', got ${valueText(order)}`);
  if (options.shape === undefined && mode === 'w+')
    throw new ArrayValueError("memmap: mode 'w+' makes a file and needs its shape");
  const shape = options.shape === undefined ? [lengthOf(path, { offset, dtype })] : shapeOf('memmap', options.shape);
  const byteLength = offset + sizeOf(shape) * itemSize(dtype);
  if (mode === 'w+') createFile(path, new Uint8Array(0), byteLength);
  else if (mode === 'r+' && existsSync(path) && new FileSource(path).byteLength < byteLength)
    extendFile(path, byteLength);
  return new FileArray({
    path,
    dtype,
    shape,
    bigEndian: false,
    fortranOrder: order === 'F',
    dataOffset: offset,
    mode: afterwards(mode),
  });
}

/**
 * Opens a file as an array, of which `at` reads and `set` writes parts: a `.npy`, or, with `dtype` or `shape`, a file of elements without a header (little
 * endian). See {@link FileArray}.
 *
 * What `set` writes is in the file when it returns; nothing is kept back for later. Mode `'w+'` makes the file anew, with zeros; `'r+'` makes a file
 * without a header longer where the shape needs that, as NumPy's does. Where NumPy's array is memory, this one reads and writes the file: what `at` gave is a
 * copy.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) when the file is no `.npy`, or too short; DTypeError (`ERR_DTYPE`) for records, text and objects.
 * @example
 * ```ts
 * import { rmSync } from 'node:fs';
 * import * as np from 'manycore/ndarray';
 *
 * const raw = np.memmap('raw.bin', { mode: 'w+', dtype: 'int16', shape: [2, 3] });
 * raw.set([0], [1, 2, 3]);
 * console.log(np.memmap('raw.bin', { dtype: 'int16' }).toArray().toArray()); // [ 1, 2, 3, 0, 0, 0 ]
 * rmSync('raw.bin');
 * ```
 */
export function memmap(path: PathLike, options: MemmapOptions = {}): FileArray {
  checkOptions('memmap', options, ['mode', 'dtype', 'shape', 'offset', 'order']);
  const mode = checkMode('memmap', options.mode ?? 'r');
  const { dtype, shape, offset, order } = options;
  if ([dtype, shape, offset, order].some((given) => given !== undefined)) return openRaw(path, mode, options);
  if (mode === 'w+') throw new ArrayValueError("memmap: mode 'w+' makes a file and needs its shape and dtype");
  return openNpy(path, mode);
}

/**
 * Opens a `.npy` file as an array that is read and written in parts, or makes one: NumPy's `lib.format.open_memmap`. See {@link FileArray}.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) when the file is no `.npy`, and for a shape or dtype where the file has its own.
 * @example
 * ```ts
 * import { rmSync } from 'node:fs';
 * import * as np from 'manycore/ndarray';
 *
 * np.openMemmap('log.npy', { mode: 'w+', shape: [1000, 2] }).set([0], [1.5, 2.5]);
 * console.log(np.openMemmap('log.npy', { mode: 'r' }).at(0).toArray()); // [ 1.5, 2.5 ]
 * rmSync('log.npy');
 * ```
 */
export function openMemmap(path: PathLike, options: OpenMemmapOptions = {}): FileArray {
  checkOptions('openMemmap', options, ['mode', 'dtype', 'shape', 'fortranOrder']);
  const mode = checkMode('openMemmap', options.mode ?? 'r+');
  const { dtype, shape, fortranOrder } = options;
  if (mode === 'w+') makeNpy(path, options);
  else if ([dtype, shape, fortranOrder].some((given) => given !== undefined))
    throw new ArrayValueError(`openMemmap: the file says its dtype, shape and order itself; give them with mode 'w+'`);
  return openNpy(path, mode);
}

function makeNpy(path: PathLike, { dtype: given, shape: wanted, fortranOrder }: OpenMemmapOptions): void {
  if (wanted === undefined) throw new ArrayValueError("openMemmap: mode 'w+' makes a file and needs its shape");
  const dtype = asDType(given ?? 'float64');
  const shape = shapeOf('openMemmap', wanted);
  const header = formatNpyHeader({ dtype, shape, fortranOrder });
  createFile(path, header, header.length + sizeOf(shape) * itemSize(dtype));
}
