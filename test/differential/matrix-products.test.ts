/** The kernel of matrix products on random shapes, strides and data: WebAssembly against the interpreter, one thread against two. */

import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { sequentialKernels } from '../../src/backends/sequential/kernels.ts';
import { openWasm } from '../../src/backends/threads/kernels.ts';
import { compileProduct } from '../../src/kernel/matrix-product/compile-product.ts';
import {
  type MatrixPlace,
  type ProductLaunch,
  type ProductTerm,
  scalarsOf,
} from '../../src/kernel/matrix-product/matrix-product.ts';
import { assertProperty, fuzzParameters } from '../support/property.ts';
import { runKernel } from '../support/run-kernel.ts';

const oneThread = openWasm({ cores: 1 });
const twoThreads = openWasm({ cores: 2 });
const interpreter = sequentialKernels();
afterAll(() => Promise.all([oneThread.close(), twoThreads.close()]));

type Numbers = Float32Array | Float64Array;

interface Layout {
  readonly isTransposed: boolean;
  readonly gap: number;
  readonly isBackwards: boolean;
  readonly isRepeated: boolean;
  readonly offset: number;
}

const layouts: fc.Arbitrary<Layout> = fc.record({
  isTransposed: fc.boolean(),
  gap: fc.integer({ min: 0, max: 3 }),
  isBackwards: fc.boolean(),
  isRepeated: fc.boolean(),
  offset: fc.integer({ min: 0, max: 5 }),
});

/** Where the elements of a stack of matrices are in an array, and how long that array is. */
function placeOf(
  [batch, rows, columns]: readonly [number, number, number],
  { isTransposed, gap, isBackwards, isRepeated, offset }: Layout,
): { readonly place: MatrixPlace; readonly length: number } {
  const slow = isTransposed ? rows + gap : columns + gap;
  const [row, column] = isTransposed ? [1, slow] : [slow, 1];
  const matrix = slow * (isTransposed ? columns : rows) + gap;
  const step = isRepeated ? 0 : matrix;
  const length = offset + matrix * Math.max(1, isRepeated ? 1 : batch);
  if (!isBackwards) return { place: { offset, batch: step, row, column }, length };
  const last = offset + Math.max(0, rows - 1) * row;
  return { place: { offset: last, batch: step, row: -row, column }, length };
}

const lengths = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 40 }) },
  { weight: 1, arbitrary: fc.integer({ min: 41, max: 150 }) },
);

const cases = fc.record({
  type: fc.constantFrom('f32', 'f64'),
  term: fc.constantFrom('product', 'squaredDifference', 'absoluteDifference', 'largestDifference'),
  kind: fc.constantFrom('set', 'add', 'subtract'),
  isRoot: fc.boolean(),
  batch: fc.integer({ min: 0, max: 3 }),
  rows: lengths,
  columns: lengths,
  inner: fc.oneof(lengths, fc.integer({ min: 250, max: 600 })),
  layouts: fc.tuple(layouts, layouts, layouts),
  seed: fc.integer({ min: 1, max: 1e6 }),
});

/** Numbers of all sizes, with some zeros and, rarely, what is no number. */
function fill(array: Numbers, seed: number): Numbers {
  let state = seed;
  for (let at = 0; at < array.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    const unit = (state >>> 0) / 2 ** 32;
    array[at] = unit < 0.05 ? -0 : unit < 0.0505 ? NaN : unit < 0.051 ? Infinity : (unit - 0.5) * 2 ** ((at % 7) - 3);
  }
  return array;
}

interface Problem {
  readonly type: 'f32' | 'f64';
  readonly term: ProductTerm;
  readonly launch: ProductLaunch;
  readonly arrays: readonly [Numbers, Numbers, Numbers];
}

function problemOf(one: typeof cases extends fc.Arbitrary<infer T> ? T : never): Problem {
  const { type, term, kind, isRoot, batch, rows, columns, inner } = one;
  const a = placeOf([batch, rows, inner], one.layouts[0]);
  const b = placeOf([batch, inner, columns], one.layouts[1]);
  const c = placeOf([batch, rows, columns], { ...one.layouts[2], isTransposed: false, isRepeated: false });
  const make = (length: number, seed: number): Numbers =>
    fill(type === 'f32' ? new Float32Array(length) : new Float64Array(length), seed);
  const arrays = [make(a.length, one.seed), make(b.length, one.seed + 1), make(c.length, one.seed + 2)] as const;
  return {
    type,
    term,
    arrays,
    launch: { kind, isRoot, batch, rows, columns, inner, a: a.place, b: b.place, c: c.place },
  };
}

async function resultOf(
  backend: typeof oneThread | typeof interpreter,
  { type, term, launch, arrays }: Problem,
): Promise<Numbers> {
  const artifact = compileProduct({ type, mode: 'strict', term }, backend.target)!;
  const size = [launch.batch, launch.rows, launch.columns];
  return (await runKernel(backend, artifact, { arrays, size, scalars: scalarsOf(launch) }))[2];
}

test('WebAssembly gives the bits of the interpreter, on one thread and on two', async () => {
  await assertProperty(
    fc.asyncProperty(cases, async (one) => {
      const problem = problemOf(one);
      const expected = await resultOf(interpreter, problem);
      expect(await resultOf(oneThread, problem)).toEqual(expected);
      expect(await resultOf(twoThreads, problem)).toEqual(expected);
    }),
    fuzzParameters('matrix products', 150),
  );
});

test('a product that many threads share is that of one, and what lies between the rows stays', async () => {
  const [rows, inner, columns] = [151, 300, 133];
  for (const type of ['f32', 'f64'] as const) {
    const make = (length: number, seed: number): Numbers =>
      fill(type === 'f32' ? new Float32Array(length) : new Float64Array(length), seed);
    const problem: Problem = {
      type,
      term: 'product',
      arrays: [make(rows * inner, 1), make(inner * columns, 2), make(rows * (columns + 3), 3)],
      launch: {
        kind: 'set',
        batch: 1,
        rows,
        columns,
        inner,
        a: { offset: 0, batch: 0, row: 1, column: rows },
        b: { offset: 0, batch: 0, row: columns, column: 1 },
        c: { offset: 1, batch: 0, row: columns + 3, column: 1 },
      },
    };
    const [one, two, expected] = [
      await resultOf(oneThread, problem),
      await resultOf(twoThreads, problem),
      await resultOf(interpreter, problem),
    ];
    expect(two).toEqual(one);
    expect(one).toEqual(expected);
  }
});
