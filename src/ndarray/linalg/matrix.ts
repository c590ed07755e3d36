/**
 * One matrix in float64, column by column, real or complex, and the operations on columns of which all decompositions here are made:
 * so each is written once, and a real matrix does not pay for imaginary parts.
 */

/** A column: imaginary parts only for complex matrices. */
export interface Column {
  readonly re: Float64Array;
  readonly im: Float64Array | null;
}

/** A number; `im` is 0 where the matrix is real. */
export interface Value {
  readonly re: number;
  readonly im: number;
}

/** A matrix. */
export class Matrix {
  readonly rows: number;
  readonly columns: readonly Column[];
  readonly isComplex: boolean;

  constructor(rows: number, columns: number, isComplex: boolean) {
    this.rows = rows;
    this.isComplex = isComplex;
    this.columns = Array.from({ length: columns }, () => ({
      re: new Float64Array(rows),
      im: isComplex ? new Float64Array(rows) : null,
    }));
  }

  /** Number of columns. */
  get width(): number {
    return this.columns.length;
  }

  at(row: number, column: number): Value {
    const { re, im } = this.columns[column]!;
    return { re: re[row]!, im: im === null ? 0 : im[row]! };
  }

  put(row: number, column: number, value: Value): void {
    const { re, im } = this.columns[column]!;
    re[row] = value.re;
    if (im !== null) im[row] = value.im;
  }

  copy(): Matrix {
    return this.part(this.rows, this.width);
  }

  /** A copy of the first rows and columns; beyond the matrix are zeros. */
  part(rows: number, columns: number): Matrix {
    const out = new Matrix(rows, columns, this.isComplex);
    for (let j = 0; j < Math.min(columns, this.width); j++) {
      out.columns[j]!.re.set(this.columns[j]!.re.subarray(0, rows));
      if (this.isComplex) out.columns[j]!.im!.set(this.columns[j]!.im!.subarray(0, rows));
    }
    return out;
  }

  /** The conjugate transpose. */
  adjoint(): Matrix {
    const out = new Matrix(this.width, this.rows, this.isComplex);
    for (const [j, { re, im }] of this.columns.entries()) {
      for (let i = 0; i < this.rows; i++) {
        out.columns[i]!.re[j] = re[i]!;
        if (im !== null) out.columns[i]!.im![j] = -im[i]!;
      }
    }
    return out;
  }

  /** Exchanges two rows. */
  swapRows(a: number, b: number): void {
    if (a === b) return;
    for (const { re, im } of this.columns) {
      [re[a], re[b]] = [re[b]!, re[a]!];
      if (im !== null) [im[a], im[b]] = [im[b]!, im[a]!];
    }
  }

  /** A matrix of the same columns in another order. */
  reordered(order: readonly number[]): Matrix {
    const out = new Matrix(this.rows, 0, this.isComplex);
    (out.columns as Column[]).push(...order.map((j) => this.columns[j]!));
    return out;
  }
}

/** Ones on the diagonal. */
export function identity(size: number, isComplex: boolean): Matrix {
  const out = new Matrix(size, size, isComplex);
  for (let j = 0; j < size; j++) out.columns[j]!.re[j] = 1;
  return out;
}

/** Sum of conj(x) y from a row on. */
export function dot(x: Column, y: Column, from: number): Value {
  const { re: xr, im: xi } = x;
  const { re: yr, im: yi } = y;
  let re = 0;
  if (xi === null || yi === null) {
    for (let i = from; i < xr.length; i++) re += xr[i]! * yr[i]!;
    return { re, im: 0 };
  }
  let im = 0;
  for (let i = from; i < xr.length; i++) {
    re += xr[i]! * yr[i]! + xi[i]! * yi[i]!;
    im += xr[i]! * yi[i]! - xi[i]! * yr[i]!;
  }
  return { re, im };
}

/** y += factor x for the rows from `from` to before `to`. */
export function addScaled(x: Column, y: Column, factor: Value & { readonly from: number; readonly to?: number }): void {
  const { re: xr, im: xi } = x;
  const { re: yr, im: yi } = y;
  const { re, im, from, to = xr.length } = factor;
  if (xi === null || yi === null) {
    if (re === 0) return;
    for (let i = from; i < to; i++) yr[i] = yr[i]! + re * xr[i]!;
    return;
  }
  for (let i = from; i < to; i++) {
    yr[i] = yr[i]! + (re * xr[i]! - im * xi[i]!);
    yi[i] = yi[i]! + (re * xi[i]! + im * xr[i]!);
  }
}

/** x *= factor from a row on. */
export function scale(x: Column, factor: Value, from = 0): void {
  const { re: xr, im: xi } = x;
  const { re, im } = factor;
  for (let i = from; i < xr.length; i++) {
    const value = xr[i]!;
    if (xi === null) {
      xr[i] = value * re;
    } else {
      xr[i] = value * re - xi[i]! * im;
      xi[i] = value * im + xi[i]! * re;
    }
  }
}

/** Euclidean length from a row on, without overflow. */
export function lengthOf({ re, im }: Column, from = 0): number {
  let largest = 0;
  for (let i = from; i < re.length; i++) {
    // Math.max keeps NaN.
    largest = Math.max(largest, Math.abs(re[i]!), im === null ? 0 : Math.abs(im[i]!));
  }
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let sum = 0;
  for (let i = from; i < re.length; i++) {
    const a = re[i]! / largest;
    sum += a * a;
    if (im === null) continue;
    const b = im[i]! / largest;
    sum += b * b;
  }
  return largest * Math.sqrt(sum);
}

/** (x, y) becomes (c x - s y, s x + c y). */
export function rotate(x: Column, y: Column, { c, s }: { readonly c: number; readonly s: number }): void {
  rotateParts(x.re, y.re, { c, s });
  if (x.im !== null && y.im !== null) rotateParts(x.im, y.im, { c, s });
}

function rotateParts(x: Float64Array, y: Float64Array, { c, s }: { readonly c: number; readonly s: number }): void {
  for (let i = 0; i < x.length; i++) {
    const [a, b] = [x[i]!, y[i]!];
    x[i] = c * a - s * b;
    y[i] = s * a + c * b;
  }
}

export const times = (a: Value, b: Value): Value => ({
  re: a.re * b.re - a.im * b.im,
  im: a.re * b.im + a.im * b.re,
});

/** a / b by Smith's method (1962): no overflow on the way. */
export function over(a: Value, b: Value): Value {
  if (b.im === 0) return { re: a.re / b.re, im: a.im / b.re };
  if (Math.abs(b.re) >= Math.abs(b.im)) {
    const r = b.im / b.re;
    const d = b.re + b.im * r;
    return { re: (a.re + a.im * r) / d, im: (a.im - a.re * r) / d };
  }
  const r = b.re / b.im;
  const d = b.re * r + b.im;
  return { re: (a.re * r + a.im) / d, im: (a.im * r - a.re) / d };
}

export const magnitude = ({ re, im }: Value): number => (im === 0 ? Math.abs(re) : Math.hypot(re, im));
export const negated = ({ re, im }: Value): Value => ({ re: -re, im: -im });
export const conjugated = ({ re, im }: Value): Value => ({ re, im: -im });
export const ONE: Value = { re: 1, im: 0 };
