/** Bytes of files, read and written piece by piece: the file is open only meanwhile, so nothing has to be closed. */

import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import type { PathLike } from 'node:fs';
import type { ByteSource } from '../ndarray/io/zip.ts';

/** Most bytes of one system call: Linux reads no more than 2 GiB at once. */
const MAX_READ = 2 ** 30;

function readFully(file: number, into: Uint8Array, position: number): number {
  let done = 0;
  while (done < into.length) {
    const count = readSync(file, into, done, Math.min(MAX_READ, into.length - done), position + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}

function withFile<T>(path: PathLike, flags: string, use: (file: number) => T): T {
  const file = openSync(path, flags);
  try {
    return use(file);
  } finally {
    closeSync(file);
  }
}

/** A file as a source of bytes. */
export class FileSource implements ByteSource {
  readonly #path: PathLike;
  readonly byteLength: number;

  constructor(path: PathLike) {
    this.#path = path;
    this.byteLength = withFile(path, 'r', (file) => fstatSync(file).size);
  }

  read(offset: number, length: number): Uint8Array {
    const start = Math.max(0, offset);
    const out = new Uint8Array(Math.max(0, Math.min(length, this.byteLength - start)));
    return out.subarray(0, this.readInto(out, start));
  }

  /** Fills bytes from a place of the file. @returns How many there were. */
  readInto(out: Uint8Array, offset: number): number {
    return withFile(this.#path, 'r', (file) => readFully(file, out, offset));
  }

  /** Several pieces with the file opened once. */
  readPieces(pieces: Iterable<readonly [out: Uint8Array, offset: number]>): void {
    withFile(this.#path, 'r', (file) => {
      for (const [out, offset] of pieces) readFully(file, out, offset);
    });
  }
}

function writeFully(file: number, piece: Uint8Array, position: number | null): void {
  for (let done = 0; done < piece.length;) {
    const at = position === null ? null : position + done;
    done += writeSync(file, piece, done, Math.min(MAX_READ, piece.length - done), at);
  }
}

/** Writes pieces one after the other into a new file. */
export function writePieces(path: PathLike, pieces: Iterable<Uint8Array>): void {
  withFile(path, 'w', (file) => {
    for (const piece of pieces) writeFully(file, piece, null);
  });
}

/** Writes pieces to places of a file that is there; bytes between them stay as they are. */
export function writePlaces(path: PathLike, pieces: Iterable<readonly [bytes: Uint8Array, offset: number]>): void {
  withFile(path, 'r+', (file) => {
    for (const [bytes, offset] of pieces) writeFully(file, bytes, offset);
  });
}

/** Makes a file, or a new one in its place: with these bytes at its start, and zeros behind them. */
export function createFile(path: PathLike, start: Uint8Array, byteLength: number): void {
  withFile(path, 'w', (file) => {
    writeFully(file, start, null);
    ftruncateSync(file, byteLength);
  });
}

/** Adds zeros to the end of a file, up to a length. */
export const extendFile = (path: PathLike, byteLength: number): void =>
  withFile(path, 'r+', (file) => ftruncateSync(file, byteLength));

/** Waits until all that was written to the file is on the disk. */
export const syncFile = (path: PathLike): void => withFile(path, 'r+', fsyncSync);
