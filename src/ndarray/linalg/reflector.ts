/**
 * Householder reflectors, as LAPACK has them: H = I - tau v v^H, v[0] = 1, and a real result whose sign is opposite to that of the column's
 * first entry.
 *
 * *Source*: Golub and Van Loan, "Matrix Computations" (4th edition, 2013), section 5.1.
 */

import { addScaled, type Column, dot, lengthOf, negated, over, scale, times, type Value } from './matrix.ts';

const ZERO: Value = { re: 0, im: 0 };
/** Below this length a column is made longer first: what it is divided by may have no finite inverse. */
const LEAST_LENGTH = 2 ** -900;
const LONGER = 2 ** 600;

/**
 * Makes a column zero below a row: leaves the reflector there, with its 1 not stored, and the new entry in the row itself.
 *
 * @returns tau, 0 when nothing is to be done.
 */
export function makeReflector(column: Column, row: number): Value {
  const alpha: Value = { re: column.re[row]!, im: column.im === null ? 0 : column.im[row]! };
  const rest = lengthOf(column, row + 1);
  if (rest === 0 && alpha.im === 0) return ZERO;
  const size = Math.hypot(alpha.re, alpha.im, rest);
  if (size < LEAST_LENGTH) return makeLongReflector(column, row);
  const beta = alpha.re >= 0 ? -size : size;
  scale(column, over({ re: 1, im: 0 }, { re: alpha.re - beta, im: alpha.im }), row + 1);
  column.re[row] = beta;
  if (column.im !== null) column.im[row] = 0;
  return { re: (beta - alpha.re) / beta, im: -alpha.im / beta };
}

function makeLongReflector(column: Column, row: number): Value {
  scale(column, { re: LONGER, im: 0 }, row);
  const tau = makeReflector(column, row);
  column.re[row] = column.re[row]! / LONGER;
  return tau;
}

/** Applies I - tau v v^H to a column from a row on; v is stored below that row of `vector`, its 1 is not. */
export function applyReflector(vector: Column, target: Column, { row, tau }: { row: number; tau: Value }): void {
  if (tau.re === 0 && tau.im === 0) return;
  const below = dot(vector, target, row + 1);
  const own: Value = { re: target.re[row]!, im: target.im === null ? 0 : target.im[row]! };
  const factor = negated(times(tau, { re: below.re + own.re, im: below.im + own.im }));
  target.re[row] = own.re + factor.re;
  if (target.im !== null) target.im[row] = own.im + factor.im;
  addScaled(vector, target, { ...factor, from: row + 1 });
}
