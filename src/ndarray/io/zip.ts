/**
 * The part of the zip format that `.npz` needs: members stored or deflated, found by the directory at the end.
 *
 * *Source*: PKWARE, ".ZIP File Format Specification" (APPNOTE 6.3.10): sections 4.3.7 (local header), 4.3.12 (directory), 4.3.16 (its end),
 * 4.5.3 (sizes of 64 bits).
 */

import { ArrayValueError } from '../errors.ts';

/** Bytes that are read piece by piece. */
export interface ByteSource {
  /** Number of bytes. */
  readonly byteLength: number;
  /** `length` bytes from `offset`, fewer at the end. */
  read(offset: number, length: number): Uint8Array;
}

/** Compression and checksum, which the platform provides. */
export interface ZipCodec {
  /** Raw deflate data to bytes. */
  inflate(bytes: Uint8Array, size: number): Uint8Array;
  deflate(bytes: Uint8Array): Uint8Array;
  crc32(bytes: Uint8Array): number;
}

/** A member of the archive. */
export interface ZipMember {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly offset: number;
}

/** A file to put into an archive. */
export interface ZipFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const END_LENGTH = 22;
const LOCATOR_LENGTH = 20;
const CENTRAL_LENGTH = 46;
const LOCAL_LENGTH = 30;
const MAX_COMMENT = 0xffff;
/** In a field of 32 bits: the value is in the extra field of 64. */
const ELSEWHERE = 0xffffffff;
const STORED = 0;
const DEFLATED = 8;
/** The least that a zip's calendar knows: 1 January 1980, as `numpy.savez` writes. */
const DATE = 0x21;

const bad = (why: string): ArrayValueError => new ArrayValueError(`not a readable .npz file: ${why}`);
const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

interface Directory {
  readonly offset: number;
  readonly length: number;
  readonly count: number;
}

function directory64(source: ByteSource, endAt: number): Directory {
  const locator = viewOf(source.read(endAt - LOCATOR_LENGTH, LOCATOR_LENGTH));
  if (locator.byteLength < LOCATOR_LENGTH || locator.getUint32(0, true) !== LOCATOR_64) throw bad('its end is damaged');
  const end = viewOf(source.read(Number(locator.getBigUint64(8, true)), 56));
  if (end.byteLength < 56 || end.getUint32(0, true) !== END_64) throw bad('its end is damaged');
  const field = (at: number): number => Number(end.getBigUint64(at, true));
  return { count: field(32), length: field(40), offset: field(48) };
}

function findDirectory(source: ByteSource): Directory {
  const tail = Math.min(source.byteLength, END_LENGTH + MAX_COMMENT);
  const start = source.byteLength - tail;
  const view = viewOf(source.read(start, tail));
  for (let at = tail - END_LENGTH; at >= 0; at--) {
    if (view.getUint32(at, true) !== END) continue;
    const found = {
      count: view.getUint16(at + 10, true),
      length: view.getUint32(at + 12, true),
      offset: view.getUint32(at + 16, true),
    };
    const wide = found.count === 0xffff || found.length === ELSEWHERE || found.offset === ELSEWHERE;
    return wide ? directory64(source, start + at) : found;
  }
  throw bad('it has no directory at its end');
}

/** Replaces each of the values that are elsewhere by the next of the 64-bit fields of the extra data. */
function widen(extra: DataView, values: readonly number[]): number[] {
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.getUint16(at + 2, true)) {
    if (extra.getUint16(at, true) !== 1) continue;
    let field = at + 4;
    return values.map((value) => {
      if (value !== ELSEWHERE) return value;
      field += 8;
      return Number(extra.getBigUint64(field - 8, true));
    });
  }
  return [...values];
}

function parseMember(view: DataView, at: number): { member: ZipMember; next: number } {
  if (at + CENTRAL_LENGTH > view.byteLength || view.getUint32(at, true) !== CENTRAL)
    throw bad('its directory is damaged');
  const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [
    number,
    number,
    number,
  ];
  const nameAt = view.byteOffset + at + CENTRAL_LENGTH;
  const name = new TextDecoder().decode(Uint8Array.from(new Uint8Array(view.buffer, nameAt, nameLength)));
  const extra = new DataView(view.buffer, nameAt + nameLength, extraLength);
  const field = (offset: number): number => view.getUint32(at + offset, true);
  const [size, compressedSize, offset] = widen(extra, [field(24), field(20), field(42)]) as [number, number, number];
  const method = view.getUint16(at + 10, true);
  return {
    member: { name, method, crc: field(16), compressedSize, size, offset },
    next: at + CENTRAL_LENGTH + nameLength + extraLength + commentLength,
  };
}

