/**
 * Real quasi-triangular Schur form, by Francis' implicit double shift: eigenvalues of real matrices come in exact conjugate pairs.
 *
 * *Source*: J. G. F. Francis, "The QR transformation" (Computer Journal 4, 1961/62); Golub and Van Loan, "Matrix Computations", algorithms
 * 7.5.1 and 7.5.2; exceptional shifts of LAPACK's routine DLAHQR.
 */

import { MAX_STEPS, negligible } from './convergence.ts';
import { lengthOf, Matrix, rotate } from './matrix.ts';
import { reduceToHessenberg, type Schur } from './schur-complex.ts';

/** Entries in rows, which the bulge runs along. */
class Rows {
  readonly size: number;
  readonly data: Float64Array;

  constructor(matrix: Matrix) {
    this.size = matrix.rows;
    this.data = new Float64Array(this.size * this.size);
    for (const [j, { re }] of matrix.columns.entries()) {
      for (let i = 0; i < this.size; i++) this.data[i * this.size + j] = re[i]!;
    }
  }

  at(row: number, column: number): number {
    return this.data[row * this.size + column]!;
  }

  put(row: number, column: number, value: number): void {
    this.data[row * this.size + column] = value;
  }

  toMatrix(): Matrix {
    const out = new Matrix(this.size, this.size, false);
    for (const [j, { re }] of out.columns.entries()) {
      for (let i = 0; i < this.size; i++) re[i] = this.at(i, j);
    }
    return out;
  }
}

/** A reflector of two or three entries: I - v w^T, with v[0] = 1. */
interface SmallReflector {
  readonly v: readonly number[];
  readonly w: readonly number[];
  readonly beta: number;
}

function smallReflector(x: readonly number[]): SmallReflector | undefined {
  const size = Math.hypot(...x);
  if (size === 0 || Number.isNaN(size)) return undefined;
  const beta = x[0]! > 0 ? -size : size;
  const tau = (beta - x[0]!) / beta;
  const v = x.map((entry, at) => (at === 0 ? 1 : entry / (x[0]! - beta)));
  return { v, w: v.map((entry) => tau * entry), beta };
}

interface Active {
  readonly h: Rows;
  readonly basis: Matrix;
  readonly first: number;
  readonly last: number;
}

/** Applies a reflector to rows from k on, from the left, and to columns, from the right. */
function reflect({ h, basis, last, first }: Active, k: number, { v, w }: SmallReflector): void {
  const n = h.size;
  for (let j = Math.max(first, k - 1); j < n; j++) {
    let sum = 0;
    for (let i = 0; i < v.length; i++) sum += w[i]! * h.at(k + i, j);
    for (let i = 0; i < v.length; i++) h.put(k + i, j, h.at(k + i, j) - v[i]! * sum);
  }
  const end = Math.min(k + 3, last);
  for (let i = 0; i <= end; i++) {
    let sum = 0;
    for (let j = 0; j < v.length; j++) sum += w[j]! * h.at(i, k + j);
    for (let j = 0; j < v.length; j++) h.put(i, k + j, h.at(i, k + j) - v[j]! * sum);
  }
  const columns = v.map((_, j) => basis.columns[k + j]!.re);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < v.length; j++) sum += w[j]! * columns[j]![i]!;
    for (let j = 0; j < v.length; j++) columns[j]![i] = columns[j]![i]! - v[j]! * sum;
  }
}

/** Two shifts, `re + i im` and `re - i im`. */
interface Shifts {
  readonly re: number;
  readonly im: number;
}

/** The first column of the shifted square of the block from row k on: its first three entries, scaled. */
function bulgeAt({ h }: Active, k: number, { re, im }: Shifts): [number, number, number] {
  // Of differences: where shifts are near the diagonal, squares would leave nothing of them.
  const own = h.at(k, k) - re;
  const beside = h.at(k + 1, k);
  const x = own * own + im * im + h.at(k, k + 1) * beside;
  const y = beside * (own + (h.at(k + 1, k + 1) - re));
  const z = beside * h.at(k + 2, k + 1);
  const size = Math.abs(x) + Math.abs(y) + Math.abs(z);
  return size === 0 ? [x, y, z] : [x / size, y / size, z / size];
}

/** Where a bulge may begin: below the first row where two small entries in a row let nothing of the shifts through. */
function startOf(active: Active, shifts: Shifts): { readonly start: number; readonly bulge: [number, number, number] } {
  const { h, first, last } = active;
  for (let start = last - 2; ; start--) {
    const bulge = bulgeAt(active, start, shifts);
    if (start === first) return { start, bulge };
    const [x, y, z] = bulge;
    const spread = Math.abs(h.at(start, start - 1)) * (Math.abs(y) + Math.abs(z));
    const size =
      Math.abs(h.at(start - 1, start - 1)) + Math.abs(h.at(start, start)) + Math.abs(h.at(start + 1, start + 1));
    if (spread <= Number.EPSILON * Math.abs(x) * size) return { start, bulge };
  }
}

