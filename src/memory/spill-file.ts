import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { SpillFileError } from '../core/errors.ts';
import type { BlobRef } from '../core/codec.ts';
import { mapFile } from './map-file.ts';
import { hasRoom, openSpillFolder, refuseChosenRoot, spillRoots } from './spill-folder.ts';

/** A blob in a file; the path is also its id, as no path is used twice. */
export interface FileBlob extends BlobRef {
  readonly kind: 'file';
  readonly name: string;
}

export interface SpillOptions {
  /** Name of the folder, see `spillOwner`. */
  readonly owner: string;
  /** First choice before MANYCORE_TEMP_FOLDER, /dev/shm and the temporary folder of the system. */
  readonly tempFolder?: string;
  /** Part of the name, see `removeFilesOf`. */
  readonly label?: string;
}

/** One system call writes or reads at most 2 GiB. */
const CHUNK_BYTES = 2 ** 30;

let lastFile = 0;

/** Processes and threads write into one folder: their names must differ. */
const nextFileName = (label = ''): string => {
  const { threadId } = process.getBuiltinModule('node:worker_threads');
  return `${process.pid}-${threadId}-${label}${++lastFile}`;
};

/** Calls `move` until all bytes are through. */
function inChunks(byteLength: number, move: (offset: number, length: number) => number): void {
  for (let at = 0; at < byteLength;) {
    const moved = move(at, Math.min(CHUNK_BYTES, byteLength - at));
    if (moved === 0) throw new Error('the file is shorter than it should be');
    at += moved;
  }
}

/**
 * Written, not mapped and copied into: on a full file system a write fails with an error, a mapped store kills the process.
 */
function writeFile(path: string, bytes: Uint8Array): void {
  const fd = openSync(path, 'wx', 0o600);
  try {
    inChunks(bytes.byteLength, (at, length) => writeSync(fd, bytes, at, length));
  } catch (error) {
    removeSpillFile(path);
    throw error;
  } finally {
    closeSync(fd);
  }
}

const isFull = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT', 'EFBIG', 'ENOMEM'].includes((error as NodeJS.ErrnoException).code ?? '');

/**
 * Writes bytes to a new file, in the first folder that has room.
 *
 * @returns undefined when no folder has room or can be written to: the bytes then travel in the message.
 * @throws InvalidOptionError when a folder that the user chose cannot be written to.
 */
export function writeSpillFile(bytes: Uint8Array, options: SpillOptions): FileBlob | undefined {
  for (const root of spillRoots(options.tempFolder)) {
    if (!hasRoom(root, bytes.byteLength)) continue;
    try {
      const path = join(openSpillFolder(root, options.owner), nextFileName(options.label));
      writeFile(path, bytes);
      return { kind: 'file', id: path, name: path, byteLength: bytes.byteLength };
    } catch (error) {
      if (!isFull(error)) refuseChosenRoot(root, error);
    }
  }
  return undefined;
}

function readFile(path: string, byteLength: number): ArrayBuffer {
  const bytes = new Uint8Array(byteLength);
  const fd = openSync(path, 'r');
  try {
    inChunks(byteLength, (at, length) => readSync(fd, bytes, at, length, at));
  } finally {
    closeSync(fd);
  }
  return bytes.buffer;
}

function orLost(path: string, open: () => ArrayBuffer): ArrayBuffer {
  try {
    return open();
  } catch (cause) {
    const hint = 'keep other programs from cleaning that folder, and do not dispose what running tasks use';
    throw new SpillFileError(`the temporary file ${path} cannot be read; ${hint}`, { cause });
  }
}

/**
 * The contents of a spill file: mapped where that can be done, else read.
 *
 * @throws SpillFileError when the file is gone.
 */
export function openSpillFile(blob: BlobRef): ArrayBuffer {
  const path = blob.name ?? blob.id;
  return orLost(path, () => mapFile(path, blob.byteLength) ?? readFile(path, blob.byteLength));
}

/**
 * The contents of a spill file in ordinary memory, which its user may do anything with.
 *
 * @throws SpillFileError when the file is gone.
 */
export function readSpillFile(blob: BlobRef): ArrayBuffer {
  const path = blob.name ?? blob.id;
  return orLost(path, () => readFile(path, blob.byteLength));
}

/** Deletes a file; one that is gone already is fine. What is mapped stays valid. */
export function removeSpillFile(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Gone, or its folder is: the sweep gets what is left.
  }
}
