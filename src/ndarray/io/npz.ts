/** `.npz` archives: several `.npy` under names. Portable: bytes come from a source, compression from a codec. */

import { ArrayValueError } from '../errors.ts';
import { decodeNpy, encodeNpy, type PlainArray } from './npy.ts';
import { type ByteSource, makeZip, readDirectory, readMember, type ZipCodec, type ZipMember } from './zip.ts';

const SUFFIX = '.npy';

/** The arrays of an archive by name; each is read when it is asked for. */
export class NpzReader {
  readonly #source: ByteSource;
  readonly #codec: ZipCodec;
  readonly #members: ReadonlyMap<string, ZipMember>;

  /**
   * @throws ArrayValueError when the source is no zip archive.
   */
  constructor(source: ByteSource, codec: ZipCodec) {
    this.#source = source;
    this.#codec = codec;
    const members = readDirectory(source).map((member): [string, ZipMember] => [
      member.name.endsWith(SUFFIX) ? member.name.slice(0, -SUFFIX.length) : member.name,
      member,
    ]);
    this.#members = new Map(members);
  }

  /** Names of the arrays, in the order of the archive, without `.npy`. */
  get files(): string[] {
    return [...this.#members.keys()];
  }

  /** Whether there is an array of that name, with or without `.npy`. */
  has(name: string): boolean {
    return this.#find(name) !== undefined;
  }

  #find(name: string): ZipMember | undefined {
    return (
      this.#members.get(name) ?? (name.endsWith(SUFFIX) ? this.#members.get(name.slice(0, -SUFFIX.length)) : undefined)
    );
  }

  /** The bytes of a member. */
  bytes(name: string): Uint8Array {
    const member = this.#find(name);
    if (member === undefined) {
      throw new ArrayValueError(`the archive has no array '${name}'; it has ${this.files.join(', ') || 'none'}`);
    }
    return readMember(this.#source, member, this.#codec);
  }

  /**
   * Reads one array.
   *
   * @throws ArrayValueError for an unknown name or a damaged member; DTypeError for records, text and objects.
   */
  read(name: string): PlainArray {
    return decodeNpy(this.bytes(name));
  }
}

/**
 * Makes an archive as `numpy.savez` (stored) and `numpy.savez_compressed` (deflated) do.
 *
 * @returns Pieces of the file, to be written one after the other.
 */
export function encodeNpz(
  arrays: Iterable<readonly [name: string, array: PlainArray]>,
  codec: ZipCodec,
  compress: boolean,
): Uint8Array[] {
  const files = Array.from(arrays, ([name, array]) => ({ name: name + SUFFIX, bytes: encodeNpy(array) }));
  const names = new Set(files.map((file) => file.name));
  if (names.size !== files.length) {
    throw new ArrayValueError(`the names of an archive must differ, got ${files.map((file) => file.name).join(', ')}`);
  }
  return makeZip(files, codec, compress);
}
