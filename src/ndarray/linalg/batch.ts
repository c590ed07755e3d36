/** Stacks of matrices: the last two axes are the matrix, all others count. Decompositions go over them one by one, in float64. */

import { type NDArray, wrap } from '../array/array.ts';
import { type InputOf, nodeOf } from '../array/as-array.ts';
import { broadcastShapesFor, shapeText } from '../array/broadcast.ts';
import { castNode } from '../elementwise/operands.ts';
import { packedElements } from '../array/elements.ts';
import { sizeOf } from '../array/strided.ts';
import { type DType, isComplex } from '../dtype/dtype.ts';
import { DTypeError, ShapeError } from '../errors.ts';
import { newArray } from '../graph/elements.ts';
import type { Node } from '../graph/node.ts';
import { broadcastNode } from '../manipulate/view-nodes.ts';
import { Matrix, type Value } from './matrix.ts';

/** Types that linear algebra gives. */
export type LinalgDType = 'float32' | 'float64' | 'complex64' | 'complex128';

/** A stack of matrices to be read. */
export interface Stack {
  /** Axes before the last two. */
  readonly batch: readonly number[];
  readonly rows: number;
  readonly columns: number;
  /** Type of results: integers and bools give float64. */
  readonly dtype: LinalgDType;
  readonly count: number;
  /** A copy of one matrix. */
  readonly matrix: (index: number) => Matrix;
}

/** float32 and complex64 stay, anything else becomes float64 or complex128. */
export function linalgDType(what: string, dtypes: readonly DType[]): LinalgDType {
  if (dtypes.includes('float16'))
    throw new DTypeError(`${what}: float16 is not supported in linear algebra; use astype('float32')`);
  const single = dtypes.every((dtype) => dtype === 'float32' || dtype === 'complex64');
  if (dtypes.some(isComplex)) return single ? 'complex64' : 'complex128';
  return single ? 'float32' : 'float64';
}

/** The real type of the same precision. */
export const realDType = (dtype: LinalgDType): 'float32' | 'float64' =>
  dtype === 'complex64' || dtype === 'float32' ? 'float32' : 'float64';

/** The complex type of the same precision. */
export const complexDType = (dtype: LinalgDType): 'complex64' | 'complex128' =>
  dtype === 'complex64' || dtype === 'float32' ? 'complex64' : 'complex128';

/** Distance from 1 to the next number of a type. */
export const epsilonOf = (dtype: LinalgDType): number => (realDType(dtype) === 'float32' ? 2 ** -23 : Number.EPSILON);

/** A matrix of packed elements in row-major order. */
export function readMatrix(
  data: ArrayLike<number>,
  start: number,
  like: { rows: number; columns: number; complex: boolean },
): Matrix {
  const { rows, columns, complex } = like;
  const out = new Matrix(rows, columns, complex);
  for (const [j, { re, im }] of out.columns.entries()) {
    for (let i = 0; i < rows; i++) {
      const place = start + i * columns + j;
      re[i] = complex ? data[2 * place]! : data[place]!;
      if (im !== null) im[i] = data[2 * place + 1]!;
    }
  }
  return out;
}

/** The stack of an input, as a type that linear algebra gives. */
export function stackOf(what: string, node: Node, dtype: LinalgDType): Stack {
  if (node.shape.length < 2) {
    throw new ShapeError(
      `${what}: ${node.shape.length}-dimensional array given; the array must be at least two-dimensional`,
    );
  }
  const complex = isComplex(dtype);
  const data = packedElements(castNode(node, complex ? 'complex128' : 'float64')) as Float64Array;
  const [rows, columns] = node.shape.slice(-2) as [number, number];
  const batch = node.shape.slice(0, -2);
  const size = rows * columns;
  const matrix = (index: number): Matrix => readMatrix(data, index * size, { rows, columns, complex });
  return { batch, rows, columns, dtype, count: sizeOf(batch), matrix };
}

/** The stack of one argument. */
export function enterStack(what: string, input: InputOf): Stack {
  const node = nodeOf(input);
  return stackOf(what, node, linalgDType(what, [node.dtype]));
}

