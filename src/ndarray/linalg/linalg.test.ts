/** Laws of decompositions on random, badly scaled, singular, defective and empty matrices. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as np from '../../ndarray.ts';
import { PCG64 } from '../random/pcg64.ts';
import { decomposeEigen } from './eigen-matrix.ts';
import { decomposeHermitian } from './hermitian-matrix.ts';
import { identity, lengthOf, Matrix, type Value } from './matrix.ts';
import { multiply } from './multiply-matrix.ts';
import { decomposeQr, formQ, formR } from './qr-matrix.ts';
import { decomposeCholesky, decomposeLu, invert, solveLu } from './solve-matrix.ts';
import { decomposeSvd } from './svd-matrix.ts';
import { toComplex } from './schur-complex.ts';

const EPSILON = 2 ** -52;

/** Random entries whose rows are scaled by powers of ten. */
function randomMatrix({
  rows,
  columns,
  complex,
  seed,
  spread,
}: {
  rows: number;
  columns: number;
  complex: boolean;
  seed: number;
  spread: number;
}): Matrix {
  const bits = new PCG64(seed);
  const scales = Array.from({ length: rows }, () => 10 ** (spread * (bits.nextDouble() - 0.5)));
  const out = new Matrix(rows, columns, complex);
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < rows; i++) {
      const draw = (): number => scales[i]! * (bits.nextDouble() - 0.5);
      out.put(i, j, { re: draw(), im: complex ? draw() : 0 });
    }
  }
  return out;
}

const sizeOf = (matrix: Matrix): number => Math.hypot(...matrix.columns.map((column) => lengthOf(column)));

function distance(a: Matrix, b: Matrix): number {
  const difference = new Matrix(a.rows, a.width, true);
  for (let j = 0; j < a.width; j++) {
    for (let i = 0; i < a.rows; i++) {
      const [x, y] = [a.at(i, j), b.at(i, j)];
      difference.put(i, j, { re: x.re - y.re, im: x.im - y.im });
    }
  }
  return sizeOf(difference);
}

const diagonal = (values: ArrayLike<number | Value>, complex: boolean): Matrix => {
  const out = new Matrix(values.length, values.length, complex);
  for (let k = 0; k < values.length; k++) {
    const value = values[k]!;
    out.put(k, k, typeof value === 'number' ? { re: value, im: 0 } : value);
  }
  return out;
};

function expectUnitary(columns: Matrix): void {
  const product = multiply(columns.adjoint(), columns);
  expect(distance(product, identity(columns.width, columns.isComplex))).toBeLessThan(
    20 * EPSILON * (1 + columns.rows * 2),
  );
}

const shapes = fc.record({
  rows: fc.integer({ min: 0, max: 14 }),
  columns: fc.integer({ min: 0, max: 14 }),
  complex: fc.boolean(),
  seed: fc.nat(),
  spread: fc.constantFrom(0, 0, 6, 40),
});
const squares = shapes.map((shape) => ({ ...shape, columns: shape.rows }));
const runs = { numRuns: 150 };

