import type { MatrixProduct, ProductTerm } from '../../../matrix-product/matrix-product.ts';

/** The part of the result that is computed in registers, and the instructions for it. */
export interface TileShape {
  readonly type: 'f32' | 'f64';
  readonly isFast: boolean;
  readonly term: ProductTerm;
  readonly rows: number;
  /** Vectors of 128 bits in a row. */
  readonly vectors: number;
  readonly columns: number;
  /** Bytes of an element. */
  readonly bytes: number;
}

/** Rows and columns of the parts into which launches are cut are multiples of these, whatever tiles the code has. */
export const ROW_STEP = { strict: 20, fast: 12 } as const;
export const COLUMN_STEP = 16;

/**
 * Rows and vectors of a tile, measured on Zen 4 with V8 13.6, 512 x 512, GFLOP/s in one thread: without fused multiply-add 5 x 4 vectors
 * of f32 88.0 in the 256-bit mode (6 x 4 spills: 50.6), with it 6 x 4 103.9; in 128 bits 4 x 2 46.2 and 51.4, where larger ones spill.
 */
const shapes = {
  strict: { 128: [4, 2], 256: [5, 4] },
  fast: { 128: [4, 2], 256: [6, 4] },
} as const;

/** The tile for a product in vectors of so many bits. */
export function tileShape({ type, mode, term }: MatrixProduct, width: 128 | 256): TileShape {
  const [rows, vectors] = shapes[mode][width];
  const bytes = type === 'f32' ? 4 : 8;
  return { type, isFast: mode === 'fast', term, rows, vectors, columns: (vectors * 16) / bytes, bytes };
}

/** How terms become one number. */
export const combinerOf = ({ term }: TileShape): 'add' | 'max' => (term === 'largestDifference' ? 'max' : 'add');

/** Bytes of a whole tile. */
export const tileBytes = ({ rows, columns, bytes }: TileShape): number => rows * columns * bytes;
