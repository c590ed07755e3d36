/** Products of stacks of matrices of floats and complex numbers by their own kernel. */

import { copyNode } from '../array/elements.ts';
import { viewOf } from '../array/input.ts';
import { partView } from '../complex/complex-node.ts';
import { type ComplexDType, isComplex, itemSize, realTypeOf } from '../dtype/dtype.ts';
import { dataOfBytes } from '../dtype/typed-array.ts';
import { rowMajorStrides } from '../graph/layout.ts';
import { dropStored, type Node, opaqueNode, storedNode } from '../graph/node.ts';
import { newStorage, type Storage } from '../graph/storage.ts';
import type { MatrixPlace, ProductKind, ProductTerm } from '../../kernel/matrix-product/matrix-product.ts';
import { dispatchProduct } from './dispatch-product.ts';
import { type MatrixForm, mergedStride } from './matrix-form.ts';

/** What a product is made from. */
export interface MatrixRequest {
  readonly form: MatrixForm;
  readonly dtype: 'float32' | 'float64' | ComplexDType;
  /** Labels of the result, in order. */
  readonly out: readonly string[];
  readonly lengths: ReadonlyMap<string, number>;
  /** Name for messages and explain. */
  readonly what: string;
  /** What is added up; products unless it is given. */
  readonly term?: ProductTerm;
  /** Whether the square roots of the sums are wanted. */
  readonly isRoot?: boolean;
}

/** One, two or three groups of axes. */
type Groups = readonly [readonly string[], readonly string[], readonly string[]];

const product = (lengths: readonly number[]): number => lengths.reduce((all, one) => all * one, 1);

/** An operand as a stack of matrices. */
interface Seen {
  readonly node: Node;
  readonly place: MatrixPlace;
  /** Made on the way, to be dropped. */
  readonly isCopy: boolean;
}

/** How the result lies in memory. */
interface ResultLayout {
  /** Labels from the slowest to the fastest. */
  readonly order: readonly string[];
  readonly batch: number;
  readonly row: number;
}

class MatrixWork {
  readonly #request: MatrixRequest;
  readonly #layout: ResultLayout;

  constructor(request: MatrixRequest) {
    this.#request = request;
    this.#layout = this.#chooseLayout();
  }

