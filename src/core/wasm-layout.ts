/**
 * Where a compiled kernel finds what a dispatch gives it: a block in memory 0, written by the backend and read by the code.
 *
 * ```text
 *  0  size of axis 0, 1, 2 (i32; 1 for axes that the kernel does not have)
 * 12  address of the constant tables
 * 16  address of the partial results of accumulators: 8 bytes for each, accumulators of a unit together;
 *     with tallies, the scratch memory of the first thread
 * 20  blocks of the reduction tree for each point of the axes that are not reduced; with tallies, the number of threads
 * 24  tiles of the last axis that is kept, when a unit is a tile in a block; 0 when it is a point in a block
 * 32  scalars, 8 bytes each
 *  .  buffers, 8 bytes each: address, number of elements
 * ```
 */

/** Offsets of the fixed part. */
export const parameterOffsets = { size: 0, tables: 12, partials: 16, blocks: 20, tiles: 24, scalars: 32 } as const;

/** Bytes of a partial result, whatever its type. */
export const PARTIAL_BYTES = 8;

/** Bytes from one scalar or buffer to the next. */
export const SLOT_BYTES = 8;

/** Bytes from the scratch memory of a thread to that of the next: whole cache lines. */
export const scratchStride = (scratchBytes: number): number => Math.ceil(scratchBytes / 64) * 64;

/** The most elements of an array of counters that threads have copies of. */
export const TALLY_ELEMENTS = 4096;

/** Offset of a buffer's address; its number of elements follows 4 bytes later. */
export const bufferOffset = (scalars: number, buffer: number): number =>
  parameterOffsets.scalars + SLOT_BYTES * (scalars + buffer);

/** Bytes of the whole block. */
export const parameterBytes = (scalars: number, buffers: number): number => bufferOffset(scalars, buffers);
