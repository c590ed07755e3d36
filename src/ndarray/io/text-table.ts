/** Tables of numbers in texts: what `loadtxt` and `genfromtxt` read, and `savetxt` writes. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, toNDArray } from '../array/as-array.ts';
import { packedElements } from '../array/elements.ts';
import { nodeOfLists } from '../array/input.ts';
import { publicReader } from '../array/output.ts';
import { Complex } from '../dtype/complex.ts';
import { asDType, type DType, isComplex, isInteger } from '../dtype/dtype.ts';
import type { Scalar } from '../dtype/element.ts';
import { ArrayValueError, ShapeError } from '../errors.ts';
import { dropAxes, expandNode, reshapeNode, reverseAxes } from '../manipulate/view-nodes.ts';
import { countValues, printf } from './printf.ts';

/** Options of `loadtxt`. */
export interface LoadTextOptions<D extends DType = DType> {
  /** float64 unless it is given. */
  readonly dtype?: D;
  /** Where comments begin: '#' unless it is given; several as a list, null for none. */
  readonly comments?: string | readonly string[] | null;
  /** What stands between numbers: blanks unless it is given. */
  readonly delimiter?: string | null;
  /** Functions from texts to numbers, by column. */
  readonly converters?: { readonly [column: number]: (text: string) => Scalar };
  /** How many lines to leave out at the beginning. */
  readonly skiprows?: number;
  /** Which columns, all unless it is given. */
  readonly usecols?: number | readonly number[] | null;
  /** Whether to turn rows to columns, so that columns can be taken apart. */
  readonly unpack?: boolean;
  /** The least number of axes: 0, 1 or 2. */
  readonly ndmin?: number;
  /** How many rows to read, all unless it is given. */
  readonly maxRows?: number | null;
  /** What stands around cells that may hold delimiters and comments; twice inside of them for itself. None unless it is given. */
  readonly quotechar?: string | null;
}

/** Options of `genfromtxt`. */
export interface GenTextOptions<D extends DType = DType> extends Omit<
  LoadTextOptions<D>,
  'skiprows' | 'delimiter' | 'quotechar'
> {
  /** What stands between numbers: blanks unless it is given; a number, or a list of them, for columns of so many characters. */
  readonly delimiter?: string | number | readonly number[] | null;
  /** Whether blanks around cells are left out: for numbers they always are. */
  readonly autostrip?: boolean;
  /** Whether a row with another number of columns is an error (true unless it is given), or left out. */
  readonly invalidRaise?: boolean;
  /** How many lines to leave out at the beginning. */
  readonly skipHeader?: number;
  /** How many lines to leave out at the end. */
  readonly skipFooter?: number;
  /** Texts that stand for a missing number, besides the empty one. */
  readonly missingValues?: string | readonly string[];
  /** What missing numbers become: NaN, or -1 for integers, unless it is given. */
  readonly fillingValues?: Scalar;
}

/** How a cell becomes a number. */
type CellReader = (text: string, row: number, column: number) => Scalar;

const wrongCell = (text: string, dtype: DType, [row, column]: readonly [number, number]): ArrayValueError =>
  new ArrayValueError(
    `${JSON.stringify(text)} in row ${row}, column ${column} is no ${dtype}; say what stands between numbers with delimiter, or take other columns with usecols`,
  );

const words: { readonly [text: string]: number } = { nan: NaN, inf: Infinity, infinity: Infinity };