/**
 * Lists the members of an archive, of 64-bit size as well; reads nothing but the directory.
 *
 * @throws ArrayValueError when it is no zip.
 */
export function readDirectory(source: ByteSource): ZipMember[] {
  const { offset, length, count } = findDirectory(source);
  const view = viewOf(source.read(offset, length));
  const members: ZipMember[] = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    const { member, next } = parseMember(view, at);
    members.push(member);
    at = next;
  }
  return members;
}

/** Where the data of a member begins: its local header may have other extra data than the directory says. */
export function memberDataOffset(source: ByteSource, member: ZipMember): number {
  const header = viewOf(source.read(member.offset, LOCAL_LENGTH));
  if (header.byteLength < LOCAL_LENGTH || header.getUint32(0, true) !== LOCAL) {
    throw bad(`the header of ${member.name} is damaged`);
  }
  return member.offset + LOCAL_LENGTH + header.getUint16(26, true) + header.getUint16(28, true);
}

/**
 * Reads one member.
 *
 * @throws ArrayValueError when it is compressed in another way than by deflate, or its checksum is wrong.
 */
export function readMember(source: ByteSource, member: ZipMember, codec: ZipCodec): Uint8Array {
  if (member.method !== STORED && member.method !== DEFLATED) {
    throw bad(`${member.name} is compressed by method ${member.method}; supported are stored and deflated members`);
  }
  const raw = source.read(memberDataOffset(source, member), member.compressedSize);
  const bytes = member.method === STORED ? raw : codec.inflate(raw, member.size);
  if (bytes.length !== member.size || codec.crc32(bytes) !== member.crc) {
    throw bad(`${member.name} is damaged: its length or checksum is wrong`);
  }
  return bytes;
}

/** The fields that the local header and the directory have in common, from "version needed" to the length of the name. */
function commonFields(member: ZipMember, nameLength: number): Uint8Array {
  const out = new Uint8Array(26);
  const view = viewOf(out);
  view.setUint16(0, 20, true);
  // Bit 11: the name is UTF-8.
  view.setUint16(2, 0x800, true);
  view.setUint16(4, member.method, true);
  view.setUint16(8, DATE, true);
  view.setUint32(10, member.crc, true);
  view.setUint32(14, member.compressedSize, true);
  view.setUint32(18, member.size, true);
  view.setUint16(22, nameLength, true);
  return out;
}

const signature = (value: number, length: number): Uint8Array => {
  const out = new Uint8Array(length);
  viewOf(out).setUint32(0, value, true);
  return out;
};

function centralHeader(member: ZipMember, name: Uint8Array): Uint8Array[] {
  const start = signature(CENTRAL, 6);
  viewOf(start).setUint16(4, 20, true);
  const rest = new Uint8Array(14);
  viewOf(rest).setUint32(10, member.offset, true);
  return [start, commonFields(member, name.length), rest, name];
}

function endOfDirectory({ count, length, offset }: Directory): Uint8Array {
  const out = signature(END, END_LENGTH);
  const view = viewOf(out);
  view.setUint16(8, count, true);
  view.setUint16(10, count, true);
  view.setUint32(12, length, true);
  view.setUint32(16, offset, true);
  return out;
}

const total = (pieces: readonly Uint8Array[]): number => pieces.reduce((sum, piece) => sum + piece.length, 0);

/**
 * Makes an archive.
 *
 * @param compress - Deflate the members; else they are stored.
 * @returns Pieces to be written one after the other: the data is not copied when it is stored.
 * @throws ArrayValueError from 4 GiB or 65535 members on: such an archive would need 64-bit fields, and few programs read it.
 */
export function makeZip(files: readonly ZipFile[], codec: ZipCodec, compress: boolean): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const file of files) {
    const name = new TextEncoder().encode(file.name);
    const data = compress ? codec.deflate(file.bytes) : file.bytes;
    const sizes = { compressedSize: data.length, size: file.bytes.length, offset };
    const member = { name: file.name, method: compress ? DEFLATED : STORED, crc: codec.crc32(file.bytes), ...sizes };
    const local = [signature(LOCAL, 4), commonFields(member, name.length), name, data];
    if (member.size >= ELSEWHERE || offset + total(local) >= ELSEWHERE || directory.length >= 4 * 0xfffe) {
      throw new ArrayValueError(`a .npz of 4 GiB or more is not written (at member ${file.name}); use several files`);
    }
    pieces.push(...local);
    directory.push(...centralHeader(member, name));
    offset += total(local);
  }
  const end = endOfDirectory({ count: files.length, length: total(directory), offset });
  return [...pieces, ...directory, end];
}