/** One double step: a bulge of three rows is chased from the top of the block to its end. */
function francisStep(active: Active, shifts: Shifts): void {
  const { h, first, last } = active;
  const { start, bulge } = startOf(active, shifts);
  let [x, y, z] = bulge;
  for (let k = start; k < last; k++) {
    const isShort = k === last - 1;
    const reflector = smallReflector(isShort ? [x, y] : [x, y, z]);
    if (reflector !== undefined) reflect(active, k, reflector);
    if (k > first) {
      if (reflector !== undefined && k > start) h.put(k, k - 1, reflector.beta);
      h.put(k + 1, k - 1, 0);
      if (!isShort) h.put(k + 2, k - 1, 0);
    }
    if (isShort) break;
    x = h.at(k + 1, k);
    y = h.at(k + 2, k);
    z = k + 3 <= last ? h.at(k + 3, k) : 0;
  }
}

/** A block of two rows with real eigenvalues is made triangular by a rotation; one with a conjugate pair stays. */
function splitPair({ h, basis, last }: Active): void {
  const k = last - 1;
  const [a, b, c, d] = [h.at(k, k), h.at(k, last), h.at(last, k), h.at(last, last)];
  const p = (a - d) / 2;
  const discriminant = p * p + b * c;
  if (discriminant < 0) return;
  const z = p >= 0 ? p + Math.sqrt(discriminant) : p - Math.sqrt(discriminant);
  // (z, c) is an eigenvector of the block.
  const size = Math.hypot(z, c);
  const [cos, sin] = size === 0 ? [1, 0] : [z / size, c / size];
  for (let j = k; j < h.size; j++) {
    const [x, y] = [h.at(k, j), h.at(last, j)];
    h.put(k, j, cos * x + sin * y);
    h.put(last, j, cos * y - sin * x);
  }
  for (let i = 0; i <= last; i++) {
    const [x, y] = [h.at(i, k), h.at(i, last)];
    h.put(i, k, cos * x + sin * y);
    h.put(i, last, cos * y - sin * x);
  }
  rotate(basis.columns[k]!, basis.columns[last]!, { c: cos, s: -sin });
  h.put(last, k, 0);
}

/** Where the block that ends at `last` begins; sets the entry above it, which is negligible, to zero. */
function blockStart(h: Rows, last: number, least: number): number {
  for (let k = last; k > 0; k--) {
    const beside = Math.abs(h.at(k, k - 1));
    const size = Math.abs(h.at(k, k)) + Math.abs(h.at(k - 1, k - 1));
    if (beside <= Math.max(Number.EPSILON * size, least)) {
      h.put(k, k - 1, 0);
      return k;
    }
  }
  return 0;
}

/**
 * The eigenvalues of the last two rows where they are conjugates, else twice the one that is nearer to the last entry; and others now and
 * then, where those go round in circles.
 */
function shiftsOf({ h, last }: Active, steps: number): Shifts {
  const [a, d] = [h.at(last - 1, last - 1), h.at(last, last)];
  if (steps % 10 === 0) {
    const size = Math.abs(h.at(last, last - 1)) + Math.abs(h.at(last - 1, last - 2));
    return { re: d + 0.75 * size, im: Math.sqrt(0.4375) * size };
  }
  const beside = h.at(last - 1, last) * h.at(last, last - 1);
  const half = (a - d) / 2;
  const discriminant = half * half + beside;
  if (discriminant < 0) return { re: d + half, im: Math.sqrt(-discriminant) };
  const root = half + (half >= 0 ? 1 : -1) * Math.sqrt(discriminant);
  return { re: root === 0 ? d : d - beside / root, im: 0 };
}

/** The quasi-triangular form of a real matrix, which is overwritten; undefined when it does not converge. */
export function decomposeRealSchur(matrix: Matrix): Schur | undefined {
  const { form, basis } = reduceToHessenberg(matrix);
  const h = new Rows(form);
  const norm = Math.hypot(...form.columns.map((column) => lengthOf(column)));
  let steps = 0;
  for (let last = h.size - 1; last > 0;) {
    const active = { h, basis, first: blockStart(h, last, negligible(norm, steps)), last };
    const length = last - active.first + 1;
    if (length > 2) {
      if (steps++ === MAX_STEPS) return undefined;
      francisStep(active, shiftsOf(active, steps));
      continue;
    }
    if (length === 2) splitPair(active);
    last -= length;
    steps = 0;
  }
  return { form: h.toMatrix(), basis };
}