/** A real number as Python reads it, or undefined. */
function realOf(text: string): number | undefined {
  const [, sign, rest] = /^([-+]?)(.*)$/.exec(text.trim().toLowerCase())!;
  const size = words[rest!] ?? (/^(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/.test(rest!) ? Number(rest) : undefined);
  return size === undefined ? undefined : sign === '-' ? -size : size;
}

function complexOf(text: string): Complex | undefined {
  const inner = text.trim().replace(/^\((.*)\)$/, '$1');
  const [, first, second] = /^(.*?)(?:([-+][^-+]*(?:e[-+]\d+)?)j)?$/i.exec(inner)!;
  if (second === undefined) {
    const only = /j$/i.test(inner) ? realOf(inner.slice(0, -1)) : undefined;
    const whole = realOf(inner);
    return only === undefined ? (whole === undefined ? undefined : new Complex(whole, 0)) : new Complex(0, only);
  }
  const [re, im] = [first === '' ? 0 : realOf(first!), realOf(second)];
  return re === undefined || im === undefined ? undefined : new Complex(re, im);
}

function cellReader(dtype: DType): CellReader {
  return (text, row, column) => {
    const found = isComplex(dtype)
      ? complexOf(text)
      : isInteger(dtype)
        ? /^\s*[-+]?\d+\s*$/.test(text)
          ? BigInt(text.trim().replace(/^\+/, ''))
          : undefined
        : realOf(text);
    if (found === undefined) throw wrongCell(text, dtype, [row, column]);
    return dtype === 'bool' ? found !== 0 : found;
  };
}

/** Where comments begin, as one expression. */
function commentPattern(comments: LoadTextOptions['comments']): RegExp | undefined {
  const list = comments === null ? [] : [comments ?? '#'].flat();
  if (list.length === 0) return undefined;
  return new RegExp(list.map((one) => one.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)).join('|'));
}

/** Columns of so many characters; one width goes on to the end of the line. */
function cellsOfWidth(line: string, widths: number | readonly number[]): string[] {
  const cells: string[] = [];
  const count = typeof widths === 'number' ? Math.ceil(line.trimEnd().length / widths) : widths.length;
  for (let at = 0, start = 0; at < count; at++) {
    const width = typeof widths === 'number' ? widths : widths[at]!;
    if (!Number.isInteger(width) || width < 1) {
      throw new ArrayValueError(`genfromtxt: columns have whole widths from 1 on, got ${String(width)}`);
    }
    cells.push(line.slice(start, start + width).trim());
    start += width;
  }
  return cells;
}

function cellsOf(line: string, delimiter: GenTextOptions['delimiter']): string[] {
  if (typeof delimiter === 'number' || Array.isArray(delimiter)) return cellsOfWidth(line, delimiter as number);
  const text = delimiter as string | null | undefined;
  if (text === undefined || text === null || (text.trim() === '' && text !== '\t')) return line.trim().split(/\s+/);
  return line.split(text);
}

/** Cells of a line in which some stand in quotes; a comment ends it. */
function quotedCells(line: string, { quotechar, delimiter, comments }: LoadTextOptions): string[] {
  const quote = quotechar!;
  const isBlank = delimiter === undefined || delimiter === null || delimiter.trim() === '';
  const marks = comments === null ? [] : [comments ?? '#'].flat();
  const cells: string[] = [];
  let [cell, isInside, hasCell] = ['', false, false];
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (isInside) {
      if (char !== quote) cell += char;
      else if (line[at + 1] === quote) cell += line[++at]!;
      else isInside = false;
    } else if (char === quote) [isInside, hasCell] = [true, true];
    else if (marks.some((mark) => line.startsWith(mark, at))) break;
    else if (isBlank ? /\s/.test(char) : line.startsWith(delimiter, at)) {
      if (hasCell || !isBlank) cells.push(cell);
      [cell, hasCell] = ['', false];
      if (!isBlank) at += delimiter.length - 1;
    } else [cell, hasCell] = [cell + char, true];
  }
  return hasCell || !isBlank ? [...cells, cell] : cells;
}

interface TableTask {
  readonly lines: readonly string[];
  readonly read: CellReader;
  readonly options: Omit<LoadTextOptions, 'delimiter'> & Pick<GenTextOptions, 'delimiter' | 'invalidRaise'>;
  readonly what: string;
}

function columnsFor(what: string, usecols: LoadTextOptions['usecols'], count: number): readonly number[] {
  if (usecols === undefined || usecols === null) return Array.from({ length: count }, (_, at) => at);
  return [usecols].flat().map((column) => {
    const at = column < 0 ? column + count : column;
    if (!Number.isInteger(at) || at < 0 || at >= count) {
      throw new ArrayValueError(`${what}: there is no column ${column} among ${count}; they count from 0`);
    }
    return at;
  });
}

const isGiven = <T>(value: T | null | undefined): value is T => value !== undefined && value !== null;

