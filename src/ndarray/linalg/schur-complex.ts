/**
 * Complex upper triangular (Schur) forms: by the shifted QR algorithm for complex matrices, from the quasi-triangular form of real ones;
 * and eigenvectors from them.
 *
 * *Source*: Golub and Van Loan, "Matrix Computations", sections 7.4 to 7.6; B. T. Smith and others, "Matrix Eigensystem Routines: EISPACK
 * Guide" (1976), comqr2 (deflation, exceptional shifts).
 */

import { MAX_STEPS, negligible } from './convergence.ts';
import {
  addScaled,
  conjugated,
  identity,
  lengthOf,
  magnitude,
  Matrix,
  over,
  scale,
  times,
  type Value,
} from './matrix.ts';
import { applyReflector, makeReflector } from './reflector.ts';

/** A = basis T basis^H, T upper triangular. */
export interface Schur {
  readonly form: Matrix;
  readonly basis: Matrix;
}

const ZERO: Value = { re: 0, im: 0 };

const minus = (a: Value, b: Value): Value => ({ re: a.re - b.re, im: a.im - b.im });
const plus = (a: Value, b: Value): Value => ({ re: a.re + b.re, im: a.im + b.im });

/** The root with a non-negative real part. */
function root({ re, im }: Value): Value {
  if (re === 0 && im === 0) return ZERO;
  const w = Math.sqrt((Math.abs(re) + Math.hypot(re, im)) / 2);
  if (re >= 0) return { re: w, im: im / (2 * w) };
  return { re: Math.abs(im) / (2 * w), im: im >= 0 ? w : -w };
}

/** Reduces a matrix, which is overwritten, to zeros below the first subdiagonal. */
export function reduceToHessenberg(matrix: Matrix): Schur {
  const n = matrix.rows;
  const taus: Value[] = [];
  for (let k = 0; k + 2 < n; k++) {
    const column = matrix.columns[k]!;
    const tau = makeReflector(column, k + 1);
    taus.push(tau);
    for (let j = k + 1; j < n; j++) {
      applyReflector(column, matrix.columns[j]!, { row: k + 1, tau: conjugated(tau) });
    }
    applyRight(matrix, { vector: k, tau });
  }
  const basis = identity(n, matrix.isComplex);
  for (let k = taus.length - 1; k >= 0; k--) {
    for (const column of basis.columns) applyReflector(matrix.columns[k]!, column, { row: k + 1, tau: taus[k]! });
    matrix.columns[k]!.re.fill(0, k + 2);
    matrix.columns[k]!.im?.fill(0, k + 2);
  }
  return { form: matrix, basis };
}

/** A := A (I - tau v v^H) for the reflector stored in a column below its subdiagonal. */
function applyRight(matrix: Matrix, { vector, tau }: { vector: number; tau: Value }): void {
  if (magnitude(tau) === 0) return;
  const n = matrix.rows;
  const v = (j: number): Value => (j === vector + 1 ? { re: 1, im: 0 } : matrix.at(j, vector));
  const product = new Matrix(n, 1, matrix.isComplex).columns[0]!;
  for (let j = vector + 1; j < n; j++) addScaled(matrix.columns[j]!, product, { ...v(j), from: 0 });
  scale(product, { re: -tau.re, im: -tau.im });
  for (let j = vector + 1; j < n; j++) addScaled(product, matrix.columns[j]!, { ...conjugated(v(j)), from: 0 });
}

/** A plane rotation: rows (x, y) become (conj(c) x + s y, -s x + c y), with s real. */
export interface Plane {
  readonly c: Value;
  readonly s: number;
}

/** The rotation that makes y zero: c = x / r, s = |y| / r after y's phase is taken up by `phase`. */
interface ZeroingPlane {
  readonly x: Value;
  readonly y: Value;
}

/** Applies the unitary [[conj(x), conj(y)], [-y, x]] (x, y of length 1 together) to two rows. */
function turnRows(matrix: Matrix, row: number, plane: ZeroingPlane & { readonly from: number }): void {
  for (let j = plane.from; j < matrix.width; j++) {
    const [a, b] = [matrix.at(row, j), matrix.at(row + 1, j)];
    matrix.put(row, j, plus(times(conjugated(plane.x), a), times(conjugated(plane.y), b)));
    matrix.put(row + 1, j, minus(times(plane.x, b), times(plane.y, a)));
  }
}

