import { closeSync, openSync } from 'node:fs';
import { readEnvironment } from '../platform/environment.ts';
import { cLibrary } from './c-library.ts';

/** The two functions of the C library that we need; an address is a bigint. */
interface Mapper {
  map(fd: number, byteLength: number): bigint;
  unmap(address: bigint, byteLength: number): void;
  view(address: bigint, byteLength: number): ArrayBuffer;
}

const READ_WRITE = 3;
/** Copy on write: what a worker writes into the array is its own, as with a copied argument. */
const PRIVATE = 2;
const FAILED = 2n ** 64n - 1n;

/** undefined: not looked for yet; null: not to be had here. */
let mapper: Mapper | null | undefined;

function loadMapper(): Mapper | null {
  const c = cLibrary();
  if (c === null) return null; // files are read instead
  try {
    const mmap = c.func(
      'uintptr_t mmap(uintptr_t address, size_t length, int protection, int flags, int fd, int64_t offset)',
    );
    const munmap = c.func('int munmap(uintptr_t address, size_t length)');
    return {
      map: (fd, byteLength) => BigInt(mmap(0, byteLength, READ_WRITE, PRIVATE, fd, 0) as number | bigint),
      unmap: (address, byteLength) => void munmap(address, byteLength),
      view: (address, byteLength) => c.view(address, byteLength),
    };
  } catch {
    return null; // a C library without them
  }
}

/** Unmaps when no view of the memory is left: typed arrays keep their ArrayBuffer alive. */
const unmapper = new FinalizationRegistry<{ readonly address: bigint; readonly byteLength: number }>((held) => {
  mapper?.unmap(held.address, held.byteLength);
});

/** Whether files can be mapped here: koffi is installed, the system has mmap, and MANYCORE_MAP_FILES does not forbid it. */
export function canMapFiles(): boolean {
  if (!readEnvironment().mapFiles) return false;
  mapper ??= mapper === null ? null : loadMapper();
  return mapper !== null;
}

/**
 * Maps a whole file into memory, copy on write. The memory stays valid when the file is deleted.
 *
 * The buffer must not be moved: Node itself refuses to transfer it, but `buffer.transfer()` would leave a buffer whose memory
 * is unmapped when the first one is collected. It cannot be locked with `markAsUntransferable`, which makes Node abort at exit
 * (it detaches external buffers there). So only workers map what they get, and results are read.
 *
 * @param byteLength - Size of the file; more than 0.
 * @returns undefined where files cannot be mapped.
 */
export function mapFile(path: string, byteLength: number): ArrayBuffer | undefined {
  if (!canMapFiles() || !mapper) return undefined;
  const fd = openSync(path, 'r');
  try {
    const address = mapper.map(fd, byteLength);
    if (address === FAILED || address === -1n) return undefined;
    const buffer = mapper.view(address, byteLength);
    unmapper.register(buffer, { address, byteLength });
    return buffer;
  } finally {
    closeSync(fd);
  }
}
