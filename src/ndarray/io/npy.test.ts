/** `.npy` and `.npz` against files that NumPy wrote, made by scripts/oracle-npy.py. */

import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { DType } from '../dtype/dtype.ts';
import { elementReader } from '../dtype/element.ts';
import { type DataArray, dataOfBytes } from '../dtype/typed-array.ts';
import { decodeNpy, encodeNpy, type PlainArray } from './npy.ts';
import { npyHeaderLength, parseNpyHeader } from './npy-header.ts';
import { encodeNpz, NpzReader } from './npz.ts';
import { type ByteSource, makeZip, readDirectory, readMember, type ZipCodec } from './zip.ts';

interface FileEntry {
  dtype: DType;
  bigEndian: boolean;
  shape: number[];
  fortran: boolean;
  version: 1 | 2 | 3;
  values: (number | string)[];
  bytes: string;
}

const oracle = JSON.parse(readFileSync(new URL('../../../test/oracle/npy.json', import.meta.url), 'utf8')) as {
  files: FileEntry[];
  python2: string;
  records: string;
  text: string;
  npz: { stored: string; deflated: string };
  members: { a: number[]; b: string[] };
};

const codec: ZipCodec = {
  inflate: (bytes) => inflateRawSync(bytes),
  deflate: (bytes) => deflateRawSync(bytes),
  crc32: (bytes) => crc32(bytes),
};
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
const source = (bytes: Uint8Array): ByteSource => ({
  byteLength: bytes.length,
  read: (offset, length) => bytes.subarray(Math.max(offset, 0), Math.max(offset, 0) + length),
});
const joined = (pieces: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(pieces));

/** Place in a Fortran-ordered array of the element at a place in C order. */
function fortranPlace(place: number, shape: readonly number[]): number {
  let rest = place;
  let stride = shape.reduce((size, length) => size * length, 1);
  let out = 0;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    stride /= shape[axis]!;
    out += (rest % shape[axis]!) * stride;
    rest = Math.floor(rest / shape[axis]!);
  }
  return out;
}

function valuesOf({ dtype, data, shape, fortranOrder }: PlainArray): (number | string)[] {
  const read = elementReader(dtype, data);
  const count = shape.reduce((size, length) => size * length, 1);
  return Array.from({ length: count }, (_, place) => {
    const value = read(fortranOrder ? fortranPlace(place, shape) : place);
    if (typeof value === 'object') return [value.re, value.im];
    return /int/.test(dtype) ? [String(value)] : [Number(value)];
  }).flat();
}

describe.each(oracle.files)('$dtype $shape (big endian $bigEndian, Fortran $fortran, version $version)', (file) => {
  it('is read as NumPy wrote it', () => {
    const array = decodeNpy(bytesOf(file.bytes));
    expect([array.dtype, array.shape, array.fortranOrder]).toEqual([file.dtype, file.shape, file.fortran]);
    expect(valuesOf(array)).toEqual(file.values);
  });

  it('is written byte for byte as NumPy does', () => {
    const { bigEndian, version } = file;
    const written = encodeNpy(decodeNpy(bytesOf(file.bytes)), { bigEndian, version });
    expect(Buffer.from(written).toString('base64')).toBe(file.bytes);
  });
});

const plain = (data: DataArray, dtype: DType): PlainArray => ({
  dtype,
  shape: [data.length],
  fortranOrder: false,
  data,
});

describe('a .npy', () => {
  it('of Python 2 is read', () => {
    expect(valuesOf(decodeNpy(bytesOf(oracle.python2)))).toEqual(['1', '2']);
  });

  it('is read from bytes at any place of a Buffer, without touching them', () => {
    const shifted = Buffer.concat([Buffer.of(0), bytesOf(oracle.files.find((file) => file.bigEndian)!.bytes)]).subarray(
      1,
    );
    const before = shifted.toString('base64');
    decodeNpy(shifted);
    expect(shifted.toString('base64')).toBe(before);
  });

  it('of records or text is refused by name', () => {
    expect(() => decodeNpy(bytesOf(oracle.records))).toThrow(expect.objectContaining({ code: 'ERR_DTYPE' }));
    expect(() => decodeNpy(bytesOf(oracle.text))).toThrow(/<U2/);
  });

  it('that is cut off at any place is refused', () => {
    const whole = bytesOf(oracle.files[4]!.bytes);
    for (let length = 0; length < whole.length; length++) {
      expect(() => decodeNpy(whole.subarray(0, length))).toThrow(expect.objectContaining({ code: 'ERR_ARRAY_VALUE' }));
    }
  });

  it('says how long its header is', () => {
    const bytes = bytesOf(oracle.files[0]!.bytes);
    expect(npyHeaderLength(bytes.subarray(0, 12))).toBe(parseNpyHeader(bytes).dataOffset);
  });

  it('takes version 2 when the header is long', () => {
    const shape = Array.from({ length: 30_000 }, () => 1);
    const array: PlainArray = { dtype: 'int8', shape, fortranOrder: false, data: Int8Array.of(7) };
    const bytes = encodeNpy(array);
    expect(bytes[6]).toBe(2);
    expect(decodeNpy(bytes)).toEqual(array);
  });

  it('is not made of data that does not fit the shape', () => {
    expect(() => encodeNpy({ ...plain(new Float32Array(3), 'float32'), shape: [4] })).toThrow(/takes 16 bytes, got 12/);
  });
});