/** The stack of an argument whose matrices must be square. */
export function enterSquare(what: string, input: InputOf): Stack {
  const stack = enterStack(what, input);
  checkSquare(what, stack);
  return stack;
}

export function checkSquare(what: string, { batch, rows, columns }: Stack): void {
  if (rows !== columns) {
    throw new ShapeError(
      `${what}: last 2 dimensions of the array must be square, got ${shapeText([...batch, rows, columns])}`,
    );
  }
}

/** Repeats two nodes to the same axes before the last ones. */
export function broadcastBatch(
  what: string,
  [a, aOwn]: readonly [Node, number],
  [b, bOwn]: readonly [Node, number],
): [Node, Node] {
  const [aBatch, bBatch] = [a.shape.slice(0, a.shape.length - aOwn), b.shape.slice(0, b.shape.length - bOwn)];
  const batch = broadcastShapesFor(what, [aBatch, bBatch]);
  return [
    broadcastNode(a, [...batch, ...a.shape.slice(a.shape.length - aOwn)]),
    broadcastNode(b, [...batch, ...b.shape.slice(b.shape.length - bOwn)]),
  ];
}

/** Collects matrices into a new array. */
export class MatrixOutput {
  readonly #node: Node;
  readonly #data: Float32Array | Float64Array;
  readonly #columns: number;
  readonly #size: number;
  readonly #isComplex: boolean;

  constructor(dtype: LinalgDType, batch: readonly number[], [rows, columns]: readonly [number, number]) {
    const { node, data } = newArray(dtype, [...batch, rows, columns], 'zeros');
    this.#node = node;
    this.#data = data;
    this.#columns = columns;
    this.#size = rows * columns;
    this.#isComplex = isComplex(dtype);
  }

  put(index: number, matrix: Matrix): void {
    const data = this.#data;
    for (const [j, { re, im }] of matrix.columns.entries()) {
      for (let i = 0; i < matrix.rows; i++) {
        const place = index * this.#size + i * this.#columns + j;
        if (!this.#isComplex) {
          data[place] = re[i]!;
          continue;
        }
        data[2 * place] = re[i]!;
        data[2 * place + 1] = im === null ? 0 : im[i]!;
      }
    }
  }

  /** The array; of another shape with as many elements if one is given. */
  array(shape?: readonly number[]): NDArray {
    const array = wrap(this.#node);
    return shape === undefined ? array : array.reshape(shape);
  }
}

/** Collects real rows into a new array. */
export class RowOutput {
  readonly #node: Node;
  readonly #data: Float32Array | Float64Array;
  readonly #length: number;

  constructor(dtype: 'float32' | 'float64', batch: readonly number[], length: number) {
    const { node, data } = newArray(dtype, [...batch, length], 'zeros');
    this.#node = node;
    this.#data = data;
    this.#length = length;
  }

  put(index: number, row: ArrayLike<number>): void {
    this.#data.set(row, index * this.#length);
  }

  array(): NDArray {
    return wrap(this.#node);
  }
}

/** A new array with one value for each matrix of a stack. */
export function valuesFor(dtype: LinalgDType, batch: readonly number[], value: (index: number) => Value): NDArray {
  const { node, data } = newArray(dtype, batch);
  const parts = isComplex(dtype) ? 2 : 1;
  for (let index = 0; index < node.size; index++) {
    const { re, im } = value(index);
    data[parts * index] = re;
    if (parts === 2) data[2 * index + 1] = im;
  }
  return wrap(node);
}

/** Several results, by place as in NumPy's tuples and by name. */
export function named<const N extends readonly string[], T extends readonly unknown[]>(
  names: N,
  values: readonly [...T],
): T & { readonly [K in keyof N & `${number}` as N[K] & string]: K extends keyof T ? T[K] : never } {
  const result = [...values] as unknown[] & { [name: string]: unknown };
  for (const [at, name] of names.entries()) Object.defineProperty(result, name, { value: values[at] });
  return Object.freeze(result) as never;
}
