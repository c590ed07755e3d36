/** Tables of numbers in text files, and elements as bytes without a header. */

import { type PathLike, readFileSync, writeFileSync } from 'node:fs';
import { type NDArray } from '../ndarray/array/array.ts';
import { type InputOf, toNDArray } from '../ndarray/array/as-array.ts';
import { packedElements } from '../ndarray/array/elements.ts';
import { checkOptions } from '../ndarray/array/options.ts';
import { publicReader } from '../ndarray/array/output.ts';
import { frombuffer, type FromBufferOptions } from '../ndarray/create/from.ts';
import type { DType } from '../ndarray/dtype/dtype.ts';
import { ArrayValueError } from '../ndarray/errors.ts';
import { printf } from '../ndarray/io/printf.ts';
import {
  fromstring,
  type GenTextOptions,
  type LoadTextOptions,
  readGappedTable,
  readTable,
  type SaveTextOptions,
  tableText,
} from '../ndarray/io/text-table.ts';

/** A path, or the lines of a text. */
export type TextSource = PathLike | readonly string[];

const linesOf = (source: TextSource): readonly string[] =>
  Array.isArray(source) ? (source as readonly string[]) : readFileSync(source as PathLike, 'utf8').split(/\r?\n/);

const common = ['dtype', 'comments', 'delimiter', 'converters', 'usecols', 'unpack', 'ndmin', 'maxRows'] as const;
const gapOptions = ['skipHeader', 'skipFooter', 'missingValues', 'fillingValues', 'autostrip', 'invalidRaise'] as const;

/**
 * Reads a table of numbers: rows are lines, and all have the same number of columns.
 *
 * @param source - A path, or a list of lines.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) naming row and column of what is no number, and rows of unequal length; the error of the file system.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.loadtxt(['# x y', '1 2', '3 4']).toArray()); // [ [ 1, 2 ], [ 3, 4 ] ]
 * console.log(np.loadtxt(['1;2', '3;4'], { delimiter: ';', usecols: 1, dtype: 'int64' }).toArray()); // [ 2, 4 ]
 * ```
 */
export function loadtxt<D extends DType = 'float64'>(source: TextSource, options: LoadTextOptions<D> = {}): NDArray<D> {
  checkOptions('loadtxt', options, [...common, 'skiprows', 'quotechar']);
  return readTable(linesOf(source), options) as NDArray<D>;
}

/**
 * Reads a table in which numbers are missing: what is empty or no number becomes NaN, or `fillingValues`.
 *
 * @param source - A path, or a list of lines.
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) for rows of unequal length; the error of the file system.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.genfromtxt(['1,2,3', '4,,n/a'], { delimiter: ',', fillingValues: 0 }).toArray()); // [ [ 1, 2, 3 ], [ 4, 0, 0 ] ]
 * ```
 */
export function genfromtxt<D extends DType = 'float64'>(
  source: TextSource,
  options: GenTextOptions<D> = {},
): NDArray<D> {
  checkOptions('genfromtxt', options, [...common, ...gapOptions]);
  return readGappedTable(linesOf(source), options) as NDArray<D>;
}

/**
 * Writes an array with one or two axes as a table.
 *
 * @throws ShapeError (`ERR_SHAPE`) for more axes; ArrayValueError (`ERR_ARRAY_VALUE`) for a wrong format; the error of the file system.
 * @example
 * ```ts
 * import { readFileSync, rmSync } from 'node:fs';
 * import * as np from 'manycore/ndarray';
 *
 * np.savetxt('table.txt', [[1, 2.5], [3, 4]], { fmt: '%.1f', delimiter: ',', header: 'x,y' });
 * console.log(JSON.stringify(readFileSync('table.txt', 'utf8'))); // "# x,y\n1.0,2.5\n3.0,4.0\n"
 * rmSync('table.txt');
 * ```
 */
export function savetxt(path: PathLike, x: InputOf, options: SaveTextOptions = {}): void {
  checkOptions('savetxt', options, ['fmt', 'delimiter', 'newline', 'header', 'footer', 'comments']);
  writeFileSync(path, tableText(x, options));
}

/** Options of {@link fromfile}. */
export interface FromFileOptions<D extends DType = DType> extends FromBufferOptions<D> {
  /** What stands between numbers of a text; bytes unless it is given. */
  readonly sep?: string;
}

/**
 * A row with the elements that a file has as bytes, little endian and without a header, or as text with a separator. `load` reads files that say
 * themselves what they hold.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) when the bytes are no whole number of elements; the error of the file system.
 * @example
 * ```ts
 * import { rmSync } from 'node:fs';
 * import * as np from 'manycore/ndarray';
 *
 * np.tofile([1, 2, 3], 'plain.bin');
 * console.log(np.fromfile('plain.bin', { dtype: 'int64', offset: 8 }).toArray()); // [ 2, 3 ]
 * rmSync('plain.bin');
 * ```
 */
export function fromfile<D extends DType = 'float64'>(path: PathLike, options: FromFileOptions<D> = {}): NDArray<D> {
  checkOptions('fromfile', options, ['dtype', 'count', 'offset', 'sep']);
  const { sep = '', ...rest } = options;
  if (sep === '') return frombuffer(new Uint8Array(readFileSync(path)), rest) as NDArray<D>;
  if (options.offset !== undefined) throw new ArrayValueError('fromfile: texts have no offset; leave it out');
  return fromstring(readFileSync(path, 'utf8'), { ...rest, sep });
}

/** Options of {@link tofile}. */
export interface ToFileOptions {
  /** What stands between numbers of a text; bytes unless it is given. */
  readonly sep?: string;
  /** A format of C for the numbers of a text: '%s' unless it is given. */
  readonly format?: string;
}

/**
 * Writes the elements in row-major order: as bytes without a header, or as a text with a separator. `save` writes files that say themselves what they
 * hold.
 *
 * @throws The error of the file system.
 * @example
 * ```ts
 * import { readFileSync, rmSync } from 'node:fs';
 * import * as np from 'manycore/ndarray';
 *
 * np.tofile([1.5, 2], 'numbers.txt', { sep: ';' });
 * console.log(readFileSync('numbers.txt', 'utf8')); // 1.5;2.0
 * rmSync('numbers.txt');
 * ```
 */
export function tofile(x: InputOf, path: PathLike, options: ToFileOptions = {}): void {
  checkOptions('tofile', options, ['sep', 'format']);
  const { sep = '', format = '%s' } = options;
  const array = toNDArray(x);
  if (sep === '') {
    writeFileSync(path, array.tobytes());
    return;
  }
  const read = publicReader(array.dtype, packedElements(array.node));
  const isWhole = /int|bool/.test(array.dtype);
  const texts = Array.from({ length: array.size }, (_, at) => {
    const value = read(at);
    if (typeof value === 'object') return String(value);
    return isWhole && format === '%s' ? String(value) : printf(format, [Number(value)]);
  });
  writeFileSync(path, texts.join(sep));
}
