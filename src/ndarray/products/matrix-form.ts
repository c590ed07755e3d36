/** Sums of products of two arrays as products of stacks of matrices: which axes are rows, columns, stacks and sums. */

import type { Node } from '../graph/node.ts';

/** An array with a label for each axis. */
export interface Labelled {
  readonly node: Node;
  readonly labels: readonly string[];
}

/** An array whose axes of length 1 have lost their labels: they are repeated where others are longer, and say nothing where not. */
export interface LongLabelled {
  readonly node: Node;
  readonly labels: readonly (string | null)[];
}

/** The labels of a product of two arrays by what becomes of them. */
export interface MatrixForm {
  /** The operand with the rows, and the one with the columns, which are last in the result. */
  readonly left: LongLabelled;
  readonly right: LongLabelled;
  /** In both and in the result. */
  readonly batch: readonly string[];
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** In both, not in the result; none where what is summed has length 1. */
  readonly inner: readonly string[];
}

const withoutUnits = ({ node, labels }: Labelled): LongLabelled => ({
  node,
  labels: labels.map((label, axis) => (node.shape[axis] === 1 ? null : label)),
});

/**
 * Puts the labels of two operands, each there once in an operand, into groups.
 *
 * @returns undefined where it is no product of matrices: nothing is summed, or along one operand only, or there are no rows or no columns.
 */
export function matrixForm(operands: readonly [Labelled, Labelled], out: readonly string[]): MatrixForm | undefined {
  if (operands.every(({ labels }) => labels.every((label) => out.includes(label)))) return undefined;
  const [first, second] = operands.map(withoutUnits) as [LongLabelled, LongLabelled];
  const all = [...new Set([...first.labels, ...second.labels])].filter((label) => label !== null);
  const isShared = (label: string): boolean => first.labels.includes(label) && second.labels.includes(label);
  const inner = all.filter((label) => !out.includes(label));
  if (!inner.every(isShared)) return undefined;
  const ownOf = ({ labels }: LongLabelled): readonly string[] =>
    out.filter((label) => labels.includes(label) && !isShared(label));
  const [ownFirst, ownSecond] = [ownOf(first), ownOf(second)];
  if (ownFirst.length === 0 || ownSecond.length === 0) return undefined;
  const batch = out.filter(isShared);
  const last = out.findLast((label) => ownFirst.includes(label) || ownSecond.includes(label))!;
  return ownSecond.includes(last)
    ? { left: first, right: second, batch, rows: ownFirst, columns: ownSecond, inner }
    : { left: second, right: first, batch, rows: ownSecond, columns: ownFirst, inner };
}

/**
 * The stride of several axes seen as one, the last of them the fastest.
 *
 * @returns undefined where there is none: the elements do not follow each other in even steps.
 */
export function mergedStride(lengths: readonly number[], strides: readonly number[]): number | undefined {
  const last = strides.at(-1) ?? 0;
  let step = last;
  for (let axis = lengths.length - 1; axis >= 0; axis--) {
    if (strides[axis] !== step) return undefined;
    step *= lengths[axis]!;
  }
  return last;
}
