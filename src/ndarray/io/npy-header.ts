/**
 * The header of a `.npy` file: which dtype, order and shape the bytes behind it have.
 *
 * *Source*: NEP 1 and `numpy.lib.format` (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html), versions 1.0, 2.0 and 3.0.
 */

import { type DType, dtypeOfCode, itemSize } from '../dtype/dtype.ts';
import { ArrayValueError, DTypeError } from '../errors.ts';

/** What a header says. */
export interface NpyHeader {
  readonly version: readonly [major: number, minor: number];
  readonly dtype: DType;
  /** The first byte of a number is its highest. */
  readonly bigEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Bytes from the start of the file to the first element. */
  readonly dataOffset: number;
}

/** What to write a header for. */
export interface NpyLayout {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly fortranOrder?: boolean | undefined;
  readonly bigEndian?: boolean | undefined;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** Data begins at a multiple of this. */
const ALIGNMENT = 64;
/** NumPy leaves room for the first axis to grow to as many digits. */
const GROWTH_DIGITS = 21;
const MAX_SHORT_HEADER = 0xffff;

const codeOfDType = new Map(Object.entries(dtypeOfCode).map(([code, dtype]) => [dtype, code]));

/** Bytes of the preamble and the header's text before anything else is read: enough to know how long the header is. */
export const NPY_PREAMBLE = 12;

const bad = (why: string): ArrayValueError => new ArrayValueError(`not a .npy file: ${why}`);

/** Where the header's text is. */
function findText(bytes: Uint8Array): { version: [number, number]; start: number; length: number } {
  if (MAGIC.some((byte, at) => bytes[at] !== byte)) throw bad('it does not begin with \\x93NUMPY');
  const [major, minor] = [bytes[6]!, bytes[7]!];
  if (major < 1 || major > 3 || minor !== 0) throw bad(`version ${major}.${minor} is none of 1.0, 2.0, 3.0`);
  if (bytes.length < NPY_PREAMBLE) throw bad('it ends within the header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  return { version: [major, minor], start: major === 1 ? 10 : 12, length };
}

/**
 * How many bytes the preamble and the header take.
 *
 * @param bytes - At least the first 12 bytes of the file.
 * @throws ArrayValueError when they are no `.npy`.
 */
export function npyHeaderLength(bytes: Uint8Array): number {
  const { start, length } = findText(bytes);
  return start + length;
}

/** The value after a key of the Python dictionary. */
function valueOf(text: string, key: string, pattern: string): string {
  const found = new RegExp(`(['"])${key}\\1\\s*:\\s*(${pattern})`).exec(text)?.[2];
  if (found === undefined) throw bad(`the header has no readable '${key}': ${text.trim().slice(0, 200)}`);
  return found;
}

function parseDescr(descr: string): { dtype: DType; bigEndian: boolean } {
  const dtype = dtypeOfCode[descr.replace(/^[<>=|]/, '')];
  if (dtype === undefined) {
    throw new DTypeError(`a .npy file of ${descr} cannot be read; supported are ${[...codeOfDType.keys()].join(', ')}`);
  }
  return { dtype, bigEndian: descr.startsWith('>') };
}

/** `(3, 4)`, `(3,)`, `()`, and `(3L, 4L)` of Python 2. */
const parseShape = (text: string): number[] => (text.match(/\d+/g) ?? []).map(Number);

/**
 * Reads a header.
 *
 * @param bytes - The beginning of the file, at least {@link npyHeaderLength} bytes.
 * @throws ArrayValueError when it is no `.npy`; DTypeError for records, text and objects.
 */
export function parseNpyHeader(bytes: Uint8Array): NpyHeader {
  const { version, start, length } = findText(bytes);
  const dataOffset = start + length;
  if (bytes.length < dataOffset) throw bad('it ends within the header');
  // Up to version 2.0 the header is latin-1; what is read here is ASCII in all of them.
  const text = new TextDecoder(version[0] === 3 ? 'utf-8' : 'latin1').decode(
    Uint8Array.from(bytes.subarray(start, dataOffset)),
  );
  const descr = valueOf(text, 'descr', String.raw`'[^']*'|"[^"]*"|\[.*\]`);
  if (descr.startsWith('[')) {
    throw new DTypeError(`a .npy file of records cannot be read (${descr.slice(0, 100)}); save its fields one by one`);
  }
  const order = valueOf(text, 'fortran_order', 'True|False');
  const shape = parseShape(valueOf(text, 'shape', String.raw`\([\dL,\s]*\)`));
  return { version, ...parseDescr(descr.slice(1, -1)), fortranOrder: order === 'True', shape, dataOffset };
}

function headerText({ dtype, shape, fortranOrder = false, bigEndian = false }: NpyLayout): string {
  // A dtype of one byte has no byte order.
  const mark = itemSize(dtype) === 1 ? '|' : bigEndian ? '>' : '<';
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text =
    `{'descr': '${mark}${codeOfDType.get(dtype)}', ` +
    `'fortran_order': ${fortranOrder ? 'True' : 'False'}, 'shape': (${sizes}), }`;
  const growing = fortranOrder ? shape.at(-1) : shape[0];
  return growing === undefined ? text : text + ' '.repeat(GROWTH_DIGITS - String(growing).length);
}

/**
 * Makes the header that `numpy.save` writes, byte for byte.
 *
 * @param version - 1 unless the header is too long for it.
 */
export function formatNpyHeader(layout: NpyLayout, version?: 1 | 2 | 3): Uint8Array<ArrayBuffer> {
  const text = headerText(layout);
  const major = version ?? (text.length + ALIGNMENT > MAX_SHORT_HEADER ? 2 : 1);
  const start = major === 1 ? 10 : 12;
  // NumPy pads by 1 to 64 bytes, the last of which is the end of the line.
  const padding = ALIGNMENT - ((start + text.length + 1) % ALIGNMENT);
  const length = text.length + padding + 1;
  const out = new Uint8Array(start + length).fill(0x20);
  out.set([...MAGIC, major, 0]);
  const view = new DataView(out.buffer);
  if (major === 1) view.setUint16(8, length, true);
  else view.setUint32(8, length, true);
  out.set(new TextEncoder().encode(text), start);
  out[out.length - 1] = 0x0a;
  return out;
}
