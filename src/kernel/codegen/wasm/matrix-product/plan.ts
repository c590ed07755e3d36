import type { Launch, WasmPlan } from '../../../../core/kernel.ts';
import { type MatrixProduct, productScalars } from '../../../matrix-product/matrix-product.ts';
import { COLUMN_STEP, ROW_STEP } from './tile-shape.ts';

/** Rows of a part: packed, so many of {@link INNER_BLOCK} products stay in the second cache. */
const PART_ROWS = 60;

/** Products and sums of a part that is worth claiming, some 50 us. */
const PART_FLOPS = 4e6;

/** So many parts keep 16 threads evenly busy; more would only read the packed operands more often. */
const ENOUGH_PARTS = 64;

/** Fewer columns than this in a part are not worth reading the packed rows once more. */
const LEAST_COLUMNS = 64;

/**
 * Products and sums in the time of one instruction of the IR (some 3 per nanosecond) in 128-bit vectors, and packed elements: see `tileShape` for the
 * former, the latter take about 0.3 ns.
 */
const FLOPS_PER_COST = { f32: 14, f64: 7 } as const;
const PACKED_PER_COST = 1;

/** What starting a tile costs, whatever its depth. */
const TILE_COST = 60;

export const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;

/** How a launch is cut: rows and columns of a part. The same for any number of threads and any width of vectors. */
function cutParts(
  { mode }: MatrixProduct,
  [batch, rows, columns]: readonly number[],
  flops: number,
): readonly number[] {
  const step = ROW_STEP[mode];
  const wanted = Math.min(ENOUGH_PARTS, Math.max(1, flops / PART_FLOPS));
  const most = Math.max(1, Math.ceil(columns! / LEAST_COLUMNS));
  const bands = batch! * Math.ceil(rows! / PART_ROWS);
  const across = Math.min(most, Math.ceil(wanted / bands));
  const partColumns = Math.max(COLUMN_STEP, roundUp(columns! / across, COLUMN_STEP));
  const down = Math.ceil(wanted / (batch! * across));
  const partRows = Math.min(PART_ROWS, Math.max(step, roundUp(rows! / down, step)));
  return [partRows, partColumns];
}

/** How many units each half of a launch has: first operands are packed, then parts of the result are computed. */
export function planProduct(product: MatrixProduct, { size, scalars }: Launch): WasmPlan {
  const [batch, rows, columns] = size as readonly [number, number, number];
  const inner = Number(scalars[productScalars.indexOf('inner')]);
  const flops = 2 * batch * rows * columns * inner;
  const step = ROW_STEP[product.mode];
  const [partRows, partColumns] = cutParts(product, size, flops) as readonly [number, number];
  const strips = batch * (Math.ceil(rows / step) + Math.ceil(columns / COLUMN_STEP));
  const parts = batch * Math.ceil(rows / partRows) * Math.ceil(columns / partColumns);
  const cells = Math.min(partRows, rows) * Math.min(partColumns, columns);
  const depth = Math.ceil((2 * inner) / FLOPS_PER_COST[product.type]) + TILE_COST / 32;
  const isEmpty = batch * rows * columns === 0;
  return {
    run: { size: isEmpty ? 0 : strips, cost: 50 + (COLUMN_STEP * inner) / PACKED_PER_COST },
    finish: { size: isEmpty ? 0 : parts, cost: 50 + cells * depth },
    blocks: partColumns,
    tiles: partRows,
    partialBytes: packedBytes(product, launchLengths(size, inner)),
  };
}

interface Lengths {
  readonly batch: number;
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
}

const launchLengths = (size: readonly number[], inner: number): Lengths => ({
  batch: size[0]!,
  rows: size[1]!,
  columns: size[2]!,
  inner,
});

/** Memory for both packed operands. */
export function packedBytes({ type, mode }: MatrixProduct, { batch, rows, columns, inner }: Lengths): number {
  const lanes = roundUp(rows, ROW_STEP[mode]) + roundUp(columns, COLUMN_STEP);
  return batch * lanes * inner * (type === 'f32' ? 4 : 8);
}