describe('a .npz', () => {
  it.each(['stored', 'deflated'] as const)('of NumPy, %s, is read member by member', (kind) => {
    const reads: number[] = [];
    const bytes = bytesOf(oracle.npz[kind]);
    const from = source(bytes);
    const archive = new NpzReader(
      { ...from, read: (at, length) => (reads.push(length), from.read(at, length)) },
      codec,
    );
    const [first, second] = kind === 'stored' ? ['arr_0', 'weights'] : ['first', 'second'];
    expect(archive.files.toSorted()).toEqual([first, second]);
    expect(reads.length).toBe(2);
    expect(valuesOf(archive.read(first!))).toEqual(oracle.members.a);
    expect(valuesOf(archive.read(`${second}.npy`))).toEqual(oracle.members.b);
    expect([archive.has(first!), archive.has('none')]).toEqual([true, false]);
    expect(() => archive.read('none')).toThrow(/no array 'none'; it has/);
  });

  it.each([true, false])('is written and read again (compressed: %s)', (compress) => {
    const arrays = { x: plain(Float64Array.of(1, 2, 3), 'float64'), größe: plain(BigInt64Array.of(5n), 'int64') };
    const bytes = joined(encodeNpz(Object.entries(arrays), codec, compress));
    const archive = new NpzReader(source(bytes), codec);
    expect(archive.files).toEqual(['x', 'größe']);
    expect(archive.read('x')).toEqual(arrays.x);
    expect(archive.read('größe')).toEqual(arrays['größe']);
  });

  it('without members is written and read', () => {
    expect(new NpzReader(source(joined(encodeNpz([], codec, false))), codec).files).toEqual([]);
  });

  it('with two arrays of one name is refused', () => {
    const array = plain(Float64Array.of(1), 'float64');
    expect(() =>
      encodeNpz(
        [
          ['x', array],
          ['x', array],
        ],
        codec,
        false,
      ),
    ).toThrow(/must differ/);
  });

  it('whose data is damaged is refused', () => {
    const bytes = bytesOf(oracle.npz.stored);
    const archive = new NpzReader(source(bytes), codec);
    const at = Buffer.from(bytes).lastIndexOf('NUMPY') + 130;
    bytes[at]! ^= 1;
    expect(() => archive.read('arr_0')).toThrow(/arr_0.npy is damaged/);
  });

  it('that is none is refused', () => {
    expect(() => new NpzReader(source(new Uint8Array(100)), codec)).toThrow(/no directory/);
    expect(() => new NpzReader(source(new Uint8Array(0)), codec)).toThrow(/no directory/);
  });

  it('with 64-bit sizes in its directory is read', () => {
    const [member] = readDirectory(source(zip64Archive()));
    expect([member!.size, member!.compressedSize, member!.offset]).toEqual([3, 3, 0]);
    expect([...readMember(source(zip64Archive()), member!, codec)]).toEqual([1, 2, 3]);
  });
});

/** An archive of one stored member whose directory and end have the 64-bit forms (APPNOTE 4.3.14, 4.3.15, 4.5.3). */
function zip64Archive(): Uint8Array {
  const small = Buffer.from(joined(makeZip([{ name: 'a', bytes: Uint8Array.of(1, 2, 3) }], codec, false)));
  const directoryAt = small.readUInt32LE(small.length - 6);
  const central = Buffer.from(small.subarray(directoryAt, small.length - 22));
  for (const field of [20, 24, 42]) central.writeUInt32LE(0xffffffff, field);
  central.writeUInt16LE(28, 30);
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  extra.writeBigUInt64LE(3n, 4);
  extra.writeBigUInt64LE(3n, 12);
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(0x06064b50, 0);
  end64.writeBigUInt64LE(1n, 32);
  end64.writeBigUInt64LE(BigInt(central.length + 28), 40);
  end64.writeBigUInt64LE(BigInt(directoryAt), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(directoryAt + central.length + 28), 8);
  const end = Buffer.alloc(22, 0xff);
  end.writeUInt32LE(0x06054b50, 0);
  return new Uint8Array(Buffer.concat([small.subarray(0, directoryAt), central, extra, end64, locator, end]));
}

it('bytes of a file become elements of their dtype', () => {
  expect(dataOfBytes('int16', Uint8Array.of(1, 0, 2, 0))).toEqual(Int16Array.of(1, 2));
});
