/**
 * Singular values and vectors of real bidiagonal matrices by halves: what is above a row, what is below it, and then the row itself. Nearly all
 * of the work is products of matrices.
 *
 * *Source*: M. Gu and S. C. Eisenstat, "A divide-and-conquer algorithm for the bidiagonal SVD" (SIAM J. Matrix Anal. Appl. 16, 1995); LAPACK,
 * routines DLASD1 to DLASD3.
 */

import { type Bidiagonal, diagonalise } from './bidiagonal-qr.ts';
import { type Deflated, deflate } from './deflation.ts';
import { DividedVectors } from './divided-vectors.ts';
import { lengthOfPair } from './length-of-pair.ts';
import { identity, type Matrix, rotate } from './matrix.ts';
import { exactVector, SecularSolver } from './secular-equation.ts';
import { Workspace } from './workspace.ts';

/** Parts up to this size are not halved. */
const LEAST_HALVED = 32;

/** Entries below this are taken for 0: far less than rounding leaves of numbers of the size of 1, and their squares must not vanish. */
const LEAST_ENTRY = 2 ** -200;

/** What stands for a 0 that would be a pole twice, or no entry of z. */
const LEAST = 2 ** -400;

/** Rows from `from` to the one before `to`; a wide part has one more column than rows. Halves are before and after row `middle`. */
interface Part {
  readonly from: number;
  readonly middle: number;
  readonly to: number;
  readonly isWide: boolean;
}

/** What is left of a part for the secular equation: the row itself comes first, with a value of 0. */
interface Rest {
  readonly poles: Float64Array;
  readonly z: Float64Array;
  /** In which row of the coefficients each is. */
  readonly rows: Int32Array;
}

class Division {
  readonly #form: Bidiagonal;
  readonly left: DividedVectors;
  readonly right: DividedVectors;
  readonly #leftCoefficients: Workspace;
  readonly #rightCoefficients: Workspace;

