/** Works with many operations for each number: products, distances, linear algebra, transforms, random numbers. */

import { noise, type FloatType, type Input } from './data.ts';
import { checkElements, type Workload } from './workload.ts';

const matrix = (dtype: FloatType, [rows, columns]: readonly [number, number], seed = 12345, low = -1): Input => ({
  data: noise(dtype, rows * columns, { seed, low, high: 1 }),
  shape: [rows, columns],
});

/** A few rows are compared in full: all of them would take longer than the benchmark. */
const sampledRows = (size: number): number[] => [0, 1, size >> 1, size - 1];

/** Scalar product of a row of one matrix and a column of another. */
function dot(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  [row, column, size]: readonly [number, number, number],
): number {
  let total = 0;
  for (let k = 0; k < size; k++) total += (a[row * size + k] as number) * (b[k * size + column] as number);
  return total;
}

const product = (dtype: FloatType): Workload => ({
  name: `matmul-${dtype === 'float32' ? 'f32' : 'f64'}`,
  work: 'matmul',
  title: `product of two 1024 x 1024 matrices of ${dtype}`,
  about: 'Two thousand million operations. NumPy and torch call OpenBLAS, on both cores.',
  dtype,
  full: 1024,
  quick: 128,
  inputs: (size) => [matrix(dtype, [size, size]), matrix(dtype, [size, size], 54321)],
  check([got], [a, b], size) {
    if (got?.length !== size * size) throw new Error(`expected ${size * size} elements, got ${got?.length}`);
    const tolerance = dtype === 'float32' ? { absolute: 1e-4, relative: 1e-5 } : { absolute: 1e-12, relative: 1e-13 };
    for (const row of sampledRows(size)) {
      checkElements(
        Array.from({ length: size }, (_, j) => got[row * size + j] as number),
        size,
        {
          expected: (j) => dot(a!.data, b!.data, [row, j, size]),
          tolerance,
        },
      );
    }
  },
});

const WIDTH = 64;

const distances: Workload = {
  name: 'distances-f32',
  work: 'distances',
  title: 'distances between all pairs of 2,000 points in 64 dimensions, float32',
  about:
    'Rows without a name for their way, and np.cdist, take the difference of every pair, as exact as the numbers; those by a product of ' +
    'matrices lose digits of small distances.',
  dtype: 'float32',
  full: 2000,
  quick: 200,
  inputs: (size) => [matrix('float32', [size, WIDTH], 12345, 0)],
  check([got], [input], size) {
    const { data } = input!;
    if (got?.length !== size * size) throw new Error(`expected ${size * size} elements, got ${got?.length}`);
    for (const row of sampledRows(size)) {
      for (let j = 0; j < size; j++) {
        let total = 0;
        for (let k = 0; k < WIDTH; k++)
          total += ((data[row * WIDTH + k] as number) - (data[j * WIDTH + k] as number)) ** 2;
        const [want, have] = [Math.sqrt(total), got[row * size + j] as number];
        // The way by a product gives about the root of the rounding error for the distance of a point to itself.
        if (!(Math.abs(want - have) <= (row === j ? 1e-2 : 1e-4)))
          throw new Error(`distance of ${row} and ${j}: expected ${want}, got ${have}`);
      }
    }
  },
};

const solve: Workload = {
  name: 'solve-f64',
  work: 'solve',
  title: 'solve of 500 equations, float64',
  about: 'One right-hand side. NumPy and torch call LAPACK.',
  dtype: 'float64',
  full: 500,
  quick: 50,
  inputs: (size) => [
    matrix('float64', [size, size]),
    { data: noise('float64', size, { seed: 7, low: -1, high: 1 }), shape: [size] },
  ],
  check([x], [a, b], size) {
    checkElements(x, size, { expected: (i) => x![i] as number, tolerance: { absolute: 0, relative: 0 } });
    for (let i = 0; i < size; i++) {
      let residual = -(b!.data[i] as number);
      for (let j = 0; j < size; j++) residual += (a!.data[i * size + j] as number) * (x![j] as number);
      if (!(Math.abs(residual) <= 1e-8)) throw new Error(`equation ${i} is off by ${residual}`);
    }
  },
};

