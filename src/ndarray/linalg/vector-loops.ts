/** Loops over parts of vectors. */

/** y += factor x from a place on. */
export function addTimes(y: Float64Array, x: Float64Array, { factor, from }: { factor: number; from: number }): void {
  if (factor === 0) return;
  for (let i = from; i < y.length; i++) y[i] = y[i]! + factor * x[i]!;
}

/** The sum of products from a place on. */
export function dotFrom(x: Float64Array, y: Float64Array, from: number): number {
  let sum = 0;
  for (let i = from; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

/** y *= factor from a place on. */
export function scaleFrom(y: Float64Array, factor: number, from: number): void {
  for (let i = from; i < y.length; i++) y[i] = y[i]! * factor;
}
