/**
 * The kernel of matrix products: `c = a b`, `c += a b` or `c -= a b` for stacks of matrices with any strides; and of what goes over
 * pairs of rows and columns in the same way, sums of squared or absolute differences and the largest of them. It is a kernel of its own, not one of the IR:
 * blocks in registers and in caches are what makes it fast, and the IR has no words for them.
 *
 * What it computes is the same on every target and for any number of threads: the terms of one element of the result are added
 * up in order, in blocks of {@link INNER_BLOCK} that start at 0, and the sums of the blocks are added to the element in order. In strict
 * mode each operation is rounded.
 */

import type { ScalarSignature } from '../../core/kernel.ts';
import type { NumericMode } from '../compile-kernel.ts';

/** Terms that are added up before they are added to the result: a panel of so many rows stays in the first cache. */
export const INNER_BLOCK = 256;

/** What a product is generated for. */
export interface MatrixProduct {
  readonly type: 'f32' | 'f64';
  readonly mode: NumericMode;
  /** What is made of an element of each operand. */
  readonly term: ProductTerm;
}

/** What is added up: `x y`, `(x - y) (x - y)` or `|x - y|`; or whose largest value is taken instead of a sum: `|x - y|`, NaN being the largest. */
export type ProductTerm = 'product' | 'squaredDifference' | 'absoluteDifference' | 'largestDifference';

/** What happens to the result: it becomes the product, or the product is added to it, or taken from it. */
export const productKinds = { set: 0, add: 1, subtract: 2 } as const;

/** One of {@link productKinds}. */
export type ProductKind = keyof typeof productKinds;

/** Where the elements of a stack of matrices are, in elements. */
export interface MatrixPlace {
  readonly offset: number;
  /** From one matrix to the next. */
  readonly batch: number;
  readonly row: number;
  readonly column: number;
}

/** What a launch computes. The columns of the result lie side by side: its `column` is 1. */
export interface ProductLaunch {
  readonly kind: ProductKind;
  /** Whether the square roots of the results are wanted. */
  readonly isRoot?: boolean;
  readonly batch: number;
  readonly rows: number;
  readonly columns: number;
  /** Length of the axis that is summed. */
  readonly inner: number;
  readonly a: MatrixPlace;
  readonly b: MatrixPlace;
  readonly c: MatrixPlace;
}

/** Scalars of the kernel, in order: whole numbers, strides in elements. */
export const productScalars = [
  'kind',
  'isRoot',
  'inner',
  'aOffset',
  'aBatch',
  'aRow',
  'aInner',
  'bOffset',
  'bBatch',
  'bInner',
  'bColumn',
  'cOffset',
  'cBatch',
  'cRow',
] as const;

/** The name of one of them. */
export type ProductScalar = (typeof productScalars)[number];

/** Scalars as artifacts declare them. */
export const productSignature: readonly ScalarSignature[] = productScalars.map((name) => ({ name, type: 'i32' }));

/** The buffers, in order. */
export const productBuffers = ({ type }: MatrixProduct) =>
  [
    { name: 'a', element: type, access: 'read' },
    { name: 'b', element: type, access: 'read' },
    { name: 'c', element: type, access: 'readwrite' },
  ] as const;

/** The scalars of a launch, in their order. Its size is `[batch, rows, columns]`. */
export const scalarsOf = ({ kind, isRoot = false, inner, a, b, c }: ProductLaunch): readonly number[] => [
  productKinds[kind],
  Number(isRoot),
  inner,
  a.offset,
  a.batch,
  a.row,
  a.column,
  b.offset,
  b.batch,
  b.row,
  b.column,
  c.offset,
  c.batch,
  c.row,
];

/** Name of the kernel, for messages and keys. */
export const nameOf = ({ type, mode, term }: MatrixProduct): string => `sums of ${term} ${type} ${mode}`;