/** Applies its adjoint to two columns from the right. */
function turnColumns(matrix: Matrix, column: number, plane: ZeroingPlane & { readonly to: number }): void {
  for (let i = 0; i < plane.to; i++) {
    const [a, b] = [matrix.at(i, column), matrix.at(i, column + 1)];
    matrix.put(i, column, plus(times(plane.x, a), times(plane.y, b)));
    matrix.put(i, column + 1, minus(times(conjugated(plane.x), b), times(conjugated(plane.y), a)));
  }
}

/** The eigenvalue of the trailing 2 by 2 block that is nearer to its last entry. */
function wilkinsonShift(form: Matrix, last: number): Value {
  const d = form.at(last, last);
  const product = times(form.at(last - 1, last), form.at(last, last - 1));
  if (magnitude(product) === 0) return d;
  const half = minus(form.at(last - 1, last - 1), d);
  const p = { re: half.re / 2, im: half.im / 2 };
  const r = root(plus(times(p, p), product));
  const [one, two] = [plus(p, r), minus(p, r)];
  return minus(d, over(product, magnitude(one) > magnitude(two) ? one : two));
}

/** One QR step with a shift over the block from `first` to `last`. */
function qrStep({ form, basis }: Schur, { first, last, shift }: { first: number; last: number; shift: Value }): void {
  const n = form.rows;
  for (let i = first; i <= last; i++) form.put(i, i, minus(form.at(i, i), shift));
  const planes: ZeroingPlane[] = [];
  for (let k = first; k < last; k++) {
    const [a, b] = [form.at(k, k), form.at(k + 1, k)];
    const size = Math.hypot(a.re, a.im, b.re, b.im);
    const by = { re: size, im: 0 };
    const plane = size === 0 ? { x: { re: 1, im: 0 }, y: ZERO } : { x: over(a, by), y: over(b, by) };
    planes.push(plane);
    turnRows(form, k, { ...plane, from: k });
    form.put(k + 1, k, ZERO);
  }
  for (const [at, plane] of planes.entries()) {
    const k = first + at;
    turnColumns(form, k, { ...plane, to: Math.min(k + 2, last + 1) });
    turnColumns(basis, k, { ...plane, to: n });
  }
  for (let i = first; i <= last; i++) form.put(i, i, plus(form.at(i, i), shift));
}

/** Where the block that ends at `last` begins; sets the entry above it, which is negligible, to zero. */
function blockStart(form: Matrix, last: number, least: number): number {
  for (let k = last; k > 0; k--) {
    const beside = magnitude(form.at(k, k - 1));
    const size = magnitude(form.at(k, k)) + magnitude(form.at(k - 1, k - 1));
    if (beside <= Math.max(Number.EPSILON * size, least)) {
      form.put(k, k - 1, ZERO);
      return k;
    }
  }
  return 0;
}

/** The Schur form of a complex matrix, which is overwritten; undefined when it does not converge. */
export function decomposeSchur(matrix: Matrix): Schur | undefined {
  const schur = reduceToHessenberg(matrix);
  const norm = Math.hypot(...schur.form.columns.map((column) => lengthOf(column)));
  let steps = 0;
  for (let last = matrix.rows - 1; last > 0;) {
    const first = blockStart(schur.form, last, negligible(norm, steps));
    if (first === last) {
      last--;
      steps = 0;
      continue;
    }
    if (steps++ === MAX_STEPS) return undefined;
    // Shifts that go round in circles are broken up now and then.
    const odd = steps % 10 === 0;
    const shift = odd
      ? {
          re: magnitude(schur.form.at(last, last - 1)) + schur.form.at(last, last).re,
          im: schur.form.at(last, last).im,
        }
      : wilkinsonShift(schur.form, last);
    qrStep(schur, { first, last, shift });
  }
  return schur;
}