const svd: Workload = {
  name: 'svd-f64',
  work: 'svd',
  title: 'singular value decomposition of 500 x 500, float64',
  about: 'All of U, S and V. NumPy and torch call LAPACK.',
  dtype: 'float64',
  full: 500,
  quick: 50,
  inputs: (size) => [matrix('float64', [size, size])],
  check([u, s, vh], [a], size) {
    for (const row of sampledRows(size)) {
      for (let j = 0; j < size; j++) {
        let total = 0;
        for (let k = 0; k < size; k++)
          total += (u![row * size + k] as number) * (s![k] as number) * (vh![k * size + j] as number);
        const want = a!.data[row * size + j] as number;
        if (!(Math.abs(total - want) <= 1e-8)) throw new Error(`U S V at ${row}, ${j}: expected ${want}, got ${total}`);
      }
    }
  },
};

/** One element of the transform, by its definition. */
function transformAt(data: ArrayLike<number>, k: number, length: number): readonly [number, number] {
  let [re, im] = [0, 0];
  for (let n = 0; n < length; n++) {
    const angle = (-2 * Math.PI * ((n * k) % length)) / length;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const [x, y] = [data[2 * n] as number, data[2 * n + 1] as number];
    re += x * c - y * s;
    im += x * s + y * c;
  }
  return [re, im];
}

const fft: Workload = {
  name: 'fft-c128',
  work: 'fft',
  title: 'Fourier transform of 2^20 complex128',
  about: 'Complex numbers in, complex numbers out. tfjs has no complex numbers of 16 bytes and has no row.',
  dtype: 'float64',
  full: 2 ** 20,
  quick: 2 ** 12,
  inputs: (size) => [
    { data: noise('float64', 2 * size, { seed: 12345, low: -1, high: 1 }), shape: [size], isComplex: true },
  ],
  check([got], [input], size) {
    if (got?.length !== 2 * size) throw new Error(`expected ${2 * size} numbers, got ${got?.length}`);
    for (const k of [0, 1, 777, size - 1]) {
      const want = transformAt(input!.data, k, size);
      for (const part of [0, 1] as const) {
        const have = got[2 * k + part] as number;
        if (!(Math.abs(have - want[part]) <= 1e-7)) throw new Error(`bin ${k}: expected ${want[part]}, got ${have}`);
      }
    }
  },
};

const normal: Workload = {
  name: 'normal-f64',
  work: 'normal',
  title: '10 million normal random numbers, float64',
  about:
    'From a generator that is seeded in each run. jax-js and tfjs have them in float32 only, torch here as well in float64.',
  dtype: 'float64',
  full: 10_000_000,
  quick: 200_000,
  inputs: () => [],
  check([got], _, size) {
    if (got?.length !== size) throw new Error(`expected ${size} numbers, got ${got?.length}`);
    let [total, squares, beyond] = [0, 0, 0];
    for (let i = 0; i < size; i++) {
      const x = got[i] as number;
      total += x;
      squares += x * x;
      if (Math.abs(x) > 1.959964) beyond++;
    }
    const error = 6 / Math.sqrt(size);
    if (!(Math.abs(total / size) < error)) throw new Error(`the mean is ${total / size}`);
    if (!(Math.abs(squares / size - 1) < 2 * error)) throw new Error(`the variance is ${squares / size}`);
    if (!(Math.abs(beyond / size - 0.05) < error)) throw new Error(`${beyond} of ${size} are in the outer 5 %`);
  },
};

/** In the order of the report. */
export const matrixWorks: readonly Workload[] = [
  product('float32'),
  product('float64'),
  distances,
  solve,
  svd,
  fft,
  normal,
];