  /** The product, stored in row-major order. */
  compute(left: Node, right: Node): Node {
    const { dtype } = this.#request;
    const { backend } = left.storage!;
    if (!isComplex(dtype)) {
      const storage = newStorage(this.#size() * itemSize(dtype), 'any', backend);
      this.#launch('set', storage, [left, right]);
      return this.#arranged(storage);
    }
    return this.#computeComplex(dtype, [left, right]);
  }

  /** By four products of real and imaginary parts. */
  #computeComplex(dtype: ComplexDType, operands: readonly [Node, Node]): Node {
    const real = realTypeOf(dtype);
    const { backend } = operands[0].storage!;
    const [re, im] = [0, 1].map(() => newStorage(this.#size() * itemSize(real), 'any', backend)) as [Storage, Storage];
    const [leftRe, leftIm, rightRe, rightIm] = operands.flatMap((node) => [partView(node, 0), partView(node, 1)]) as [
      Node,
      Node,
      Node,
      Node,
    ];
    this.#launch('set', re, [leftRe, rightRe]);
    this.#launch('subtract', re, [leftIm, rightIm]);
    this.#launch('set', im, [leftRe, rightIm]);
    this.#launch('add', im, [leftIm, rightRe]);
    for (const view of [leftRe, leftIm, rightRe, rightIm]) dropStored(view);
    const storage = newStorage(this.#size() * itemSize(dtype), 'any', backend);
    const data = dataOfBytes(dtype, storage.bytes()) as Float64Array;
    for (const [part, from] of [re, im].entries()) {
      const source = dataOfBytes(real, from.bytes()) as Float64Array;
      for (let at = 0; at < source.length; at++) data[2 * at + part] = source[at]!;
      from.free();
    }
    return this.#arranged(storage);
  }

  #size(): number {
    const { batch, rows, columns } = this.#request.form;
    return product(this.#lengths([...batch, ...rows, ...columns]));
  }

  #launch(kind: ProductKind, target: Storage, [left, right]: readonly [Node, Node]): void {
    const { form, dtype, term = 'product', isRoot = false } = this.#request;
    const { batch, rows, columns, inner } = form;
    const a = this.#see(left, form.left.labels, [batch, rows, inner]);
    const b = this.#see(right, form.right.labels, [batch, inner, columns]);
    const sizes = [batch, rows, columns, inner].map((group) => product(this.#lengths(group)));
    const [stack, height, width, depth] = sizes as [number, number, number, number];
    dispatchProduct(
      { dtype: dtype === 'float32' || dtype === 'complex64' ? 'float32' : 'float64', term },
      { a: a.node.storage!, b: b.node.storage!, c: target },
      {
        kind,
        isRoot,
        batch: stack,
        rows: height,
        columns: width,
        inner: depth,
        a: a.place,
        b: b.place,
        c: { offset: 0, batch: this.#layout.batch, row: this.#layout.row, column: 1 },
      },
    );
    for (const { node, isCopy } of [a, b]) if (isCopy) dropStored(node);
  }

  /** As it is asked for, where stacks and rows are even steps in that and columns are last; else stacks, rows, columns. */
  #chooseLayout(): ResultLayout {
    const { form, out } = this.#request;
    const { batch, rows, columns } = form;
    const made = [...batch, ...rows, ...columns];
    const order = out.filter((label) => made.includes(label));
    const steps = rowMajorStrides(this.#lengths(order));
    const [stack, row, column] = [batch, rows, columns].map((group) =>
      mergedStride(
        this.#lengths(group),
        group.map((label) => steps[order.indexOf(label)]!),
      ),
    );
    if (stack !== undefined && row !== undefined && column === 1) return { order, batch: stack, row };
    const width = product(this.#lengths(columns));
    return { order: made, batch: product(this.#lengths(rows)) * width, row: width };
  }

  #lengths(labels: readonly string[]): readonly number[] {
    return labels.map((label) => this.#request.lengths.get(label)!);
  }

  /** Sees an operand as it lies, or a packed copy of it where axes of a group do not follow each other in even steps. */
  #see(node: Node, labels: readonly (string | null)[], groups: Groups): Seen {
    const strides = groups.map((group) =>
      mergedStride(
        this.#lengths(group),
        group.map((label) => node.strides[labels.indexOf(label)]!),
      ),
    );
    if (strides.every((stride) => stride !== undefined)) {
      const [batch, row, column] = strides as [number, number, number];
      return { node, place: { offset: node.offset, batch, row, column }, isCopy: false };
    }
    const axes = groups.flat().map((label) => labels.indexOf(label));
    const view = viewOf(node, {
      shape: axes.map((axis) => node.shape[axis]!),
      strides: axes.map((axis) => node.strides[axis]!),
      offset: node.offset,
    });
    const copy = copyNode(view);
    dropStored(view);
    const [, height, width] = groups.map((group) => product(this.#lengths(group))) as [number, number, number];
    return { node: copy, place: { offset: 0, batch: height * width, row: width, column: 1 }, isCopy: true };
  }

  /** The result with its axes in the order that is asked for. */
  #arranged(storage: Storage): Node {
    const { out, dtype } = this.#request;
    const { order } = this.#layout;
    const steps = rowMajorStrides(this.#lengths(order));
    const shape = this.#lengths(out);
    const isInOrder = out.filter((label) => order.includes(label)).join() === order.join();
    if (isInOrder) return storedNode({ storage, offset: 0, strides: rowMajorStrides(shape) }, { dtype, shape });
    const strides = out.map((label) => (order.includes(label) ? steps[order.indexOf(label)]! : 0));
    const view = storedNode({ storage, offset: 0, strides }, { dtype, shape });
    const copy = copyNode(view);
    dropStored(view);
    return copy;
  }
}

/** A product that is computed when it is asked for, from operands of its dtype in the order in which the request has them. */
export function matrixNode(request: MatrixRequest): Node {
  const { form, dtype, what } = request;
  return opaqueNode({
    label: what,
    dtype,
    shape: request.out.map((label) => request.lengths.get(label)!),
    inputs: [form.left.node, form.right.node],
    compute: ([left, right]) => new MatrixWork(request).compute(left!, right!),
  });
}
