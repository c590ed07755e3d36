/** Cuts large products into launches. */

import { INNER_BLOCK, type MatrixPlace, type MatrixProduct, type ProductLaunch } from './matrix-product.ts';

/** A launch copies its operands to pack them; each copy stays in the last cache, and memory for it is bounded. */
const OPERAND_BYTES = 2 ** 24;

/** The most products of a launch: whole blocks, so that sums are the same as in one launch. */
const MOST_INNER = 32 * INNER_BLOCK;

/** Rows and columns of a piece are multiples of this, but for the last. */
const STEP = 240;

function* pieces(length: number, most: number): Generator<{ readonly from: number; readonly count: number }> {
  for (let from = 0; from < length; from += most) yield { from, count: Math.min(most, length - from) };
  if (length === 0) yield { from: 0, count: 0 };
}

const moved = (place: MatrixPlace, by: readonly [batch: number, row: number, column: number]): MatrixPlace => ({
  ...place,
  offset: place.offset + by[0] * place.batch + by[1] * place.row + by[2] * place.column,
});

/** The launches that compute a product, to be run in order. */
export function* splitProduct({ type }: MatrixProduct, whole: ProductLaunch): Generator<ProductLaunch> {
  const bytes = type === 'f32' ? 4 : 8;
  const { batch, rows, columns, inner, a, b, c } = whole;
  const mostInner = Math.min(Math.max(1, inner), MOST_INNER);
  const mostLanes = Math.max(STEP, Math.floor(OPERAND_BYTES / (mostInner * bytes) / STEP) * STEP);
  const lanes = Math.min(mostLanes, Math.max(rows, columns));
  const mostBatch = Math.max(1, Math.floor(OPERAND_BYTES / (mostInner * Math.max(1, lanes) * bytes)));
  for (const m of pieces(batch, mostBatch)) {
    for (const j of pieces(columns, mostLanes)) {
      for (const i of pieces(rows, mostLanes)) {
        for (const k of pieces(inner, mostInner)) {
          yield {
            kind: k.from > 0 && whole.kind === 'set' ? 'add' : whole.kind,
            isRoot: whole.isRoot === true && k.from + k.count === inner,
            batch: m.count,
            rows: i.count,
            columns: j.count,
            inner: k.count,
            a: moved(a, [m.from, i.from, k.from]),
            b: moved(b, [m.from, k.from, j.from]),
            c: moved(c, [m.from, i.from, j.from]),
          };
        }
      }
    }
  }
}