/** A matrix with imaginary parts. */
export function toComplex(matrix: Matrix): Matrix {
  const out = new Matrix(matrix.rows, matrix.width, true);
  for (const [j, { re, im }] of matrix.columns.entries()) {
    out.columns[j]!.re.set(re);
    if (im !== null) out.columns[j]!.im!.set(im);
  }
  return out;
}

/** Makes a quasi-triangular real Schur form triangular: each block of two rows is turned by its eigenvector. */
export function triangularise({ form, basis }: Schur): Schur {
  const schur = { form: toComplex(form), basis: toComplex(basis) };
  const n = form.rows;
  for (let k = 0; k + 1 < n; k++) {
    const c = form.at(k + 1, k).re;
    if (c === 0) continue;
    const [a, b, d] = [form.at(k, k).re, form.at(k, k + 1).re, form.at(k + 1, k + 1).re];
    const p = (a - d) / 2;
    const value: Value = { re: d + p, im: Math.sqrt(Math.max(0, -(p * p + b * c))) };
    // (value - d, c) is an eigenvector of the block.
    const x = minus(value, { re: d, im: 0 });
    const size = Math.hypot(x.re, x.im, c);
    const plane = { x: { re: x.re / size, im: x.im / size }, y: { re: c / size, im: 0 } };
    turnRows(schur.form, k, { ...plane, from: k });
    turnColumns(schur.form, k, { ...plane, to: Math.min(n, k + 2) });
    turnColumns(schur.basis, k, { ...plane, to: n });
    schur.form.put(k + 1, k, ZERO);
    // A pair of conjugates, exactly.
    schur.form.put(k, k, value);
    schur.form.put(k + 1, k + 1, conjugated(value));
    k++;
  }
  return schur;
}

const LARGE = 1e150;

/** Coordinates in the basis of the eigenvector of a diagonal entry, by substitution from it upwards. */
function eigenvectorOf(form: Matrix, place: number, least: number): Matrix {
  const x = new Matrix(form.rows, 1, true);
  const [column] = x.columns as [Matrix['columns'][number]];
  const value = form.at(place, place);
  addScaled(form.columns[place]!, column, { re: -1, im: 0, from: 0, to: place });
  column.re[place] = 1;
  column.im![place] = 0;
  for (let i = place - 1; i >= 0; i--) {
    let by = minus(form.at(i, i), value);
    // Equal eigenvalues: as if they were a rounding error apart.
    if (magnitude(by) < least) by = { re: least, im: 0 };
    const entry = over(x.at(i, 0), by);
    x.put(i, 0, entry);
    if (magnitude(entry) > LARGE) {
      scale(column, { re: 1 / LARGE, im: 0 });
      i++;
      x.put(i - 1, 0, times(x.at(i - 1, 0), by));
      continue;
    }
    addScaled(form.columns[i]!, column, { re: -entry.re, im: -entry.im, from: 0, to: i });
  }
  return x;
}

/** Length 1, and its largest entry real. */
function normalise(column: Matrix['columns'][number]): void {
  const size = lengthOf(column);
  scale(column, { re: 1 / size, im: 0 });
  let largest = 0;
  let phase: Value = { re: 1, im: 0 };
  for (let i = 0; i < column.re.length; i++) {
    const value = { re: column.re[i]!, im: column.im![i]! };
    if (magnitude(value) <= largest) continue;
    largest = magnitude(value);
    phase = { re: value.re / largest, im: -value.im / largest };
  }
  if (phase.im !== 0) scale(column, phase);
}

/** Eigenvectors of length 1 as columns, one for each diagonal entry. */
export function eigenvectors({ form, basis }: Schur): Matrix {
  const n = form.rows;
  let norm = 0;
  for (const column of form.columns) norm = Math.max(norm, lengthOf(column));
  const least = Math.max(Number.EPSILON * norm, Number.MIN_VALUE / Number.EPSILON);
  const out = new Matrix(n, n, true);
  for (let place = 0; place < n; place++) {
    const inBasis = eigenvectorOf(form, place, least);
    for (let k = 0; k <= place; k++)
      addScaled(basis.columns[k]!, out.columns[place]!, { ...inBasis.at(k, 0), from: 0 });
    normalise(out.columns[place]!);
  }
  return out;
}
