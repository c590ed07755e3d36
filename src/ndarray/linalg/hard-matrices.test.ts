/** Eigenpairs of matrices on which iterations have stood still: of low rank, with clusters, out of balance, near the ends of the range. */

import { afterAll, describe, expect, it } from 'vitest';
import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';
// Registers the kernels that large products are made of.
import '../../ndarray.ts';
import { PCG64 } from '../random/pcg64.ts';
import { decomposeEigen } from './eigen-matrix.ts';
import { decomposeHermitian } from './hermitian-matrix.ts';
import { lengthOf, Matrix } from './matrix.ts';
import { multiply } from './multiply-matrix.ts';
import { toComplex } from './schur-complex.ts';

afterAll(closeSharedKernelBackends);

type Entry = (i: number, j: number) => number;
type Maker = (n: number, next: () => number) => Entry;

const listOf = (n: number, next: () => number): number[] => Array.from({ length: n }, next);

function grid(n: number, next: () => number): Entry {
  const entries = listOf(n * n, next);
  return (i, j) => entries[i * n + j]!;
}

function rankTwo(n: number, next: () => number): Entry {
  const [v, w] = [listOf(n, next), listOf(n, next)];
  return (i, j) => v[i]! * v[j]! + w[i]! * w[j]!;
}

const symmetric: Record<string, Maker> = {
  zero: () => () => 0,
  ones: () => () => 1,
  'of rank two': rankTwo,
  Wilkinson: (n) => (i, j) => (i === j ? Math.abs((n - 1) / 2 - i) : Number(Math.abs(i - j) === 1)),
  glued: () => (i, j) => {
    if (i === j) return Math.abs(10 - (i % 21));
    if (Math.abs(i - j) !== 1) return 0;
    return Math.max(i, j) % 21 === 0 ? 1e-8 : 1;
  },
  graded: (n) => (i, j) => 10 ** ((-6 * (i + j)) / n) * (i === j ? 1 : 0.3),
  repeated: () => (i, j) => (i === j ? i % 3 : 0),
  huge: (n, next) => {
    const at = grid(n, next);
    return (i, j) => 1e300 * at(Math.max(i, j), Math.min(i, j));
  },
  tiny: (n, next) => {
    const at = grid(n, next);
    return (i, j) => 1e-300 * at(Math.max(i, j), Math.min(i, j));
  },
};

const general: Record<string, Maker> = {
  ...symmetric,
  'a cyclic permutation': (n) => (i, j) => Number((i + 1) % n === j),
  Grcar: () => (i, j) => (j === i - 1 ? -1 : Number(j >= i && j <= i + 3)),
  Frank: (n) => (i, j) => (j < i - 1 ? 0 : n - Math.max(i, j)),
  'a Jordan block': () => (i, j) => (i === j ? 2 : Number(j === i - 1)),
  nilpotent: () => (i, j) => Number(j > i),
  'of rank two, not symmetric': (n, next) => {
    const [v, w] = [listOf(n, next), listOf(n, next)];
    return (i, j) => v[i]! * w[j]! + w[i]! * v[(7 * j) % n]!;
  },
  'with rows of very different size': (n, next) => {
    const at = grid(n, next);
    return (i, j) => at(i, j) * 10 ** ((i - j) / 2);
  },
};

const sizes = [1, 2, 5, 25, 65];

function matrixOf(n: number, make: Maker): Matrix {
  const bits = new PCG64(n);
  const entry = make(n, () => bits.nextDouble() - 0.5);
  const out = new Matrix(n, n, false);
  for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) out.columns[j]!.re[i] = entry(i, j);
  return out;
}

const largestOf = ({ columns }: Matrix): number =>
  columns.reduce((most, { re, im }) => Math.max(most, ...re.map(Math.abs), ...(im ?? []).map(Math.abs)), 0);

/** The largest entry of `A V - V diag(values)` beside the largest of A, in units of the last place for each row. */
function residualOf(
  a: Matrix,
  vectors: Matrix,
  values: readonly { readonly re: number; readonly im: number }[],
): number {
  const unit = largestOf(a) || 1;
  const scaled = toComplex(a);
  for (const { re } of scaled.columns) for (let i = 0; i < re.length; i++) re[i] = re[i]! / unit;
  const product = multiply(scaled, vectors);
  let most = 0;
  for (const [k, { re, im }] of product.columns.entries()) {
    const [x, y] = [values[k]!.re / unit, values[k]!.im / unit];
    for (let i = 0; i < re.length; i++) {
      const v = vectors.at(i, k);
      most = Math.max(most, Math.abs(re[i]! - (x * v.re - y * v.im)), Math.abs(im![i]! - (x * v.im + y * v.re)));
    }
  }
  return most / Number.EPSILON / a.rows;
}

describe.each(Object.entries(symmetric))('a symmetric matrix: %s', (_, make) => {
  it.each(sizes)('%d rows', (n) => {
    const a = matrixOf(n, make);
    const { values, vectors } = decomposeHermitian(a.copy(), true)!;
    expect([...values]).toEqual([...values].toSorted((x, y) => x - y));
    expect(
      residualOf(
        a,
        toComplex(vectors!),
        Array.from(values, (re) => ({ re, im: 0 })),
      ),
    ).toBeLessThan(20);
    const gram = multiply(vectors!.adjoint(), vectors!);
    for (let k = 0; k < n; k++) gram.columns[k]!.re[k]! -= 1;
    expect(largestOf(gram)).toBeLessThan(10 * n * Number.EPSILON);
    expect([...decomposeHermitian(a.copy(), false)!.values].every(Number.isFinite)).toBe(true);
  });
});

describe.each(Object.entries(general))('a matrix: %s', (_, make) => {
  it.each(sizes)('%d rows, real and as a complex one', (n) => {
    const a = matrixOf(n, make);
    for (const one of [a, toComplex(a)]) {
      const { values, vectors } = decomposeEigen(one.copy(), true)!;
      expect(residualOf(a, vectors!, values)).toBeLessThan(20);
      for (const column of vectors!.columns) expect(lengthOf(column)).toBeCloseTo(1, 12);
    }
  });
});