  constructor(form: Bidiagonal) {
    const n = form.d.length;
    this.#form = form;
    [this.left, this.right] = [new DividedVectors(n), new DividedVectors(n)];
    [this.#leftCoefficients, this.#rightCoefficients] = [new Workspace(n, n, 'any'), new Workspace(n, n, 'any')];
  }

  /** @returns false when a part does not converge. */
  solve(from: number, to: number, isWide: boolean): boolean {
    if (to - from <= LEAST_HALVED) return this.#solveDirectly(from, to, isWide);
    const middle = from + Math.floor((to - from) / 2);
    if (!this.solve(from, middle, true) || !this.solve(middle + 1, to, isWide)) return false;
    this.#join({ from, middle, to, isWide });
    return true;
  }

  #solveDirectly(from: number, to: number, isWide: boolean): boolean {
    const size = to - from;
    const [d, e] = [this.#form.d.subarray(from, to), this.#form.e.slice(from, to - 1)];
    const [left, right] = [identity(size, false), identity(isWide ? size + 1 : size, false)];
    if (isWide) turnOut({ d, e }, this.#form.e[to - 1]!, right);
    const bases = diagonalise({ d, e, left, right });
    if (bases === undefined) return false;
    for (const [j, { re }] of bases.left!.columns.entries()) this.left.vectors.columns[from + j]!.set(re, from);
    for (const [j, { re }] of bases.right!.columns.entries()) this.right.vectors.columns[from + j]!.set(re, from);
    return true;
  }

  #join(part: Part): void {
    const { from, middle, to, isWide } = part;
    const [alpha, beta] = [this.#form.d[middle]!, this.#form.e[middle]!];
    const z = new Float64Array(to - from);
    for (let k = from; k < to; k++) {
      z[k - from] = k <= middle ? alpha * this.right.at(middle, k) : beta * this.right.at(middle + 1, k);
    }
    if (isWide) this.#uniteNulls(part, z, beta * this.right.at(middle + 1, to));
    this.left.vectors.columns[middle]![middle] = 1;
    this.#form.d[middle] = 0;
    const values = this.#form.d.subarray(from, to);
    const half = middle - from;
    const order = [...values.keys()].filter((k) => k !== half).toSorted((a, b) => values[a]! - values[b]! || a - b);
    const size = Math.max(Math.abs(alpha), Math.abs(beta));
    const deflated = deflate({ values, z, rho: 1, order, half, size }, (a, b, plane) => {
      this.left.rotate([from + a, from + b], plane, [from, to]);
      this.right.rotate([from + a, from + b], plane, [from, isWide ? to + 1 : to]);
    });
    this.#makeVectors(part, deflated, z[half]!);
  }

  /** Both halves have a right vector that their rows do not see: turned so that the row between sees only one of them. */
  #uniteNulls({ from, middle, to }: Part, z: Float64Array, beyond: number): void {
    const own = z[middle - from]!;
    const length = lengthOfPair(own, beyond);
    if (length === 0) return;
    this.right.rotate([middle, to], { c: own / length, s: beyond / length }, [from, to + 1]);
    z[middle - from] = length;
  }

  #makeVectors({ from, middle, to, isWide }: Part, deflated: Deflated, own: number): void {
    const { upper, both, lower, gone } = deflated;
    const half = middle - from;
    const { d } = this.#form;
    const kept = [...upper, half, ...both, ...lower];
    const goneValues = gone.map((place) => d[from + place]!);
    const values = this.#solveSecular(withRow(deflated, { own, half, kept }));
    for (const [k, value] of [...values, ...goneValues].entries()) d[from + k] = value;
    const [uppers, firstLower] = [upper.length + 1 + both.length, upper.length + 1];
    const shared = { from, kept, gone, uppers };
    this.left.replace({ ...shared, rows: [from, middle + 1, to], firstLower }, this.#leftCoefficients);
    const right = isWide ? { end: to + 1, firstLower: upper.length } : { end: to, firstLower };
    this.right.replace(
      { ...shared, rows: [from, middle + 1, right.end], firstLower: right.firstLower },
      this.#rightCoefficients,
    );
  }

  /** The values, and columns of coefficients of both sides for each. */
  #solveSecular({ poles, z, rows }: Rest): Float64Array {
    const count = poles.length;
    const shape = { poles, areRoots: true } as const;
    const solver = new SecularSolver({ ...shape, squares: z.map((one) => one * one), inverse: 1 });
    const gaps = this.#rightCoefficients.columns.slice(0, count).map((column) => column.subarray(0, count));
    const values = Float64Array.from(gaps, (column, j) => solver.root(j, column));
    const exact = exactVector({ ...shape, z, gaps });
    const [left, right] = [new Float64Array(count), new Float64Array(count)];
    for (const [j, column] of gaps.entries()) {
      for (let i = 0; i < count; i++) {
        right[i] = exact[i]! / column[i]!;
        left[i] = i === 0 ? -1 : poles[i]! * right[i]!;
      }
      place(left, rows, this.#leftCoefficients.columns[j]!);
      place(right, rows, column);
    }
    return values;
  }

  freeRest(): void {
    for (const one of [this.left, this.right]) one.freePacked();
    for (const one of [this.#leftCoefficients, this.#rightCoefficients]) one.free();
  }

  free(): void {
    for (const one of [this.left, this.right]) one.vectors.free();
  }
}

/** Puts the joining row before what is left. */
function withRow(
  { poles, z, places, tolerance }: Deflated,
  { own, half, kept }: { readonly own: number; readonly half: number; readonly kept: readonly number[] },
): Rest {
  const least = Math.max(LEAST, tolerance);
  const rowOf = new Map(kept.map((one, row) => [one, row]));
  const apart = poles.map((pole) => Math.max(pole, least / 2));
  return {
    poles: new Float64Array([0, ...apart]),
    z: new Float64Array([Math.abs(own) <= least ? (own < 0 ? -least : least) : own, ...z]),
    rows: Int32Array.from([half, ...places], (one) => rowOf.get(one)!),
  };
}

/** Entries divided by their length, each in its row. */
function place(entries: Float64Array, rows: Int32Array, into: Float64Array): void {
  let sum = 0;
  for (let i = 0; i < entries.length; i++) sum += entries[i]! * entries[i]!;
  const scale = 1 / Math.sqrt(sum);
  for (let i = 0; i < entries.length; i++) into[rows[i]!] = entries[i]! * scale;
}

/** Turns the entry of a further column out of a matrix, from its last row up, and a basis with it. */
function turnOut({ d, e }: Bidiagonal, entry: number, { columns }: Matrix): void {
  let rest = entry;
  for (let i = d.length - 1; i >= 0; i--) {
    const length = lengthOfPair(d[i]!, rest);
    const { c, s } = length === 0 ? { c: 1, s: 0 } : { c: d[i]! / length, s: rest / length };
    rotate(columns[i]!, columns[d.length]!, { c, s: -s });
    d[i] = length;
    if (i === 0) break;
    rest = -s * e[i - 1]!;
    e[i - 1] = c * e[i - 1]!;
  }
}

/** Singular vectors as columns; their values are in `d`, in no order. They are to be freed. */
export interface DividedSvd {
  readonly left: Workspace;
  readonly right: Workspace;
}

/** Sets what is next to nothing to 0. */
function flush(numbers: Float64Array, least: number): void {
  for (let k = 0; k < numbers.length; k++) if (Math.abs(numbers[k]!) < least) numbers[k] = 0;
}

/**
 * Decomposes a square bidiagonal matrix whose largest entries are about 1; it is overwritten, and `d` gets the singular values.
 *
 * @returns undefined when it does not converge, which only NaN and infinities cause.
 */
export function divideBidiagonal(form: Bidiagonal): DividedSvd | undefined {
  if (![...form.d, ...form.e].every(Number.isFinite)) return undefined;
  flush(form.d, LEAST_ENTRY);
  flush(form.e, LEAST_ENTRY);
  const division = new Division(form);
  const isDone = division.solve(0, form.d.length, false);
  division.freeRest();
  flush(form.d, LEAST_ENTRY);
  if (isDone) return { left: division.left.vectors, right: division.right.vectors };
  division.free();
  return undefined;
}