describe('decompositions of random matrices', () => {
  it('QR gives the matrix back, with orthonormal columns and a triangle', () => {
    fc.assert(
      fc.property(shapes, fc.boolean(), (shape, complete) => {
        const a = randomMatrix(shape);
        const k = complete ? a.rows : Math.min(a.rows, a.width);
        const reflected = decomposeQr(a.copy());
        const [q, r] = [formQ(reflected, k), formR(reflected, k)];
        expect(distance(multiply(q, r), a)).toBeLessThanOrEqual(30 * EPSILON * sizeOf(a));
        expectUnitary(q);
        for (let j = 0; j < r.width; j++)
          for (let i = j + 1; i < r.rows; i++) expect(Math.hypot(r.at(i, j).re, r.at(i, j).im)).toBe(0);
      }),
      runs,
    );
  });

  it('SVD gives the matrix back, with unitary factors and descending values', () => {
    fc.assert(
      fc.property(shapes, fc.boolean(), fc.boolean(), (shape, full, deficient) => {
        const a = randomMatrix(shape);
        // A column twice, and one of zeros.
        if (deficient && a.width > 2) {
          a.columns[1]!.re.set(a.columns[0]!.re);
          a.columns[1]!.im?.set(a.columns[0]!.im!);
          a.columns[2]!.re.fill(0);
          a.columns[2]!.im?.fill(0);
        }
        const { u, s, vh } = decomposeSvd(a.copy(), { vectors: true, full })!;
        const k = Math.min(a.rows, a.width);
        const product = multiply(multiply(u!.part(a.rows, k), diagonal(s, a.isComplex)), vh!.part(k, a.width));
        expect(distance(product, a)).toBeLessThanOrEqual(60 * EPSILON * sizeOf(a));
        expectUnitary(u!);
        expectUnitary(vh!.adjoint());
        expect([...s]).toEqual([...s].toSorted((x, y) => y - x));
        expect([u!.width, vh!.rows]).toEqual(full ? [a.rows, a.width] : [k, k]);
      }),
      runs,
    );
  });

  it('LU solves, and its inverse is one', () => {
    fc.assert(
      fc.property(squares, (shape) => {
        const a = randomMatrix(shape);
        const lu = decomposeLu(a.copy());
        fc.pre(!lu.isSingular);
        const b = randomMatrix({ ...shape, columns: 3, seed: shape.seed + 1 });
        const x = solveLu(lu, b);
        // A small residual relative to |a| |x|, whatever the condition.
        expect(distance(multiply(a, x), b)).toBeLessThanOrEqual(100 * EPSILON * (sizeOf(a) * sizeOf(x) + sizeOf(b)));
        const inverse = invert(a.copy())!;
        expect(distance(multiply(a, inverse), identity(a.rows, a.isComplex))).toBeLessThanOrEqual(
          100 * EPSILON * (1 + sizeOf(a) * sizeOf(inverse)),
        );
      }),
      runs,
    );
  });

  it('Cholesky and Hermitian eigenvectors give a Hermitian matrix back', () => {
    fc.assert(
      fc.property(squares, (shape) => {
        const a = randomMatrix({ ...shape, spread: Math.min(shape.spread, 6) });
        const h = multiply(a.adjoint(), a);
        for (let k = 0; k < h.rows; k++) h.put(k, k, { re: h.at(k, k).re + sizeOf(h) / 1e3, im: 0 });
        const l = decomposeCholesky(h.copy())!;
        if (h.rows > 0 && sizeOf(h) > 0)
          expect(distance(multiply(l, l.adjoint()), h)).toBeLessThanOrEqual(30 * EPSILON * sizeOf(h));
        const { values, vectors } = decomposeHermitian(h.copy(), true)!;
        expect(
          distance(multiply(multiply(vectors!, diagonal(values, h.isComplex)), vectors!.adjoint()), h),
        ).toBeLessThanOrEqual(100 * EPSILON * sizeOf(h));
        expectUnitary(vectors!);
        expect([...values]).toEqual([...values].toSorted((x, y) => x - y));
      }),
      runs,
    );
  });

  it('general eigenvectors are eigenvectors, in conjugate pairs for real matrices', () => {
    fc.assert(
      fc.property(squares, (shape) => {
        const a = randomMatrix({ ...shape, spread: Math.min(shape.spread, 6) });
        const { values, vectors } = decomposeEigen(a.copy(), true)!;
        const wide = toComplex(a);
        const residual = distance(multiply(wide, vectors!), multiply(vectors!, diagonal(values, true)));
        expect(residual).toBeLessThanOrEqual(2000 * EPSILON * sizeOf(a));
        for (const column of vectors!.columns) expect(Math.abs(lengthOf(column) - 1)).toBeLessThan(20 * EPSILON);
        if (a.isComplex) return;
        const imaginary = values.map(({ im }) => im).filter((im) => im !== 0);
        expect(imaginary.reduce((sum, im) => sum + im, 0)).toBe(0);
        for (const [k, { im }] of values.entries())
          if (im === 0) expect(vectors!.columns[k]!.im!.every((value) => value === 0)).toBe(true);
      }),
      runs,
    );
  });
});

