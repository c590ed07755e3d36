/**
 * Eigenvalues and eigenvectors of real symmetric tridiagonal matrices by halves: both halves without the entry that joins them, then what that
 * entry changes. Nearly all of the work is products of matrices.
 *
 * *Source*: J. J. M. Cuppen, "A divide and conquer method for the symmetric tridiagonal eigenproblem" (Numer. Math. 36, 1981); M. Gu and S.
 * C. Eisenstat, "A divide-and-conquer algorithm for the symmetric tridiagonal eigenproblem" (SIAM J. Matrix Anal. Appl. 16, 1995).
 */

import { scaleToUnit } from './convergence.ts';
import { type Deflated, deflate, type RotateVectors } from './deflation.ts';
import { DividedVectors } from './divided-vectors.ts';
import { identity } from './matrix.ts';
import { turnColumns } from './rotations.ts';
import { exactVector, SecularSolver } from './secular-equation.ts';
import { sweepToDiagonal, type Tridiagonal } from './tridiagonal-ql.ts';
import { Workspace } from './workspace.ts';

/** Parts up to this size are not halved. */
const LEAST_HALVED = 32;

/** Rows and columns of a part, from the first to the one before `to`; its first half ends before `middle`. */
interface Part {
  readonly from: number;
  readonly middle: number;
  readonly to: number;
}

class Division {
  readonly #form: Tridiagonal;
  /** Eigenvectors of all parts, column by column; `order` says in which order their values ascend. */
  readonly #divided: DividedVectors;
  readonly order: Int32Array;
  readonly #coefficients: Workspace;

  constructor(form: Tridiagonal) {
    const n = form.diagonal.length;
    this.#form = form;
    this.order = new Int32Array(n);
    this.#divided = new DividedVectors(n);
    this.#coefficients = new Workspace(n, n, 'any');
  }

  get vectors(): Workspace {
    return this.#divided.vectors;
  }

  /** @returns false when a part does not converge. */
  solve(from: number, to: number): boolean {
    if (to - from <= LEAST_HALVED) return this.#solveDirectly(from, to);
    const middle = from + Math.ceil((to - from) / 2);
    const { diagonal, beside } = this.#form;
    const joint = beside[middle - 1]!;
    diagonal[middle - 1]! -= Math.abs(joint);
    diagonal[middle]! -= Math.abs(joint);
    if (!this.solve(from, middle) || !this.solve(middle, to)) return false;
    this.#join({ from, middle, to }, joint);
    return true;
  }

  #solveDirectly(from: number, to: number): boolean {
    const { diagonal, beside } = this.#form;
    const basis = turnColumns(identity(to - from, false));
    const own = { diagonal: diagonal.subarray(from, to), beside: beside.slice(from, to - 1) };
    const isDone = sweepToDiagonal(own, basis);
    for (const [j, { re }] of basis.finish().columns.entries()) this.vectors.columns[from + j]!.set(re, from);
    this.#sort(from, to);
    return isDone;
  }

  /** Puts the places of a part in the order of their values. */
  #sort(from: number, to: number): void {
    const { diagonal } = this.#form;
    const order = this.order.subarray(from, to);
    for (let k = 0; k < order.length; k++) order[k] = from + k;
    order.sort((a, b) => diagonal[a]! - diagonal[b]! || a - b);
  }

  /** Joins two halves: `diag(values) + rho z z^T`, where z is made of the rows of the vectors beside the joint. */
  #join({ from, middle, to }: Part, joint: number): void {
    const z = new Float64Array(to - from);
    for (let k = from; k < to; k++) {
      z[k - from] = k < middle ? this.#divided.at(middle - 1, k) : Math.sign(joint) * this.#divided.at(middle, k);
    }
    // Each half of z has length 1.
    for (let k = 0; k < z.length; k++) z[k] = z[k]! * Math.SQRT1_2;
    this.#sort(from, to);
    const values = this.#form.diagonal.subarray(from, to);
    const order = Array.from(this.order.subarray(from, to), (place) => place - from);
    const rotate: RotateVectors = (a, b, plane) => this.#divided.rotate([from + a, from + b], plane, [from, to]);
    const left = deflate({ values, z, rho: 2 * Math.abs(joint), order, half: middle - from }, rotate);
    this.#makeVectors({ from, middle, to }, left);
    this.#sort(from, to);
  }

  /** Replaces values and vectors of a part by those with its joint. */
  #makeVectors({ from, middle, to }: Part, left: Deflated): void {
    const { upper, both, lower, gone } = left;
    const kept = [...upper, ...both, ...lower];
    const { diagonal } = this.#form;
    const goneValues = gone.map((place) => diagonal[from + place]!);
    const values = this.#solveSecular(left, kept);
    for (const [k, value] of [...values, ...goneValues].entries()) diagonal[from + k] = value;
    const [uppers, firstLower] = [upper.length + both.length, upper.length];
    this.#divided.replace({ from, rows: [from, middle, to], kept, gone, uppers, firstLower }, this.#coefficients);
  }

  /** The values, and a column of coefficients for each: row k is that of the k-th vector that was kept. */
  #solveSecular({ poles, z, places, rho }: Deflated, kept: readonly number[]): Float64Array {
    const count = poles.length;
    const solver = new SecularSolver({ poles, squares: z.map((one) => one * one), inverse: 1 / rho });
    const columns = this.#coefficients.columns.slice(0, count).map((column) => column.subarray(0, count));
    const values = Float64Array.from(columns, (column, j) => solver.root(j, column));
    const exact = exactVector({ poles, z, gaps: columns });
    const rowOf = new Map(kept.map((place, row) => [place, row]));
    const rows = Int32Array.from(places, (place) => rowOf.get(place)!);
    const entries = new Float64Array(count);
    for (const column of columns) {
      let sum = 0;
      for (let i = 0; i < count; i++) {
        const entry = exact[i]! / column[i]!;
        entries[i] = entry;
        sum += entry * entry;
      }
      const scale = 1 / Math.sqrt(sum);
      for (let i = 0; i < count; i++) column[rows[i]!] = entries[i]! * scale;
    }
    return values;
  }

  freeRest(): void {
    this.#divided.freePacked();
    this.#coefficients.free();
  }
}

/** Eigenvectors as columns, and the order in which the values ascend. */
export interface DividedResult {
  readonly values: Float64Array;
  readonly vectors: Workspace;
  readonly order: readonly number[];
}

/**
 * Decomposes a matrix, which is overwritten.
 *
 * @returns undefined when it does not converge, which only NaN and infinities cause. The vectors are to be freed.
 */
export function divideTridiagonal(form: Tridiagonal): DividedResult | undefined {
  const unit = scaleToUnit([form.diagonal, form.beside]);
  if (unit === undefined) return undefined;
  const division = new Division(form);
  const isDone = division.solve(0, form.diagonal.length);
  const { vectors, order } = division;
  division.freeRest();
  if (!isDone) {
    vectors.free();
    return undefined;
  }
  return { values: form.diagonal.map((value) => value * unit), vectors, order: [...order] };
}
