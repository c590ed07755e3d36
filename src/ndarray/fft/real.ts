/**
 * Transforms of real rows. A row of even length is a complex one of half the length: half the cost.
 *
 * *Source*: J. W. Cooley, P. A. W. Lewis, P. D. Welch, "The fast Fourier transform algorithm: programming considerations in the calculation
 * of sine, cosine and Laplace transforms" (J. Sound Vib. 12, 1970).
 */

import { planOf } from './plan.ts';
import { unitRoot } from './roots.ts';

const MAX_TABLES = 32;
const tables = new Map<number, Float64Array>();

/** exp(-2 pi i k / n) for k up to n / 4. */
function rootsOf(length: number): Float64Array {
  const table = tables.get(length) ?? new Float64Array(2 * (Math.floor(length / 4) + 1));
  if (!tables.has(length)) {
    for (let k = 0; 2 * k < table.length; k++) table.set(unitRoot(k, length), 2 * k);
  }
  tables.delete(length);
  tables.set(length, table);
  for (const old of tables.keys()) {
    if (tables.size <= MAX_TABLES) break;
    tables.delete(old);
  }
  return table;
}

/**
 * Transforms a real row.
 *
 * @param row - `n` numbers, n at least 1.
 * @param out - Takes the `floor(n / 2) + 1` first pairs of the result; the others are their conjugates.
 */
export function forwardReal(row: Float64Array, out: Float64Array): void {
  const { length } = row;
  if (length % 2 === 1) {
    const plan = planOf(length);
    for (let at = 0; at < length; at++) {
      plan.input[2 * at] = row[at]!;
      plan.input[2 * at + 1] = 0;
    }
    out.set(plan.run().subarray(0, length + 1));
    out[1] = 0;
    return;
  }
  const half = length / 2;
  const plan = planOf(half);
  plan.input.set(row);
  const z = plan.run();
  const roots = rootsOf(length);
  out[0] = z[0]! + z[1]!;
  out[1] = 0;
  out[length] = z[0]! - z[1]!;
  out[length + 1] = 0;
  for (let k = 1; 2 * k <= half; k++) {
    const a = 2 * k;
    const b = 2 * (half - k);
    // Spectra of the even and of the odd elements (twice), the latter turned by the root.
    const evenRe = z[a]! + z[b]!;
    const evenIm = z[a + 1]! - z[b + 1]!;
    const oddRe = z[a + 1]! + z[b + 1]!;
    const oddIm = z[b]! - z[a]!;
    const turnRe = oddRe * roots[a]! - oddIm * roots[a + 1]!;
    const turnIm = oddRe * roots[a + 1]! + oddIm * roots[a]!;
    out[a] = 0.5 * (evenRe + turnRe);
    out[a + 1] = 0.5 * (evenIm + turnIm);
    out[b] = 0.5 * (evenRe - turnRe);
    out[b + 1] = 0.5 * (turnIm - evenIm);
  }
}

/** Odd length: the whole Hermitian row, with its parts exchanged, as an inverse transform. */
function inverseOdd(pairs: Float64Array, out: Float64Array): void {
  const { length } = out;
  const plan = planOf(length);
  plan.input[0] = 0;
  plan.input[1] = pairs[0]!;
  for (let k = 1; 2 * k < length; k++) {
    const re = pairs[2 * k]!;
    const im = pairs[2 * k + 1]!;
    plan.input[2 * k] = im;
    plan.input[2 * k + 1] = re;
    plan.input[2 * (length - k)] = -im;
    plan.input[2 * (length - k) + 1] = re;
  }
  const result = plan.run();
  for (let at = 0; at < length; at++) out[at] = result[2 * at + 1]!;
}

/**
 * Transforms a Hermitian row back to a real one, not scaled.
 *
 * @param pairs - The `floor(n / 2) + 1` first pairs; the imaginary parts of the first, and for even n of the last, count as 0.
 * @param out - Takes the `n` numbers, n at least 1.
 */
export function inverseReal(pairs: Float64Array, out: Float64Array): void {
  const { length } = out;
  if (length % 2 === 1) {
    inverseOdd(pairs, out);
    return;
  }
  const half = length / 2;
  const plan = planOf(half);
  const z = plan.input;
  const roots = rootsOf(length);
  // Parts exchanged, for the inverse by a forward transform.
  z[1] = pairs[0]! + pairs[length]!;
  z[0] = pairs[0]! - pairs[length]!;
  for (let k = 1; 2 * k <= half; k++) {
    const a = 2 * k;
    const b = 2 * (half - k);
    const evenRe = pairs[a]! + pairs[b]!;
    const evenIm = pairs[a + 1]! - pairs[b + 1]!;
    const lessRe = pairs[a]! - pairs[b]!;
    const lessIm = pairs[a + 1]! + pairs[b + 1]!;
    // Times the conjugate root.
    const oddRe = lessRe * roots[a]! + lessIm * roots[a + 1]!;
    const oddIm = lessIm * roots[a]! - lessRe * roots[a + 1]!;
    z[a + 1] = evenRe - oddIm;
    z[a] = evenIm + oddRe;
    z[b + 1] = evenRe + oddIm;
    z[b] = oddRe - evenIm;
  }
  const result = plan.run();
  for (let at = 0; at < half; at++) {
    out[2 * at] = result[2 * at + 1]!;
    out[2 * at + 1] = result[2 * at]!;
  }
}
