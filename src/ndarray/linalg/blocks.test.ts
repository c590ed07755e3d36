/** Decompositions by blocks against the same ones column by column, which complex matrices take. */

import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import '../../backends/register-array-kernels.ts';
import { sequentialKernels } from '../../backends/sequential/kernels.ts';
import { openWasm } from '../../backends/threads/kernels.ts';
import { closeSharedKernelBackends } from '../../core/kernel-registry.ts';
import { memoryUsage, withBackend } from '../graph/storage.ts';
import { PCG64 } from '../random/pcg64.ts';
import { decomposeHermitian } from './hermitian-matrix.ts';
import { lengthOf, Matrix } from './matrix.ts';
import { multiply } from './multiply-matrix.ts';
import { decomposeQr, formQ, formR } from './qr-matrix.ts';
import { toComplex } from './schur-complex.ts';
import { decomposeCholesky, decomposeLu, solveLu } from './solve-matrix.ts';
import { decomposeSvd } from './svd-matrix.ts';

const [one, two] = [openWasm({ cores: 1 }), openWasm({ cores: 2 })];
afterAll(() => Promise.all([one.close(), two.close(), closeSharedKernelBackends()]));

const EPSILON = 2 ** -52;

interface Shape {
  readonly rows: number;
  readonly columns: number;
  readonly seed: number;
  /** Rows are scaled by powers of ten. */
  readonly spread: number;
}

function randomMatrix({ rows, columns, seed, spread }: Shape): Matrix {
  const bits = new PCG64(seed);
  const scales = Array.from({ length: rows }, () => 10 ** (spread * (bits.nextDouble() - 0.5)));
  const out = new Matrix(rows, columns, false);
  for (const { re } of out.columns) for (let i = 0; i < rows; i++) re[i] = scales[i]! * (bits.nextDouble() - 0.5);
  return out;
}

const sizeOf = (matrix: Matrix): number => Math.hypot(...matrix.columns.map((column) => lengthOf(column)));

/** How far real parts are from each other. */
function distance(a: Matrix, b: Matrix): number {
  const difference = new Matrix(a.rows, a.width, false);
  for (const [j, { re }] of difference.columns.entries()) {
    for (let i = 0; i < a.rows; i++) re[i] = a.columns[j]!.re[i]! - b.columns[j]!.re[i]!;
  }
  return sizeOf(difference);
}

const lengths = fc.oneof(fc.integer({ min: 64, max: 150 }), fc.integer({ min: 160, max: 200 }));
const shapes = fc.record({
  rows: lengths,
  columns: lengths,
  seed: fc.nat(),
  spread: fc.constantFrom(0, 0, 6, 40),
});
const runs = { numRuns: 12 };

function expectOrthonormal(q: Matrix): void {
  const unit = multiply(q.adjoint(), q);
  for (let j = 0; j < q.width; j++) unit.columns[j]!.re[j]! -= 1;
  expect(sizeOf(unit)).toBeLessThanOrEqual(100 * EPSILON * Math.sqrt(q.width));
}

/** Runs a check, and sees that it has freed what it took. */
function withoutLeaks(check: () => void): void {
  const before = memoryUsage().bytes;
  check();
  expect(memoryUsage().bytes).toBe(before);
}

