/** What the iterations for eigenvalues have in common: the size they work at, and what counts as zero there. */

/** Steps for one eigenvalue; two or three are usual. */
export const MAX_STEPS = 120;
/** Steps after which an entry needs to be small beside the whole matrix only, which is as much as rounding lets be known. */
const PATIENCE = 30;
/** Beside a matrix of length 1 this is nothing, and the squares of what is not are numbers still. */
const NOTHING = 2 ** -500;

/** What counts as zero beside the diagonal of a matrix of this length, whatever its neighbours are, after so many steps. */
export const negligible = (norm: number, steps: number): number => norm * (steps > PATIENCE ? Number.EPSILON : NOTHING);

/**
 * Divides all numbers by the power of two next to the largest, which is exact: squares neither overflow nor vanish.
 *
 * @returns The divisor; undefined, with the numbers as they were, for NaN and infinities.
 */
export function scaleToUnit(parts: readonly Float64Array[]): number | undefined {
  let largest = 0;
  for (const part of parts) for (const value of part) largest = Math.max(largest, Math.abs(value));
  if (!Number.isFinite(largest)) return undefined;
  if (largest === 0) return 1;
  const unit = 2 ** Math.max(-1021, Math.floor(Math.log2(largest)));
  for (const part of parts) for (let i = 0; i < part.length; i++) part[i] = part[i]! / unit;
  return unit;
}