function rowsOf({ lines, read, options, what }: TableTask): Scalar[][] {
  const pattern = commentPattern(options.comments);
  const rows: Scalar[][] = [];
  let count: number | undefined;
  for (const line of lines) {
    if (options.maxRows !== undefined && options.maxRows !== null && rows.length >= options.maxRows) break;
    const text = pattern === undefined ? line : line.split(pattern, 1)[0]!;
    if (text.trim() === '') continue;
    const cells = isGiven(options.quotechar)
      ? quotedCells(line, options as LoadTextOptions)
      : cellsOf(text, options.delimiter);
    count ??= cells.length;
    // Of rows whose columns are chosen only those columns have to be there; loadtxt counts negative ones in each row.
    const columns = columnsFor(what, options.usecols, what === 'loadtxt' ? cells.length : count);
    const isEnough = isGiven(options.usecols) && columns.every((at) => at < cells.length);
    const isFit = cells.length === count || isEnough;
    if (!isFit && options.invalidRaise === false) continue;
    if (!isFit) {
      throw new ArrayValueError(
        `${what}: row ${rows.length} has ${cells.length} columns, and those before have ${count}`,
      );
    }
    const row = rows.length;
    rows.push(
      columns.map((column) => {
        const own = options.converters?.[column];
        return own === undefined ? read(cells[column]!, row, column) : own(cells[column]!);
      }),
    );
  }
  return rows;
}

/** What array rows become. */
interface ArrayShape extends Pick<LoadTextOptions, 'ndmin' | 'unpack'> {
  /** How many each row has; not known without rows. */
  readonly columns?: number | undefined;
}

/** Rows as an array; axes of length 1 go unless they are asked for. */
function arrayOf(
  rows: readonly Scalar[][],
  dtype: DType,
  { ndmin = 0, unpack = false, columns = rows[0]?.length }: ArrayShape,
): NDArray {
  if (![0, 1, 2].includes(ndmin)) throw new ArrayValueError(`ndmin must be 0, 1 or 2, got ${ndmin}`);
  const list = nodeOfLists(rows.flat(), dtype);
  if (columns === undefined) return wrap(ndmin === 2 ? reshapeNode(list, [0, 1]) : list);
  const table = reshapeNode(list, [rows.length, columns]);
  const single = table.shape.flatMap((length, axis) => (length === 1 ? [axis] : []));
  let node = ndmin === 2 ? table : dropAxes(table, single);
  if (ndmin === 1 && node.shape.length === 0) node = expandNode(node, [0]);
  return wrap(unpack ? reverseAxes(node) : node);
}

/** The array of the lines of a table. */
export function readTable(lines: readonly string[], options: LoadTextOptions): NDArray {
  const dtype = options.dtype === undefined ? 'float64' : asDType(options.dtype);
  const task = { lines: lines.slice(options.skiprows ?? 0), read: cellReader(dtype), options, what: 'loadtxt' };
  const rows = rowsOf(task);
  // Without rows there are as many columns as were chosen, or one.
  const columns = rows[0]?.length ?? [options.usecols ?? 0].flat().length;
  return arrayOf(rows, dtype, { ndmin: options.ndmin ?? 0, unpack: options.unpack ?? false, columns });
}

/** The array of the lines of a table with missing numbers. */
export function readGappedTable(lines: readonly string[], options: GenTextOptions): NDArray {
  const dtype = options.dtype === undefined ? 'float64' : asDType(options.dtype);
  const { skipHeader = 0, skipFooter = 0, fillingValues, missingValues } = options;
  const absent = new Set(['', ...[missingValues ?? []].flat()]);
  const filling = fillingValues ?? (isInteger(dtype) ? -1 : dtype === 'bool' ? false : NaN);
  const parse = cellReader(dtype);
  const read: CellReader = (text, row, column) => {
    if (absent.has(text.trim())) return filling;
    // What is no number is missing too, as in NumPy.
    return (isComplex(dtype) ? complexOf(text) : realOf(text)) === undefined ? filling : parse(text, row, column);
  };
  const body = lines.slice(skipHeader);
  // Lines without anything are no rows at the end.
  const full = skipFooter > 0 ? body.filter((line) => line.trim() !== '') : body;
  const kept = skipFooter > 0 ? full.slice(0, -skipFooter) : full;
  return arrayOf(rowsOf({ lines: kept, read, options, what: 'genfromtxt' }), dtype, options);
}