describe('by blocks', () => {
  it('LU takes the same pivots, and its factors are the same', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        withoutLeaks(() => {
          const a = randomMatrix(shape);
          const [found, expected] = [decomposeLu(a.copy()), decomposeLu(toComplex(a))];
          expect(found.order).toEqual(expected.order);
          expect([found.sign, found.isSingular]).toEqual([expected.sign, expected.isSingular]);
          expect(distance(found.factors, expected.factors)).toBeLessThanOrEqual(1e4 * EPSILON * sizeOf(a));
        });
      }),
      runs,
    );
  });

  it('LU solves for any number of right sides', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 1, max: 90 }), (shape, columns) => {
        withoutLeaks(() => {
          const a = randomMatrix({ ...shape, columns: shape.rows });
          const b = randomMatrix({ ...shape, columns, seed: shape.seed + 1 });
          const x = solveLu(decomposeLu(a.copy()), b);
          expect(distance(multiply(a, x), b)).toBeLessThanOrEqual(100 * EPSILON * (sizeOf(a) * sizeOf(x) + sizeOf(b)));
        });
      }),
      runs,
    );
  });

  it('LU notices singular matrices, and NaN stays', () => {
    const a = randomMatrix({ rows: 100, columns: 100, seed: 1, spread: 0 });
    a.columns[70]!.re.fill(0);
    expect(decomposeLu(a.copy()).isSingular).toBe(true);
    a.columns[70]!.re[3] = NaN;
    expect(decomposeLu(a.copy()).factors.columns[99]!.re[99]).toBeNaN();
  });

  it('Cholesky gives the same factor, and refuses what is not positive definite', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        withoutLeaks(() => {
          const root = randomMatrix({ ...shape, columns: shape.rows, spread: 0 });
          const a = multiply(root, root.adjoint());
          for (let k = 0; k < a.rows; k++) a.columns[k]!.re[k]! += 1;
          const found = decomposeCholesky(a.copy())!;
          expect(distance(found, decomposeCholesky(toComplex(a))!)).toBeLessThanOrEqual(100 * EPSILON * sizeOf(a));
          expect(found.columns[shape.rows - 1]!.re.findIndex((value) => value !== 0)).toBe(shape.rows - 1);
          a.columns[shape.rows - 2]!.re[shape.rows - 2] = -1;
          expect(decomposeCholesky(a)).toBeUndefined();
        });
      }),
      runs,
    );
  });

  it('QR gives the same reflectors, and Q is orthonormal', () => {
    fc.assert(
      fc.property(shapes, fc.boolean(), (shape, isComplete) => {
        withoutLeaks(() => {
          const a = randomMatrix({ ...shape, spread: 0 });
          const [found, expected] = [decomposeQr(a.copy()), decomposeQr(toComplex(a))];
          expect(distance(found.factors, expected.factors)).toBeLessThanOrEqual(1e4 * EPSILON * sizeOf(a));
          const k = isComplete ? a.rows : Math.min(a.rows, a.width);
          const [q, r] = [formQ(found, k), formR(found, k)];
          expect(distance(multiply(q, r), a)).toBeLessThanOrEqual(30 * EPSILON * sizeOf(a));
          expectOrthonormal(q);
        });
      }),
      runs,
    );
  });

  it('eigenvalues are the same, and eigenvectors are orthonormal and belong to them', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        withoutLeaks(() => {
          const root = randomMatrix({ ...shape, columns: shape.rows, spread: 0 });
          const a = multiply(root, root.adjoint());
          const { values, vectors } = decomposeHermitian(a.copy(), true)!;
          const expected = decomposeHermitian(toComplex(a), false)!;
          for (const [k, value] of values.entries()) {
            expect(Math.abs(value - expected.values[k]!)).toBeLessThanOrEqual(100 * EPSILON * sizeOf(a));
          }
          const turned = multiply(a, vectors!);
          const scaled = vectors!.copy();
          for (const [k, { re }] of scaled.columns.entries()) for (let i = 0; i < re.length; i++) re[i]! *= values[k]!;
          expect(distance(turned, scaled)).toBeLessThanOrEqual(100 * EPSILON * sizeOf(a));
          expectOrthonormal(vectors!);
        });
      }),
      runs,
    );
  });

  it('singular values are the same, and their vectors give the matrix back, whatever its rank', () => {
    fc.assert(
      fc.property(shapes, fc.constantFrom(0, 1, 9), (shape, missing) => {
        withoutLeaks(() => {
          const a = randomMatrix({ ...shape, spread: 0 });
          for (let j = 0; j < missing; j++) a.columns[7 * j]!.re.fill(0);
          const { u, s, vh } = decomposeSvd(a.copy(), { vectors: true, full: false })!;
          const expected = decomposeSvd(toComplex(a), { vectors: false, full: false })!.s;
          for (const [k, value] of s.entries()) {
            expect(Math.abs(value - expected[k]!)).toBeLessThanOrEqual(100 * EPSILON * sizeOf(a));
          }
          for (const [k, { re }] of u!.columns.entries()) for (let i = 0; i < re.length; i++) re[i]! *= s[k]!;
          expect(distance(multiply(u!, vh!), a)).toBeLessThanOrEqual(100 * EPSILON * sizeOf(a));
          expectOrthonormal(vh!.adjoint());
        });
      }),
      runs,
    );
  });

  it('products of complex matrices are those of their parts', () => {
    const [a, b] = [1, 2].map((seed) => toComplex(randomMatrix({ rows: 80, columns: 80, seed, spread: 0 })));
    for (const { re, im } of [...a!.columns, ...b!.columns]) im!.set(re.toReversed());
    const product = multiply(a!, b!);
    for (const [i, j] of [
      [0, 0],
      [79, 79],
      [3, 50],
    ] as const) {
      let [re, im] = [0, 0];
      for (let k = 0; k < 80; k++) {
        const [x, y] = [a!.at(i, k), b!.at(k, j)];
        re += x.re * y.re - x.im * y.im;
        im += x.re * y.im + x.im * y.re;
      }
      expect(product.at(i, j).re).toBeCloseTo(re, 13);
      expect(product.at(i, j).im).toBeCloseTo(im, 13);
    }
  });

  it('everything is the same on one thread, on two and in the interpreter', () => {
    const a = randomMatrix({ rows: 90, columns: 90, seed: 7, spread: 2 });
    const compute = (): readonly unknown[] => {
      const lu = decomposeLu(a.copy());
      const svd = decomposeSvd(a.copy(), { vectors: true, full: false })!;
      return [lu.factors, solveLu(lu, a), decomposeQr(a.copy()).factors, svd.u!, svd.vh!].map(({ columns }) =>
        columns.map(({ re }) => [...re]),
      );
    };
    const expected = withBackend(sequentialKernels(), compute);
    expect(withBackend(one, compute)).toEqual(expected);
    expect(withBackend(two, compute)).toEqual(expected);
  });

  it('vectors by halves are the same on one thread and on two', () => {
    const a = randomMatrix({ rows: 300, columns: 300, seed: 11, spread: 2 });
    const compute = (): readonly unknown[] => {
      const { values, vectors } = decomposeHermitian(a.copy(), true)!;
      const { u, s, vh } = decomposeSvd(a.copy(), { vectors: true, full: false })!;
      return [values, s, ...[vectors!, u!, vh!].flatMap(({ columns }) => columns.map(({ re }) => re))];
    };
    expect(withBackend(two, compute)).toEqual(withBackend(one, compute));
  });
});
