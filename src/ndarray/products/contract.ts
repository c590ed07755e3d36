/**
 * Sums of products of arrays whose axes have labels: what matrix products, tensor products and Einstein sums are. The product is never
 * stored: multiplying and adding up are one kernel.
 */

import { castNode } from '../elementwise/operands.ts';
import { copyNode } from '../array/elements.ts';
import { viewOf } from '../array/input.ts';
import { type DType, isComplex } from '../dtype/dtype.ts';
import { promoteTypes } from '../dtype/promote.ts';
import { applyUfunc } from '../elementwise/ufunc.ts';
import * as ufuncs from '../elementwise/ufuncs.ts';
import { ShapeError } from '../errors.ts';
import { stored } from '../graph/evaluate.ts';
import type { Node } from '../graph/node.ts';
import { sumNode } from '../reduce/reduce.ts';
import { hasProducts } from './dispatch-product.ts';
import { type Labelled, matrixForm } from './matrix-form.ts';
import { matrixNode, type MatrixRequest } from './matrix-node.ts';

/** Below this many elements an operand is read where it lies: copying it so that it can be read in vectors would cost more. */
const SMALL = 1024;

/** One axis for each label: those that are there twice become a diagonal. */
function withDistinctLabels({ node, labels }: Labelled, what: string): Labelled {
  if (new Set(labels).size === labels.length) return { node, labels };
  const { shape, strides, offset } = stored(node);
  const distinct = [...new Set(labels)];
  const axesOf = (label: string): number[] => [...labels.keys()].filter((axis) => labels[axis] === label);
  const lengths = distinct.map((label) => {
    const [first, ...rest] = axesOf(label).map((axis) => shape[axis]!);
    if (rest.some((length) => length !== first)) {
      throw new ShapeError(
        `${what}: a diagonal needs axes of one length, got [${[first, ...rest].join()}] for ${label}`,
      );
    }
    return first!;
  });
  const steps = distinct.map((label) => axesOf(label).reduce((sum, axis) => sum + strides[axis]!, 0));
  return { node: viewOf(node, { shape: lengths, strides: steps, offset }), labels: distinct };
}

/** The length of each label; axes of length 1 are repeated. */
function lengthsOf(operands: readonly Labelled[], what: string): Map<string, number> {
  const lengths = new Map<string, number>();
  for (const { node, labels } of operands) {
    for (const [axis, label] of labels.entries()) {
      const length = node.shape[axis]!;
      const known = lengths.get(label) ?? 1;
      if (length !== known && length !== 1 && known !== 1) {
        throw new ShapeError(
          `${what}: axes that are multiplied have lengths ${known} and ${length}; they must be equal`,
        );
      }
      lengths.set(label, known === 1 ? length : known);
    }
  }
  return lengths;
}

/**
 * The operand with its axes in the order of all labels: those that it lacks have length 1. Where neither the last axis of the result nor the
 * last one of all can be read in vectors, it is a copy.
 */
function aligned({ node, labels }: Labelled, all: readonly string[], last: string | undefined): Node {
  const order = all.filter((label) => labels.includes(label));
  const { shape, strides, offset } = stored(node);
  const own = order.map((label) => labels.indexOf(label));
  const view = viewOf(node, {
    shape: own.map((axis) => shape[axis]!),
    strides: own.map((axis) => strides[axis]!),
    offset,
  });
  const isUnit = [order.length - 1, order.indexOf(last ?? '')].some((axis) => view.strides[axis] === 1);
  const packed = isUnit || view.size < SMALL ? view : copyNode(view);
  const at = (label: string): number => order.indexOf(label);
  return viewOf(packed, {
    shape: all.map((label) => (at(label) < 0 ? 1 : packed.shape[at(label)]!)),
    strides: all.map((label) => (at(label) < 0 ? 0 : packed.strides[at(label)]!)),
    offset: packed.offset,
  });
}

/** The dtype in which products are added up: halves as float32. */
const sumType = (dtype: DType): DType => (dtype === 'float16' ? 'float32' : dtype);

/** The product of two operands by the kernel of matrix products, where it is one and there is such a kernel. */
function matrixProduct(
  operands: readonly Labelled[],
  { out, lengths, what }: Pick<MatrixRequest, 'out' | 'lengths' | 'what'>,
  dtype: DType,
): Node | undefined {
  const [first, second, ...more] = operands;
  if (first === undefined || second === undefined || more.length > 0) return undefined;
  if (dtype !== 'float32' && dtype !== 'float64' && !isComplex(dtype)) return undefined;
  if (!hasProducts(first.node)) return undefined;
  const form = matrixForm(
    [
      { ...first, node: castNode(first.node, dtype) },
      { ...second, node: castNode(second.node, dtype) },
    ],
    out,
  );
  return form && matrixNode({ form, dtype, out, lengths, what });
}

/**
 * The sum of products over all labels that the result does not have.
 *
 * @param out - Labels of the result, in order.
 */
export function contract(operands: readonly Labelled[], out: readonly string[], what: string): Node {
  const distinct = operands.map((operand) => withDistinctLabels(operand, what));
  const lengths = lengthsOf(distinct, what);
  const summed = [...lengths.keys()].filter((label) => !out.includes(label));
  const all = [...out, ...summed];
  const dtype = distinct.map(({ node }) => node.dtype).reduce(promoteTypes);
  const matrices = matrixProduct(distinct, { out, lengths, what }, sumType(dtype));
  if (matrices !== undefined) return castNode(matrices, dtype);
  const parts = distinct.map(({ node, labels }) =>
    aligned({ node: castNode(node, sumType(dtype)), labels }, all, out.at(-1)),
  );
  const product = parts.reduce((left, right) => applyUfunc(ufuncs.multiply, [left, right]));
  const axes = summed.map((_, at) => out.length + at);
  if (axes.length === 0) return castNode(product, dtype);
  const sum = sumNode(isComplex(dtype) ? copyNode(product) : product, { axes, dtype: sumType(dtype) });
  return castNode(sum, dtype);
}
