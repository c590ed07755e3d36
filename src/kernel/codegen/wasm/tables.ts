import type { Kernel, LocalArray } from '../../ir/types.ts';
import { chainBytes } from './chains.ts';
import { placeTiles } from './tiles.ts';
import type { TilePlan } from './tiles.ts';
import { laneBits } from './types.ts';

/** Alignment of arrays and chains: that of a vector. */
const ALIGNMENT = 16;

const align = (offset: number): number => Math.ceil(offset / ALIGNMENT) * ALIGNMENT;

/** Where a kernel's own memory is: per thread, and constant. */
export interface MemoryPlan {
  readonly chains: ReadonlyMap<Kernel['accumulators'][number], number>;
  readonly scratchBytes: number;
  readonly tables: Uint8Array;
  readonly offsetOf: (array: LocalArray) => number;
}

function writeTable(view: DataView, array: LocalArray, start: number): void {
  const bytes = laneBits(array.type) / 8;
  for (const [at, value] of (array.values ?? []).entries()) {
    const offset = start + at * bytes;
    if (array.type === 'f32') view.setFloat32(offset, Number(value), true);
    else if (array.type === 'f64') view.setFloat64(offset, Number(value), true);
    else if (bytes === 8) view.setBigInt64(offset, BigInt.asIntN(64, BigInt(value)), true);
    else view.setInt32(offset, Number(value), true);
  }
}

/**
 * Places chains and private arrays in the scratch memory, and constant arrays in the tables. Tiles begin with the scratch memory, as
 * chains do: a unit has one or the other.
 *
 * @param group - Lanes of a private array.
 */
export function planMemory(
  kernel: Kernel,
  { group, tiles }: { readonly group: number; readonly tiles: TilePlan | null },
): MemoryPlan {
  const offsets = new Map<LocalArray, number>();
  const chains = new Map<Kernel['accumulators'][number], number>();
  let scratchBytes = 0;
  let tableBytes = 0;
  for (const accumulator of kernel.accumulators) {
    chains.set(accumulator, scratchBytes);
    scratchBytes = align(scratchBytes + accumulator.lanes * chainBytes(accumulator.type));
  }
  if (tiles !== null) scratchBytes = Math.max(scratchBytes, align(placeTiles(tiles).bytes));
  for (const array of kernel.arrays) {
    const bytes = (array.length * laneBits(array.type)) / 8;
    offsets.set(array, array.scope === 'constant' ? tableBytes : scratchBytes);
    if (array.scope === 'constant') tableBytes = align(tableBytes + bytes);
    else scratchBytes = align(scratchBytes + bytes * group);
  }
  const tables = new Uint8Array(tableBytes);
  const view = new DataView(tables.buffer);
  for (const array of kernel.arrays) {
    if (array.scope === 'constant') writeTable(view, array, offsets.get(array) as number);
  }
  return { chains, scratchBytes, tables, offsetOf: (array) => offsets.get(array) ?? 0 };
}