describe('special matrices', () => {
  it('defective ones have their eigenvalues, and vectors of length 1', () => {
    const { eigenvalues, eigenvectors } = np.linalg.eig([
      [3, 1, 0],
      [0, 3, 1],
      [0, 0, 3],
    ]);
    expect(eigenvalues.toArray()).toEqual([3, 3, 3]);
    expect(np.linalg.vectorNorm(eigenvectors, { axis: 0 }).toArray()).toEqual([1, 1, 1]);
  });

  it('a cyclic permutation, on which the QR algorithm could stand still, has the roots of one', () => {
    const values = np.linalg.eigvals(np.roll(np.eye(8), 1, { axis: 0 })).toArray() as np.Complex[];
    for (const value of values) expect(Math.hypot(value.re, value.im)).toBeCloseTo(1, 13);
    expect(new Set(values.map(({ re, im }) => `${re.toFixed(6)},${im.toFixed(6)}`)).size).toBe(8);
  });

  it('a Hilbert matrix keeps its small singular values', () => {
    const hilbert = np.array(
      Array.from({ length: 8 }, (_, i) => Array.from({ length: 8 }, (__, j) => 1 / (i + j + 1))),
    );
    const s = np.linalg.svdvals(hilbert).toArray() as number[];
    // From 60-digit arithmetic.
    expect(s[0]).toBeCloseTo(1.69593899692195, 14);
    expect(Math.abs(s[7]! - 1.1115389663724492e-10) / 1.1115389663724492e-10).toBeLessThan(1e-5);
  });

  it('singular ones are refused by name where they have no answer', () => {
    const singular = [
      [1, 2],
      [2, 4],
    ];
    for (const call of [
      () => np.linalg.inv(singular),
      () => np.linalg.solve(singular, [1, 2]),
      () => np.linalg.matrixPower(singular, -1),
    ]) {
      expect(call).toThrow(
        expect.objectContaining({ code: 'ERR_LINALG', message: expect.stringMatching(/^Singular matrix/) }),
      );
    }
    expect(() =>
      np.linalg.cholesky([
        [1, 2],
        [2, 1],
      ]),
    ).toThrow(/Matrix is not positive definite/);
    expect(np.linalg.det(singular).item()).toBe(0);
    expect(np.linalg.cond(singular, 1).item()).toBe(Infinity);
    // A singular value of -0 came out of this one.
    const flat = np.array(
      [
        [
          [0.24535278975963593, 0.17368680238723755],
          [0.24535278975963593, 0.17368680238723755],
          [0.24535278975963593, 0.17368680238723755],
          [0.24535278975963593, 0.17368680238723755],
        ],
        [
          [-0.4875216484069824, 0.621828556060791],
          [-0.4875216484069824, 0.621828556060791],
          [-0.4875216484069824, 0.621828556060791],
          [-0.4875216484069824, 0.621828556060791],
        ],
      ],
      { dtype: 'float32' },
    );
    for (const value of np.linalg.svdvals(flat).toTypedArray() as Float32Array)
      expect(Object.is(value, -0)).toBe(false);
    expect(np.linalg.cond(flat).gt(1e6).all().item()).toBe(true);
    expect(np.linalg.slogdet(singular).logabsdet.item()).toBe(-Infinity);
    expect(np.linalg.pinv(singular).toArray()).toHaveLength(2);
  });

  it.each(['svd', 'eigh', 'eig', 'pinv', 'eigvals', 'svdvals'] as const)('%s refuses NaN', (name) => {
    const call = np.linalg[name] as (a: np.InputOf) => unknown;
    expect(() =>
      call([
        [Number.NaN, 1],
        [0, 1],
      ]),
    ).toThrow(expect.objectContaining({ code: 'ERR_LINALG' }));
  });

  it('NaN spreads where there is no iteration', () => {
    const a = [
      [1, Number.NaN],
      [0, 1],
    ];
    expect(np.linalg.det(a).item()).toBeNaN();
    expect((np.linalg.inv(a).toArray() as number[][]).flat().some(Number.isNaN)).toBe(true);
  });

  it('without elements have empty results', () => {
    const none = np.zeros([2, 0, 0]);
    expect(np.linalg.inv(none).shape).toEqual([2, 0, 0]);
    expect(np.linalg.det(none).toArray()).toEqual([1, 1]);
    expect(np.linalg.solve(np.zeros([0, 3, 3]), np.zeros([0, 3, 2])).shape).toEqual([0, 3, 2]);
    expect(np.linalg.svd(np.zeros([0, 3])).Vh.toArray()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    expect(np.linalg.eig(none).eigenvectors.shape).toEqual([2, 0, 0]);
    expect(np.linalg.qr(np.zeros([0, 3])).R.shape).toEqual([0, 3]);
  });
});

describe('arguments', () => {
  it('of any strides are read and left alone', () => {
    const a = np.array(
      [
        [4, 1, 0],
        [1, 3, 1],
        [0, 1, 2],
      ],
      { dtype: 'float64' },
    );
    const view = a.at('::-1', '::-1').T;
    const before = String(a.toArray());
    expect(np.linalg.det(view).item()).toBeCloseTo(np.linalg.det(a).item() as number, 12);
    np.linalg.svd(view);
    np.linalg.eigh(view);
    expect(String(a.toArray())).toBe(before);
  });

  it('give results by place and by name', () => {
    const result = np.linalg.svd(np.eye(2), { fullMatrices: false });
    const [u, s, vh] = result;
    expect([u === result.U, s === result.S, vh === result.Vh]).toEqual([true, true, true]);
  });

  it.each<[string, () => unknown, string]>([
    ['matrices that are not square', () => np.linalg.inv(np.zeros([2, 3])), 'ERR_SHAPE'],
    ['vectors where matrices are needed', () => np.linalg.svd([1, 2]), 'ERR_SHAPE'],
    ['right sides that do not fit', () => np.linalg.solve(np.eye(2), [1, 2, 3]), 'ERR_SHAPE'],
    ['float16', () => np.linalg.inv(np.zeros([2, 2], { dtype: 'float16' })), 'ERR_DTYPE'],
    ['an unknown mode', () => np.linalg.qr(np.eye(2), { mode: 'full' as 'r' }), 'ERR_ARRAY_VALUE'],
    ['an unknown triangle', () => np.linalg.eigh(np.eye(2), { UPLO: 'X' as 'L' }), 'ERR_ARRAY_VALUE'],
    ['an unknown norm', () => np.linalg.norm(np.eye(2), 3), 'ERR_ARRAY_VALUE'],
    ['an exponent with a fraction', () => np.linalg.matrixPower(np.eye(2), 0.5), 'ERR_ARRAY_VALUE'],
    ['a chain that does not fit', () => np.linalg.multiDot([np.eye(2), np.eye(3)]), 'ERR_SHAPE'],
    ['crosses of two elements', () => np.linalg.cross([1, 2], [3, 4]), 'ERR_ARRAY_VALUE'],
    ['an unknown option', () => np.linalg.svd(np.eye(2), { full: true } as never), 'ERR_INVALID_OPTION'],
  ])('refuse %s', (_, call, code) => {
    expect(call).toThrow(expect.objectContaining({ code }));
  });
});