/** Options of `savetxt`. */
export interface SaveTextOptions {
  /** A format of C for each number, for a whole row, or a list for the columns: '%.18e' unless it is given. */
  readonly fmt?: string | readonly string[];
  /** What stands between numbers: a blank unless it is given. */
  readonly delimiter?: string;
  /** What stands after each row: a line feed unless it is given. */
  readonly newline?: string;
  /** Lines before the table. */
  readonly header?: string;
  /** Lines after the table. */
  readonly footer?: string;
  /** What stands before each line of header and footer: '# ' unless it is given. */
  readonly comments?: string;
}

/** The format of a row of so many numbers, or pairs. */
function rowFormat(
  fmt: string | readonly string[] | undefined,
  columns: number,
  { isPair, delimiter }: { isPair: boolean; delimiter: string },
): string {
  if (fmt === undefined || (typeof fmt === 'string' && countValues(fmt) === 1)) {
    const one = fmt ?? '%.18e';
    return new Array<string>(columns).fill(isPair ? ` (${one}+${one}j)` : one).join(delimiter);
  }
  const formats = [fmt].flat();
  const format = formats.join(delimiter);
  const wanted = isPair ? 2 * columns : columns;
  if (countValues(format) !== wanted) {
    throw new ArrayValueError(
      `savetxt: the format ${JSON.stringify(format)} takes ${countValues(format)} numbers, and rows have ${wanted}`,
    );
  }
  return format;
}

/** The text of a table. */
export function tableText(x: InputOf, options: SaveTextOptions): string {
  const { delimiter = ' ', newline = '\n', header = '', footer = '', comments = '# ' } = options;
  const given = toNDArray(x);
  if (given.ndim === 0 || given.ndim > 2)
    throw new ShapeError(`savetxt writes one or two axes, got ${given.ndim}; reshape the array`);
  const table = given.ndim === 2 ? given : given.reshape(-1, 1);
  const { dtype, shape } = table;
  const isPair = isComplex(dtype);
  const format = rowFormat(options.fmt, shape[1]!, { isPair, delimiter });
  const read = publicReader(dtype, packedElements(table.node));
  const lines: string[] = [];
  for (let row = 0; row < shape[0]!; row++) {
    const values = Array.from({ length: shape[1]! }, (_, column) => read(row * shape[1]! + column));
    const numbers = values.flatMap((value) =>
      value instanceof Complex
        ? [value.re, value.im]
        : [Number(value) === value ? value : typeof value === 'boolean' ? Number(value) : value],
    );
    lines.push(printf(format, numbers as (number | bigint)[], dtype).replaceAll('+-', '-'));
  }
  const note = (text: string): string[] => (text === '' ? [] : [comments + text.replaceAll('\n', `\n${comments}`)]);
  return [...note(header), ...lines, ...note(footer)].map((line) => line + newline).join('');
}

/** Options of `fromstring`. */
export interface FromStringOptions<D extends DType = DType> {
  /** float64 unless it is given. */
  readonly dtype?: D;
  /** How many numbers to read, all unless it is given. */
  readonly count?: number;
  /** What stands between numbers; blanks match any white space. */
  readonly sep: string;
}

/**
 * The numbers in a text, as a row.
 *
 * @throws ArrayValueError (`ERR_ARRAY_VALUE`) without a separator, for what is no number, and for less than `count`.
 * @example
 * ```ts
 * import * as np from 'manycore/ndarray';
 *
 * console.log(np.fromstring('1, 2, 3', { sep: ',' }).toArray(), np.fromstring('4 5', { sep: ' ', dtype: 'int64' }).toArray()); // [ 1, 2, 3 ] [ 4, 5 ]
 * ```
 */
export function fromstring<D extends DType = 'float64'>(text: string, options: FromStringOptions<D>): NDArray<D> {
  const { sep, count = -1 } = options ?? {};
  if (typeof sep !== 'string' || sep === '') {
    throw new ArrayValueError('fromstring: say what stands between the numbers with sep; frombuffer reads bytes');
  }
  const dtype = options.dtype === undefined ? 'float64' : asDType(options.dtype);
  const read = cellReader(dtype);
  const cells = text.trim() === '' ? [] : text.trim().split(sep.trim() === '' ? /\s+/ : sep.trim());
  const values = (count >= 0 ? cells.slice(0, count) : cells).map((cell, at) => read(cell, 0, at));
  if (values.length < count) {
    throw new ArrayValueError(
      `fromstring: the text has ${values.length} numbers, not ${count}; leave count out to take all`,
    );
  }
  return wrap(nodeOfLists(values, dtype));
}
